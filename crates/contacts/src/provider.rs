//! What a vendor's file has to bring.

use contacts_core::mapping::{Mapped, Origin, Scope, mapped};
use contacts_runtime::client::{Error as CallError, ResponseValue};
use contacts_runtime::operation::{Capability, Vendor};
use futures_core::future::BoxFuture;

use crate::error::{Error, Unsupported};
use crate::sweep::{Start, Sweep};

/// An answer that is on its way.
pub type Answer<'a> = BoxFuture<'a, Result<Mapped, Error>>;

/// One vendor behind the common API. What a vendor has not is refused by these defaults.
pub trait Provider: Send + Sync {
    /// The vendor.
    fn vendor(&self) -> &'static Vendor;

    /// A walk through all contacts.
    fn sweep(&self, _start: Start<'_>) -> Result<Sweep<'_>, Error> {
        Err(self.refuse(Capability::List))
    }

    /// One contact by the vendor's id.
    fn get<'a>(&'a self, _id: &'a str) -> Answer<'a> {
        self.refused(Capability::Get)
    }

    /// The contacts with a telephone number.
    fn find_by_phone<'a>(&'a self, _phone: &'a str) -> Answer<'a> {
        self.refused(Capability::FindByPhone)
    }

    /// The contacts with an e-mail address.
    fn find_by_email<'a>(&'a self, _email: &'a str) -> Answer<'a> {
        self.refused(Capability::FindByEmail)
    }

    /// The error that the vendor can't do this.
    fn refuse(&self, capability: Capability) -> Error {
        Error::Unsupported(Unsupported {
            vendor: self.vendor(),
            capability,
        })
    }

    /// The answer that the vendor can't do this.
    fn refused(&self, capability: Capability) -> Answer<'_> {
        let refused = self.refuse(capability);
        Box::pin(async move { Err(refused) })
    }
}

/// One answer of a generated client, mapped. A contact that is not there is an answer without contacts.
pub fn answer<'a, T, E>(
    origin: &'a Origin,
    slug: &'static str,
    call: impl Future<Output = Result<ResponseValue<T>, CallError<E>>> + Send + 'a,
    map: impl Fn(&mut Scope<'_>, T) -> Mapped + Send + 'a,
) -> Answer<'a>
where
    T: Send + 'a,
    E: Send + 'a,
{
    Box::pin(async move {
        match call.await {
            Ok(value) => Ok(mapped(origin, value.into_inner(), map)),
            // Only as the spec has it: a server that does not know the path answers 404 too.
            Err(CallError::Api { status: 404, .. }) => Ok(Mapped::default()),
            Err(error) => Err(failed(slug, error)),
        }
    })
}

/// The error of a call.
pub fn failed<E>(slug: &'static str, error: CallError<E>) -> Error {
    let meaning = error.meaning();
    match error.into_api() {
        Ok((operation, status, _)) => Error::Answered {
            slug,
            operation,
            status,
            meaning,
        },
        Err(source) => Error::Call { slug, source },
    }
}
