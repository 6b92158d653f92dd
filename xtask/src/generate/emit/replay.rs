//! `replay.rs`: every operation called by name, and every component read and written again. The common API makes its plans of
//! such calls, and tests go through all of them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::client::joined;
use super::errors::{success_type, variant};
use super::page;
use super::rust_type::stored;
use crate::generate::api::{Api, Body, Content, Operation, Parameter, Scheme, Type};
use crate::generate::names;
use crate::generate::passes::Types;
use crate::generate::pipeline::Problem;

/// The argument that holds the body.
const BODY: &str = "body";

pub fn file(api: &Api, types: &Types) -> Result<TokenStream, Problem> {
    let ids: Vec<&String> = api
        .operations
        .iter()
        .map(|operation| &operation.id)
        .collect();
    let functions: Vec<Ident> = api.operations.iter().map(function).collect();
    let answers = api.operations.iter().map(answer);
    let mut lists: Vec<(&String, Ident)> = Vec::new();
    for operation in &api.operations {
        if page::sweep(operation, types)?.is_some() {
            lists.push((&operation.id, function(operation)));
        }
    }
    let (list_ids, list_functions): (Vec<_>, Vec<_>) = lists.into_iter().unzip();
    let calls = api
        .operations
        .iter()
        .map(call)
        .collect::<Result<Vec<_>, _>>()?;
    let credentials = api
        .credentials
        .iter()
        .filter(|schemes| !schemes.is_empty())
        .map(|schemes| credential(schemes));
    let components: Vec<String> = types.index.names().map(str::to_owned).collect();
    let idents = components
        .iter()
        .map(|name| Ident::new(name, proc_macro2::Span::call_site()));
    Ok(quote! {
        //! Every operation by its name, and what the generated types keep of a vendor's JSON.
        #![allow(unused_imports, reason = "which of them are named depends on the spec")]
        use ::contacts_runtime::client::{Slot, SweepOptions};
        use ::contacts_runtime::replay::{Answer, Arguments, CallError, Records, Replay, Secrets};
        use ::contacts_runtime::{DecodeError, Open, Sourced, WireTime, decode};
        use ::serde_json::Value;

        use super::client::{Client, Credential};
        use super::{builder, errors, operations, types};

        /// This client, for code that goes through all of them.
        pub static REPLAY: Replay = Replay {
            vendor: &operations::VENDOR,
            credentials,
            call: |transport, operation, arguments| {
                Box::pin(async move { call(&Client::with_transport(transport), &operation, arguments).await })
            },
            sweep: |transport, operation, arguments, options| {
                Box::pin(async move {
                    let client = Client::with_transport(transport);
                    Ok(records(&client, &operation, arguments, options)?.all().await)
                })
            },
            round_trip,
        };

        /// Calls the operation with this id. `arguments` has a member for each parameter, by the spec's name, and `body`.
        ///
        /// # Errors
        ///
        /// If there is no such operation, the arguments are not its own, or the call fails.
        pub async fn call(client: &Client, operation: &str, arguments: Value) -> Result<Answer, CallError> {
            match operation {
                #(#ids => {
                    let response = #functions(client, arguments)?.send().await?;
                    #answers
                })*
                _ => Err(CallError::UnknownOperation {
                    vendor: operations::VENDOR.slug,
                    operation: operation.to_owned(),
                }),
            }
        }

        /// Walks the list of the operation with this id page by page, with arguments as for [`call`].
        ///
        /// # Errors
        ///
        /// If no such operation lists anything, or the arguments are not its own.
        pub fn records(
            client: &Client,
            operation: &str,
            arguments: Value,
            options: SweepOptions,
        ) -> Result<Records, CallError> {
            match operation {
                #(#list_ids => Ok(Records::new(#list_functions(client, arguments)?, options)),)*
                _ => Err(CallError::UnknownList {
                    vendor: operations::VENDOR.slug,
                    operation: operation.to_owned(),
                }),
            }
        }

        /// Whether `arguments` are those of the operation with this id. Sends nothing.
        ///
        /// # Errors
        ///
        /// As those of [`call`] that it finds before it sends anything.
        pub fn check(client: &Client, operation: &str, arguments: Value) -> Result<(), CallError> {
            match operation {
                #(#ids => #functions(client, arguments).map(drop),)*
                _ => Err(CallError::UnknownOperation {
                    vendor: operations::VENDOR.slug,
                    operation: operation.to_owned(),
                }),
            }
        }

        /// The alternatives of credentials, each with a secret for every security scheme in it.
        pub fn credentials(secret: &Secrets) -> Vec<Vec<Slot>> {
            vec![#(#credentials.into_slots()),*]
        }

        /// Reads `text` as the component of that name, and writes it again; `None` if there is no such component.
        ///
        /// The result equals the text's own JSON wherever the type loses nothing.
        ///
        /// # Errors
        ///
        /// If the text is not of the component's shape.
        pub fn round_trip(component: &str, text: &str) -> Option<Result<Value, DecodeError>> {
            Some(match component {
                #(#components => again::<types::#idents>(text),)*
                _ => return None,
            })
        }

        fn again<T: ::serde::de::DeserializeOwned + ::serde::Serialize>(text: &str) -> Result<Value, DecodeError> {
            Ok(::serde_json::to_value(decode::<T>(text)?).unwrap_or_default())
        }

        #(#calls)*
    })
}

fn credential(schemes: &[Scheme]) -> TokenStream {
    let variant = names::type_ident(&joined(schemes));
    let schemes = schemes.iter().map(|scheme| &scheme.name);
    quote!(Credential::#variant(#(secret(#schemes)),*))
}

/// The function that makes a call from arguments.
fn function(operation: &Operation) -> Ident {
    format_ident!("call_{}", names::snake_ident(&operation.id))
}

fn call(operation: &Operation) -> Result<TokenStream, Problem> {
    let taken = operation
        .parameters
        .iter()
        .any(|parameter| parameter.name == BODY);
    if taken && matches!(operation.body, Some(Body::Json(..))) {
        return Err(Problem::new(
            &operation.pointer,
            "a parameter called body beside a body: calls by name can't tell them apart",
        ));
    }
    let (function, method) = (function(operation), names::snake_ident(&operation.id));
    let id = &operation.id;
    let mut needed: Vec<TokenStream> = Vec::new();
    let mut statements: Vec<TokenStream> = Vec::new();
    for parameter in &operation.parameters {
        let argument = argument(parameter);
        if parameter.required {
            needed.push(quote!(arguments.#argument?));
        } else {
            let setter = names::parameter_ident(&parameter.name);
            statements.push(quote! {
                if let Some(value) = arguments.#argument? {
                    call = call.#setter(value);
                }
            });
        }
    }
    match &operation.body {
        Some(Body::Json(schema, true)) => {
            let ty = stored(schema);
            needed.push(quote!(arguments.required::<#ty>(#BODY)?));
        }
        Some(Body::Json(schema, false)) => {
            let ty = stored(schema);
            statements.push(quote! {
                if let Some(body) = arguments.optional::<#ty>(#BODY)? {
                    call = call.body(body);
                }
            });
        }
        Some(Body::Form) | None => {}
    }
    let mutability = (!statements.is_empty()).then(|| quote!(mut));
    let builder = names::type_ident(&operation.id);
    Ok(quote! {
        fn #function(client: &Client, arguments: Value) -> Result<builder::#builder, CallError> {
            let arguments = &mut Arguments::new(#id, arguments)?;
            let #mutability call = client.#method(#(#needed),*);
            #(#statements)*
            arguments.end()?;
            Ok(call)
        }
    })
}

fn argument(parameter: &Parameter) -> TokenStream {
    let name = &parameter.name;
    let ty = stored(&parameter.schema);
    match (parameter.required, &parameter.schema) {
        (true, Type::File) => quote!(required_file(#name)),
        (false, Type::File) => quote!(optional_file(#name)),
        (true, _) => quote!(required::<#ty>(#name)),
        (false, _) => quote!(optional::<#ty>(#name)),
    }
}

/// The typed value as JSON again.
fn answer(operation: &Operation) -> TokenStream {
    let [_, _, ..] = operation.successes.as_slice() else {
        return match operation
            .successes
            .first()
            .map(|response| &response.content)
        {
            Some(Content::Bytes) => quote!(Ok(Answer::bytes(response))),
            _ => quote!(Ok(Answer::json(response))),
        };
    };
    let success = success_type(operation);
    let arms = operation.successes.iter().map(|response| {
        let variant = variant(response.status);
        match &response.content {
            Content::Empty => quote!(#success::#variant => Value::Null),
            Content::Bytes => {
                quote!(#success::#variant(body) => Value::from(body.text().into_owned()))
            }
            Content::Json(_) | Content::Text => {
                quote!(#success::#variant(value) => ::serde_json::to_value(value).unwrap_or_default())
            }
        }
    });
    quote! {
        let value = match &*response { #(#arms,)* };
        Ok(Answer::of(response, value))
    }
}
