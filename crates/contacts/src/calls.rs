//! Calls by name, and the generated client itself: what the common API has no method for.

use contacts_runtime::client::SweepOptions;
use contacts_runtime::replay::{Answer, CallError, Records};
use serde_json::Value;

use crate::contacts::Contacts;
use crate::error::Error;
use crate::plan::fill;

impl Contacts {
    /// The vendor's generated client, if `C` is its type: every operation, with types.
    pub fn raw<C: 'static>(&self) -> Option<&C> {
        self.provider.raw().downcast_ref()
    }

    /// Calls any operation of the vendor by its id. `arguments` has a member for each parameter, by the spec's name, and `body`;
    /// what the account's settings say, such as the account in the path, need not be given.
    ///
    /// # Errors
    ///
    /// If there is no such operation, the arguments are not its own, or the call fails.
    pub async fn call(&self, operation: &str, arguments: Value) -> Result<Answer, Error> {
        let arguments = self.filled(operation, arguments);
        let called = self.provider.call(operation, arguments).await;
        called.map_err(|error| self.by_name(error))
    }

    /// Walks the list of an operation by its id, page by page, with arguments as for [`call`](Self::call). Records are as the
    /// vendor has them.
    ///
    /// # Errors
    ///
    /// If no such operation lists anything, or the arguments are not its own.
    pub fn records(
        &self,
        operation: &str,
        arguments: Value,
        options: SweepOptions,
    ) -> Result<Records, Error> {
        let arguments = self.filled(operation, arguments);
        let records = self.provider.records(operation, arguments, options);
        records.map_err(|error| self.by_name(error))
    }

    /// Whether these are arguments of the operation. Sends nothing.
    ///
    /// # Errors
    ///
    /// If there is no such operation, or the arguments are not its own.
    pub fn check(&self, operation: &str, arguments: Value) -> Result<(), Error> {
        let arguments = self.filled(operation, arguments);
        let checked = self.provider.check(operation, arguments);
        checked.map_err(|error| self.by_name(error))
    }

    /// With what the account's settings say.
    fn filled(&self, operation: &str, mut arguments: Value) -> Value {
        if let Some(operation) = self.vendor().operation(operation) {
            fill(&mut arguments, operation, &self.provider.settings());
        }
        arguments
    }

    /// The error of a call by name.
    pub(crate) fn by_name(&self, error: CallError) -> Error {
        Error::by_name(self.vendor().slug, error)
    }
}
