//! Insighto: lists and gets; finds nothing, because the vendor has no search.

use contacts_core::mapping::{Origin, insighto as mapping};
use contacts_insighto::{Client, Credential, SERVER, operations};
use contacts_runtime::operation::Vendor;

use crate::account::{Account, AccountError};
use crate::error::Error;
use crate::provider::{Answer, Provider, answer};
use crate::sweep::{Start, Sweep};

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

    fn sweep(&self, start: Start<'_>) -> Result<Sweep<'_>, Error> {
        let list = self.client.list_contacts().size(PAGE);
        let slug = self.vendor().slug;
        Sweep::new(&self.origin, slug, list, start, mapping::contact_page)
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
