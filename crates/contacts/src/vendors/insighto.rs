//! Insighto: lists and gets; finds nothing, because the vendor has no search.

use contacts_core::mapping::{Origin, insighto as mapping};
use contacts_insighto::{Client, Credential, SERVER, operations};
use contacts_runtime::operation::Vendor;

use crate::account::{Account, AccountError};
use crate::provider::{Answer, Pages, Provider, answer, pages};

/// The largest page that the vendor gives.
const PAGE: i64 = 100;

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
    let client = Client::new(base_url, Credential::ApiKey(secret))?;
    Ok(Box::new(Insighto { client, origin }))
}

impl Provider for Insighto {
    fn vendor(&self) -> &'static Vendor {
        &operations::VENDOR
    }

    fn list(&self) -> Pages<'_> {
        let list = self.client.list_contacts().size(PAGE).pages();
        pages(
            &self.origin,
            self.vendor().slug,
            list,
            mapping::contact_page,
        )
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
}
