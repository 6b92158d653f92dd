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
use crate::write::Abilities;

type Connect = fn(&Account) -> Result<Box<dyn Provider>, AccountError>;

type Row = (&'static Vendor, &'static Abilities, Connect);

const VENDORS: &[Row] = &[
    #[cfg(feature = "insighto")]
    (
        &contacts_insighto::operations::VENDOR,
        &insighto::ABILITIES,
        insighto::connect,
    ),
    #[cfg(feature = "chatbotx")]
    (
        &contacts_chatbotx::operations::VENDOR,
        &chatbotx::ABILITIES,
        chatbotx::connect,
    ),
    #[cfg(feature = "digital99")]
    (
        &contacts_digital99::operations::VENDOR,
        &digital99::ABILITIES,
        digital99::connect,
    ),
    #[cfg(feature = "tetherai")]
    (
        &contacts_tetherai::operations::VENDOR,
        &tetherai::ABILITIES,
        tetherai::connect,
    ),
    #[cfg(feature = "dmchamp")]
    (
        &contacts_dmchamp::operations::VENDOR,
        &dmchamp::ABILITIES,
        dmchamp::connect,
    ),
    // new-vendor: vendor
];

/// The vendors of this build.
pub fn vendors() -> impl Iterator<Item = &'static Vendor> {
    VENDORS.iter().map(|(vendor, ..)| *vendor)
}

/// The vendor with this slug.
///
/// # Errors
///
/// If it is not in this build.
pub fn row(slug: &str) -> Result<Row, AccountError> {
    let row = VENDORS.iter().find(|(vendor, ..)| vendor.slug == slug);
    row.copied().ok_or_else(|| AccountError::UnknownVendor {
        slug: slug.to_owned(),
        known: vendors().map(|vendor| vendor.slug).collect(),
    })
}

pub fn connect(account: &Account) -> Result<Contacts, AccountError> {
    let (_, _, connect) = row(account.vendor().slug)?;
    connect(account).map(|provider| Contacts::new(provider, account.stamp()))
}
