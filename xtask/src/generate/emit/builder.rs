//! `builder.rs`: one struct an operation, with a setter for each optional parameter, `send` and `sweep`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::errors::{error_type, pattern, success_type, variant};
use super::page;
use super::rust_type::{argument, stored};
use crate::generate::api::{
    Api, Body, Content, Location, Operation, Parameter, Response, Style, Type,
};
use crate::generate::docs::doc;
use crate::generate::names;
use crate::generate::passes::Types;
use crate::generate::pipeline::Problem;

pub fn file(api: &Api, types: &Types) -> Result<TokenStream, Problem> {
    let builders = api
        .operations
        .iter()
        .map(|operation| builder(operation, types))
        .collect::<Result<Vec<_>, _>>()?;
    let imported = names::CLIENT_TYPES
        .iter()
        .map(|name| format_ident!("{name}"));
    Ok(quote! {
        //! Calls: one struct an operation.
        #![allow(unused_imports, reason = "which of them are named depends on the spec")]
        use ::contacts_runtime::client::{#(#imported,)* convert, count, text};
        use ::contacts_runtime::operation::Operation;
        use ::contacts_runtime::{Open, Patch, Sourced, WireTime};
        use ::futures_core::Stream;

        use super::client::Client;
        use super::{errors, operations, types};

        #(#builders)*
    })
}

fn builder(operation: &Operation, types: &Types) -> Result<TokenStream, Problem> {
    let name = names::type_ident(&operation.id);
    let docs = doc(&format!(
        "A call of {}: {}",
        operation.id, operation.summary
    ));
    let fields = operation.parameters.iter().map(|parameter| {
        let (ident, ty) = (
            names::parameter_ident(&parameter.name),
            stored(&parameter.schema),
        );
        match parameter.required {
            true => quote!(pub(super) #ident: #ty),
            false => quote!(pub(super) #ident: Option<#ty>),
        }
    });
    let body = match &operation.body {
        Some(Body::Json(schema, required)) => {
            let ty = stored(schema);
            Some(if *required {
                quote!(pub(super) body: #ty,)
            } else {
                quote!(pub(super) body: Option<#ty>,)
            })
        }
        Some(Body::Form) | None => None,
    };
    let setters = operation
        .parameters
        .iter()
        .filter(|parameter| !parameter.required)
        .map(setter);
    let body_setter = match &operation.body {
        Some(Body::Json(schema, false)) => {
            let ty = stored(schema);
            Some(quote! {
                /// Sets the body.
                pub fn body(mut self, body: #ty) -> Self {
                    self.body = Some(body);
                    self
                }
            })
        }
        _ => None,
    };
    let request = request(operation);
    let send = send(operation);
    let (sweep, listing) = page::sweep(operation, types)?.unzip();
    Ok(quote! {
        #docs
        #[derive(Clone)]
        #[must_use = "a call does nothing until it is sent"]
        pub struct #name {
            pub(super) client: Client,
            #(#fields,)*
            #body
        }

        impl #name {
            #(#setters)*
            #body_setter
            #request
            #send
            #sweep
        }

        #listing
    })
}

fn setter(parameter: &Parameter) -> TokenStream {
    let ident = names::parameter_ident(&parameter.name);
    let (ty, value) = argument(parameter);
    let docs = doc(if parameter.description.is_empty() {
        &parameter.name
    } else {
        &parameter.description
    });
    quote! {
        #docs
        pub fn #ident(mut self, #ident: #ty) -> Self {
            self.#ident = Some(#value);
            self
        }
    }
}

fn request(operation: &Operation) -> TokenStream {
    let target = names::static_ident(&operation.id);
    let parts = operation.parameters.iter().map(|parameter| {
        let (wire, ident) = (&parameter.name, names::parameter_ident(&parameter.name));
        let optional = match parameter.required {
            true => quote!(Some(&self.#ident)),
            false => quote!(self.#ident.as_ref()),
        };
        match (parameter.location, parameter.required) {
            (Location::Path, _) => quote!(.path(#wire, &self.#ident)?),
            (Location::Query, required) => {
                let style = match parameter.style {
                    Style::Form => quote!(Style::Form),
                    Style::Commas => quote!(Style::Commas),
                    Style::DeepObject => quote!(Style::DeepObject),
                    Style::Json => quote!(Style::Json),
                };
                match required {
                    true => quote!(.query(#wire, #style, &self.#ident)?),
                    false => quote!(.query_optional(#wire, #style, self.#ident.as_ref())?),
                }
            }
            (Location::Header, _) => quote!(.header(#wire, #optional)?),
            (Location::Form, _) if parameter.schema == Type::File => {
                quote!(.form_file(#wire, #optional.cloned()))
            }
            (Location::Form, _) => quote!(.form_text(#wire, #optional)?),
        }
    });
    let body = match &operation.body {
        Some(Body::Json(_, true)) => Some(quote!(.json(&self.body)?)),
        Some(Body::Json(_, false)) => Some(quote!(.json_optional(self.body.as_ref())?)),
        Some(Body::Form) | None => None,
    };
    let anonymous = (!operation.authorized).then(|| quote!(.without_credential()));
    let server = operation
        .server
        .as_ref()
        .map(|server| quote!(.at_server(#server)));
    quote! {
        fn request(&self) -> Result<Request, RequestError> {
            Ok(Request::new(&operations::#target) #(#parts)* #body #anonymous #server)
        }
    }
}

fn send(operation: &Operation) -> TokenStream {
    let (success, error) = (success_type(operation), error_type(operation));
    let several = operation.successes.len() > 1;
    let arms = operation
        .successes
        .iter()
        .map(|response| arm(response, several.then_some(&success)));
    quote! {
        /// Sends the call.
        ///
        /// # Errors
        ///
        /// If the request can't be made, no whole answer arrives, or the vendor answers anything but the documented success.
        pub async fn send(self) -> Result<ResponseValue<#success>, Error<#error>> {
            let request = self.request()?;
            let response = self.client.transport.send::<Error<#error>>(request).await?;
            match response.status() { #(#arms)* _ => Err(response.into_error()), }
        }
    }
}

/// One arm of the `match` on the status; `several` is the enum of successes where there are several.
fn arm(response: &Response, several: Option<&TokenStream>) -> TokenStream {
    let (pattern, variant) = (pattern(response.status), variant(response.status));
    let map = |value: TokenStream| match (several, &response.content) {
        (Some(success), Content::Empty) => quote!(#value.map(|()| #success::#variant)),
        (Some(success), _) => quote!(#value.map(#success::#variant)),
        (None, _) => value,
    };
    match &response.content {
        Content::Empty => {
            let value = map(quote!(response.empty()));
            quote!(#pattern => Ok(#value),)
        }
        Content::Text => {
            let value = map(quote!(response.into_text()));
            quote!(#pattern => Ok(#value),)
        }
        Content::Bytes => {
            let value = map(quote!(response.into_body()));
            quote!(#pattern => Ok(#value),)
        }
        Content::Json(schema) if several.is_some() => {
            let (ty, value) = (stored(schema), map(quote!(value)));
            quote!(#pattern => response.json().map(|value: ResponseValue<#ty>| #value),)
        }
        Content::Json(_) => quote!(#pattern => response.json(),),
    }
}
