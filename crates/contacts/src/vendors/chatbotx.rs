//! ChatbotX: lists, gets and finds by telephone number and e-mail address.

use contacts_chatbotx::errors::{GetContactError, ListContactsError};
use contacts_chatbotx::types::ErrorBody;
use contacts_chatbotx::{Client, Credential, SERVER, operations, server};
use contacts_core::mapping::{Origin, chatbotx as mapping};
use contacts_runtime::operation::Vendor;

use crate::account::{Account, AccountError};
use crate::provider::{Answer, Pages, Provider, answer_or, pages_or};

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

/// Servers up to 2026-08-15 answer a wrong token with 500 and this code; newer ones with 401.
fn refuses_token(body: &ErrorBody) -> bool {
    body.code == "INVALID_CHATBOT_TOKEN"
}

impl ChatbotX {
    /// The vendor's one look-up takes an identifier with a prefix.
    fn lookup(&self, identifier: String) -> Answer<'_> {
        let call = self.client.get_contact(identifier).send();
        answer_or(
            &self.origin,
            self.vendor().slug,
            call,
            mapping::single_contact,
            |error| matches!(error, GetContactError::InternalServerError(body) if refuses_token(body)),
        )
    }
}

impl Provider for ChatbotX {
    fn vendor(&self) -> &'static Vendor {
        &operations::VENDOR
    }

    fn list(&self) -> Pages<'_> {
        let list = self.client.list_contacts().per_page(PAGE).pages();
        pages_or(
            &self.origin,
            self.vendor().slug,
            list,
            mapping::contact_page,
            |error| matches!(error, ListContactsError::InternalServerError(body) if refuses_token(body)),
        )
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
