//! `specs/<slug>/judges.toml`: what judges need to know of a vendor, and what they find that the vendor really does.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;

use super::Problem;

/// The file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judges {
    /// For a parameter such as `path.contact_id`: the values to send most of the time. The word `contact` stands for
    /// the ids of contacts of the sandbox, with what stands around it: `id:contact`.
    #[serde(default)]
    pub parameters: BTreeMap<String, Vec<String>>,
    /// What the vendor does beside its spec.
    #[serde(default, rename = "deviation")]
    pub deviations: Vec<Deviation>,
}

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

impl Judges {
    /// Reads the file; a vendor without one has no deviations.
    ///
    /// # Errors
    ///
    /// If it is there and can't be read.
    pub fn load(root: &Path, slug: &str) -> Result<Self, Problem> {
        let path = root.join("specs").join(slug).join("judges.toml");
        let file = format!("specs/{slug}/judges.toml");
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                let reason = error.to_string();
                return Err(Problem::File { file, reason });
            }
        };
        toml::from_str(&text).map_err(|error| Problem::File {
            file,
            reason: error.to_string(),
        })
    }
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
