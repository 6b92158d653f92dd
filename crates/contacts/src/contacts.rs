//! The contacts of one account.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use contacts_core::mapping::Mapped;
use contacts_core::model::{Attribute, Contact, Inbox, Total};
use contacts_runtime::client::{Resume, SweepOptions};
use contacts_runtime::operation::{Capability, Meaning, Operation, Vendor};
use contacts_runtime::replay::Records;
use futures_core::Stream;
use futures_util::{StreamExt, stream};

use crate::capabilities::Capabilities;
use crate::error::Error;
use crate::filter::Filter;
use crate::plan::Remembered;
use crate::provider::{Answer, Provider};
use crate::sweep::{Start, Sweep};

/// The contacts of one account at one vendor. Cheap to clone: clones share connections, rate limits and the budget of retries.
#[derive(Clone)]
pub struct Contacts {
    pub(crate) provider: Arc<dyn Provider>,
    pub(crate) remembered: Arc<Remembered>,
    stamp: Option<String>,
}

impl Contacts {
    pub(crate) fn new(provider: Box<dyn Provider>, stamp: Option<String>) -> Self {
        Self {
            provider: provider.into(),
            remembered: Arc::default(),
            stamp,
        }
    }

    /// The vendor.
    pub fn vendor(&self) -> &'static Vendor {
        self.provider.vendor()
    }

    /// The server: scheme, host and port.
    pub fn instance(&self) -> &str {
        &self.provider.origin().instance
    }

    /// The account, where the vendor has one in its paths.
    pub fn account(&self) -> Option<&str> {
        self.provider.origin().account.as_deref()
    }

    /// What tells the account from another one on the same server where the vendor has none in its paths: the
    /// [stamp](contacts_runtime::client::Secret::stamp) of the credential. A new credential of the same account has another one.
    pub fn stamp(&self) -> Option<&str> {
        let stamp = self.stamp.as_deref();
        stamp.filter(|_| self.account().is_none())
    }

    /// The operations that serve a capability, best known first; none if the vendor has it not.
    pub fn serving(&self, capability: Capability) -> Vec<&'static Operation> {
        self.vendor().serving(capability)
    }

    /// What the vendor can do: by capability and by field, with evidence.
    pub fn capabilities(&self) -> Capabilities {
        Capabilities::new(self.vendor(), self.provider.abilities())
    }

    /// A walk through all contacts, page by page: with what stands around them, positions to go on from, and a verdict on
    /// whether all came.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if the vendor can't list.
    pub fn sweep(&self, options: SweepOptions) -> Result<Sweep, Error> {
        let resume = None;
        self.provider.sweep(Start { options, resume })
    }

    /// A walk that goes on where another one was.
    ///
    /// # Errors
    ///
    /// If the vendor can't list, or the value is damaged or of something else.
    pub fn resume(&self, resume: &Resume, options: SweepOptions) -> Result<Sweep, Error> {
        let resume = Some(resume);
        self.provider.sweep(Start { options, resume })
    }

    /// All contacts, each once. Records that can't be read are left out here, and there is no verdict:
    /// [`sweep`](Self::sweep) has both.
    ///
    /// A vendor that can't list answers with [`Error::Unsupported`].
    pub fn list(&self) -> impl Stream<Item = Result<Contact, Error>> + Send + use<> {
        match self.sweep(SweepOptions::default()) {
            Ok(sweep) => sweep.contacts().left_stream(),
            Err(error) => stream::iter([Err(error)]).right_stream(),
        }
    }

    /// A walk through the contacts that a text is found in. Where the vendor looks for it is the vendor's.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this.
    pub fn search(&self, text: &str, options: SweepOptions) -> Result<Sweep, Error> {
        let resume = None;
        self.provider.search(text, Start { options, resume })
    }

    /// A walk through the contacts for which all terms hold. Names are looked up first where the vendor takes ids only.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, has not all of the terms (none is left out), or the account has no attribute of the name.
    pub async fn filter(&self, filter: &Filter, options: SweepOptions) -> Result<Sweep, Error> {
        let filter = self.provider.resolved(filter.clone()).await?;
        let resume = None;
        self.provider.filter(&filter, Start { options, resume })
    }

    /// How many contacts there are, by the vendor's own count.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, or the call fails.
    pub async fn count(&self) -> Result<Total, Error> {
        self.provider.count().await
    }

    /// The contact with the vendor's id, if there is one.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, or the call fails.
    pub async fn get(&self, id: &str) -> Result<Mapped, Error> {
        self.found(self.provider.get(id)).await
    }

    /// The contacts with this telephone number, in international form (`+12025550123`).
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, or the call fails.
    pub async fn find_by_phone(&self, phone: &str) -> Result<Mapped, Error> {
        self.found(self.provider.find_by_phone(phone)).await
    }

    /// The contacts with this e-mail address.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, or the call fails.
    pub async fn find_by_email(&self, email: &str) -> Result<Mapped, Error> {
        self.found(self.provider.find_by_email(email)).await
    }

    /// What was found. That nobody was is sure only if the account is there: of a path or an account that is not, servers say
    /// what they say of a contact.
    async fn found(&self, answer: Answer<'_>) -> Result<Mapped, Error> {
        let found = answer.await?;
        let is_nobody = found.contacts.is_empty() && found.undecodable.is_empty();
        // Who counts nobody has looked.
        if is_nobody && found.page.total.is_none() {
            self.reach().await?;
        }
        Ok(found)
    }

    /// Asks once for the list, or for what a vendor without one has of the account.
    async fn reach(&self) -> Result<(), Error> {
        let is_there = &self.remembered.is_there;
        if is_there.load(Ordering::Relaxed) {
            return Ok(());
        }
        let answer = if !self.serving(Capability::List).is_empty() {
            let mut list = self.sweep(SweepOptions::default().max_pages(1))?;
            list.next().await.map_or(Ok(()), |page| page.map(drop))
        } else if !self.serving(Capability::ListAllTags).is_empty() {
            self.tags().await.map(drop)
        } else {
            Ok(())
        };
        match answer {
            Err(error) if error.meaning() == Some(Meaning::NotFound) => return Err(error),
            // That it can't be listed now says nothing about it.
            Err(_) => {}
            Ok(()) => is_there.store(true, Ordering::Relaxed),
        }
        Ok(())
    }

    /// All tags of the account.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, or the call fails.
    pub async fn tags(&self) -> Result<Mapped, Error> {
        self.provider.tags().await
    }

    /// The tags of a contact.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, the call fails, or the contact is not there ([`Error::Gone`]), as far as the vendor says so.
    pub async fn contact_tags(&self, id: &str) -> Result<Mapped, Error> {
        self.provider.contact_tags(id).await
    }

    /// The custom attributes of a contact: an answer with a contact of which they alone are known.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, the call fails, or the contact is not there ([`Error::Gone`]), as far as the vendor says so.
    pub async fn attributes(&self, id: &str) -> Result<Mapped, Error> {
        self.provider.attributes(id).await
    }

    /// The definitions of the account's custom attributes: attributes without value.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, or the call fails.
    pub async fn attribute_definitions(&self) -> Result<Vec<Attribute>, Error> {
        self.provider.attribute_definitions().await
    }

    /// The notes on a contact.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, the call fails, or the contact is not there ([`Error::Gone`]), as far as the vendor says so.
    pub async fn notes(&self, id: &str) -> Result<Mapped, Error> {
        self.provider.notes(id).await
    }

    /// The conversations of a contact.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, the call fails, or the contact is not there ([`Error::Gone`]), as far as the vendor says so.
    pub async fn conversations(&self, id: &str) -> Result<Mapped, Error> {
        self.provider.conversations(id).await
    }

    /// A walk through the messages of a contact, as the vendor has them.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this.
    pub fn messages(&self, id: &str, options: SweepOptions) -> Result<Records, Error> {
        let (operation, arguments) = self.provider.messages(id)?;
        self.records(operation.id, arguments, options)
    }

    /// The inboxes of the account.
    ///
    /// # Errors
    ///
    /// If the vendor can't do this, or the call fails.
    pub async fn inboxes(&self) -> Result<Vec<Inbox>, Error> {
        self.provider.inboxes().await
    }
}

impl std::fmt::Debug for Contacts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Contacts({})", self.vendor().slug)
    }
}
