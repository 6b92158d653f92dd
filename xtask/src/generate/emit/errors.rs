//! `errors.rs`: one type an operation for its documented errors, and one where it has several success bodies.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::rust_type::stored;
use crate::generate::api::{Api, Content, Operation, Response, Status};
use crate::generate::docs::doc;
use crate::generate::names;

pub fn file(api: &Api) -> TokenStream {
    let errors = api
        .operations
        .iter()
        .map(|operation| match operation.errors.is_empty() {
            true => quote!(),
            false => errors(operation),
        });
    let successes = api
        .operations
        .iter()
        .filter(|operation| operation.successes.len() > 1)
        .map(successes);
    quote! {
        //! Documented errors, one type an operation.
        #![allow(unused_imports, reason = "which of them are named depends on the spec")]
        use ::contacts_runtime::client::{Body, DecodeStatus, Response};
        use ::contacts_runtime::{Open, Sourced, WireTime};

        use super::types;

        #(#errors)*
        #(#successes)*
    }
}

/// The error type of an operation.
pub fn error_type(operation: &Operation) -> TokenStream {
    if operation.errors.is_empty() {
        return quote!(Undocumented);
    }
    let name = format_ident!("{}Error", names::type_ident(&operation.id));
    quote!(errors::#name)
}

/// The success type of an operation.
pub fn success_type(operation: &Operation) -> TokenStream {
    match operation.successes.as_slice() {
        [] => quote!(()),
        [only] => content_type(&only.content),
        _ => {
            let name = format_ident!("{}Success", names::type_ident(&operation.id));
            quote!(errors::#name)
        }
    }
}

/// The variant for a status, such as `NotFound`.
pub fn variant(status: Status) -> Ident {
    let name = match status {
        Status::Default => "Other".to_owned(),
        Status::Range(4) => "ClientError".to_owned(),
        Status::Range(5) => "ServerError".to_owned(),
        Status::Range(hundred) => format!("Status{hundred}Xx"),
        Status::Code(code) => match reason(code) {
            Some(reason) => reason.to_owned(),
            None => format!("Status{code}"),
        },
    };
    format_ident!("{name}")
}

/// The names of RFC 9110 and RFC 6585 for what vendors use.
fn reason(code: u16) -> Option<&'static str> {
    Some(match code {
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        204 => "NoContent",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        413 => "ContentTooLarge",
        415 => "UnsupportedMediaType",
        422 => "UnprocessableContent",
        429 => "TooManyRequests",
        500 => "InternalServerError",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        _ => return None,
    })
}

/// The pattern for a status in a `match`.
pub fn pattern(status: Status) -> TokenStream {
    match status {
        Status::Code(code) => quote!(#code),
        Status::Range(hundred) => {
            let (low, high) = (hundred * 100, hundred * 100 + 99);
            quote!(#low..=#high)
        }
        Status::Default => quote!(_),
    }
}

fn content_type(content: &Content) -> TokenStream {
    match content {
        Content::Empty => quote!(()),
        Content::Json(schema) => stored(schema),
        Content::Text => quote!(String),
        Content::Bytes => quote!(Body),
    }
}

fn errors(operation: &Operation) -> TokenStream {
    let name = format_ident!("{}Error", names::type_ident(&operation.id));
    let variants = operation.errors.iter().map(declared);
    let arms = operation.errors.iter().map(|response| {
        let (pattern, variant) = (pattern(response.status), variant(response.status));
        match &response.content {
            Content::Empty => quote!(#pattern => Some(Self::#variant)),
            Content::Json(_) => quote!(#pattern => response.decode().ok().map(Self::#variant)),
            Content::Text => quote!(#pattern => Some(Self::#variant(response.decode_text()))),
            Content::Bytes => quote!(#pattern => Some(Self::#variant(response.body().clone()))),
        }
    });
    let rest = operation
        .errors
        .iter()
        .all(|response| response.status != Status::Default)
        .then(|| quote!(_ => None,));
    let docs = doc(&format!("The documented errors of {}.", operation.id));
    quote! {
        #docs
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }

        impl DecodeStatus for #name {
            fn decode_status(response: &Response) -> Option<Self> {
                match response.status() { #(#arms,)* #rest }
            }
        }

        ::contacts_runtime::opaque_debug!(#name);
    }
}

fn successes(operation: &Operation) -> TokenStream {
    let name = format_ident!("{}Success", names::type_ident(&operation.id));
    let variants = operation.successes.iter().map(declared);
    let docs = doc(&format!("What {} answers, by status.", operation.id));
    quote! {
        #docs
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }

        ::contacts_runtime::opaque_debug!(#name);
    }
}

fn declared(response: &Response) -> TokenStream {
    let variant = variant(response.status);
    let docs = doc(&response.description);
    match &response.content {
        Content::Empty => quote!(#docs #variant),
        content => {
            let ty = content_type(content);
            quote!(#docs #variant(#ty))
        }
    }
}
