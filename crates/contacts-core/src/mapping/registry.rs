//! The mappings of this build, and the way from an answer to the model.

use contacts_runtime::operation::Vendor;
use contacts_runtime::{DecodeError, Sourced, decode};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::value::RawValue;

use super::error::{BodyProblem, MapError};
use super::mapped::Mapped;
use super::origin::Origin;
use super::scope::{Context, Findings, Path, Scope};
use crate::coverage::FieldCoverage;
use crate::model::Contact;

/// The mappings of this build, one a vendor.
///
/// `cargo xtask new-vendor` adds a line here, and one with `mod` in `mapping/mod.rs`.
pub const MAPPINGS: &[Mapping] = &[
    #[cfg(feature = "chatbotx")]
    super::chatbotx::MAPPING,
    #[cfg(feature = "digital99")]
    super::digital99::MAPPING,
    #[cfg(feature = "tetherai")]
    super::tetherai::MAPPING,
    #[cfg(feature = "insighto")]
    super::insighto::MAPPING,
    #[cfg(feature = "dmchamp")]
    super::dmchamp::MAPPING,
    // new-vendor: mapping
];

/// How the answers of one vendor become values of the model.
#[derive(Clone, Copy)]
pub struct Mapping {
    /// The vendor, with the operations of its spec.
    pub vendor: &'static Vendor,
    /// Those that have a mapping of their own. The answers of all others go to extra, whole.
    pub handlers: &'static [(&'static str, Handler)],
    /// The fields of the model that the vendor fills; those that are not listed are absent.
    pub fields: &'static [FieldCoverage],
}

/// Maps the answer of one operation: `|answer| answer.read(contact_page)`.
pub type Handler = fn(Answer<'_>) -> Result<Mapped, MapError>;

/// The body of an answer, and who gave it. A copy is for a second reading, where the first one fails.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    slug: &'static str,
    operation: &'a str,
    body: &'a str,
    origin: &'a Origin,
}

/// Maps the body of an answer of success.
///
/// # Errors
///
/// No vendor of that slug, no operation of that id, or a body that is not what the operation answers.
/// What is wrong with the data in it is no error: see the issues of the result.
pub fn map(slug: &str, operation: &str, body: &str, origin: &Origin) -> Result<Mapped, MapError> {
    match mapping(slug) {
        Some(mapping) => mapping.map(operation, body, origin),
        None => Err(MapError::UnknownVendor {
            slug: slug.to_owned(),
            known: MAPPINGS.iter().map(|mapping| mapping.vendor.slug).collect(),
        }),
    }
}

/// Maps a body that a generated client has read already.
pub fn mapped<T>(
    origin: &Origin,
    body: T,
    map: impl FnOnce(&mut Scope<'_>, T) -> Mapped,
) -> Mapped {
    let context = Context {
        origin,
        body: "",
        read_around: false,
    };
    finish(&context, |scope| map(scope, body))
}

/// Runs a mapping and gathers what it notes on the way.
fn finish(context: &Context<'_>, map: impl FnOnce(&mut Scope<'_>) -> Mapped) -> Mapped {
    let mut findings = Findings::default();
    let mut scope = Scope {
        context,
        findings: &mut findings,
        path: Path::ROOT,
        in_record: false,
    };
    let mut mapped = map(&mut scope);
    scope.keep_set_aside();
    mapped.issues.append(&mut findings.issues);
    mapped.undecodable.append(&mut findings.undecodable);
    mapped.extra = findings.extra;
    mapped
}

/// The mapping of a vendor.
pub fn mapping(slug: &str) -> Option<&'static Mapping> {
    MAPPINGS.iter().find(|mapping| mapping.vendor.slug == slug)
}

impl Mapping {
    /// Maps the body of an answer of success.
    ///
    /// # Errors
    ///
    /// As [`map`], but for the vendor.
    pub fn map(&self, operation: &str, body: &str, origin: &Origin) -> Result<Mapped, MapError> {
        if let Some(handler) = self.handler(operation) {
            return handler(Answer {
                slug: self.vendor.slug,
                operation,
                body,
                origin,
            });
        }
        if self
            .vendor
            .operations
            .iter()
            .any(|known| known.id == operation)
        {
            return Ok(verbatim(body, origin));
        }
        let mut known: Vec<_> = self
            .vendor
            .operations
            .iter()
            .map(|known| known.id)
            .collect();
        known.sort_unstable();
        Err(MapError::UnknownOperation {
            slug: self.vendor.slug,
            operation: operation.to_owned(),
            known,
        })
    }

    /// Whether an operation has a mapping of its own.
    pub fn handles(&self, operation: &str) -> bool {
        self.handler(operation).is_some()
    }

    fn handler(&self, operation: &str) -> Option<Handler> {
        let handler = self.handlers.iter().find(|(id, _)| *id == operation)?;
        Some(handler.1)
    }
}

impl Answer<'_> {
    /// Maps a body that is a `T`: a page, an envelope, a list.
    ///
    /// # Errors
    ///
    /// The body is no `T`, not even without the members that are of the wrong type.
    pub fn read<T: DeserializeOwned>(
        self,
        map: impl FnOnce(&mut Scope<'_>, T) -> Mapped,
    ) -> Result<Mapped, MapError> {
        let (value, mismatches) = match decode(self.body) {
            Ok(value) => (value, Vec::new()),
            Err(_) => {
                let (value, mismatches, _) = Sourced::from_raw(self.raw()?).into_parts();
                (
                    value.map_err(|error| self.body_error(Some(error)))?,
                    mismatches,
                )
            }
        };
        let read_around = !mismatches.is_empty();
        Ok(self.finish(read_around, |scope| {
            scope.set_aside(mismatches);
            map(scope, value)
        }))
    }

    /// Maps a body that is one record.
    ///
    /// # Errors
    ///
    /// The body is no `T`, not even without the members that are of the wrong type.
    pub fn record<T: DeserializeOwned>(
        self,
        mut map: impl FnMut(&mut Scope<'_>, T) -> Contact,
    ) -> Result<Mapped, MapError> {
        let record = Sourced::<T>::from_raw(self.raw()?);
        if let Err(error) = record.value() {
            return Err(self.body_error(Some(error.clone())));
        }
        Ok(
            self.finish(false, |scope| match scope.record("", record, &mut map) {
                Some(contact) => Mapped::contact(contact),
                None => Mapped::default(),
            }),
        )
    }

    fn finish(&self, read_around: bool, map: impl FnOnce(&mut Scope<'_>) -> Mapped) -> Mapped {
        let context = Context {
            origin: self.origin,
            body: self.body,
            read_around,
        };
        finish(&context, map)
    }

    /// The body as a record, so that members of the wrong type can be set aside.
    fn raw(&self) -> Result<Box<RawValue>, MapError> {
        RawValue::from_string(self.body.trim().to_owned())
            .map_err(|_| self.body_error(decode::<IgnoredAny>(self.body).err()))
    }

    fn body_error(&self, source: Option<DecodeError>) -> MapError {
        MapError::Body {
            slug: self.slug,
            operation: self.operation.to_owned(),
            problem: BodyProblem::of(self.body, source.as_ref()),
            source,
        }
    }
}

/// The whole body, under the empty pointer: as JSON if it is JSON, else as a text.
fn verbatim(body: &str, origin: &Origin) -> Mapped {
    let mut mapped = Mapped::default();
    if !body.trim().is_empty() {
        let value = serde_json::from_str(body).unwrap_or_else(|_| Value::String(body.to_owned()));
        mapped.extra.keep(&origin.provider, String::new(), value);
    }
    mapped
}
