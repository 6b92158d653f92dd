//! HTTP archives (HAR 1.2), one entry after the other.

use std::fmt;
use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// One call.
#[derive(Debug, Deserialize)]
pub struct Entry {
    /// What was sent.
    request: Request,
    /// What was answered.
    pub response: Response,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    url: String,
    post_data: Option<Text>,
}

/// An answer.
#[derive(Debug, Deserialize)]
pub struct Response {
    /// The status.
    pub status: u16,
    content: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Text {
    #[serde(default)]
    mime_type: String,
    text: Option<String>,
    encoding: Option<String>,
}

impl Entry {
    /// Whether it is a call of this method and path template, under whatever base path.
    pub fn is_of(&self, method: &str, template: &str) -> bool {
        let path = self
            .request
            .url
            .split(['?', '#'])
            .next()
            .unwrap_or_default();
        let path = path.split_once("://").map_or(path, |(_, rest)| rest);
        let mut path = path.trim_end_matches('/').rsplit('/');
        let fits = |wanted: &str| {
            path.next().is_some_and(|segment| {
                wanted == segment || (wanted.starts_with('{') && !segment.is_empty())
            })
        };
        let template = template.trim_matches('/');
        self.request.method.eq_ignore_ascii_case(method) && template.rsplit('/').all(fits)
    }

    /// The JSON that was sent.
    pub fn request_body(&self) -> Option<Vec<u8>> {
        self.request.post_data.as_ref()?.json()
    }

    /// The JSON that was answered.
    pub fn response_body(&self) -> Option<Vec<u8>> {
        self.response.content.as_ref()?.json()
    }
}

impl Text {
    fn json(&self) -> Option<Vec<u8>> {
        let text = self
            .text
            .as_ref()
            .filter(|text| !text.is_empty() && self.mime_type.contains("json"))?;
        match self.encoding.as_deref() {
            Some("base64") => STANDARD.decode(text).ok(),
            _ => Some(text.clone().into_bytes()),
        }
    }
}

/// Reads an archive and gives each entry to `each`.
///
/// # Errors
///
/// If it is no archive.
pub fn read(reader: impl Read, each: impl FnMut(Entry)) -> Result<(), serde_json::Error> {
    let mut stream = serde_json::Deserializer::from_reader(std::io::BufReader::new(reader));
    Archive {
        key: Some("log"),
        each,
    }
    .deserialize(&mut stream)?;
    stream.end()
}

/// An object of which one member is read: `log`, and in it `entries`.
struct Archive<F> {
    /// `None` in the list of entries.
    key: Option<&'static str>,
    each: F,
}

impl<'de, F: FnMut(Entry)> DeserializeSeed<'de> for Archive<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.key {
            Some(_) => deserializer.deserialize_map(self),
            None => deserializer.deserialize_seq(self),
        }
    }
}

impl<'de, F: FnMut(Entry)> Visitor<'de> for Archive<F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an HTTP archive")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match self.key {
                Some(key) if key == name => {
                    let key = (key == "log").then_some("entries");
                    map.next_value_seed(Archive {
                        key,
                        each: &mut self.each as &mut dyn FnMut(Entry),
                    })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(entry) = list.next_element::<Entry>()? {
            (self.each)(entry);
        }
        Ok(())
    }
}
