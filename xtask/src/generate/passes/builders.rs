//! Types that callers write: `new` takes what the vendor needs, one method for each other member.

use std::collections::BTreeSet;

use quote::{format_ident, quote};

use super::index::{Index, generic, last_name};
use crate::generate::api::{Api, Body, Type};
use crate::generate::docs;
use crate::generate::lower::{self, Lowered};
use crate::generate::names;
use crate::generate::pipeline::Problem;

pub fn apply(
    items: &mut Vec<syn::Item>,
    index: &Index,
    lowered: &Lowered,
    api: &Api,
) -> Result<(), Problem> {
    for name in written(lowered, api) {
        let ident = names::type_ident(&name);
        let Some(fields) = index.fields(&ident.to_string()) else {
            continue;
        };
        let (mut arguments, mut values, mut setters) = (Vec::new(), Vec::new(), Vec::new());
        for field in fields {
            let (member, ty) = (&field.ident, &field.ty);
            if field.wire.is_empty() {
                values.push(quote!(#member: ::std::default::Default::default()));
            } else if last_name(ty).as_deref() == Some("Patch") {
                values.push(quote!(#member: ::contacts_runtime::Patch::Absent));
                let setter = if member == "new" {
                    format_ident!("new_")
                } else {
                    member.clone()
                };
                let doc = format!(
                    "Sets {}; [`Patch::Null`](::contacts_runtime::Patch::Null) clears it.",
                    docs::code(&field.wire)
                );
                setters.push(quote! {
                    #[doc = #doc]
                    #[must_use]
                    pub fn #setter(mut self, value: impl ::std::convert::Into<#ty>) -> Self {
                        self.#member = value.into();
                        self
                    }
                });
            } else if matches!(last_name(ty).as_deref(), Some("Vec" | "BTreeMap" | "Map"))
                || generic(ty).is_some_and(|_| last_name(ty).as_deref() == Some("Option"))
            {
                arguments.push(quote!(#member: #ty));
                values.push(quote!(#member));
            } else {
                arguments.push(quote!(#member: impl ::std::convert::Into<#ty>));
                values.push(quote!(#member: #member.into()));
            }
        }
        let imp = quote! {
            impl #ident {
                /// What the vendor needs, and nothing else.
                pub fn new(#(#arguments),*) -> Self {
                    Self { #(#values),* }
                }
                #(#setters)*
            }
        };
        let imp = syn::parse2(imp).map_err(|error| {
            Problem::new(format!("/components/schemas/{name}"), error.to_string())
        })?;
        items.push(imp);
    }
    Ok(())
}

/// Components that stand in a request.
fn written(lowered: &Lowered, api: &Api) -> BTreeSet<String> {
    let mut open = Vec::new();
    for operation in &api.operations {
        if let Some(Body::Json(schema, _)) = &operation.body {
            components(schema, &mut open);
        }
        for parameter in &operation.parameters {
            components(&parameter.schema, &mut open);
        }
    }
    let mut found = BTreeSet::new();
    while let Some(name) = open.pop() {
        let schema = lowered
            .named
            .pointer(&format!("/components/schemas/{name}"));
        if found.insert(name) {
            open.extend(schema.map(lower::references).unwrap_or_default());
        }
    }
    found
}

fn components(schema: &Type, found: &mut Vec<String>) {
    match schema {
        Type::Component(name) | Type::Open(name) | Type::Sourced(name) => found.push(name.clone()),
        Type::List(inner) | Type::Map(inner) => components(inner, found),
        _ => {}
    }
}
