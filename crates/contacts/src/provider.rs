//! What a vendor's file has to bring.

use contacts_core::mapping::{Mapped, Origin, Scope, mapped};
use contacts_runtime::client::{Error as CallError, ResponseValue};
use contacts_runtime::operation::{Capability, Vendor};
use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::{StreamExt, stream};

use crate::error::{Error, Unsupported};

/// An answer that is on its way.
pub type Answer<'a> = BoxFuture<'a, Result<Mapped, Error>>;
/// The pages of a list.
pub type Pages<'a> = BoxStream<'a, Result<Mapped, Error>>;

/// One vendor behind the common API. What a vendor has not is refused by these defaults.
pub trait Provider: Send + Sync {
    /// The vendor.
    fn vendor(&self) -> &'static Vendor;

    /// All contacts, page by page.
    fn list(&self) -> Pages<'_> {
        let refused = self.refuse(Capability::List);
        stream::once(async move { Err(refused) }).boxed()
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

/// The pages of a generated client's list, mapped one by one.
pub fn pages<'a, P, E>(
    origin: &'a Origin,
    slug: &'static str,
    list: impl Stream<Item = Result<P, CallError<E>>> + Send + 'a,
    map: impl Fn(&mut Scope<'_>, P) -> Mapped + Send + 'a,
) -> Pages<'a>
where
    P: Send + 'a,
    E: Send + 'a,
{
    pages_or(origin, slug, list, map, |_| false)
}

/// The same for a vendor with errors that refuse the credential and whose status does not say so.
pub fn pages_or<'a, P, E>(
    origin: &'a Origin,
    slug: &'static str,
    list: impl Stream<Item = Result<P, CallError<E>>> + Send + 'a,
    map: impl Fn(&mut Scope<'_>, P) -> Mapped + Send + 'a,
    refuses_credential: fn(&E) -> bool,
) -> Pages<'a>
where
    P: Send + 'a,
    E: Send + 'a,
{
    let one = move |page: Result<P, CallError<E>>| match page {
        Ok(page) => Ok(mapped(origin, page, &map)),
        Err(error) => Err(failed(slug, error, refuses_credential)),
    };
    list.map(one).boxed()
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
    answer_or(origin, slug, call, map, |_| false)
}

/// The same for a vendor with errors that refuse the credential and whose status does not say so.
pub fn answer_or<'a, T, E>(
    origin: &'a Origin,
    slug: &'static str,
    call: impl Future<Output = Result<ResponseValue<T>, CallError<E>>> + Send + 'a,
    map: impl Fn(&mut Scope<'_>, T) -> Mapped + Send + 'a,
    refuses_credential: fn(&E) -> bool,
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
            Err(error) => Err(failed(slug, error, refuses_credential)),
        }
    })
}

fn failed<E>(slug: &'static str, error: CallError<E>, refuses_credential: fn(&E) -> bool) -> Error {
    match error.into_api() {
        Ok((operation, status, error)) => Error::Answered {
            slug,
            operation,
            status,
            refused_credential: refuses_credential(&error),
        },
        Err(source) => Error::Call { slug, source },
    }
}
