//! ChatbotX: what it can read, and where its writes are.

mod steps;
mod writes;

use contacts_chatbotx::types::{ConnectedInbox, CustomField};
use contacts_chatbotx::{Client, Credential, SERVER, operations, server};
use contacts_core::mapping::{Origin, chatbotx as mapping};
use contacts_core::model::{Attribute, Inbox, InboxStatus, RemoteId, Service, Total};
use contacts_runtime::operation::Operation;
use serde_json::{Value, json};

use crate::account::{Account, AccountError};
use crate::error::Error;
use crate::filter::Filter;
use crate::plan::{Known, Need, Refusal, Step};
use crate::provider::{Answer, Provider, Reading, answer, generated, of_account, part};
use crate::sweep::{Start, Sweep};
use crate::vendors::paged;
use crate::write::{Abilities, Write};

/// The largest page that the vendor gives; more is clamped.
const PAGE: i64 = 50;

pub const ABILITIES: Abilities = Abilities {
    writes: writes::WRITES,
    refinements: writes::REFINEMENTS,
    partial: &[],
};

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
    let transport = account.transport(base_url, credential.into_slots())?;
    let client = Client::with_transport(transport);
    Ok(Box::new(ChatbotX { client, origin }))
}

impl ChatbotX {
    /// The vendor's one look-up takes an identifier with a prefix.
    fn lookup(&self, identifier: String) -> Answer<'_> {
        let call = self.client.get_contact(identifier).send();
        let slug = self.vendor().slug;
        answer(&self.origin, slug, call, mapping::single_contact)
    }
}

impl Provider for ChatbotX {
    generated!(contacts_chatbotx);

    fn sweep(&self, start: Start<'_>) -> Result<Sweep, Error> {
        let list = self.client.list_contacts().per_page(PAGE);
        let slug = self.vendor().slug;
        Sweep::new(&self.origin, slug, list, start, mapping::contact_page)
    }

    fn search(&self, text: &str, start: Start<'_>) -> Result<Sweep, Error> {
        let list = self.client.list_contacts().per_page(PAGE).keyword(text);
        let slug = self.vendor().slug;
        Sweep::new(&self.origin, slug, list, start, mapping::contact_page)
    }

    /// The vendor takes the id of a custom field, or one of two words.
    fn resolved(&self, mut filter: Filter) -> Reading<'_, Filter> {
        Box::pin(async move {
            let Some((key, _)) = &mut filter.attribute else {
                return Ok(filter);
            };
            if steps::is_id(key) || ["email", "phone"].contains(&key.as_str()) {
                return Ok(filter);
            }
            let definitions = self.attribute_definitions().await?;
            match steps::definition(key, &definitions) {
                Some(id) => *key = id.to_owned(),
                None => {
                    let names = definitions.into_iter().filter_map(|of| of.name);
                    return Err(Error::UnknownAttribute {
                        slug: self.vendor().slug,
                        name: std::mem::take(key),
                        known: names.collect(),
                    });
                }
            }
            Ok(filter)
        })
    }

    fn filter(&self, filter: &Filter, start: Start<'_>) -> Result<Sweep, Error> {
        filter.only(self, &["attribute"])?;
        let Some((key, value)) = &filter.attribute else {
            return self.sweep(start);
        };
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let list = self.client.find_contacts_by_custom_field(key, text);
        let slug = self.vendor().slug;
        Sweep::new(&self.origin, slug, list, start, mapping::contact_matches)
    }

    fn count(&self) -> Reading<'_, Total> {
        let slug = self.vendor().slug;
        let call = self.client.count_contacts().send();
        let counted = answer(&self.origin, slug, call, mapping::contact_count);
        Box::pin(async move {
            let total = counted.await?.page.total;
            // Older servers take the word count for an identifier, and say that there is no such contact.
            total.ok_or_else(|| self.refuse(contacts_runtime::operation::Capability::Count))
        })
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

    fn tags(&self) -> Answer<'_> {
        let call = self.client.list_tags().send();
        of_account(&self.origin, self.vendor().slug, call, mapping::tag_list)
    }

    fn contact_tags<'a>(&'a self, id: &'a str) -> Answer<'a> {
        let call = self.client.list_contact_tags(format!("id:{id}")).send();
        part(&self.origin, self.vendor().slug, call, mapping::tag_list)
    }

    fn attributes<'a>(&'a self, id: &'a str) -> Answer<'a> {
        let call = self.client.list_contact_custom_fields(format!("id:{id}"));
        let slug = self.vendor().slug;
        part(&self.origin, slug, call.send(), mapping::attribute_list)
    }

    fn attribute_definitions(&self) -> Reading<'_, Vec<Attribute>> {
        paged::records(
            self.vendor().slug,
            self.client.list_custom_fields(),
            definition,
        )
    }

    fn messages(&self, id: &str) -> Result<(&'static Operation, Value), Error> {
        let arguments = json!({ "identifier": format!("id:{id}") });
        Ok((&operations::LIST_CONTACT_MESSAGES, arguments))
    }

    fn inboxes(&self) -> Reading<'_, Vec<Inbox>> {
        paged::records(
            self.vendor().slug,
            self.client.list_inboxes().per_page(PAGE),
            inbox,
        )
    }

    fn needs(&self, write: &Write) -> Vec<Need> {
        steps::needs(write)
    }

    fn steps(&self, write: &Write, known: &Known) -> Result<Vec<Step>, Vec<Refusal>> {
        steps::steps(write, known)
    }
}

/// A custom field of the workspace. Its id is the key, as in a contact.
fn definition(field: CustomField) -> Attribute {
    Attribute {
        key: field.id.clone(),
        definition_id: Some(RemoteId::text(field.id)),
        name: Some(field.name),
        definition_type: Some(field.type_.to_string()),
        description: field.description.into_option(),
        ..Attribute::default()
    }
}

fn inbox(inbox: ConnectedInbox) -> Inbox {
    Inbox {
        id: Some(RemoteId::text(inbox.id)),
        name: Some(inbox.name),
        service: Some(Service::from_vendor(inbox.channel)),
        status: Some(InboxStatus::from(inbox.status)),
        ..Inbox::default()
    }
}
