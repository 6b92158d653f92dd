//! The contact model: one vocabulary for all vendors.
//!
//! Names are those of RFC 9553 (JSContact) where it has one, else the term of conversational CRMs.
//! Values keep the text they came as beside the normalised form. JSON names are camelCase, and what is
//! empty is left out. `Debug` shows no member of anything that holds people's data.

mod activity;
mod address;
mod attribute;
mod automation;
mod channel;
mod consent;
mod contact;
mod conversation;
mod data;
mod email;
mod extra;
mod issue;
mod media;
mod membership;
mod name;
mod note;
mod page;
mod phone;
mod pipeline;
mod source;
mod tag;
mod time;
mod user;
mod verification;

pub use activity::{Activity, Presence};
pub use address::{Address, Country, GeoPoint, LanguagePref, TimeZone};
pub use attribute::{Attribute, AttributeScope, AttributeValue};
pub use automation::{Automation, BotState, FirstLast};
pub use channel::{ChannelIdentity, IdentityKind, IdentityScope, Inbox, InboxStatus, Service};
pub use consent::{
    Blocked, Consent, ConsentBasis, ConsentState, Consents, DoNotDisturb, Permission, Purpose,
    Refusal,
};
pub use contact::{Contact, Gender};
pub use conversation::Conversation;
pub use data::Word;
pub use email::EmailAddress;
pub use extra::Extra;
pub use issue::{Found, Issue, IssueCode, JsonType, KeptIn, Severity};
pub use media::{Media, MediaKind};
pub use membership::{CampaignMembership, CampaignStatus, ListMembership};
pub use name::{Name, Organization};
pub use note::Note;
pub use page::{Page, Total, TotalScope};
pub use phone::{PhoneNumber, PhoneValidity, RegionSource};
pub use pipeline::{Lifecycle, Pipeline, Stage};
pub use source::{ExternalId, ExternalIdKind, RemoteId, Source, WireKind};
pub use tag::Tag;
pub use time::{TimeOrigin, Timestamp};
pub use user::{TeamRef, UserRef};
pub use verification::Verification;
