//! Which contacts to list: the terms that several vendors have.

use contacts_runtime::operation::Capability;
use jiff::Timestamp;
use serde_json::Value;

use crate::error::{Error, Unsupported};
use crate::provider::Provider;

macro_rules! terms {
    ($($(#[$doc:meta])* $member:ident: $type:ty = $name:literal,)*) => {
        /// Terms that all have to hold. A vendor that has one of them not refuses it by its name: it never leaves one out.
        #[derive(Clone, Default, PartialEq)]
        pub struct Filter { $($(#[$doc])* pub $member: Option<$type>,)* }

        impl Filter {
            /// The names of the terms that are set.
            pub fn terms(&self) -> Vec<&'static str> {
                let mut terms = Vec::new();
                $(if self.$member.is_some() { terms.push($name); })*
                terms
            }
        }
    };
}

terms! {
    /// Made after this time.
    created_after: Timestamp = "created-after",
    /// Made before this time.
    created_before: Timestamp = "created-before",
    /// Changed after this time.
    updated_after: Timestamp = "updated-after",
    /// Changed before this time.
    updated_before: Timestamp = "updated-before",
    /// Active after this time.
    active_after: Timestamp = "active-after",
    /// Active before this time.
    active_before: Timestamp = "active-before",
    /// With this tag, by name.
    tag: String = "tag",
    /// In this stage.
    stage: String = "stage",
    /// With this id of another system.
    identifier: String = "identifier",
    /// With this value of a custom attribute.
    attribute: (String, Value) = "attribute",
}

contacts_runtime::opaque_debug!(Filter);

impl Filter {
    /// Refuses every term but these.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] with the terms that the vendor has not.
    pub(crate) fn only(
        &self,
        provider: &dyn Provider,
        known: &'static [&'static str],
    ) -> Result<(), Error> {
        let mut terms = self.terms();
        terms.retain(|term| !known.contains(term));
        if terms.is_empty() {
            return Ok(());
        }
        Err(Error::Unsupported(Unsupported {
            terms,
            ..Unsupported::new(provider.vendor(), Capability::Filter)
        }))
    }
}
