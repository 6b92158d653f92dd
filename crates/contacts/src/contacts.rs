//! The contacts of one account.

use contacts_core::mapping::Mapped;
use contacts_core::model::Contact;
use contacts_runtime::operation::{Capability, Operation, Vendor};
use futures_core::Stream;
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::error::Error;
use crate::provider::Provider;

pub use crate::provider::Pages;

/// The contacts of one account at one vendor.
pub struct Contacts {
    provider: Box<dyn Provider>,
}

impl Contacts {
    pub(crate) fn new(provider: Box<dyn Provider>) -> Self {
        Self { provider }
    }

    /// The vendor.
    pub fn vendor(&self) -> &'static Vendor {
        self.provider.vendor()
    }

    /// The operations that serve a capability, best known first; none if the vendor has it not.
    pub fn serving(&self, capability: Capability) -> Vec<&'static Operation> {
        self.vendor().serving(capability)
    }

    /// All contacts page by page, with what stands around them: totals, issues, records that can't be read.
    ///
    /// A vendor that can't list answers with [`Error::Unsupported`].
    pub fn pages(&self) -> Pages<'_> {
        self.provider.list()
    }

    /// All contacts. Records that can't be read are left out here; [`pages`](Self::pages) has them.
    pub fn list(&self) -> impl Stream<Item = Result<Contact, Error>> + Send + '_ {
        self.pages()
            .map_ok(|page| stream::iter(page.contacts).map(Ok))
            .try_flatten()
    }

    /// The contact with the vendor's id, if there is one.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, or the call fails.
    pub async fn get(&self, id: &str) -> Result<Mapped, Error> {
        self.provider.get(id).await
    }

    /// The contacts with this telephone number, in international form (`+12025550123`).
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, or the call fails.
    pub async fn find_by_phone(&self, phone: &str) -> Result<Mapped, Error> {
        self.provider.find_by_phone(phone).await
    }

    /// The contacts with this e-mail address.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, or the call fails.
    pub async fn find_by_email(&self, email: &str) -> Result<Mapped, Error> {
        self.provider.find_by_email(email).await
    }
}

impl std::fmt::Debug for Contacts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Contacts({})", self.vendor().slug)
    }
}
