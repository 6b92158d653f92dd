//! DM Champ: can't list; finds by telephone number and e-mail address.

use contacts_core::mapping::{Origin, dmchamp as mapping};
use contacts_dmchamp::{Client, Credential, SERVER, operations};
use contacts_runtime::operation::Vendor;

use crate::account::{Account, AccountError};
use crate::provider::{Answer, Provider, answer};

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
    let client = Client::new(base_url, credential)?;
    Ok(Box::new(DmChamp { client, origin }))
}

impl Provider for DmChamp {
    fn vendor(&self) -> &'static Vendor {
        &operations::VENDOR
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
}
