//! Bodies of `multipart/form-data` (RFC 7578).

use std::fmt;

use bytes::Bytes;

/// A file in a form.
#[derive(Clone, PartialEq, Eq)]
pub struct FilePart {
    file_name: String,
    content_type: String,
    bytes: Bytes,
}

impl FilePart {
    /// A file with its name, its media type (such as `text/csv`) and its bytes.
    pub fn new(
        file_name: impl Into<String>,
        content_type: impl Into<String>,
        bytes: impl Into<Bytes>,
    ) -> Self {
        Self {
            file_name: file_name.into(),
            content_type: content_type.into(),
            bytes: bytes.into(),
        }
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FilePart({} bytes)", self.bytes.len())
    }
}

/// A form that is being written.
#[derive(Clone, Default)]
pub(crate) struct Form {
    parts: Vec<(String, Bytes)>,
}

impl Form {
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        let head = format!("Content-Disposition: form-data; name=\"{}\"", quoted(name));
        self.parts
            .push((head, Bytes::copy_from_slice(value.as_bytes())));
    }

    pub(crate) fn file(&mut self, name: &str, file: FilePart) {
        let head = format!(
            "Content-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}",
            quoted(name),
            quoted(&file.file_name),
            file.content_type.replace(['\r', '\n'], " "),
        );
        self.parts.push((head, file.bytes));
    }

    /// The value of the Content-Type header, and the body.
    pub(crate) fn encode(&self) -> (String, Bytes) {
        let boundary = self.boundary();
        let mut body = Vec::new();
        for (head, bytes) in &self.parts {
            body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        (
            format!("multipart/form-data; boundary={boundary}"),
            body.into(),
        )
    }

    /// A boundary that stands in no part.
    fn boundary(&self) -> String {
        let stands_in = |boundary: &str| {
            self.parts.iter().any(|(_, bytes)| {
                bytes
                    .windows(boundary.len())
                    .any(|window| window == boundary.as_bytes())
            })
        };
        let mut boundary = "contacts-form-data".to_owned();
        while stands_in(&boundary) {
            boundary.push('-');
        }
        boundary
    }
}

/// A name for a header parameter, escaped as browsers do it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
