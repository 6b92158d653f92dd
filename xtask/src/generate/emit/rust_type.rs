//! Types of the spec as Rust.

use proc_macro2::TokenStream;
use quote::quote;

use crate::generate::api::{Parameter, Type};
use crate::generate::names;

/// The type as it is stored and decoded.
pub fn stored(schema: &Type) -> TokenStream {
    match schema {
        Type::Text => quote!(String),
        Type::Time => quote!(WireTime),
        Type::Integer => quote!(i64),
        Type::Number => quote!(f64),
        Type::Boolean => quote!(bool),
        Type::Any => quote!(::serde_json::Value),
        Type::File => quote!(FilePart),
        Type::List(inner) => {
            let inner = stored(inner);
            quote!(Vec<#inner>)
        }
        Type::Map(inner) if **inner == Type::Any => {
            quote!(::serde_json::Map<String, ::serde_json::Value>)
        }
        Type::Map(inner) => {
            let inner = stored(inner);
            quote!(::std::collections::BTreeMap<String, #inner>)
        }
        Type::Component(name) => {
            let name = names::type_ident(name);
            quote!(types::#name)
        }
        Type::Open(name) => {
            let name = names::type_ident(name);
            quote!(Open<types::#name>)
        }
        Type::Sourced(name) => {
            let name = names::type_ident(name);
            quote!(Sourced<types::#name>)
        }
    }
}

/// The argument that a caller passes for a parameter, and the expression that stores it.
pub fn argument(parameter: &Parameter) -> (TokenStream, TokenStream) {
    let name = names::parameter_ident(&parameter.name);
    let stored = stored(&parameter.schema);
    match &parameter.schema {
        Type::Text | Type::Time | Type::Open(_) => {
            (quote!(impl Into<#stored>), quote!(#name.into()))
        }
        Type::List(inner) if matches!(**inner, Type::Text | Type::Open(_)) => {
            let inner = self::stored(inner);
            (
                quote!(impl IntoIterator<Item = impl Into<#inner>>),
                quote!(#name.into_iter().map(Into::into).collect()),
            )
        }
        _ => (quote!(#stored), quote!(#name)),
    }
}
