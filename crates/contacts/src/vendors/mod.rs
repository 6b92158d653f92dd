//! The vendors of this build: one file each, one line each in [`VENDORS`].

#[cfg(feature = "chatbotx")]
mod chatbotx;
#[cfg(feature = "digital99")]
mod digital99;
#[cfg(feature = "dmchamp")]
mod dmchamp;
#[cfg(feature = "insighto")]
mod insighto;
mod members;
mod paged;
#[cfg(feature = "tetherai")]
mod tetherai;
// new-vendor: module
#[cfg(test)]
mod tests;

use contacts_runtime::operation::Vendor;

use crate::account::{Account, AccountError};
use crate::contacts::Contacts;
use crate::provider::Provider;

type Connect = fn(&Account) -> Result<Box<dyn Provider>, AccountError>;

const VENDORS: &[(&Vendor, Connect)] = &[
    #[cfg(feature = "insighto")]
    (&contacts_insighto::operations::VENDOR, insighto::connect),
    #[cfg(feature = "chatbotx")]
    (&contacts_chatbotx::operations::VENDOR, chatbotx::connect),
    #[cfg(feature = "digital99")]
    (&contacts_digital99::operations::VENDOR, digital99::connect),
    #[cfg(feature = "tetherai")]
    (&contacts_tetherai::operations::VENDOR, tetherai::connect),
    #[cfg(feature = "dmchamp")]
    (&contacts_dmchamp::operations::VENDOR, dmchamp::connect),
    // new-vendor: vendor
];

/// The vendors of this build.
pub fn vendors() -> impl Iterator<Item = &'static Vendor> {
    VENDORS.iter().map(|(vendor, _)| *vendor)
}

pub fn connect(account: &Account) -> Result<Contacts, AccountError> {
    let slug = account.vendor().slug;
    let connect = VENDORS.iter().find(|(vendor, _)| vendor.slug == slug);
    let (_, connect) = connect.ok_or_else(|| AccountError::UnknownVendor {
        slug: slug.to_owned(),
        known: vendors().map(|vendor| vendor.slug).collect(),
    })?;
    connect(account).map(|provider| Contacts::new(provider, account.stamp()))
}
