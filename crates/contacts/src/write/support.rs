//! What a vendor makes of writes, as data.

use contacts_runtime::operation::{Capability, Evidence, Operation};
use serde::{Serialize, Serializer};

use super::field::Field;

/// Whether a vendor does something, and how or why not: one short phrase. There will be no other variant: what nobody has seen
/// must not pass for either of the other two where somebody reads this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It does, in this way.
    Supported(&'static str),
    /// It should, in this way, and nobody has seen it. Planned only if the caller allows it.
    Unverified(&'static str),
    /// It does not, for this reason.
    Refused(&'static str),
}

/// What a vendor makes of one field: a row of its table. A field without a row can't be written there.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct FieldWrite {
    /// The field; of attributes, tags, services and lists: any of them.
    pub field: Field,
    /// The operation that sets it on a contact that is there, or else when it is created.
    #[serde(serialize_with = "id")]
    pub operation: &'static Operation,
    /// Setting it while the contact is created, be it by a later step of the same plan.
    pub create: Support,
    /// Setting it on a contact that is there.
    pub set: Support,
    /// Clearing it; of tags and lists: taking the contact out.
    pub clear: Support,
    /// The vendor's word for no value, where it has one: a contact is given that to have none again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none: Option<&'static str>,
    /// Whether a reading shows it, so that a write can be verified.
    pub shown: bool,
    /// How this row is known.
    pub evidence: Evidence,
    /// From where: a page's URL, or the title of the source.
    pub source: &'static str,
}

impl FieldWrite {
    /// A field that an operation sets, by this member of its arguments. As well known as the operation, shown by a reading,
    /// settable on creation too; clearing is refused until [`clear`](Self::clear) says otherwise.
    pub const fn new(field: Field, operation: &'static Operation, how: &'static str) -> Self {
        Self {
            field,
            operation,
            create: Support::Supported(how),
            set: Support::Supported(how),
            clear: Support::Refused("no way to clear it is known"),
            none: None,
            shown: true,
            evidence: operation.evidence,
            source: operation.source,
        }
    }

    /// With what becomes of it on creation.
    pub const fn create(self, create: Support) -> Self {
        Self { create, ..self }
    }

    /// With what becomes of it on a contact that is there.
    pub const fn set(self, set: Support) -> Self {
        Self { set, ..self }
    }

    /// With what becomes of clearing it.
    pub const fn clear(self, clear: Support) -> Self {
        Self { clear, ..self }
    }

    /// With the vendor's word for no value.
    pub const fn none(self, word: &'static str) -> Self {
        Self {
            none: Some(word),
            ..self
        }
    }

    /// As one that no reading shows: a write of it can't be verified.
    pub const fn not_shown(self) -> Self {
        Self {
            shown: false,
            ..self
        }
    }

    /// With how and from where this row is known, if not from the operation.
    pub const fn known_from(self, evidence: Evidence, source: &'static str) -> Self {
        Self {
            evidence,
            source,
            ..self
        }
    }
}

/// A condition on something that a vendor can do.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Refinement {
    /// What it is about. Not in the JSON, where conditions stand under their capability.
    #[serde(skip)]
    pub capability: Capability,
    /// The condition, as a sentence.
    pub text: &'static str,
    /// How it is known.
    pub evidence: Evidence,
    /// From where.
    pub source: &'static str,
}

impl Refinement {
    /// A condition that is known from where an operation is.
    pub const fn new(
        capability: Capability,
        operation: &'static Operation,
        text: &'static str,
    ) -> Self {
        Self {
            capability,
            text,
            evidence: operation.evidence,
            source: operation.source,
        }
    }
}

/// What a vendor can do, beside what its spec says. No account is needed to know it.
#[derive(Clone, Copy, Debug)]
pub struct Abilities {
    /// What it makes of each field.
    pub writes: &'static [FieldWrite],
    /// Conditions on what it can do.
    pub refinements: &'static [Refinement],
    /// Capabilities that leave something out even at their end: their refinements say what.
    pub partial: &'static [Capability],
}

impl Serialize for Support {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "kebab-case")]
        struct Shape {
            support: &'static str,
            how: &'static str,
        }
        let (support, how) = match self {
            Self::Supported(how) => ("supported", how),
            Self::Unverified(how) => ("unverified", how),
            Self::Refused(how) => ("refused", how),
        };
        Shape { support, how }.serialize(serializer)
    }
}

fn id<S: Serializer>(operation: &&'static Operation, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(operation.id)
}
