//! What to change of a contact: each field is kept, cleared or set.

use std::collections::{BTreeMap, BTreeSet};

use contacts_core::model::Contact;
use contacts_runtime::Patch;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::field::{Field, FieldPath};
use super::value;

macro_rules! patch {
    ($($(#[$doc:meta])* $member:ident: $type:ty = $field:ident, $path:literal,)*) => {
        /// Changes of one contact. In JSON an absent member keeps what is there, `null` clears it, a value sets it. A member may
        /// also be called by its field's path, such as `name/given`.
        ///
        /// Attributes, tags and lists are changed one by one: what is not named stays as it is, also where the vendor's own
        /// call replaces them all.
        ///
        /// ```
        /// use contacts::ContactPatch;
        /// use contacts::runtime::Patch;
        ///
        /// let patch = ContactPatch {
        ///     email: "ada@example.com".into(),
        ///     surname: Patch::Null,
        ///     ..ContactPatch::default()
        /// }
        /// .attribute("plan", "pro")
        /// .tag("vip", true);
        /// assert_eq!(
        ///     serde_json::to_value(&patch)?,
        ///     serde_json::json!({
        ///         "email": "ada@example.com",
        ///         "surname": null,
        ///         "attributes": { "plan": "pro" },
        ///         "tags": { "vip": true },
        ///     })
        /// );
        /// # Ok::<(), serde_json::Error>(())
        /// ```
        #[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
        pub struct ContactPatch {
            $(
                $(#[$doc])*
                #[serde(skip_serializing_if = "Patch::is_absent", alias = $path)]
                pub $member: Patch<$type>,
            )*
            /// Who the contact is in channels, by the channel's word: `instagram`.
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            pub services: BTreeMap<String, Patch<Value>>,
            /// Custom attributes, by key.
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            pub attributes: BTreeMap<String, Patch<Value>>,
            /// Tags by name: `true` adds, `false` removes.
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            pub tags: BTreeMap<String, bool>,
            /// Lists by id: `true` adds, `false` removes.
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            pub lists: BTreeMap<String, bool>,
        }

        impl ContactPatch {
            /// What it does to a field. A tag or list is set to `true`, or cleared.
            pub fn get(&self, path: &FieldPath) -> Patch<Value> {
                let key = path.key.as_deref().unwrap_or_default();
                let kept = || Patch::Absent;
                match path.field {
                    $(Field::$field => value::of_patch(&self.$member),)*
                    Field::Service => self.services.get(key).cloned().unwrap_or_else(kept),
                    Field::Attribute => self.attributes.get(key).cloned().unwrap_or_else(kept),
                    Field::Tag => self.tags.get(key).map_or_else(kept, |add| value::of_flag(*add)),
                    Field::List => self.lists.get(key).map_or_else(kept, |add| value::of_flag(*add)),
                }
            }

            /// Says what to do to a field. A value of another type than the field's is left out: the paths of
            /// [`fields`](Self::fields) and the values of [`get`](Self::get) fit.
            pub fn put(&mut self, path: &FieldPath, change: Patch<Value>) {
                let key = path.key.clone().unwrap_or_default();
                match path.field {
                    $(Field::$field => self.$member = value::into_patch(change),)*
                    Field::Service => value::put(&mut self.services, key, change),
                    Field::Attribute => value::put(&mut self.attributes, key, change),
                    Field::Tag => value::put_flag(&mut self.tags, key, &change),
                    Field::List => value::put_flag(&mut self.lists, key, &change),
                }
            }
        }
    };
}

patch! {
    /// Given name.
    given: String = Given, "name/given",
    /// Surname.
    surname: String = Surname, "name/surname",
    /// The whole name, where the vendor has one name only.
    full_name: String = FullName, "name/full",
    /// E-mail address.
    email: String = Email, "emails",
    /// Telephone number, in international form.
    phone: String = Phone, "phones",
    /// The id that another system gave the contact.
    identifier: String = Identifier, "source/externalIds",
    /// Picture, as a URL.
    photo: String = Photo, "media",
    /// Language.
    language: String = Language, "preferredLanguages",
    /// Country.
    country: String = Country, "addresses/country",
    /// State or province.
    region: String = Region, "addresses/region",
    /// City.
    locality: String = Locality, "addresses/locality",
    /// Time zone.
    time_zone: String = TimeZone, "addresses/timeZone",
    /// Gender.
    gender: String = Gender, "gender",
    /// Organisation.
    organization: String = Organization, "organizations",
    /// The channel that is preferred.
    channel: String = Channel, "preferredService",
    /// The inbox that a new contact writes to, by its id.
    inbox: String = Inbox, "inbox",
    /// The user who owns the contact, by id.
    owner: String = Owner, "owner",
    /// Pipeline, by id.
    pipeline: String = Pipeline, "pipeline/id",
    /// Stage in the pipeline, by id.
    stage: String = Stage, "pipeline/stage",
    /// Status, in the vendor's words.
    status: String = Status, "lifecycle/status",
    /// Where the contact came from, in the vendor's words.
    origin: String = Origin, "lifecycle/source",
    /// Whether the account blocked the contact.
    blocked: bool = Blocked, "consent/blocked",
    /// Whether the contact is not to be disturbed.
    do_not_disturb: bool = DoNotDisturb, "consent/doNotDisturb",
}

contacts_runtime::opaque_debug!(ContactPatch);

impl ContactPatch {
    /// What makes `new` of `old`: only what differs.
    pub fn between(old: &Contact, new: &Contact) -> Self {
        let (old, new) = (Self::of(old), Self::of(new));
        let paths: BTreeSet<_> = old.fields().into_iter().chain(new.fields()).collect();
        let mut patch = Self::default();
        for path in paths {
            let (before, after) = (old.get(&path), new.get(&path));
            if before != after {
                let after = match after {
                    Patch::Absent => Patch::Null,
                    after => after,
                };
                patch.put(&path, after);
            }
        }
        patch
    }

    /// Everything that a contact has and some vendor can write, each set. An attribute with an empty text is left out.
    pub fn of(contact: &Contact) -> Self {
        let mut patch = Self::whole(contact);
        let is_empty = |change: &Patch<Value>| *change == Patch::Value("".into());
        patch.attributes.retain(|_, change| !is_empty(change));
        patch
    }

    /// The same, with attributes that are there and empty.
    pub(crate) fn whole(contact: &Contact) -> Self {
        let mut patch = Self::default();
        for path in value::paths(contact) {
            if let Some(value) = value::of_contact(contact, &path) {
                patch.put(&path, Patch::Value(value));
            }
        }
        patch
    }

    /// Without what means something in one account only: owner, pipeline, stage, inbox, lists. For moves to another vendor.
    pub fn portable(mut self) -> Self {
        for path in self.fields() {
            if path.field.is_of_the_account() {
                self.put(&path, Patch::Absent);
            }
        }
        self
    }

    /// What it touches, in the order of the fields.
    pub fn fields(&self) -> Vec<FieldPath> {
        let scalars = Field::ALL.iter().filter(|field| !field.has_keys());
        let scalars = scalars.map(|field| FieldPath::from(*field));
        let keyed = self.services.keys().map(|key| Field::Service.at(key));
        let keyed = keyed.chain(self.attributes.keys().map(|key| Field::Attribute.at(key)));
        let keyed = keyed.chain(self.tags.keys().map(|key| Field::Tag.at(key)));
        let keyed = keyed.chain(self.lists.keys().map(|key| Field::List.at(key)));
        scalars
            .chain(keyed)
            .filter(|path| !self.get(path).is_absent())
            .collect()
    }

    /// Whether it keeps everything.
    pub fn is_empty(&self) -> bool {
        self.fields().is_empty()
    }

    /// Whether it touches a field, of whatever key.
    pub fn touches(&self, field: Field) -> bool {
        match field {
            Field::Service => !self.services.is_empty(),
            Field::Attribute => !self.attributes.is_empty(),
            Field::Tag => !self.tags.is_empty(),
            Field::List => !self.lists.is_empty(),
            field => !self.get(&field.into()).is_absent(),
        }
    }

    /// With a custom attribute set; `Value::Null` clears it.
    pub fn attribute(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        let change = match value.into() {
            Value::Null => Patch::Null,
            value => Patch::Value(value),
        };
        self.attributes.insert(key.into(), change);
        self
    }

    /// With a tag added (`true`) or removed (`false`).
    pub fn tag(mut self, name: impl Into<String>, add: bool) -> Self {
        self.tags.insert(name.into(), add);
        self
    }

    /// With the contact added to a list (`true`) or removed from it (`false`).
    pub fn list(mut self, id: impl Into<String>, add: bool) -> Self {
        self.lists.insert(id.into(), add);
        self
    }
}
