//! A contact of one vendor as a write at another one, without what that one does not take.

use contacts::core::model::{AttributeScope, Contact};
use contacts::runtime::Patch;
use contacts::runtime::operation::Capability;
use contacts::{
    ContactPatch, Contacts, Detail, Field, FieldPath, FieldWrite, PlanOptions, Refusal, Support,
    Write,
};
use serde_json::Value;

use super::losses::{Loss, has, unwritten};
use super::notes;
use super::renames::{Name, Renames, TABLES, table};
use crate::exit::Failure;
use crate::write::{Line, NewNote, WriteOptions};

/// What a vendor takes of contacts.
pub struct Fit<'a> {
    contacts: &'a Contacts,
    rows: Vec<&'static FieldWrite>,
    /// What a person wants.
    pub wishes: Wishes,
    options: PlanOptions,
}

/// What becomes of a contact.
pub struct Fitted {
    /// The write that makes it; else what it can't be made without, where that is known.
    pub write: Result<Write, Option<Refusal>>,
    /// The notes that go onto it.
    pub notes: Vec<NewNote>,
    /// What is lost of it, if it is made.
    pub lost: Vec<Loss>,
    /// Whether given name and surname go as one name.
    pub joins: bool,
    /// What of it a file of names can say otherwise.
    pub met: Vec<Met>,
}

/// An id or a name of the old account.
pub struct Met {
    /// What it is one of.
    pub field: Field,
    /// The id or the name.
    pub old: String,
    /// What it is called, where it is an id.
    pub called: Option<String>,
}

/// What a person wants of a move.
pub struct Wishes {
    /// What each contact gets besides.
    pub given: ContactPatch,
    /// Whether one name may be made into two.
    pub split_names: bool,
    /// What ids and names are called there.
    pub renames: Renames,
}

/// Writes that make a contact, in the order in which they are tried.
const WAYS: [fn(ContactPatch) -> Write; 2] = [
    |patch| Write::Upsert { patch },
    |patch| Write::Create { patch },
];

impl<'a> Fit<'a> {
    /// At this account.
    pub fn new(contacts: &'a Contacts, options: &WriteOptions, wishes: Wishes) -> Self {
        let known = contacts.capabilities().fields;
        Self {
            contacts,
            rows: known.into_iter().map(|row| row.0).collect(),
            wishes,
            options: PlanOptions {
                allow_unverified: options.allow_unverified,
            },
        }
    }

    /// What becomes of a contact: as much of it as the vendor takes, and what is lost.
    pub async fn fit(&self, contact: &Contact) -> Result<Fitted, Failure> {
        let mut fitted = Fitted {
            write: Err(None),
            notes: Vec::new(),
            lost: Vec::new(),
            joins: false,
            met: Vec::new(),
        };
        let mut patch = self.there(contact, &mut fitted);
        self.rename(contact, &mut patch, &mut fitted);
        fitted.joins = self.names(&mut patch, &mut fitted.lost);
        // Nobody new is blocked, and who is there already stays as blocked as before.
        for change in [&mut patch.blocked, &mut patch.do_not_disturb] {
            if *change == Patch::Value(false) {
                *change = Patch::Absent;
            }
        }
        for path in self.wishes.given.fields() {
            patch.put(&path, self.wishes.given.get(&path));
        }
        let mut best = None::<(Write, Vec<Loss>)>;
        for way in WAYS {
            if self
                .contacts
                .serving(way(ContactPatch::default()).capability())
                .is_empty()
            {
                continue;
            }
            match self.without_refused(way, patch.clone()).await? {
                Ok(found) => {
                    let is_better = |best: &(Write, Vec<Loss>)| found.1.len() < best.1.len();
                    if best.as_ref().is_none_or(is_better) {
                        best = Some(found);
                    }
                }
                Err(refusal) => fitted.write = Err(Some(refusal)),
            }
        }
        if let Some((write, refused)) = best {
            fitted.write = Ok(write);
            fitted.lost.extend(refused);
            fitted.lost.extend(unwritable(contact));
            fitted.notes = notes::of(contact, self.takes_notes(), &mut fitted.lost);
        }
        Ok(fitted)
    }

    /// The write that makes a contact with its notes; nothing if it can't be made.
    pub async fn line(&self, contact: &Contact, number: usize) -> Result<Option<Line>, Failure> {
        let Fitted { write, notes, .. } = self.fit(contact).await?;
        Ok(write.ok().map(|write| Line {
            number,
            from: Some(format!("{} {}", contact.source.provider, contact.source.id)),
            write: Ok(write),
            notes,
        }))
    }

    /// The write without the fields that are refused of it, and those; or what it can't be made without.
    async fn without_refused(
        &self,
        way: fn(ContactPatch) -> Write,
        mut patch: ContactPatch,
    ) -> Result<Result<(Write, Vec<Loss>), Refusal>, Failure> {
        let mut lost = Vec::new();
        loop {
            let write = way(patch.clone());
            let refused = self.contacts.refusals(&write, self.options).await?;
            if refused.is_empty() {
                return Ok(Ok((write, lost)));
            }
            for refusal in refused {
                let is_refused = |path: &FieldPath| {
                    let of = refusal.field.as_ref();
                    // Of several, one of them or all.
                    of.is_some_and(|of| of == path || (of.key.is_none() && of.field == path.field))
                };
                let mut paths = patch.fields();
                paths.retain(is_refused);
                let is_given = |path: &FieldPath| !self.wishes.given.get(path).is_absent();
                if paths.is_empty() || paths.iter().any(is_given) {
                    return Ok(Err(refusal));
                }
                for path in paths {
                    patch.put(&path, Patch::Absent);
                    lost.push(Loss::refused(&path, &refusal));
                }
            }
        }
    }

    /// All that a patch can have of a contact, as it is understood elsewhere: the telephone number in its international form,
    /// where it has one, and custom attributes by their names.
    fn there(&self, contact: &Contact, fitted: &mut Fitted) -> ContactPatch {
        let mut patch = ContactPatch::of(contact);
        if let Some(number) = contact.phones.first().and_then(|phone| phone.e164.clone()) {
            patch.phone = number.into();
        }
        if contact
            .media
            .first()
            .is_some_and(|media| media.uri.is_none())
        {
            patch.photo = Patch::Absent;
            fitted.lost.push(Loss::new(
                Field::Photo,
                "no URL but a key of the old vendor",
            ));
        }
        patch
    }

    /// Ids and names of the old account as those of the new one; what has none there is lost.
    fn rename(&self, contact: &Contact, patch: &mut ContactPatch, fitted: &mut Fitted) {
        let is_renamed =
            |field: Field| field.is_of_the_account() || TABLES.iter().any(|(_, of)| *of == field);
        let whole = patch.clone();
        let mut paths = whole.fields();
        paths.retain(|path| is_renamed(path.field));
        for path in &paths {
            patch.put(path, Patch::Absent);
        }
        for path in paths {
            let (field, change) = (path.field, whole.get(&path));
            let old = match (&path.key, &change) {
                (Some(key), _) => key.as_str(),
                (None, Patch::Value(Value::String(id))) => id.as_str(),
                _ => continue,
            };
            if !self.wishes.given.get(&path).is_absent() {
                continue;
            }
            if self.may_take(field) {
                fitted.met.push(Met {
                    field,
                    old: old.to_owned(),
                    called: called(contact, &path),
                });
            }
            let new = match self.name(contact, field, old) {
                Ok(new) => new,
                Err(loss) => {
                    fitted.lost.push(loss);
                    continue;
                }
            };
            let (path, change) = match path.key {
                Some(_) => (field.at(new), change),
                None => (path, Patch::Value(Value::String(new))),
            };
            if path.key.is_some() && !patch.get(&path).is_absent() && patch.get(&path) != change {
                let reason = "another one of the contact has this name there";
                fitted.lost.push(Loss::new(path, reason));
                continue;
            }
            patch.put(&path, change);
        }
    }

    /// What an id or a name of the old account is called there.
    fn name(&self, contact: &Contact, field: Field, old: &str) -> Result<String, Loss> {
        match self.wishes.renames.of(field, old) {
            Name::Is(new) => return Ok(new.to_owned()),
            Name::Stays => {
                let reason = format!("stays behind, as {} says", self.wishes.renames.file);
                return Err(Loss::new(field.at(old), &reason));
            }
            Name::Unknown => {}
        }
        if field.is_of_the_account() {
            if !self.may_take(field) {
                return Err(Loss::new(field, "no operation is known that writes it"));
            }
            let line = line_of(field, old, "ID");
            let reason = format!("is an id of the old account: {line} says which it is there");
            return Err(Loss::new(field.at(old), &reason));
        }
        if field != Field::Attribute {
            return Ok(old.to_owned());
        }
        let attribute = contact.attributes.iter().find(|of| of.key == old);
        let name = attribute
            .and_then(|of| of.name.as_ref())
            .filter(|name| !name.is_empty());
        let definition = attribute.and_then(|of| of.definition_id.as_ref());
        let is_id = definition.is_some_and(|id| id.as_str() == old);
        match name {
            Some(name) => Ok(name.clone()),
            None if is_id && contact.source.instance != self.contacts.instance() => {
                let reason = nameless(&contact.source.provider, old);
                Err(Loss::new(field.at(old), &reason))
            }
            None => Ok(old.to_owned()),
        }
    }

    /// One name where the vendor has one, two where it has two; whether two were put together.
    fn names(&self, patch: &mut ContactPatch, lost: &mut Vec<Loss>) -> bool {
        let text = |field: Field, patch: &ContactPatch| match patch.get(&field.into()) {
            Patch::Value(Value::String(text)) => Some(text),
            _ => None,
        };
        let (given, surname) = (text(Field::Given, patch), text(Field::Surname, patch));
        let parts: Vec<&str> = [&given, &surname]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let joined = parts.join(" ");
        let Some(full) = text(Field::FullName, patch) else {
            let joins =
                self.takes(Field::FullName) && !self.takes(Field::Given) && !joined.is_empty();
            if joins {
                patch.full_name = joined.into();
                (patch.given, patch.surname) = (Patch::Absent, Patch::Absent);
            }
            return joins;
        };
        if full == joined && self.takes(Field::FullName) != self.takes(Field::Given) {
            // The one says what the other does.
            match self.takes(Field::FullName) {
                true => (patch.given, patch.surname) = (Patch::Absent, Patch::Absent),
                false => patch.full_name = Patch::Absent,
            }
        } else if joined.is_empty() && !self.takes(Field::FullName) && self.takes(Field::Given) {
            patch.full_name = Patch::Absent;
            if self.wishes.split_names {
                let (given, surname) = full.trim().rsplit_once(' ').unwrap_or((full.trim(), ""));
                patch.given = given.trim_end().into();
                if !surname.is_empty() {
                    patch.surname = surname.into();
                }
            } else {
                let reason = "the vendor takes given name and surname: --split-names splits at the last space";
                lost.push(Loss::new(Field::FullName, reason));
            }
        }
        false
    }

    /// Whether some way is known in which the vendor takes a field of a new contact.
    pub fn may_take(&self, field: Field) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|row| row.field == field && !matches!(row.create, Support::Refused(_)))
    }

    /// Whether the vendor may take what a reading beside the list brings.
    pub fn may_take_detail(&self, detail: Detail) -> bool {
        match detail {
            Detail::Tags => self.may_take(Field::Tag),
            Detail::Attributes => self.may_take(Field::Attribute),
            Detail::Notes => self.takes_notes(),
            // Conversations, and what nobody has written yet.
            _ => false,
        }
    }

    fn takes_notes(&self) -> bool {
        !self.contacts.serving(Capability::CreateNote).is_empty()
    }

    /// Whether the vendor takes a field of a new contact.
    fn takes(&self, field: Field) -> bool {
        let row = self.rows.iter().find(|row| row.field == field);
        match row.map(|row| row.create) {
            Some(Support::Supported(_)) => true,
            Some(Support::Unverified(_)) => self.options.allow_unverified,
            Some(Support::Refused(_)) | None => false,
        }
    }
}

/// A line of the file of names, for a person to fill in.
pub fn line_of(field: Field, old: &str, new: &str) -> String {
    // A text of JSON is one of TOML, on one line.
    let old = Value::from(old);
    format!("{old} = \"{new}\" under [{}] of --map FILE", table(field))
}

/// What an id is called in the old account, where the contact says it.
fn called(contact: &Contact, path: &FieldPath) -> Option<String> {
    let key = path.key.as_deref();
    let found = match path.field {
        Field::Inbox => &contact.online_services.first()?.inbox.as_ref()?.name,
        Field::Stage => {
            &contact
                .pipeline
                .stage
                .as_ref()
                .filter(|it| it.id.is_some())?
                .name
        }
        Field::List => {
            let mut lists = contact.lists.iter();
            &lists
                .find(|it| it.id.as_ref().map(|id| id.as_str()) == key)?
                .name
        }
        Field::Attribute => {
            &contact
                .attributes
                .iter()
                .find(|it| Some(it.key.as_str()) == key)?
                .name
        }
        _ => &None,
    };
    found.clone()
}

/// Why an attribute does not arrive whose name the export has not.
fn nameless(provider: &str, key: &str) -> String {
    let mut vendors = contacts::vendors();
    let vendor = vendors.find(|vendor| vendor.slug == provider);
    let mut lists = vendor
        .into_iter()
        .flat_map(|vendor| vendor.serving(Capability::ListAttributeDefinitions));
    let hint = lists
        .next()
        .map(|operation| format!("; `contacts api {provider} {}` has the names", operation.id));
    let hint = hint.unwrap_or_default();
    let line = line_of(Field::Attribute, key, "NAME");
    format!(
        "is known by an id of the old account: --attribute {key}=NAME names it, or {line}{hint}"
    )
}

/// What of a contact no patch has.
fn unwritable(contact: &Contact) -> Vec<Loss> {
    let value = serde_json::to_value(contact).unwrap_or_default();
    let lost = unwritten().filter(|path| *path != "notes" && has(&value, path));
    let mut lost: Vec<Loss> = lost.map(|path| Loss::new(path, reason(path))).collect();
    let counts = [
        (Field::Email, contact.emails.len()),
        (Field::Phone, contact.phones.len()),
        (Field::Photo, contact.media.len()),
        (Field::Language, contact.preferred_languages.len()),
        (Field::Organization, contact.organizations.len()),
    ];
    let several = counts.iter().filter(|(_, count)| *count > 1);
    lost.extend(
        several.map(|(field, _)| {
            Loss::new(format!("{field} but the first"), "a write has one of them")
        }),
    );
    let is_own = |scope: AttributeScope| scope == AttributeScope::Contact;
    if contact.attributes.iter().any(|of| !is_own(of.scope)) {
        let reason = "of conversations or the account, not of the contact";
        lost.push(Loss::new("attributes of other things", reason));
    }
    lost
}

/// Why a place of the model that no field covers does not arrive.
fn reason(path: &str) -> &'static str {
    match path {
        "createdAt" | "updatedAt" => "the vendor sets its own",
        "extra" => "it has no place in the model",
        _ => "no operation is known that writes it",
    }
}
