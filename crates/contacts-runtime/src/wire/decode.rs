//! Reading JSON with errors that say where, and never what.

use std::fmt;

use serde::de::DeserializeOwned;

/// JSON that is not of the expected shape. Names the place and the expectation, never the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DecodeError(Box<Misfit>);

/// Boxed, so that a `Result` with this error stays small.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Misfit {
    pointer: String,
    reason: String,
    line: usize,
    column: usize,
}

impl DecodeError {
    /// JSON pointer (RFC 6901) to the place that does not fit; empty for the whole text.
    pub fn pointer(&self) -> &str {
        &self.0.pointer
    }

    /// What was expected there.
    pub fn reason(&self) -> &str {
        &self.0.reason
    }

    #[cfg(feature = "client")]
    pub(crate) fn missing(pointer: &str, reason: &str) -> Self {
        Self(Box::new(Misfit {
            pointer: pointer.to_owned(),
            reason: reason.to_owned(),
            line: 0,
            column: 0,
        }))
    }

    /// Bytes that are no text: read on with characters replaced, they would not be the bytes that were sent.
    #[cfg(feature = "client")]
    pub(crate) fn not_utf8(byte: usize) -> Self {
        Self::missing("", &format!("not UTF-8 text (byte {byte})"))
    }

    pub(crate) fn new(path: &serde_path_to_error::Path, error: &serde_json::Error) -> Self {
        Self(Box::new(Misfit {
            pointer: pointer(path),
            reason: reason(error),
            line: error.line(),
            column: error.column(),
        }))
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => formatter.write_str(&self.reason)?,
            pointer => write!(formatter, "at {pointer}: {}", self.reason)?,
        }
        match self.line {
            // Read from a tree in memory, which has no lines.
            0 => Ok(()),
            line => write!(formatter, " (line {line}, column {})", self.column),
        }
    }
}

/// Reads `text` as a `T`.
///
/// # Errors
///
/// Says where the text leaves the expected shape, as a JSON pointer.
pub fn decode<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    // The fast way first: following the path costs about a third more.
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| DecodeError::new(error.path(), error.inner()))?;
    deserializer.end().map_err(|error| {
        DecodeError(Box::new(Misfit {
            pointer: String::new(),
            reason: "more text follows the JSON value".to_owned(),
            line: error.line(),
            column: error.column(),
        }))
    })?;
    Ok(value)
}

/// The path as a JSON pointer, without serde's own markers.
pub(crate) fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

/// What serde expected, without the value that it found: that may be somebody's data.
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    // An error from a tree in memory has no line: what looks like one is part of the value.
    let message = message
        .rsplit_once(" at line ")
        .filter(|_| error.line() > 0)
        .map_or(message.as_str(), |(message, _)| message);
    if error.is_eof() {
        return "the text ends too early".to_owned();
    }
    if error.is_syntax() {
        return format!("not JSON: {message}");
    }
    // The name of a field is the spec's, not the vendor's.
    if message.starts_with("missing field `") || message.starts_with("duplicate field `") {
        return message.to_owned();
    }
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {}", in_json(expected)),
        None => "not of the expected shape".to_owned(),
    }
}

/// What serde calls a type, in the words of JSON.
fn in_json(expected: &str) -> &str {
    match expected {
        "a sequence" => "an array",
        "a map" => "an object",
        "a borrowed string" => "a string",
        name if name.starts_with("struct ") => "an object",
        other => other,
    }
}
