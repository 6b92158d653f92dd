//! The contacts of one account.

use contacts_core::mapping::Mapped;
use contacts_core::model::Contact;
use contacts_runtime::client::{Resume, SweepOptions};
use contacts_runtime::operation::{Capability, Operation, Vendor};
use futures_core::Stream;
use futures_util::{StreamExt, stream};

use crate::error::Error;
use crate::provider::Provider;
use crate::sweep::{Start, Sweep};

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

    /// A walk through all contacts, page by page: with what stands around them, positions to go on from, and a verdict on
    /// whether all came.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if the vendor can't list.
    pub fn sweep(&self, options: SweepOptions) -> Result<Sweep<'_>, Error> {
        let resume = None;
        self.provider.sweep(Start { options, resume })
    }

    /// A walk that goes on where another one was.
    ///
    /// # Errors
    ///
    /// If the vendor can't list, or the value is damaged or of something else.
    pub fn resume(&self, resume: &Resume, options: SweepOptions) -> Result<Sweep<'_>, Error> {
        let resume = Some(resume);
        self.provider.sweep(Start { options, resume })
    }

    /// All contacts, each once. Records that can't be read are left out here, and there is no verdict:
    /// [`sweep`](Self::sweep) has both.
    ///
    /// A vendor that can't list answers with [`Error::Unsupported`].
    pub fn list(&self) -> impl Stream<Item = Result<Contact, Error>> + Send + '_ {
        match self.sweep(SweepOptions::default()) {
            Ok(sweep) => sweep.contacts().left_stream(),
            Err(error) => stream::iter([Err(error)]).right_stream(),
        }
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
