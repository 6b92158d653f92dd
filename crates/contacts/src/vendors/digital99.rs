//! 99digital: lists, gets, and finds with the filter, which is exact where the search is not.

use contacts_core::mapping::{Origin, digital99 as mapping};
use contacts_digital99::types::{ContactFilter, FilterCondition, FilterConditionFilterOperator};
use contacts_digital99::{Client, Credential, SERVER, operations, server};
use contacts_runtime::operation::Vendor;

use crate::account::{Account, AccountError};
use crate::error::Error;
use crate::provider::{Answer, Provider, answer};
use crate::sweep::{Start, Sweep};

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
    let client = Client::new(base_url, Credential::UserApiKey(secret))?;
    Ok(Box::new(Digital99 {
        client,
        account: number,
        origin,
    }))
}

impl Digital99 {
    fn filter<'a>(&'a self, attribute: &str, value: &str) -> Answer<'a> {
        let condition = FilterCondition::new(attribute, FilterConditionFilterOperator::EqualTo)
            .values(vec![value.into()]);
        let call = self
            .client
            .filter_contacts(self.account, ContactFilter::new(vec![condition]))
            .send();
        answer(&self.origin, self.vendor().slug, call, mapping::filter_page)
    }
}

impl Provider for Digital99 {
    fn vendor(&self) -> &'static Vendor {
        &operations::VENDOR
    }

    fn sweep(&self, start: Start<'_>) -> Result<Sweep<'_>, Error> {
        let list = self.client.list_contacts(self.account);
        let slug = self.vendor().slug;
        Sweep::new(&self.origin, slug, list, start, mapping::contact_page)
    }

    fn get<'a>(&'a self, id: &'a str) -> Answer<'a> {
        let Ok(id) = id.parse::<i64>() else {
            // Ids are numbers, so nobody has this one.
            return Box::pin(async { Ok(Default::default()) });
        };
        let call = self.client.get_contact(self.account, id).send();
        answer(
            &self.origin,
            self.vendor().slug,
            call,
            mapping::contact_envelope,
        )
    }

    fn find_by_phone<'a>(&'a self, phone: &'a str) -> Answer<'a> {
        // The server puts the plus sign in front itself.
        self.filter("phone_number", phone.trim_start_matches('+'))
    }

    fn find_by_email<'a>(&'a self, email: &'a str) -> Answer<'a> {
        // Stored in lower case.
        self.filter("email", &email.to_lowercase())
    }
}
