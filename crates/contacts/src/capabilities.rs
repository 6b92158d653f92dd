//! What a vendor can do, as data.

use contacts_runtime::operation::{Capability, Evidence, Operation, Vendor};
use serde::{Serialize, Serializer};

use crate::provider::Provider;
use crate::write::{FieldWrite, Refinement, Support};

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
    #[serde(serialize_with = "word")]
    pub capability: Capability,
    /// The operations that serve it, best known first.
    #[serde(serialize_with = "operations")]
    pub operations: Vec<&'static Operation>,
    /// How the best of them is known.
    #[serde(serialize_with = "evidence")]
    pub evidence: Option<Evidence>,
    /// Conditions.
    #[serde(serialize_with = "refinements")]
    pub refinements: Vec<&'static Refinement>,
    /// Whether something is left out even at its end: a condition says what.
    pub partial: bool,
}

/// How a vendor writes a field. Serialises as its row.
#[derive(Clone, Copy, Debug)]
pub struct WrittenField(pub &'static FieldWrite);

impl Capabilities {
    pub(crate) fn of(provider: &dyn Provider) -> Self {
        let vendor = provider.vendor();
        let served = |capability: &Capability| {
            let operations = vendor.serving(*capability);
            let of = |refinement: &&Refinement| refinement.capability == *capability;
            Served {
                capability: *capability,
                evidence: operations.first().map(|operation| operation.evidence),
                operations,
                refinements: provider.refinements().iter().filter(of).collect(),
                partial: provider.partial().contains(capability),
            }
        };
        Self {
            vendor,
            capabilities: Capability::ALL.iter().map(served).collect(),
            fields: provider.writes().iter().map(WrittenField).collect(),
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
    evidence: &'static str,
    source: &'static str,
}

#[derive(Serialize)]
struct RefinementShape {
    text: &'static str,
    evidence: &'static str,
    source: &'static str,
}

#[derive(Serialize)]
struct FieldShape {
    field: &'static str,
    operation: &'static str,
    create: Support,
    set: Support,
    clear: Support,
    shown: bool,
    evidence: &'static str,
    source: &'static str,
}

impl Serialize for WrittenField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let row = self.0;
        FieldShape {
            field: row.field.path(),
            operation: row.operation.id,
            create: row.create,
            set: row.set,
            clear: row.clear,
            shown: row.shown,
            evidence: row.evidence.as_str(),
            source: row.source,
        }
        .serialize(serializer)
    }
}

fn slug<S: Serializer>(vendor: &&'static Vendor, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(vendor.slug)
}

fn word<S: Serializer>(capability: &Capability, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(capability.as_str())
}

fn evidence<S: Serializer>(evidence: &Option<Evidence>, serializer: S) -> Result<S::Ok, S::Error> {
    evidence.map(Evidence::as_str).serialize(serializer)
}

fn operations<S: Serializer>(
    operations: &[&'static Operation],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(operations.iter().map(|operation| OperationShape {
        id: operation.id,
        method: operation.method,
        path: operation.path,
        evidence: operation.evidence.as_str(),
        source: operation.source,
    }))
}

fn refinements<S: Serializer>(
    refinements: &[&'static Refinement],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(refinements.iter().map(|refinement| RefinementShape {
        text: refinement.text,
        evidence: refinement.evidence.as_str(),
        source: refinement.source,
    }))
}
