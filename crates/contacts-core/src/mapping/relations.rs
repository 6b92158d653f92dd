//! What a contact is bound to: its own id, back references, people, tags, attributes, consents.

use std::fmt::Display;

use serde_json::{Map, Value};

use super::received::Received;
use super::scope::Scope;
use crate::model::{
    Attribute, AttributeScope, Blocked, Consent, ConsentBasis, ConsentState, Contact, Found, Inbox,
    IssueCode, KeptIn, Pipeline, RemoteId, Source, Stage, Tag, TeamRef, UserRef,
};

/// The value, unless it is empty.
///
/// For parts of a contact that a vendor gives as separate members: `present(Stage { .. })`.
pub fn present<T: Default + PartialEq>(value: T) -> Option<T> {
    (value != T::default()).then_some(value)
}

/// What has an id of the vendor.
pub trait Identified: Default {
    /// The id.
    fn id_mut(&mut self) -> &mut Option<RemoteId>;
}

impl Scope<'_> {
    /// A contact with this id, of the account that was asked.
    pub fn contact(&mut self, key: &str, id: impl Received) -> Contact {
        let id = self.id(key, id).unwrap_or_else(|| {
            self.note(
                key,
                IssueCode::MissingRequired,
                Found::from(&Value::Null),
                KeptIn::Raw,
            );
            RemoteId::default()
        });
        let mut contact = self.contact_without_id();
        contact.source.id = id;
        contact
    }

    /// A contact of the account that was asked, where the vendor does not promise an id: the caller
    /// knows it from elsewhere, from another member or from the request.
    pub fn contact_without_id(&self) -> Contact {
        let origin = self.origin();
        Contact::new(Source {
            provider: origin.provider.clone(),
            instance: origin.instance.clone(),
            account: origin.account.clone().map(RemoteId::text),
            ..Source::default()
        })
    }

    /// The account that the record names, else the one that was asked.
    pub fn account(&mut self, key: &str, member: impl Received) -> Option<RemoteId> {
        self.id(key, member)
            .or_else(|| self.origin().account.clone().map(RemoteId::text))
    }

    /// A member that repeats what is known from elsewhere: a back reference, a copied total. Where it
    /// differs there is an issue, and the member is kept in extra.
    pub fn check(&mut self, key: &str, member: impl Received, expected: impl Display) {
        let value = self.take(key, member).unwrap_or(Value::Null);
        let agrees = match &value {
            Value::Null => true,
            Value::String(text) => *text == expected.to_string(),
            Value::Number(number) => number.to_string() == expected.to_string(),
            _ => false,
        };
        if !agrees {
            self.misfit(key, IssueCode::Conflict, value);
        }
    }

    /// The id of something that may also come as an object: set where the object has none, checked where
    /// it has one.
    pub fn id_of<T: Identified>(
        &mut self,
        key: &str,
        member: impl Received,
        object: &mut Option<T>,
    ) {
        let value = self.take(key, member).unwrap_or(Value::Null);
        if value.is_null() {
            return;
        }
        if let Some(known) = object.as_mut().and_then(|object| object.id_mut().as_ref()) {
            return self.check(key, value, known);
        }
        if let Some(id) = self.id(key, value) {
            *object.get_or_insert_default().id_mut() = Some(id);
        }
    }

    /// A user: an id, or an object with `id` or `_id` and what else is known of it.
    pub fn user(&mut self, key: &str, member: impl Received) -> Option<UserRef> {
        match self.take(key, member)? {
            Value::Null => None,
            Value::Object(members) => Some(user(&mut self.within(key), members)),
            id @ (Value::String(_) | Value::Number(_)) => self.id(key, id).map(UserRef::with_id),
            other => {
                self.misfit(key, IssueCode::TypeMismatch, other);
                None
            }
        }
    }

    /// A list of users.
    pub fn users(&mut self, key: &str, member: impl Received) -> Vec<UserRef> {
        self.list(key, member, |scope, value| scope.user("", value))
    }

    /// Tags: names, or objects with `name` and what else is known.
    pub fn tags(&mut self, key: &str, member: impl Received) -> Vec<Tag> {
        self.list(key, member, |scope, value| match value {
            Value::String(name) => Some(Tag::named(name)),
            Value::Object(mut members) if members.get("name").is_some_and(Value::is_string) => {
                let tag = Tag {
                    id: scope.id("id", members.remove("id")),
                    name: scope
                        .text("name", members.remove("name"))
                        .unwrap_or_default(),
                    description: scope.text("description", members.remove("description")),
                    ..Tag::default()
                };
                scope.extra(members);
                Some(tag)
            }
            other => {
                scope.misfit("", IssueCode::TypeMismatch, other);
                None
            }
        })
    }

    /// Custom attributes: an object of any values.
    pub fn attributes(
        &mut self,
        key: &str,
        member: impl Received,
        scope: AttributeScope,
    ) -> Vec<Attribute> {
        let members = match self.take(key, member) {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Object(members)) => members,
            Some(other) => {
                self.misfit(key, IssueCode::TypeMismatch, other);
                return Vec::new();
            }
        };
        let attribute = |(key, value): (String, Value)| Attribute {
            scope,
            key,
            value: value.into(),
            ..Attribute::default()
        };
        members.into_iter().map(attribute).collect()
    }

    /// An opt-in flag. Where it says what the vendor's column says by default, that is its basis.
    pub fn consent(
        &mut self,
        key: &str,
        member: impl Received,
        vendor_default: Option<bool>,
    ) -> Consent {
        let Some(flag) = self.flag(key, member) else {
            return Consent::default();
        };
        Consent {
            state: if flag {
                ConsentState::Granted
            } else {
                ConsentState::Withdrawn
            },
            basis: if vendor_default == Some(flag) {
                ConsentBasis::VendorDefault
            } else {
                ConsentBasis::Explicit
            },
            at: None,
        }
    }

    /// A consent of which the vendor stores the time only.
    pub fn consent_since(&mut self, key: &str, member: impl Received) -> Consent {
        match self.time(key, member) {
            Some(at) => Consent {
                state: ConsentState::Granted,
                basis: ConsentBasis::Derived,
                at: Some(at),
            },
            None => Consent::default(),
        }
    }

    /// A flag that says whether the contact is blocked.
    pub fn blocked(&mut self, key: &str, member: impl Received) -> Blocked {
        match self.flag(key, member) {
            None => Blocked::Unknown,
            Some(false) => Blocked::No,
            Some(true) => Blocked::Yes {
                at: None,
                until: None,
            },
        }
    }

    /// A time that says since when the contact is blocked: `null` is not blocked, no key is unknown.
    pub fn blocked_since(&mut self, key: &str, member: impl Received) -> Blocked {
        let Some(value) = self.take(key, member) else {
            return Blocked::Unknown;
        };
        let at = self.time(key, value);
        if at.is_some() {
            Blocked::Yes { at, until: None }
        } else {
            Blocked::No
        }
    }

    /// Until when the contact is blocked. Kept in extra where it is not blocked.
    pub fn blocked_until(&mut self, key: &str, member: impl Received, blocked: &mut Blocked) {
        match blocked {
            Blocked::Yes { until, .. } => *until = self.time(key, member),
            Blocked::No | Blocked::Unknown => self.keep(key, member),
        }
    }

    fn list<T>(
        &mut self,
        key: &str,
        member: impl Received,
        mut read: impl FnMut(&mut Scope<'_>, Value) -> Option<T>,
    ) -> Vec<T> {
        let elements = match self.take(key, member) {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(elements)) => elements,
            Some(other) => {
                self.misfit(key, IssueCode::TypeMismatch, other);
                return Vec::new();
            }
        };
        let mut list = Vec::with_capacity(elements.len());
        let mut scope = self.within(key);
        for (index, element) in elements.into_iter().enumerate() {
            list.extend(read(&mut scope.at_index(index), element));
        }
        list
    }
}

fn user(scope: &mut Scope<'_>, mut members: Map<String, Value>) -> UserRef {
    let mut take = |names: &[&'static str]| {
        let name = names.iter().find(|name| members.contains_key(**name))?;
        Some((*name, members.remove(*name)?))
    };
    let id = take(&["_id", "id"]);
    let name = take(&["fullName", "name", "full_name", "available_name"]);
    let email = take(&["email"]);
    let image = take(&["image", "avatar", "thumbnail", "avatar_url"]);
    let role = take(&["role"]);
    let mut text =
        |taken: Option<(&str, Value)>| taken.and_then(|(key, value)| scope.text(key, value));
    let user = UserRef {
        name: text(name),
        email: text(email),
        image: text(image),
        role: text(role),
        id: id.and_then(|(key, value)| scope.id(key, value)),
        ..UserRef::default()
    };
    scope.extra(members);
    user
}

macro_rules! identified {
    ($($type:ty),*) => {$(
        impl Identified for $type {
            fn id_mut(&mut self) -> &mut Option<RemoteId> {
                &mut self.id
            }
        }
    )*};
}

identified!(UserRef, TeamRef, Inbox, Stage, Pipeline, Tag);
