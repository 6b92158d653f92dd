//! 99digital: what it can read, and where its filter and its writes are.

mod filter;
mod steps;
mod writes;

use contacts_core::mapping::{Mapped, Origin, digital99 as mapping};
use contacts_core::model::Total;
use contacts_digital99::types::ContactFilter;
use contacts_digital99::{Client, Credential, SERVER, operations, server};
use contacts_runtime::operation::Capability;
use serde_json::{Value, json};

use crate::account::{Account, AccountError};
use crate::error::Error;
use crate::filter::Filter;
use crate::plan::{Known, Need, Refusal, Step};
use crate::provider::{Answer, Provider, Reading, answer, generated, of_account, part, total};
use crate::sweep::{Start, Sweep};
use crate::write::{Abilities, Write};

pub const ABILITIES: Abilities = Abilities {
    writes: writes::WRITES,
    refinements: writes::REFINEMENTS,
    partial: &[
        Capability::List,
        Capability::Count,
        Capability::ListConversations,
    ],
};

struct Digital99 {
    client: Client,
    account: i64,
    origin: Origin,
}

pub fn connect(account: &Account) -> Result<Box<dyn Provider>, AccountError> {
    let base_url = account.server(|| match account.optional("host") {
        Some(host) => Some(server(host)),
        None => Some(SERVER.parse()),
    })?;
    let secret = account
        .secret("userApiKey")
        .ok_or_else(|| account.missing_credential())?;
    let number = account.required_number("account_id")?;
    let origin =
        Origin::new(operations::VENDOR.slug, base_url.origin()).account(number.to_string());
    let credential = Credential::UserApiKey(secret);
    let transport = account.transport(base_url, credential.into_slots())?;
    let client = Client::with_transport(transport);
    Ok(Box::new(Digital99 {
        client,
        account: number,
        origin,
    }))
}

impl Digital99 {
    fn look_up(&self, filter: ContactFilter) -> Answer<'_> {
        let call = self.client.filter_contacts(self.account, filter).send();
        of_account(&self.origin, self.vendor().slug, call, mapping::filter_page)
    }
}

/// Ids are numbers, so nobody has one that is none.
fn number(id: &str) -> Result<i64, Answer<'static>> {
    id.parse()
        .map_err(|_| -> Answer<'static> { Box::pin(async { Ok(Mapped::default()) }) })
}

impl Provider for Digital99 {
    generated!(contacts_digital99);

    fn settings(&self) -> Vec<(&'static str, Value)> {
        vec![("account_id", self.account.into())]
    }

    fn sweep(&self, start: Start<'_>) -> Result<Sweep, Error> {
        let list = self.client.list_contacts(self.account);
        let slug = self.vendor().slug;
        Sweep::new(&self.origin, slug, list, start, mapping::contact_page)
    }

    fn search(&self, text: &str, start: Start<'_>) -> Result<Sweep, Error> {
        let list = self.client.search_contacts(self.account, text);
        let slug = self.vendor().slug;
        Sweep::new(&self.origin, slug, list, start, mapping::search_page)
    }

    fn filter(&self, filter: &Filter, start: Start<'_>) -> Result<Sweep, Error> {
        filter.only(self, filter::TERMS)?;
        let Some(conditions) = filter::conditions(filter) else {
            return self.sweep(start);
        };
        let list = self.client.filter_contacts(self.account, conditions);
        let slug = self.vendor().slug;
        let sweep = Sweep::new(&self.origin, slug, list, start, mapping::filter_page)?;
        let filter = filter.clone();
        Ok(sweep.only(move |contact| filter::holds(&filter, contact)))
    }

    /// Every page of the list says how many there are.
    fn count(&self) -> Reading<'_, Total> {
        let call = self.client.list_contacts(self.account).send();
        let slug = self.vendor().slug;
        let counted = of_account(&self.origin, slug, call, mapping::contact_page);
        total(counted, &operations::LIST_CONTACTS)
    }

    fn get<'a>(&'a self, id: &'a str) -> Answer<'a> {
        let id = match number(id) {
            Ok(id) => id,
            Err(nobody) => return nobody,
        };
        let call = self.client.get_contact(self.account, id).send();
        let slug = self.vendor().slug;
        answer(&self.origin, slug, call, mapping::contact_envelope)
    }

    fn find_by_phone<'a>(&'a self, phone: &'a str) -> Answer<'a> {
        // The server puts the plus sign in front itself.
        let digits = phone.trim_start_matches('+');
        self.look_up(filter::equal("phone_number", json!(digits)))
    }

    fn find_by_email<'a>(&'a self, email: &'a str) -> Answer<'a> {
        // Stored in lower case.
        self.look_up(filter::equal("email", json!(email.to_lowercase())))
    }

    fn contact_tags<'a>(&'a self, id: &'a str) -> Answer<'a> {
        let id = match number(id) {
            Ok(id) => id,
            Err(nobody) => return nobody,
        };
        let call = self.client.list_contact_tags(self.account, id).send();
        part(&self.origin, self.vendor().slug, call, mapping::tag_list)
    }

    fn notes<'a>(&'a self, id: &'a str) -> Answer<'a> {
        let id = match number(id) {
            Ok(id) => id,
            Err(nobody) => return nobody,
        };
        let call = self.client.list_contact_notes(self.account, id).send();
        part(&self.origin, self.vendor().slug, call, mapping::note_list)
    }

    fn conversations<'a>(&'a self, id: &'a str) -> Answer<'a> {
        let id = match number(id) {
            Ok(id) => id,
            Err(nobody) => return nobody,
        };
        let call = self.client.list_contact_conversations(self.account, id);
        let slug = self.vendor().slug;
        part(&self.origin, slug, call.send(), mapping::conversation_list)
    }

    fn needs(&self, write: &Write) -> Vec<Need> {
        steps::needs(write)
    }

    fn steps(&self, write: &Write, known: &Known) -> Result<Vec<Step>, Vec<Refusal>> {
        steps::steps(write, known)
    }
}
