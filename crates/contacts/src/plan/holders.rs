//! Who is there already with an address: by asking for it, else by looking through the vendor's list, if that is short.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use contacts_core::mapping::Mapped;
use contacts_core::model::Contact;
use contacts_runtime::Patch;
use contacts_runtime::client::{SweepOptions, Verdict};
use contacts_runtime::operation::Capability;
use serde_json::Value;

use super::make::id_of;
use crate::contacts::Contacts;
use crate::error::Error;
use crate::filter::Filter;
use crate::sweep::Start;
use crate::write::{ContactPatch, Field, value};

/// A list with more contacts is not looked through.
const MOST: u64 = 1_000;

/// Who was on the list when it was looked through last.
#[derive(Default)]
pub(crate) struct Listed(Mutex<Option<BTreeSet<String>>>);

impl Listed {
    fn lock(&self) -> MutexGuard<'_, Option<BTreeSet<String>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Contacts {
    /// The contacts that have the telephone number, e-mail address or identifier of a patch, as far as the vendor can look
    /// for them.
    pub(super) async fn holders(&self, patch: &ContactPatch) -> Result<Vec<Contact>, Error> {
        let provider = &*self.provider;
        let mut holders: Vec<Contact> = Vec::new();
        for field in [Field::Phone, Field::Email, Field::Identifier] {
            let Patch::Value(Value::String(asked)) = patch.get(&field.into()) else {
                continue;
            };
            for spelling in spellings(field, &asked) {
                let found = match field {
                    Field::Phone => provider.find_by_phone(&spelling).await,
                    Field::Email => provider.find_by_email(&spelling).await,
                    _ => self.find_by_identifier(&spelling).await,
                };
                let mut contacts = match found {
                    Err(Error::Unsupported(_)) => break,
                    found => found?.contacts,
                };
                // A look-up may be a search; one that does not show the field was found by it.
                contacts.retain(|contact| {
                    let has = value::of_contact(contact, &field.into());
                    has.is_none_or(|has| value::same(field, &asked.as_str().into(), &has))
                });
                let is_found = !contacts.is_empty();
                for contact in contacts {
                    let new = |holder: &Contact| holder.source.id != contact.source.id;
                    if holders.iter().all(new) {
                        holders.push(contact);
                    }
                }
                if is_found {
                    break;
                }
            }
        }
        Ok(holders)
    }

    async fn find_by_identifier(&self, identifier: &str) -> Result<Mapped, Error> {
        let filter = Filter {
            identifier: Some(identifier.to_owned()),
            ..Filter::default()
        };
        let (options, resume) = Default::default();
        let mut sweep = self.provider.filter(&filter, Start { options, resume })?;
        match sweep.next().await {
            Some(page) => Ok(page?.mapped),
            None => Ok(Mapped::default()),
        }
    }

    /// Whether the vendor can be asked for whoever has one of the addresses of a patch, for each of them.
    fn can_look_up(&self, patch: &ContactPatch) -> bool {
        let ways = [
            (Field::Phone, Capability::FindByPhone),
            (Field::Email, Capability::FindByEmail),
        ];
        let mut asked = ways.iter().filter(|(field, _)| patch.touches(*field));
        asked.all(|(_, way)| !self.serving(*way).is_empty())
    }

    /// Whom an upsert may hit; nothing if that can't be found out.
    pub(super) async fn targets(
        &self,
        patch: &ContactPatch,
        holders: Vec<Contact>,
    ) -> Option<Vec<Contact>> {
        match self.can_look_up(patch) {
            true => Some(holders),
            false => self.listed(patch).await,
        }
    }

    /// Whether a contact that an upsert wrote to, and that nobody was found for, was not there before.
    pub(super) fn is_new(&self, patch: &ContactPatch, id: &str) -> bool {
        let listed = self.remembered.listed.lock();
        self.can_look_up(patch) || listed.as_ref().is_some_and(|ids| !ids.contains(id))
    }

    /// Those of the whole list who have an address of a patch. A list that can't be read to its end says nothing.
    async fn listed(&self, patch: &ContactPatch) -> Option<Vec<Contact>> {
        let start = Start {
            options: SweepOptions::default().max_records(MOST + 1),
            resume: None,
        };
        let mut sweep = self.provider.sweep(start).ok()?;
        let (mut ids, mut holders) = (BTreeSet::new(), Vec::new());
        while let Some(page) = sweep.next().await {
            let page = page.ok()?;
            if sweep
                .verdict()
                .tally()
                .total
                .is_some_and(|total| total > MOST)
            {
                return None;
            }
            for contact in page.mapped.contacts {
                ids.insert(id_of(&contact));
                if has_address(&contact, patch) {
                    holders.push(contact);
                }
            }
        }
        let is_whole =
            matches!(sweep.verdict(), Verdict::Complete(tally) if tally.undecodable == 0);
        *self.remembered.listed.lock() = is_whole.then_some(ids);
        is_whole.then_some(holders)
    }
}

/// How an address may be written at a vendor that compares letter by letter: as it is given, else in its usual form.
fn spellings(field: Field, address: &str) -> Vec<String> {
    let usual = match field {
        Field::Email => address.to_lowercase(),
        Field::Phone => {
            let is_of_it = |letter: &char| letter.is_ascii_digit() || *letter == '+';
            address.chars().filter(is_of_it).collect()
        }
        _ => address.to_owned(),
    };
    let mut spellings = vec![address.to_owned(), usual];
    spellings.dedup();
    spellings
}

/// Whether a contact has one of the addresses of a patch, be it not its first.
fn has_address(contact: &Contact, patch: &ContactPatch) -> bool {
    let is = |field: Field, raw: &String| {
        let found = raw.as_str().into();
        matches!(patch.get(&field.into()), Patch::Value(asked) if value::same(field, &asked, &found))
    };
    let mut emails = contact.emails.iter().map(|email| &email.raw);
    let mut phones = contact.phones.iter().map(|phone| &phone.raw);
    emails.any(|raw| is(Field::Email, raw)) || phones.any(|raw| is(Field::Phone, raw))
}
