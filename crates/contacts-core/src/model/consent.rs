//! What a contact agreed to, and whether it can be reached: four facts that are never merged.

use jiff::Timestamp as Instant;
use serde::{Deserialize, Serialize};

use super::data::{blank, data};
use super::time::Timestamp;

data! {
    /// Consents by purpose, blocked, and do-not-disturb, each on its own.
    pub struct Consents {
        /// E-mail.
        pub email: Consent,
        /// Messages in a channel.
        pub messaging: Consent,
        /// Broadcasts: one message to many.
        pub broadcast: Consent,
        /// Whether the account blocked the contact.
        pub blocked: Blocked,
        /// Whether the contact is not to be disturbed.
        pub do_not_disturb: Option<DoNotDisturb>,
    }

    /// One consent.
    pub struct Consent {
        /// What the vendor stores.
        pub state: ConsentState,
        /// What that rests on.
        pub basis: ConsentBasis,
        /// Since when.
        pub at: Option<Timestamp>,
    }

    /// A contact that is not to be disturbed.
    pub struct DoNotDisturb {
        /// Whether it is on.
        pub on: Option<bool>,
        /// Why, in the vendor's words.
        pub reason: Option<String>,
    }
}

/// Whether a consent is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ConsentState {
    /// Nobody knows.
    #[default]
    Unknown,
    /// Given.
    Granted,
    /// Withdrawn.
    Withdrawn,
}

/// What a consent rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ConsentBasis {
    /// Nobody knows.
    #[default]
    Unknown,
    /// The contact said so.
    Explicit,
    /// The vendor's column is so by default: not a consent.
    VendorDefault,
    /// Concluded from something else.
    Derived,
}

/// Whether the account blocked a contact.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Blocked {
    /// The vendor says nothing.
    #[default]
    Unknown,
    /// Not blocked.
    No,
    /// Blocked.
    Yes {
        /// Since when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
        /// Until when; without end if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
}

contacts_runtime::opaque_debug!(Blocked);

/// What a message is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// An e-mail.
    Email,
    /// A message in a channel.
    Messaging,
    /// One message to many.
    Broadcast,
}

/// The answer of [`Consents::may_contact`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
    /// The contact agreed, and nothing stands against it.
    Granted,
    /// Nothing stands against it, but nobody knows of a consent. That is not a yes.
    Unknown,
    /// Something stands against it.
    Refused(Vec<Refusal>),
}

/// What stands against writing to a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The account blocked the contact.
    Blocked,
    /// The contact is not to be disturbed.
    DoNotDisturb,
    /// The contact withdrew its consent for this purpose.
    Withdrawn,
}

impl Consents {
    /// Whether the contact may be written to for `purpose` at the time `now`.
    pub fn may_contact(&self, purpose: Purpose, now: Instant) -> Permission {
        let consent = match purpose {
            Purpose::Email => &self.email,
            Purpose::Messaging => &self.messaging,
            Purpose::Broadcast => &self.broadcast,
        };
        let mut refusals = Vec::new();
        if let Blocked::Yes { until, .. } = &self.blocked {
            let end = until.as_ref().and_then(|until| until.instant);
            if end.is_none_or(|end| now < end) {
                refusals.push(Refusal::Blocked);
            }
        }
        if self.do_not_disturb.as_ref().and_then(|dnd| dnd.on) == Some(true) {
            refusals.push(Refusal::DoNotDisturb);
        }
        if consent.state == ConsentState::Withdrawn {
            refusals.push(Refusal::Withdrawn);
        }
        match (consent.state, consent.basis) {
            _ if !refusals.is_empty() => Permission::Refused(refusals),
            (ConsentState::Granted, ConsentBasis::Explicit) => Permission::Granted,
            _ => Permission::Unknown,
        }
    }
}

blank! {
    ConsentState: state => *state == ConsentState::Unknown;
    ConsentBasis: basis => *basis == ConsentBasis::Unknown;
    Blocked: blocked => *blocked == Blocked::Unknown;
}
