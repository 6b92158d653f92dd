//! The contact.

use serde::{Deserialize, Serialize};

use super::data::{is_blank, words};
use super::{
    Activity, Address, Attribute, AttributeScope, Automation, CampaignMembership, ChannelIdentity,
    Consents, Conversation, EmailAddress, Extra, Issue, LanguagePref, Lifecycle, ListMembership,
    Media, Name, Note, Organization, PhoneNumber, Pipeline, Service, Source, Tag, Timestamp,
    UserRef,
};

macro_rules! contact {
    ($($(#[$meta:meta])* pub $member:ident: $type:ty,)*) => {
        /// A contact of any vendor. Names are RFC 9553's where it has one.
        ///
        /// Lists are in the vendor's order. What the vendor sent and the model has no slot for is in
        /// [`extra`](Self::extra); what is wrong with it in [`issues`](Self::issues); all of it, to the
        /// byte, in [`raw`](Self::raw), but for secrets that a vendor should not have sent.
        ///
        /// ```
        /// use contacts_core::model::{Contact, RemoteId, Source};
        ///
        /// let mut contact = Contact::new(Source {
        ///     provider: "chatbotx".to_owned(),
        ///     instance: "https://app.chatbotx.io".to_owned(),
        ///     id: RemoteId::text("1234567890123456789"),
        ///     ..Source::default()
        /// });
        /// contact.name.given = Some("Ada".to_owned());
        /// assert_eq!(serde_json::to_value(&contact)?["name"]["given"], "Ada");
        /// # Ok::<(), serde_json::Error>(())
        /// ```
        #[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase", default)]
        pub struct Contact {
            $($(#[$meta])* #[serde(skip_serializing_if = "is_blank")] pub $member: $type,)*
            /// The exact bytes of the record. Not part of the JSON.
            #[serde(skip)]
            pub raw: String,
        }
    };
}

contact! {
    /// Where it comes from.
    pub source: Source,
    /// Name.
    pub name: Name,
    /// E-mail addresses.
    pub emails: Vec<EmailAddress>,
    /// Telephone numbers.
    pub phones: Vec<PhoneNumber>,
    /// Identities in messaging channels.
    pub online_services: Vec<ChannelIdentity>,
    /// The channel that the contact, or the account for it, prefers.
    pub preferred_service: Option<Service>,
    /// Addresses.
    pub addresses: Vec<Address>,
    /// Languages that the contact prefers.
    pub preferred_languages: Vec<LanguagePref>,
    /// Pictures.
    pub media: Vec<Media>,
    /// Organisations.
    pub organizations: Vec<Organization>,
    /// Gender, as the vendor says it. JSContact has no place for it.
    pub gender: Option<Gender>,
    /// Consents, blocked, do-not-disturb.
    pub consent: Consents,
    /// Activity.
    pub activity: Activity,
    /// Custom attributes.
    pub attributes: Vec<Attribute>,
    /// Tags.
    pub tags: Vec<Tag>,
    /// Notes.
    pub notes: Vec<Note>,
    /// Lists that the contact is in.
    pub lists: Vec<ListMembership>,
    /// The user who owns the contact.
    pub owner: Option<UserRef>,
    /// The user who made the contact.
    pub created_by: Option<UserRef>,
    /// The users who work with the contact.
    pub assignees: Vec<UserRef>,
    /// Pipeline and stage.
    pub pipeline: Pipeline,
    /// Status and origin.
    pub lifecycle: Lifecycle,
    /// Bots, assistants, widgets.
    pub automation: Automation,
    /// Campaigns that the contact is in.
    pub campaigns: Vec<CampaignMembership>,
    /// Conversations, in summary.
    pub conversations: Vec<Conversation>,
    /// When the contact was made.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
    /// What has no slot.
    pub extra: Extra,
    /// What is wrong with the record.
    pub issues: Vec<Issue>,
}

contacts_runtime::opaque_debug!(Contact);

words! {
    /// Gender, in the words of the one vendor that has it.
    pub enum Gender {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
        /// The vendor's own word for not knowing.
        Unstated = "unknown",
    }
}

impl Contact {
    /// A contact of which only the source is known.
    pub fn new(source: Source) -> Self {
        Self {
            source,
            ..Self::default()
        }
    }

    /// A stable uid, see [`Source::uid`].
    pub fn uid(&self) -> String {
        self.source.uid()
    }

    /// The first attribute of a key.
    pub fn attribute(&self, scope: AttributeScope, key: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.scope == scope && attribute.key == key)
    }
}
