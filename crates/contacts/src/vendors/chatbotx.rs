//! ChatbotX: lists, gets and finds by telephone number and e-mail address.

use contacts_chatbotx::{Client, Credential, SERVER, operations, server};
use contacts_core::mapping::{Origin, chatbotx as mapping};
use contacts_runtime::operation::Vendor;

use crate::account::{Account, AccountError};
use crate::error::Error;
use crate::provider::{Answer, Provider, answer};
use crate::sweep::{Start, Sweep};

/// The largest page that the vendor gives; more is clamped.
const PAGE: i64 = 50;

struct ChatbotX {
    client: Client,
    origin: Origin,
}

pub fn connect(account: &Account) -> Result<Box<dyn Provider>, AccountError> {
    let base_url = account.server(|| match account.optional("host") {
        Some(host) => Some(server(host)),
        None => Some(SERVER.parse()),
    })?;
    let bearer = account
        .secret("developerAccessToken")
        .map(Credential::DeveloperAccessToken);
    let query = || {
        account
            .secret("tokenInSearchParams")
            .map(Credential::TokenInSearchParams)
    };
    let credential = bearer
        .or_else(query)
        .ok_or_else(|| account.missing_credential())?;
    let origin = Origin::new(operations::VENDOR.slug, base_url.origin());
    let client = Client::new(base_url, credential)?;
    Ok(Box::new(ChatbotX { client, origin }))
}

impl ChatbotX {
    /// The vendor's one look-up takes an identifier with a prefix.
    fn lookup(&self, identifier: String) -> Answer<'_> {
        let call = self.client.get_contact(identifier).send();
        answer(
            &self.origin,
            self.vendor().slug,
            call,
            mapping::single_contact,
        )
    }
}

impl Provider for ChatbotX {
    fn vendor(&self) -> &'static Vendor {
        &operations::VENDOR
    }

    fn sweep(&self, start: Start<'_>) -> Result<Sweep<'_>, Error> {
        let list = self.client.list_contacts().per_page(PAGE);
        let slug = self.vendor().slug;
        Sweep::new(&self.origin, slug, list, start, mapping::contact_page)
    }

    fn get<'a>(&'a self, id: &'a str) -> Answer<'a> {
        self.lookup(format!("id:{id}"))
    }

    fn find_by_phone<'a>(&'a self, phone: &'a str) -> Answer<'a> {
        self.lookup(format!("phone:{phone}"))
    }

    fn find_by_email<'a>(&'a self, email: &'a str) -> Answer<'a> {
        self.lookup(format!("email:{email}"))
    }
}
