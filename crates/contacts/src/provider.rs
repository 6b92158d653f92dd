//! What a vendor's file has to bring.

use std::any::Any;

use contacts_core::mapping::{BodyProblem, MapError, Mapped, Origin, Scope, mapped};
use contacts_core::model::{Attribute, Contact, Inbox, Total};
use contacts_runtime::client::{Error as CallError, ResponseValue, SweepOptions};
use contacts_runtime::operation::{Capability, Operation, Vendor};
use contacts_runtime::replay;
use futures_core::future::BoxFuture;
use serde_json::Value;

use crate::error::{Error, Unsupported};
use crate::filter::Filter;
use crate::plan::{Known, Need, Refusal, Review, Step};
use crate::sweep::{Start, Sweep};
use crate::write::{Abilities, FieldWrite, Write};

/// Something that is on its way.
pub type Reading<'a, T> = BoxFuture<'a, Result<T, Error>>;

/// An answer that is on its way.
pub type Answer<'a> = Reading<'a, Mapped>;

/// One vendor behind the common API. What a vendor has not is refused by these defaults.
///
/// [`generated!`] writes the first part, of which every vendor has the same.
pub trait Provider: Send + Sync {
    /// The vendor.
    fn vendor(&self) -> &'static Vendor;

    /// Who is asked.
    fn origin(&self) -> &Origin;

    /// The generated client.
    fn raw(&self) -> &(dyn Any + Send + Sync);

    /// Calls an operation by its name.
    fn call<'a>(
        &'a self,
        operation: &'a str,
        arguments: Value,
    ) -> BoxFuture<'a, Result<replay::Answer, replay::CallError>>;

    /// Walks the list of an operation by its name.
    fn records(
        &self,
        operation: &str,
        arguments: Value,
        options: SweepOptions,
    ) -> Result<replay::Records, replay::CallError>;

    /// Whether these are arguments of the operation. Sends nothing.
    fn check(&self, operation: &str, arguments: Value) -> Result<(), replay::CallError>;

    /// What the account's settings fill in: the value of each path parameter.
    fn settings(&self) -> Vec<(&'static str, Value)> {
        Vec::new()
    }

    /// What the vendor can do, beside what its spec says.
    fn abilities(&self) -> &'static Abilities;

    /// A walk through all contacts.
    fn sweep(&self, _start: Start<'_>) -> Result<Sweep, Error> {
        Err(self.refuse(Capability::List))
    }

    /// A walk through the contacts that a text is found in.
    fn search(&self, _text: &str, _start: Start<'_>) -> Result<Sweep, Error> {
        Err(self.refuse(Capability::Search))
    }

    /// The filter as this vendor takes it, where it takes ids and a term has a name.
    fn resolved(&self, filter: Filter) -> Reading<'_, Filter> {
        Box::pin(async { Ok(filter) })
    }

    /// A walk through the contacts for which all terms hold, [`resolved`](Self::resolved). Begin with [`Filter::only`].
    fn filter(&self, _filter: &Filter, _start: Start<'_>) -> Result<Sweep, Error> {
        Err(self.refuse(Capability::Filter))
    }

    /// How many contacts there are.
    fn count(&self) -> Reading<'_, Total> {
        self.refused(Capability::Count)
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

    /// All tags of the account.
    fn tags(&self) -> Answer<'_> {
        self.refused(Capability::ListAllTags)
    }

    /// The tags of a contact.
    fn contact_tags<'a>(&'a self, _id: &'a str) -> Answer<'a> {
        self.refused(Capability::ListTags)
    }

    /// The custom attributes of a contact: an answer with a contact of which they alone are known.
    fn attributes<'a>(&'a self, id: &'a str) -> Answer<'a> {
        self.comes_with(Capability::ListAttributes, id, |found| {
            for contact in &mut found.contacts {
                *contact = Contact {
                    source: std::mem::take(&mut contact.source),
                    attributes: std::mem::take(&mut contact.attributes),
                    ..Contact::default()
                };
            }
        })
    }

    /// The definitions of the account's custom attributes: attributes without value.
    fn attribute_definitions(&self) -> Reading<'_, Vec<Attribute>> {
        self.refused(Capability::ListAttributeDefinitions)
    }

    /// The notes on a contact.
    fn notes<'a>(&'a self, _id: &'a str) -> Answer<'a> {
        self.refused(Capability::ListNotes)
    }

    /// The conversations of a contact.
    fn conversations<'a>(&'a self, id: &'a str) -> Answer<'a> {
        self.comes_with(Capability::ListConversations, id, |found| {
            for contact in found.contacts.drain(..) {
                for mut conversation in contact.conversations {
                    let own = || contact.source.id.clone();
                    conversation.contact_id.get_or_insert_with(own);
                    found.conversations.push(conversation);
                }
            }
        })
    }

    /// The operation that lists the messages of a contact, with its arguments. The model has no messages: they come as the
    /// vendor has them.
    fn messages(&self, _id: &str) -> Result<(&'static Operation, Value), Error> {
        Err(self.refuse(Capability::ListMessages))
    }

    /// The inboxes of the account.
    fn inboxes(&self) -> Reading<'_, Vec<Inbox>> {
        self.refused(Capability::ListInboxes)
    }

    /// The vendor's open reviews of a contact that may be another one too, where it merges by them.
    fn reviews<'a>(&'a self, _id: &'a str) -> Reading<'a, Vec<Review>> {
        self.refused(Capability::Merge)
    }

    /// What the vendor makes of each field: its table. What has no row is refused before [`steps`](Self::steps) is asked.
    fn writes(&self) -> &'static [FieldWrite] {
        self.abilities().writes
    }

    /// What has to be read before this write is planned. What a patch changes has to be among it, or nothing can be compared
    /// before, verified after, or undone.
    fn needs(&self, write: &Write) -> Vec<Need> {
        Need::usual(write)
    }

    /// The calls that make this write. Pure: no request, no clock. The patch holds only fields that the table allows, and of an
    /// update only those that are not as asked already.
    ///
    /// # Errors
    ///
    /// What the vendor can't do of it with these values.
    fn steps(&self, _write: &Write, _known: &Known) -> Result<Vec<Step>, Vec<Refusal>> {
        Err(vec![Refusal::new("no way to do this is known")])
    }

    /// The error that the vendor can't do this.
    fn refuse(&self, capability: Capability) -> Error {
        let mut conditions = self.abilities().refinements.iter();
        Error::Unsupported(Unsupported {
            reason: conditions.find(|condition| condition.capability == capability),
            ..Unsupported::new(self.vendor(), capability)
        })
    }
}

/// The answers of the defaults.
trait Defaults: Provider {
    /// That the vendor can't do this.
    fn refused<T: Send + 'static>(&self, capability: Capability) -> Reading<'static, T>;

    /// A part of the contact, where the vendor's spec says that the contact comes with it.
    fn comes_with<'a>(
        &'a self,
        capability: Capability,
        id: &'a str,
        take: impl Fn(&mut Mapped) + Send + 'a,
    ) -> Answer<'a>;
}

impl<P: Provider + ?Sized> Defaults for P {
    fn comes_with<'a>(
        &'a self,
        capability: Capability,
        id: &'a str,
        take: impl Fn(&mut Mapped) + Send + 'a,
    ) -> Answer<'a> {
        let mut serving = self.vendor().serving(capability).into_iter();
        if !serving.any(|operation| operation.capabilities.contains(&Capability::Get)) {
            return self.refused(capability);
        }
        Box::pin(async move {
            let mut found = self.get(id).await?;
            if found.contacts.is_empty() && found.undecodable.is_empty() {
                return Err(nobody(self.vendor().slug));
            }
            take(&mut found);
            Ok(found)
        })
    }

    fn refused<T: Send + 'static>(&self, capability: Capability) -> Reading<'static, T> {
        let refused = self.refuse(capability);
        Box::pin(async move { Err(refused) })
    }
}

/// What a provider has of its generated client, which is `self.client`, and whose origin is `self.origin`; and the `ABILITIES` of
/// its file.
macro_rules! generated {
    ($vendor:ident) => {
        fn vendor(&self) -> &'static contacts_runtime::operation::Vendor {
            &$vendor::operations::VENDOR
        }

        fn origin(&self) -> &contacts_core::mapping::Origin {
            &self.origin
        }

        fn abilities(&self) -> &'static $crate::write::Abilities {
            &ABILITIES
        }

        fn raw(&self) -> &(dyn std::any::Any + Send + Sync) {
            &self.client
        }

        fn call<'a>(
            &'a self,
            operation: &'a str,
            arguments: serde_json::Value,
        ) -> futures_core::future::BoxFuture<
            'a,
            Result<contacts_runtime::replay::Answer, contacts_runtime::replay::CallError>,
        > {
            Box::pin($vendor::replay::call(&self.client, operation, arguments))
        }

        fn records(
            &self,
            operation: &str,
            arguments: serde_json::Value,
            options: contacts_runtime::client::SweepOptions,
        ) -> Result<contacts_runtime::replay::Records, contacts_runtime::replay::CallError> {
            $vendor::replay::records(&self.client, operation, arguments, options)
        }

        fn check(
            &self,
            operation: &str,
            arguments: serde_json::Value,
        ) -> Result<(), contacts_runtime::replay::CallError> {
            $vendor::replay::check(&self.client, operation, arguments)
        }
    };
}

pub(crate) use generated;

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

/// One answer about a contact that has to be there: that there is none is [`Error::Gone`]. Not for a vendor that also answers
/// so where a contact has nothing of what was asked for: that is an [`answer`].
pub fn part<'a, T, E>(
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
            Err(CallError::Api { status: 404, .. }) => Err(nobody(slug)),
            Err(error) => Err(failed(slug, error)),
        }
    })
}

/// That a contact is not there.
pub fn nobody(slug: &'static str) -> Error {
    let what = "contact";
    Error::Gone { slug, what }
}

/// One answer about the account, not about one contact: that there is no such thing is an error.
pub fn of_account<'a, T, E>(
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
        let value = call.await.map_err(|error| failed(slug, error))?;
        Ok(mapped(origin, value.into_inner(), map))
    })
}

/// The total of an answer that counts, which is of this operation.
pub fn total<'a>(counted: Answer<'a>, operation: &'static Operation) -> Reading<'a, Total> {
    Box::pin(async move {
        counted.await?.page.total.ok_or_else(|| {
            Error::Map(MapError::Body {
                slug: operation.vendor,
                operation: operation.id.to_owned(),
                problem: BodyProblem::Shape,
                source: None,
            })
        })
    })
}

/// The error of a call.
pub fn failed<E>(slug: &'static str, error: CallError<E>) -> Error {
    let meaning = error.meaning();
    let body = error.body().cloned().unwrap_or_default();
    match error.into_api() {
        Ok((operation, status, _)) => Error::Answered {
            slug,
            operation,
            status,
            meaning,
            body,
        },
        Err(source) => Error::Call { slug, source },
    }
}
