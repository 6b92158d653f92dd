//! What a vendor can do, as data.

use contacts_runtime::operation::{Capability, Evidence, Operation, Vendor};
use serde::{Serialize, Serializer};

use crate::account::AccountError;
use crate::vendors;
use crate::write::{Abilities, FieldWrite, Refinement};

/// What a vendor can do: by capability and by field. Serialises as JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Capabilities {
    /// The vendor.
    #[serde(serialize_with = "slug")]
    pub vendor: &'static Vendor,
    /// Every capability that there is, in their order; those that the vendor has not have no operation.
    pub capabilities: Vec<Served>,
    /// The fields that it can write. A field that is not among them can't be written.
    pub fields: Vec<WrittenField>,
}

/// How a vendor serves a capability.
#[derive(Clone, Debug, Serialize)]
pub struct Served {
    /// The capability.
    pub capability: Capability,
    /// The operations that serve it, best known first.
    #[serde(serialize_with = "operations")]
    pub operations: Vec<&'static Operation>,
    /// How the best of them is known.
    pub evidence: Option<Evidence>,
    /// Conditions.
    pub refinements: Vec<&'static Refinement>,
    /// Whether something is left out even at its end: a condition says what.
    pub partial: bool,
}

/// How a vendor writes a field. Serialises as its row.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(transparent)]
pub struct WrittenField(pub &'static FieldWrite);

impl Capabilities {
    /// What the vendor with this slug can do. It takes no account to know.
    ///
    /// # Errors
    ///
    /// If there is no such vendor in this build.
    pub fn of(slug: &str) -> Result<Self, AccountError> {
        let (vendor, abilities, _) = vendors::row(slug)?;
        Ok(Self::new(vendor, abilities))
    }

    pub(crate) fn new(vendor: &'static Vendor, abilities: &'static Abilities) -> Self {
        let served = |capability: &Capability| {
            let operations = vendor.serving(*capability);
            let of = |refinement: &&Refinement| refinement.capability == *capability;
            Served {
                capability: *capability,
                evidence: operations.first().map(|operation| operation.evidence),
                operations,
                refinements: abilities.refinements.iter().filter(of).collect(),
                partial: abilities.partial.contains(capability),
            }
        };
        Self {
            vendor,
            capabilities: Capability::ALL.iter().map(served).collect(),
            fields: abilities.writes.iter().map(WrittenField).collect(),
        }
    }

    /// What the vendor leaves out of what it gives for a capability, even at its end; nothing if it leaves nothing out.
    pub fn leaves_out(&self, capability: Capability) -> Option<&'static str> {
        let served = self.get(capability).filter(|served| served.partial)?;
        served.refinements.first().map(|refinement| refinement.text)
    }

    /// How the vendor serves a capability, if it does.
    pub fn get(&self, capability: Capability) -> Option<&Served> {
        let mut all = self.capabilities.iter();
        all.find(|served| served.capability == capability && !served.operations.is_empty())
    }
}

#[derive(Serialize)]
struct OperationShape {
    id: &'static str,
    method: &'static str,
    path: &'static str,
    evidence: Evidence,
    source: &'static str,
}

fn slug<S: Serializer>(vendor: &&'static Vendor, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(vendor.slug)
}

fn operations<S: Serializer>(
    operations: &[&'static Operation],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(operations.iter().map(|operation| OperationShape {
        id: operation.id,
        method: operation.method,
        path: operation.path,
        evidence: operation.evidence,
        source: operation.source,
    }))
}
