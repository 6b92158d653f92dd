//! Calls by name: any operation of any generated client, with its arguments as JSON.
//!
//! For what is known only when it runs: plans that were kept as data, calls that a person types, tests that go through all
//! operations of all vendors. Where the call is known beforehand, use the builders, which the compiler holds to the spec.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client::{
    Body, Error, FilePart, Listing, ResponseValue, Secret, Slot, Sweep, SweepOptions, Transport,
    Verdict,
};
use crate::operation::Vendor;
use crate::{DecodeError, decode};

/// A generated client, for code that goes through all of them.
#[derive(Clone, Copy)]
pub struct Replay {
    /// The vendor, with its operations.
    pub vendor: &'static Vendor,
    /// The alternatives of its credentials, each with a secret of the caller's for every security scheme in it.
    pub credentials: fn(&Secrets) -> Vec<Vec<Slot>>,
    /// Calls the operation with this id: see [`Arguments`].
    pub call: fn(Transport, String, Value) -> Pending<Answer>,
    /// Walks the whole list of the operation with this id.
    pub sweep: fn(Transport, String, Value, SweepOptions) -> Pending<Swept>,
    /// Reads text as the component with this name and writes it again; `None` if there is no such component.
    pub round_trip: fn(&str, &str) -> Option<Result<Value, DecodeError>>,
}

/// Something that was called by its name and is under way.
pub type Pending<T> = BoxFuture<'static, Result<T, CallError>>;

/// The secret for the security scheme with this name.
pub type Secrets = dyn Fn(&'static str) -> Secret;

/// What a vendor answered to a call, with its type gone. `Debug` shows what its type shows.
#[derive(Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The typed value, written as JSON again. Bytes are text, and nothing is null.
    pub value: Value,
    typed: Arc<dyn fmt::Debug + Send + Sync>,
}

/// What came of a walk through a list, with the type of its records gone.
pub struct Swept {
    /// The records that came, each once.
    pub records: Vec<Value>,
    /// Whether that is everything.
    pub verdict: Verdict,
    /// The failure that ended it, if one did.
    pub failure: Option<CallError>,
}

/// A walk through a list, page by page, with the type of its records gone. Keeps no page.
#[must_use = "a walk does nothing until it is polled"]
pub struct Records(Box<dyn Walk>);

/// Why a call by name gave no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The vendor's spec has no such operation.
    #[error(
        "{vendor} has no operation {operation}: see `operations::OPERATIONS` for those that it has"
    )]
    UnknownOperation {
        /// The vendor's slug.
        vendor: &'static str,
        /// What was asked for.
        operation: String,
    },
    /// The vendor's spec has no such operation, or it lists nothing.
    #[error("{vendor} has no operation {operation} that lists something")]
    UnknownList {
        /// The vendor's slug.
        vendor: &'static str,
        /// What was asked for.
        operation: String,
    },
    /// The arguments are not those of the operation; nothing was sent.
    #[error(transparent)]
    Argument(#[from] ArgumentError),
    /// The call failed.
    #[error(transparent)]
    Call(#[from] Box<Error<Documented>>),
}

/// Why arguments are not those of an operation. Names the argument, never its value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArgumentError {
    /// All arguments together are one JSON object.
    #[error("{operation}: the arguments are no JSON object with one member for each parameter")]
    NoObject {
        /// The operationId.
        operation: &'static str,
    },
    /// An argument that the operation needs.
    #[error("{operation}: the argument {name} is missing")]
    Missing {
        /// The operationId.
        operation: &'static str,
        /// The parameter, or `body`.
        name: &'static str,
    },
    /// An argument whose JSON is not of the parameter's type.
    #[error("{operation}: the argument {name} is not of its type: {error}")]
    Mistyped {
        /// The operationId.
        operation: &'static str,
        /// The parameter, or `body`.
        name: &'static str,
        /// Where and why.
        error: DecodeError,
    },
    /// An argument that the operation does not know.
    #[error("{operation}: there is no parameter {name}; there are: {known}")]
    Unknown {
        /// The operationId.
        operation: &'static str,
        /// What was given.
        name: String,
        /// The names that there are.
        known: String,
    },
}

/// The documented error of any operation. Shows what its type shows.
#[derive(Clone)]
pub struct Documented(String);

/// The arguments of one call: a member for each parameter, by the spec's name, and `body`.
///
/// A file of a form is an object of `name`, `type` and `text`.
pub struct Arguments {
    operation: &'static str,
    given: Map<String, Value>,
    known: Vec<&'static str>,
}

impl Arguments {
    /// The arguments of a call of `operation`.
    ///
    /// # Errors
    ///
    /// If they are neither an object nor null, which stands for none.
    pub fn new(operation: &'static str, arguments: Value) -> Result<Self, ArgumentError> {
        let given = match arguments {
            Value::Object(given) => given,
            Value::Null => Map::new(),
            _ => return Err(ArgumentError::NoObject { operation }),
        };
        let known = Vec::new();
        Ok(Self {
            operation,
            given,
            known,
        })
    }

    /// Takes an argument that the operation needs.
    ///
    /// # Errors
    ///
    /// If it is missing or not of its type.
    pub fn required<T: DeserializeOwned>(
        &mut self,
        name: &'static str,
    ) -> Result<T, ArgumentError> {
        let missing = ArgumentError::Missing {
            operation: self.operation,
            name,
        };
        self.optional(name)?.ok_or(missing)
    }

    /// Takes an argument that the operation can do without.
    ///
    /// # Errors
    ///
    /// If it is not of its type.
    pub fn optional<T: DeserializeOwned>(
        &mut self,
        name: &'static str,
    ) -> Result<Option<T>, ArgumentError> {
        self.known.push(name);
        let Some(value) = self.given.remove(name) else {
            return Ok(None);
        };
        decode(&value.to_string())
            .map(Some)
            .map_err(|error| ArgumentError::Mistyped {
                operation: self.operation,
                name,
                error,
            })
    }

    /// Takes a file that the operation needs.
    ///
    /// # Errors
    ///
    /// As for [`required`](Self::required).
    pub fn required_file(&mut self, name: &'static str) -> Result<FilePart, ArgumentError> {
        self.required::<File>(name).map(File::into_part)
    }

    /// Takes a file that the operation can do without.
    ///
    /// # Errors
    ///
    /// As for [`optional`](Self::optional).
    pub fn optional_file(&mut self, name: &'static str) -> Result<Option<FilePart>, ArgumentError> {
        Ok(self.optional::<File>(name)?.map(File::into_part))
    }

    /// Says that all arguments were taken.
    ///
    /// # Errors
    ///
    /// If one was given that nobody took.
    pub fn end(&self) -> Result<(), ArgumentError> {
        match self.given.keys().next() {
            None => Ok(()),
            Some(name) => Err(ArgumentError::Unknown {
                operation: self.operation,
                name: name.clone(),
                known: self.known.join(", "),
            }),
        }
    }
}

/// A file as an argument.
#[derive(Deserialize)]
struct File {
    name: String,
    r#type: String,
    text: String,
}

impl File {
    fn into_part(self) -> FilePart {
        FilePart::new(self.name, self.r#type, self.text)
    }
}

impl Records {
    /// A walk through a list.
    pub fn new<L>(listing: L, options: SweepOptions) -> Self
    where
        L: Listing<Record: Serialize, Failure: fmt::Debug>,
    {
        Self(Box::new(Sweep::new(listing, options)))
    }

    /// The records of the next page that did not come before; `None` at the end of the list, at a bound, or after an error.
    ///
    /// # Errors
    ///
    /// If the call fails. Nothing comes after that.
    pub async fn next(&mut self) -> Option<Result<Vec<Value>, CallError>> {
        std::future::poll_fn(|context| self.0.poll_values(context)).await
    }

    /// Whether everything came. Before the end it says that the list goes on.
    pub fn verdict(&self) -> Verdict {
        self.0.verdict()
    }

    /// Walks to the end and keeps everything.
    pub async fn all(mut self) -> Swept {
        let (mut records, mut failure) = (Vec::new(), None);
        while let Some(batch) = self.next().await {
            match batch {
                Ok(batch) => records.extend(batch),
                Err(error) => failure = Some(error),
            }
        }
        Swept {
            records,
            verdict: self.verdict(),
            failure,
        }
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Records").finish_non_exhaustive()
    }
}

/// The walk through whatever list.
trait Walk: Send {
    fn poll_values(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Vec<Value>, CallError>>>;
    fn verdict(&self) -> Verdict;
}

impl<L> Walk for Sweep<L>
where
    L: Listing<Record: Serialize, Failure: fmt::Debug>,
{
    fn poll_values(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Vec<Value>, CallError>>> {
        let batch = ready!(self.poll_page(context));
        Poll::Ready(batch.map(|batch| match batch {
            Ok(batch) => Ok(batch.into_records().iter().map(json).collect()),
            Err(error) => Err(error.error.into()),
        }))
    }

    fn verdict(&self) -> Verdict {
        Sweep::verdict(self)
    }
}

impl Answer {
    /// An answer whose value is written as JSON.
    pub fn json<T>(response: ResponseValue<T>) -> Self
    where
        T: Serialize + fmt::Debug + Send + Sync + 'static,
    {
        let value = json(&*response);
        Self::of(response, value)
    }

    /// An answer of bytes.
    pub fn bytes(response: ResponseValue<Body>) -> Self {
        let text = response.text().into_owned();
        Self::of(response, Value::String(text))
    }

    /// With a value from one of several types.
    pub fn of<T>(response: ResponseValue<T>, value: Value) -> Self
    where
        T: fmt::Debug + Send + Sync + 'static,
    {
        Self {
            status: response.status(),
            value,
            typed: Arc::new(Typed(response)),
        }
    }
}

/// The answer with its type, for `Debug` alone.
struct Typed<T>(ResponseValue<T>);

impl<T: fmt::Debug> fmt::Debug for Typed<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)?;
        formatter.write_str(" ")?;
        fmt::Debug::fmt(&*self.0, formatter)
    }
}

/// What can't be written as JSON is null.
fn json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

impl Documented {
    /// A documented error, with its type gone.
    pub fn of<E: fmt::Debug>(error: &E) -> Self {
        Self(format!("{error:?}"))
    }
}

impl<E: fmt::Debug> From<Error<E>> for CallError {
    fn from(error: Error<E>) -> Self {
        Self::Call(Box::new(error.map(|error| Documented::of(&error))))
    }
}

impl fmt::Debug for Documented {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_tuple("Answer");
        shown.field(&self.status).field(&self.typed).finish()
    }
}
