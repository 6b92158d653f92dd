//! `operations.rs`: the operations and the vendor as data.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::generate::api::{Api, Operation, Pagination};
use crate::generate::docs::doc;
use crate::generate::names;
use crate::generate::pipeline::{Problem, Source};

pub fn file(source: &Source, api: &Api) -> Result<TokenStream, Problem> {
    let statics = api
        .operations
        .iter()
        .map(|operation| one(source, operation))
        .collect::<Result<Vec<_>, _>>()?;
    let idents = api
        .operations
        .iter()
        .map(|operation| names::static_ident(&operation.id));
    let vendor = vendor(source);
    Ok(quote! {
        //! The operations as data: what each serves, how well it is known, how its list ends.
        #![allow(unused_imports, reason = "which of them are named depends on the spec")]
        use ::contacts_runtime::operation::{
            Capability, CredentialSlot, End, Evidence, Operation, Pagination, Scheme, Setting, Vendor,
        };

        #(#statics)*

        #vendor

        /// Every operation of the spec.
        pub static OPERATIONS: &[&Operation] = &[#(&#idents),*];
    })
}

fn one(source: &Source, operation: &Operation) -> Result<TokenStream, Problem> {
    let ident = names::static_ident(&operation.id);
    let (id, method, path, summary) = (
        &operation.id,
        &operation.method,
        &operation.path,
        &operation.summary,
    );
    let capabilities = operation
        .capabilities
        .iter()
        .map(|word| names::type_ident(word));
    let (kind, from) = evidence(source, operation)?;
    let kind = names::type_ident(&kind);
    let idempotent = operation.idempotent.then(|| quote!(.idempotent()));
    let paged = operation.pagination.as_ref().map(|pagination| {
        let pagination = paging(pagination);
        quote!(.paged(#pagination))
    });
    let docs = doc(&format!("{summary}: {method} {path}"));
    Ok(quote! {
        #docs
        pub static #ident: Operation = Operation::new(#id, #method, #path)
            .summary(#summary)
            .serves(&[#(Capability::#capabilities),*])
            .known_from(Evidence::#kind, #from)
            #idempotent
            #paged;
    })
}

/// How and from where an operation is known.
fn evidence(source: &Source, operation: &Operation) -> Result<(String, String), Problem> {
    let missing = || {
        Problem::new(
            &operation.pointer,
            format!("evidence.toml says nothing of {}", operation.id),
        )
    };
    let entry = source
        .evidence
        .get("operations")
        .and_then(|all| all.get(&operation.id))
        .ok_or_else(missing)?;
    let name = entry
        .as_str()
        .or_else(|| entry.get("source")?.as_str())
        .ok_or_else(missing)?;
    let known = source
        .evidence
        .get("sources")
        .and_then(|all| all.get(name))
        .ok_or_else(missing)?;
    let word = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let kind = word(entry.get("kind"))
        .or_else(|| word(known.get("kind")))
        .ok_or_else(missing)?;
    let from = word(known.get("url"))
        .or_else(|| word(known.get("title")))
        .unwrap_or_default();
    Ok((kind, from))
}

fn paging(pagination: &Pagination) -> TokenStream {
    let scheme = names::type_ident(&pagination.scheme);
    let end = names::type_ident(pagination.end.as_deref().unwrap_or("single"));
    let first = pagination.first.unwrap_or(1);
    let number = |value: Option<u64>| match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    };
    let (default_size, max_size) = (number(pagination.default_size), number(pagination.max_size));
    quote!(Pagination {
        scheme: Scheme::#scheme,
        end: End::#end,
        first: #first,
        default_size: #default_size,
        max_size: #max_size,
    })
}

fn vendor(source: &Source) -> TokenStream {
    let text = |key: &str| {
        source
            .vendor
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let (slug, name, summary, base_url) = (
        text("slug"),
        text("name"),
        text("summary"),
        text("base-url"),
    );
    let rows = |key: &str, first: &str| -> Vec<(String, String, String)> {
        let list = source.vendor.get(key).and_then(Value::as_array);
        let word = |row: &Value, key: &str| {
            row.get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        list.into_iter()
            .flatten()
            .map(|row| (word(row, first), word(row, "env"), word(row, "title")))
            .collect()
    };
    let credentials = rows("credentials", "scheme");
    let credentials = credentials.iter().map(
        |(scheme, env, title)| quote!(CredentialSlot { scheme: #scheme, env: #env, title: #title }),
    );
    let settings = rows("settings", "parameter");
    let settings = settings
        .iter()
        .map(|(parameter, env, title)| quote!(Setting { parameter: #parameter, env: #env, title: #title }));
    let documentation = source.vendor.get("documentation").and_then(Value::as_array);
    let documentation = documentation
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    quote! {
        /// The vendor.
        pub static VENDOR: Vendor = Vendor {
            slug: #slug,
            name: #name,
            summary: #summary,
            base_url: #base_url,
            documentation: &[#(#documentation),*],
            credentials: &[#(#credentials),*],
            settings: &[#(#settings),*],
            operations: OPERATIONS,
        };
    }
}
