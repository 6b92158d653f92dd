//! Operations of a vendor as data: what each serves, how well it is known, and how its list ends.
//!
//! Generated from the specs; the capability matrix, the clients and the `contacts` command read it.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

pub use crate::invalid_fields::InvalidFields;

/// One operation of a vendor's API. `Debug` shows vendor and id.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The operationId of the spec, such as `listContacts`.
    pub id: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path template below the base URL, such as `/v1/contacts/{identifier}`.
    pub path: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// The unified operations that it serves.
    pub capabilities: &'static [Capability],
    /// How we know of it.
    pub evidence: Evidence,
    /// Where we know it from: a page's URL, or the title of the source.
    pub source: &'static str,
    /// Whether a repeated call has the effect of one.
    pub idempotent: bool,
    /// How its list is walked, if it lists something.
    pub pagination: Option<Pagination>,
    /// The slug of the vendor.
    pub vendor: &'static str,
    /// JSON pointer to a status in the body of an answer that overrules the HTTP status, where there is one.
    pub status_pointer: Option<&'static str>,
    /// Errors whose body says what the status does not.
    pub own_errors: &'static [OwnError],
    /// How many requests the vendor takes, the narrowest limit first.
    pub rate_limits: &'static [RateLimit],
}

impl Operation {
    /// An operation of which nothing but its name, method and path is known.
    pub const fn new(id: &'static str, method: &'static str, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            summary: "",
            capabilities: &[],
            evidence: Evidence::Assumed,
            source: "",
            idempotent: false,
            pagination: None,
            vendor: "",
            status_pointer: None,
            own_errors: &[],
            rate_limits: &[],
        }
    }

    /// As one of the vendor with this slug.
    pub const fn of(self, vendor: &'static str) -> Self {
        Self { vendor, ..self }
    }

    /// With the place of a status in the body that overrules the HTTP status.
    pub const fn status_at(self, pointer: &'static str) -> Self {
        Self {
            status_pointer: Some(pointer),
            ..self
        }
    }

    /// With the errors whose body says what the status does not.
    pub const fn own_errors(self, own_errors: &'static [OwnError]) -> Self {
        Self { own_errors, ..self }
    }

    /// With the limits that it counts for, the narrowest first.
    pub const fn rate_limits(self, rate_limits: &'static [RateLimit]) -> Self {
        Self {
            rate_limits,
            ..self
        }
    }

    /// With one line of what it does.
    pub const fn summary(self, summary: &'static str) -> Self {
        Self { summary, ..self }
    }

    /// With the unified operations that it serves.
    pub const fn serves(self, capabilities: &'static [Capability]) -> Self {
        Self {
            capabilities,
            ..self
        }
    }

    /// With how and from where we know of it.
    pub const fn known_from(self, evidence: Evidence, source: &'static str) -> Self {
        Self {
            evidence,
            source,
            ..self
        }
    }

    /// As one that can be repeated with the effect of one call.
    pub const fn idempotent(self) -> Self {
        Self {
            idempotent: true,
            ..self
        }
    }

    /// With the way to walk its list.
    pub const fn paged(self, pagination: Pagination) -> Self {
        Self {
            pagination: Some(pagination),
            ..self
        }
    }
}

/// A word that stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word} is none of the words that there are: {}", known.join(", "))]
#[non_exhaustive]
pub struct UnknownWord {
    /// What was given.
    pub word: String,
    /// The words that there are.
    pub known: Vec<&'static str>,
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every value, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word that the specs use.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                let mut all = Self::ALL.iter().copied();
                all.find(|value| value.as_str() == word).ok_or_else(|| UnknownWord {
                    word: word.to_owned(),
                    known: Self::ALL.iter().map(|value| value.as_str()).collect(),
                })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(self.as_str())
            }
        }
    };
}

words! {
    /// How we know something of a vendor's API, best first.
    Evidence {
        /// A page of the vendor's documentation says so.
        Documented = "documented",
        /// The vendor's source code says so.
        Source = "source",
        /// We saw the vendor answer so.
        Observed = "observed",
        /// Somebody else's integration code or documentation says so.
        ThirdParty = "third-party",
        /// We conclude it from something else.
        Assumed = "assumed",
    }
}

words! {
    /// A unified operation: the same word means the same thing for every vendor.
    Capability {
        /// List the contacts of an account.
        List = "list",
        /// Get one contact by its id.
        Get = "get",
        /// Find a contact by telephone number.
        FindByPhone = "find-by-phone",
        /// Find a contact by e-mail address.
        FindByEmail = "find-by-email",
        /// Find contacts by the value of a custom attribute.
        FindByAttribute = "find-by-attribute",
        /// Search contacts by text.
        Search = "search",
        /// Filter contacts by conditions.
        Filter = "filter",
        /// Count contacts.
        Count = "count",
        /// Create a contact.
        Create = "create",
        /// Create a contact, or update the one that is there.
        Upsert = "upsert",
        /// Update a contact.
        Update = "update",
        /// Delete a contact.
        Delete = "delete",
        /// Update many contacts at once.
        BulkUpdate = "bulk-update",
        /// Delete many contacts at once.
        BulkDelete = "bulk-delete",
        /// Merge two contacts.
        Merge = "merge",
        /// Split one contact in two.
        Split = "split",
        /// List the tags of a contact.
        ListTags = "list-tags",
        /// Add tags to a contact.
        AddTags = "add-tags",
        /// Remove tags from a contact.
        RemoveTags = "remove-tags",
        /// Replace all tags of a contact.
        ReplaceTags = "replace-tags",
        /// List all tags of an account.
        ListAllTags = "list-all-tags",
        /// Add a contact to a list.
        AddToList = "add-to-list",
        /// Remove a contact from a list.
        RemoveFromList = "remove-from-list",
        /// List the custom attributes of a contact.
        ListAttributes = "list-attributes",
        /// Set custom attributes of a contact.
        SetAttributes = "set-attributes",
        /// Clear custom attributes of a contact.
        ClearAttributes = "clear-attributes",
        /// List the definitions of custom attributes.
        ListAttributeDefinitions = "list-attribute-definitions",
        /// List the notes on a contact.
        ListNotes = "list-notes",
        /// Write a note on a contact.
        CreateNote = "create-note",
        /// Change a note.
        UpdateNote = "update-note",
        /// Delete a note.
        DeleteNote = "delete-note",
        /// Block a contact.
        Block = "block",
        /// Unblock a contact.
        Unblock = "unblock",
        /// Set or lift do-not-disturb.
        SetDoNotDisturb = "set-do-not-disturb",
        /// Mark a contact or one of its addresses as verified.
        Verify = "verify",
        /// List the conversations of a contact.
        ListConversations = "list-conversations",
        /// List the messages of a contact.
        ListMessages = "list-messages",
        /// Search the messages of a contact.
        SearchMessages = "search-messages",
        /// Send a message to a contact.
        SendMessage = "send-message",
        /// List inboxes or channels.
        ListInboxes = "list-inboxes",
        /// List the contacts of a campaign.
        ListCampaignContacts = "list-campaign-contacts",
        /// Import contacts from a file.
        Import = "import",
        /// Export contacts to a file.
        Export = "export",
        /// Ask how far a job is.
        JobStatus = "job-status",
    }
}

words! {
    /// What an error means, whatever the vendor's status and words for it.
    Meaning {
        /// The credential is missing, wrong or no longer valid.
        Unauthorized = "unauthorized",
        /// The credential may not do this.
        Forbidden = "forbidden",
        /// There is no such thing.
        NotFound = "not-found",
        /// It is there already, or has changed meanwhile.
        Conflict = "conflict",
        /// The vendor does not take these values.
        Invalid = "invalid",
        /// Too many requests: later ones are taken.
        RateLimited = "rate-limited",
        /// The vendor can't now: it may later.
        Unavailable = "unavailable",
    }
}

impl Meaning {
    /// What statuses mean where the vendor's own words say nothing else.
    pub const STATUSES: &'static [(&'static [u16], Self)] = &[
        (&[401], Self::Unauthorized),
        (&[403], Self::Forbidden),
        (&[404, 410], Self::NotFound),
        (&[409, 412], Self::Conflict),
        (&[400, 413, 415, 422], Self::Invalid),
        (&[429], Self::RateLimited),
        (&[408, 425, 500, 502, 503, 504], Self::Unavailable),
    ];

    /// What a status means by itself.
    pub fn of_status(status: u16) -> Option<Self> {
        let mut all = Self::STATUSES.iter();
        let (_, meaning) = all.find(|(statuses, _)| statuses.contains(&status))?;
        Some(*meaning)
    }
}

/// An error of a vendor whose body says what its status does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnError {
    /// The status.
    pub status: u16,
    /// JSON pointer to the member of the body that says it.
    pub pointer: &'static str,
    /// What the member says.
    pub value: &'static str,
    /// What it means.
    pub means: Meaning,
}

/// How many requests a vendor takes from one credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// What it counts: the operationId, or nothing for all operations together.
    pub scope: &'static str,
    /// How many requests.
    pub requests: u32,
    /// In how many seconds.
    pub seconds: u32,
}

/// A vendor, with everything that its API offers. `Debug` shows the slug.
#[derive(Clone, Copy)]
pub struct Vendor {
    /// Its slug: crate, feature and command argument.
    pub slug: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it is, in one line.
    pub summary: &'static str,
    /// Version of its spec, as `info.version` has it.
    pub version: &'static str,
    /// SHA-256 of the types and operations that its spec makes, in hexadecimal: with another one, answers are read by another
    /// state of the spec.
    pub spec_hash: &'static str,
    /// What its base URL looks like, in one sentence.
    pub base_url: &'static str,
    /// Its documentation.
    pub documentation: &'static [&'static str],
    /// Its credentials.
    pub credentials: &'static [CredentialSlot],
    /// What else a call needs: accounts, instances.
    pub settings: &'static [Setting],
    /// Where its error bodies name what they do not take.
    pub invalid_fields: InvalidFields,
    /// Its operations, in the order of the spec.
    pub operations: &'static [&'static Operation],
}

impl Vendor {
    /// The operations that serve a capability, best known first.
    pub fn serving(&self, capability: Capability) -> Vec<&'static Operation> {
        let mut serving: Vec<_> = self
            .operations
            .iter()
            .copied()
            .filter(|operation| operation.capabilities.contains(&capability))
            .collect();
        serving.sort_by_key(|operation| operation.evidence);
        serving
    }

    /// The operation with this id.
    pub fn operation(&self, id: &str) -> Option<&'static Operation> {
        self.operations
            .iter()
            .copied()
            .find(|operation| operation.id == id)
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Operation({}, {})", self.vendor, self.id)
    }
}

impl fmt::Debug for Vendor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Vendor({})", self.slug)
    }
}

/// A credential that a vendor knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialSlot {
    /// The security scheme of the spec.
    pub scheme: &'static str,
    /// The environment variable from which the `contacts` command reads it.
    pub env: &'static str,
    /// What it is and where it comes from.
    pub title: &'static str,
}

/// Something else that a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The path parameter or server variable that it fills.
    pub parameter: &'static str,
    /// The environment variable from which the `contacts` command reads it.
    pub env: &'static str,
    /// What it is and where it comes from.
    pub title: &'static str,
}

/// How a list is walked to its real end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// Numbered pages, cursors, buckets with pages of their own, or everything at once.
    pub scheme: Scheme,
    /// The vendor's real end condition.
    pub end: End,
    /// Number of the first page.
    pub first: u64,
    /// Records on a page when the call names no size.
    pub default_size: Option<u64>,
    /// The vendor's real maximum.
    pub max_size: Option<u64>,
}

impl Pagination {
    /// Everything at once.
    pub const SINGLE: Self = Self {
        scheme: Scheme::None,
        end: End::Single,
        first: 1,
        default_size: None,
        max_size: None,
    };
}

/// The way a vendor cuts a list in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scheme {
    /// Pages with numbers.
    Page,
    /// Pages that begin after so many records.
    Offset,
    /// Each page names the next.
    Cursor,
    /// Several lists in one answer, each with a page number of its own.
    Buckets,
    /// Everything at once.
    None,
}

/// When a list is at its end. An empty page ends any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// At the page whose number is the number of pages.
    LastPage,
    /// At the first page without records, whatever the counts say.
    EmptyPage,
    /// At the first page that is shorter than the fixed size.
    ShortPage,
    /// When as many records as the total says were read, each counted as often as it came.
    Total,
    /// When no next cursor is given.
    NullCursor,
    /// After the one answer.
    Single,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_written() {
        for capability in Capability::ALL {
            assert_eq!(capability.as_str().parse(), Ok(*capability));
            let json = serde_json::to_value(capability).unwrap();
            assert_eq!(json, capability.as_str());
        }
        let unknown = "documentd".parse::<Evidence>().unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "documentd is none of the words that there are: documented, source, observed, third-party, assumed"
        );
    }

    #[test]
    fn debug_names_an_operation_and_shows_no_table() {
        const LIST: Operation = Operation::new("listContacts", "GET", "/contacts").of("acme");
        assert_eq!(format!("{LIST:?}"), "Operation(acme, listContacts)");
    }
}
