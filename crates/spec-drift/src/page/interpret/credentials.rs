//! How callers prove who they are, as the lines of a section say it piece by piece.

use std::ops::Range;

use super::super::chips::{Chip, Marked};
use super::Interpreter;
use crate::claim::{Fact, Location};

/// How callers prove who they are, as far as a section said it.
#[derive(Clone, Debug)]
pub(super) struct Credential {
    pub range: Range<usize>,
    pub name: Option<String>,
    pub location: Option<Location>,
    pub kind: Option<String>,
    pub format: Option<String>,
}

impl Interpreter<'_> {
    /// Adds to the credential that a section describes.
    pub(super) fn credential(&mut self, range: Range<usize>, name: Option<&str>, marks: &[Marked]) {
        let credential = self.credential.get_or_insert_with(|| Credential {
            range: range.clone(),
            name: None,
            location: None,
            kind: None,
            format: None,
        });
        credential.range =
            credential.range.start.min(range.start)..credential.range.end.max(range.end);
        if let Some(name) = name {
            credential.name = Some(name.to_owned());
        }
        for (_, chip) in marks {
            if let Chip::Location(location) = chip {
                credential.location = Some(*location);
            }
        }
    }

    /// Says where the credential at hand goes.
    pub(super) fn place_credential(&mut self, location: Option<Location>) {
        if let Some(credential) = &mut self.credential {
            credential.location = location;
        }
    }

    /// States what the section said.
    pub(super) fn end_credential(&mut self) {
        if let Some(credential) = self.credential.take()
            && (credential.kind.is_some() || credential.name.is_some())
        {
            let Credential {
                range,
                mut name,
                location,
                kind,
                format,
            } = credential;
            // A page names the scheme where HTTP has a header for it.
            if kind
                .as_deref()
                .is_some_and(|kind| kind.starts_with("http "))
            {
                name = Some("Authorization".to_owned());
            }
            self.state(
                range,
                None,
                Fact::Authentication {
                    kind,
                    location,
                    name,
                    format,
                },
            );
        }
    }
}

/// Whether a parameter is how callers prove who they are.
pub(super) fn is_credential_of(name: &str, location: Option<Location>) -> bool {
    let lower = name.to_ascii_lowercase();
    match location {
        Some(Location::Header | Location::Cookie) => {
            lower == "authorization" || super::blocks::is_credential(name, "")
        }
        Some(Location::Query) => [
            "api_key",
            "apikey",
            "api-key",
            "access_token",
            "api_token",
            "auth_token",
        ]
        .contains(&lower.as_str()),
        _ => false,
    }
}
