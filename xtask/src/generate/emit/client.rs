//! `client.rs`: the client with one method an operation, its credential and its server.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rust_type::{argument, stored};
use crate::generate::api::{Api, Body, Operation, Place, Scheme, Server};
use crate::generate::docs::doc;
use crate::generate::names;

pub fn file(api: &Api) -> TokenStream {
    let methods = api.operations.iter().map(method);
    let credential = credential(&api.credentials);
    let server = server(&api.server);
    let docs = doc(&format!("Client of: {}.\n\n{}", api.title, api.description));
    quote! {
        //! The client.
        #![allow(unused_imports, reason = "which of them are named depends on the spec")]
        use ::contacts_runtime::client::{
            BaseUrl, BaseUrlError, BuildError, FilePart, Placement, Secret, Slot, Transport,
        };
        use ::contacts_runtime::{Open, Sourced, WireTime};

        use super::{builder, types};

        #server

        #credential

        #docs
        ///
        /// Cheap to clone: clones share connections, rate limits and the budget of retries.
        #[derive(Clone, Debug)]
        pub struct Client {
            pub(super) transport: Transport,
        }

        impl Client {
            /// A client with the default policy.
            ///
            /// # Errors
            ///
            /// If TLS or the HTTP client can't be set up on this machine.
            pub fn new(base_url: BaseUrl, credential: Credential) -> Result<Self, BuildError> {
                Ok(Self::with_transport(Transport::builder(base_url, credential.into_slots()).build()?))
            }

            /// A client on a transport of your own: with another policy, clock or HTTP client.
            ///
            /// Build it with `Transport::builder(base_url, credential.into_slots())`.
            pub fn with_transport(transport: Transport) -> Self {
                Self { transport }
            }

            /// The transport.
            pub fn transport(&self) -> &Transport {
                &self.transport
            }

            #(#methods)*
        }
    }
}

fn method(operation: &Operation) -> TokenStream {
    let name = names::snake_ident(&operation.id);
    let builder = names::type_ident(&operation.id);
    let docs = doc(&format!(
        "{}\n\n{} {}\n\n{}",
        operation.summary, operation.method, operation.path, operation.description
    ));
    let required: Vec<_> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.required)
        .collect();
    let idents = required
        .iter()
        .map(|parameter| names::parameter_ident(&parameter.name));
    let mut values: Vec<TokenStream> = required
        .iter()
        .map(|parameter| {
            let ident = names::parameter_ident(&parameter.name);
            let (_, value) = argument(parameter);
            quote!(#ident: #value)
        })
        .collect();
    let mut arguments: Vec<TokenStream> = idents
        .zip(&required)
        .map(|(ident, parameter)| {
            let (ty, _) = argument(parameter);
            quote!(#ident: #ty)
        })
        .collect();
    match &operation.body {
        Some(Body::Json(schema, true)) => {
            let ty = stored(schema);
            arguments.push(quote!(body: #ty));
            values.push(quote!(body));
        }
        Some(Body::Json(_, false)) => values.push(quote!(body: None)),
        Some(Body::Form) | None => {}
    }
    let optional = operation
        .parameters
        .iter()
        .filter(|parameter| !parameter.required);
    values.extend(optional.map(|parameter| {
        let ident = names::parameter_ident(&parameter.name);
        quote!(#ident: None)
    }));
    quote! {
        #docs
        pub fn #name(&self, #(#arguments),*) -> builder::#builder {
            builder::#builder { client: self.clone(), #(#values),* }
        }
    }
}

/// The name of the schemes that go together.
pub fn joined(schemes: &[Scheme]) -> String {
    let names: Vec<&str> = schemes.iter().map(|scheme| scheme.name.as_str()).collect();
    names.join("And")
}

/// One variant for each alternative, with a secret for each scheme in it.
fn credential(alternatives: &[Vec<Scheme>]) -> TokenStream {
    let (mut variants, mut constructors, mut arms) = (Vec::new(), Vec::new(), Vec::new());
    for schemes in alternatives.iter().filter(|schemes| !schemes.is_empty()) {
        let name = joined(schemes);
        let variant = names::type_ident(&name);
        let constructor = names::snake_ident(&name);
        let docs = doc(&schemes
            .iter()
            .map(|scheme| scheme.description.as_str())
            .collect::<Vec<_>>()
            .join("\n\n"));
        let secrets: Vec<_> = schemes
            .iter()
            .map(|scheme| names::snake_ident(&scheme.name))
            .collect();
        let places = schemes.iter().map(|scheme| match &scheme.place {
            Place::Bearer => quote!(Placement::Bearer),
            Place::Header(name) => quote!(Placement::Header(#name)),
            Place::Query(name) => quote!(Placement::Query(#name)),
        });
        let types = secrets.iter().map(|_| quote!(Secret));
        variants.push(quote!(#docs #variant(#(#types),*)));
        constructors.push(quote! {
            #docs
            pub fn #constructor(#(#secrets: impl Into<Secret>),*) -> Self {
                Self::#variant(#(#secrets.into()),*)
            }
        });
        arms.push(quote!(Self::#variant(#(#secrets),*) => vec![#(Slot::new(#places, #secrets)),*]));
    }
    quote! {
        /// What proves who is calling: one of the vendor's alternatives. Never shows in `Debug`.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Credential {
            #(#variants,)*
            /// None: for a server that needs none.
            Anonymous,
        }

        impl Credential {
            #(#constructors)*

            /// The secrets with their places, for a [`Transport`] of your own.
            pub fn into_slots(self) -> Vec<Slot> {
                match self {
                    #(#arms,)*
                    Self::Anonymous => Vec::new(),
                }
            }
        }
    }
}

/// The server as a constant, or as a function of its variables.
fn server(server: &Server) -> TokenStream {
    let filled = server
        .variables
        .iter()
        .fold(server.url.clone(), |url, variable| {
            url.replace(&format!("{{{}}}", variable.name), &variable.default)
        });
    let constant = server
        .variables
        .iter()
        .all(|variable| !variable.required)
        .then(|| {
            quote! {
                /// The vendor's own server.
                pub const SERVER: &str = #filled;
            }
        });
    let function = (!server.variables.is_empty()).then(|| {
        let arguments: Vec<_> = server
            .variables
            .iter()
            .map(|variable| names::parameter_ident(&variable.name))
            .collect();
        let placeholders = server
            .variables
            .iter()
            .map(|variable| format!("{{{}}}", variable.name));
        let url = &server.url;
        let mut text = format!("The server {url}.");
        for variable in &server.variables {
            text.push_str(&format!(
                "\n\n{}: {} (such as {})",
                variable.name, variable.description, variable.default
            ));
        }
        let docs = doc(&text);
        let name = format_ident!("server");
        quote! {
            #docs
            ///
            /// # Errors
            ///
            /// If the result is no base URL.
            pub fn #name(#(#arguments: &str),*) -> Result<BaseUrl, BaseUrlError> {
                let url = #url #(.replace(#placeholders, #arguments))*;
                url.parse()
            }
        }
    });
    quote!(#constant #function)
}
