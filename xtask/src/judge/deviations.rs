//! `specs/<slug>/judges.toml`: what judges need to know of a vendor, and what they find that the vendor really does.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judges {
    /// What to send to every operation that takes it.
    #[serde(default)]
    pub parameters: Parameters,
    /// What to send to one operation, by operationId.
    #[serde(default)]
    pub operations: BTreeMap<String, Parameters>,
    /// What the vendor does beside its spec.
    #[serde(default, rename = "deviation")]
    pub deviations: Vec<Deviation>,
}

/// For parameters such as `path.contact_id`, and members of bodies such as `body.ids[*]`, what to send most of the time.
/// `{id}`, `{phone}` and `{email}` stand for those of each contact that the sandbox names but for the last, `{last_id}`
/// for that one, for operations that delete; another name in braces for one of the sandbox's settings.
pub type Parameters = BTreeMap<String, Vec<String>>;

/// Something that a judge finds and that is as the vendor does it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// `schemathesis` or `prism`; both if it is absent.
    pub judge: Option<String>,
    /// The operationIds; all if there are none.
    #[serde(default)]
    pub operations: Vec<String>,
    /// The judge's code.
    pub code: String,
    /// What the judge's message has in it.
    #[serde(default)]
    pub contains: String,
    /// Why this is as it should be, and where that is known from.
    pub reason: String,
}

impl Deviation {
    /// Whether this explains what a judge found.
    pub fn explains(&self, judge: &str, operation: &str, code: &str, message: &str) -> bool {
        self.judge.as_deref().is_none_or(|own| own == judge)
            && (self.operations.is_empty() || self.operations.iter().any(|own| own == operation))
            && self.code == code
            && message.contains(&self.contains)
    }
}
