//! Insighto: lists and gets, and finds nothing, because the vendor has no search; conversations, and definitions of custom
//! fields.

mod steps;
mod whole;
mod writes;

use contacts_core::mapping::{Origin, insighto as mapping};
use contacts_core::model::{Attribute, RemoteId, Total};
use contacts_insighto::types::ContactCustomField;
use contacts_insighto::{Client, Credential, SERVER, operations};

use crate::account::{Account, AccountError};
use crate::error::Error;
use crate::plan::{Known, Refusal, Step};
use crate::provider::{Answer, Provider, Reading, answer, generated, of_account, total};
use crate::sweep::{Start, Sweep};
use crate::vendors::paged;
use crate::write::{Abilities, Write};

/// The largest page that the vendor gives.
const PAGE: i64 = 100;

pub const ABILITIES: Abilities = Abilities {
    writes: writes::WRITES,
    refinements: writes::REFINEMENTS,
    partial: &[],
};

struct Insighto {
    client: Client,
    origin: Origin,
}

pub fn connect(account: &Account) -> Result<Box<dyn Provider>, AccountError> {
    let base_url = account.server(|| Some(SERVER.parse()))?;
    let secret = account
        .secret("apiKey")
        .ok_or_else(|| account.missing_credential())?;
    let origin = Origin::new(operations::VENDOR.slug, base_url.origin());
    let credential = Credential::ApiKey(secret);
    let transport = account.transport(base_url, credential.into_slots())?;
    let client = Client::with_transport(transport);
    Ok(Box::new(Insighto { client, origin }))
}

impl Provider for Insighto {
    generated!(contacts_insighto);

    fn steps(&self, write: &Write, known: &Known) -> Result<Vec<Step>, Vec<Refusal>> {
        steps::steps(write, known)
    }

    fn sweep(&self, start: Start<'_>) -> Result<Sweep, Error> {
        let list = self.client.list_contacts().size(PAGE);
        let slug = self.vendor().slug;
        Sweep::new(&self.origin, slug, list, start, mapping::contact_page)
    }

    /// Every page of the list says how many there are, so the smallest one is asked for.
    fn count(&self) -> Reading<'_, Total> {
        let slug = self.vendor().slug;
        let call = self.client.list_contacts().size(1).send();
        let counted = of_account(&self.origin, slug, call, mapping::contact_page);
        total(counted, &operations::LIST_CONTACTS)
    }

    fn get<'a>(&'a self, id: &'a str) -> Answer<'a> {
        let call = self.client.get_contact(id).send();
        answer(
            &self.origin,
            self.vendor().slug,
            call,
            mapping::contact_envelope,
        )
    }

    fn attribute_definitions(&self) -> Reading<'_, Vec<Attribute>> {
        let list = self.client.list_contact_custom_fields().size(PAGE);
        paged::records(self.vendor().slug, list, definition)
    }

    fn conversations<'a>(&'a self, id: &'a str) -> Answer<'a> {
        let list = self.client.list_contact_conversations(id).size(PAGE);
        let (slug, start) = (self.vendor().slug, Start::default());
        let map = mapping::contact_conversation_page;
        paged::all(Sweep::new(&self.origin, slug, list, start, map))
    }
}

/// A contact has its values by the names of the fields.
fn definition(field: ContactCustomField) -> Attribute {
    let name = field.custom_field_name.into_option();
    Attribute {
        key: name.clone().unwrap_or_default(),
        name,
        definition_id: field.id.into_option().map(RemoteId::text),
        definition_type: field.custom_field_type.into_option(),
        ..Attribute::default()
    }
}
