//! DM Champ: can't list or get; finds by telephone number and e-mail address; tags and messages.

mod steps;
mod writes;

use contacts_core::mapping::{Origin, dmchamp as mapping};
use contacts_dmchamp::{Client, Credential, SERVER, operations};
use contacts_runtime::operation::Operation;
use serde_json::{Value, json};

use crate::account::{Account, AccountError};
use crate::error::Error;
use crate::plan::{Known, Need, Refusal, Step};
use crate::provider::{Answer, Provider, answer, generated, of_account, part};
use crate::write::{Abilities, Field, Write};

pub const ABILITIES: Abilities = Abilities {
    writes: writes::WRITES,
    refinements: writes::REFINEMENTS,
    partial: &[],
};

struct DmChamp {
    client: Client,
    origin: Origin,
}

pub fn connect(account: &Account) -> Result<Box<dyn Provider>, AccountError> {
    let base_url = account.server(|| Some(SERVER.parse()))?;
    let key = account.secret("apiKey").map(Credential::ApiKey);
    let user = || account.secret("userId").map(Credential::UserId);
    let credential = key
        .or_else(user)
        .ok_or_else(|| account.missing_credential())?;
    let origin = Origin::new(operations::VENDOR.slug, base_url.origin());
    let transport = account.transport(base_url, credential.into_slots())?;
    let client = Client::with_transport(transport);
    Ok(Box::new(DmChamp { client, origin }))
}

impl Provider for DmChamp {
    generated!(contacts_dmchamp);

    fn needs(&self, write: &Write) -> Vec<Need> {
        match write {
            // All that it shows of a contact by its id.
            Write::Update { patch, .. } if patch.touches(Field::Tag) => vec![Need::Tags],
            _ => Vec::new(),
        }
    }

    fn steps(&self, write: &Write, known: &Known) -> Result<Vec<Step>, Vec<Refusal>> {
        steps::steps(write, known)
    }

    fn find_by_phone<'a>(&'a self, phone: &'a str) -> Answer<'a> {
        let call = self.client.get_contact().phone_number(phone).send();
        answer(
            &self.origin,
            self.vendor().slug,
            call,
            mapping::contact_lookup,
        )
    }

    fn find_by_email<'a>(&'a self, email: &'a str) -> Answer<'a> {
        let call = self.client.get_contact().email(email).send();
        answer(
            &self.origin,
            self.vendor().slug,
            call,
            mapping::contact_lookup,
        )
    }

    fn tags(&self) -> Answer<'_> {
        let call = self.client.list_tags().send();
        of_account(&self.origin, self.vendor().slug, call, mapping::tag_list)
    }

    fn contact_tags<'a>(&'a self, id: &'a str) -> Answer<'a> {
        let call = self.client.list_contact_tags(id).send();
        part(&self.origin, self.vendor().slug, call, mapping::tag_list)
    }

    fn messages(&self, id: &str) -> Result<(&'static Operation, Value), Error> {
        Ok((
            &operations::LIST_CONTACT_MESSAGES,
            json!({ "contactId": id }),
        ))
    }
}
