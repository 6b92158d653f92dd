//! TetherAI: lists, gets, and finds by telephone number.

use contacts_core::mapping::{Origin, tetherai as mapping};
use contacts_runtime::operation::Vendor;
use contacts_tetherai::types::FindContactByPhoneRequest;
use contacts_tetherai::{Client, Credential, operations, server};

use crate::account::{Account, AccountError};
use crate::error::Error;
use crate::provider::{Answer, Provider, answer};
use crate::sweep::{Start, Sweep};

/// What the vendor takes when no size is given; a maximum is not known.
const PAGE: i64 = 50;

struct TetherAi {
    client: Client,
    origin: Origin,
}

pub fn connect(account: &Account) -> Result<Box<dyn Provider>, AccountError> {
    let base_url = account.server(|| account.optional("instance").map(server))?;
    let secret = account
        .secret("bearerAuth")
        .ok_or_else(|| account.missing_credential())?;
    let origin = Origin::new(operations::VENDOR.slug, base_url.origin());
    let client = Client::new(base_url, Credential::BearerAuth(secret))?;
    Ok(Box::new(TetherAi { client, origin }))
}

impl Provider for TetherAi {
    fn vendor(&self) -> &'static Vendor {
        &operations::VENDOR
    }

    fn sweep(&self, start: Start<'_>) -> Result<Sweep<'_>, Error> {
        // Without a scope the vendor lists the caller's own contacts only.
        let list = self.client.list_contacts().owner_filter("all").size(PAGE);
        let slug = self.vendor().slug;
        Sweep::new(&self.origin, slug, list, start, mapping::contact_page)
    }

    fn get<'a>(&'a self, id: &'a str) -> Answer<'a> {
        let call = self.client.get_contact(id).send();
        answer(
            &self.origin,
            self.vendor().slug,
            call,
            mapping::contact_result,
        )
    }

    fn find_by_phone<'a>(&'a self, phone: &'a str) -> Answer<'a> {
        let call = self
            .client
            .find_contact_by_phone(FindContactByPhoneRequest::new(phone))
            .send();
        answer(
            &self.origin,
            self.vendor().slug,
            call,
            mapping::contact_result,
        )
    }
}
