//! `operations.rs`: the operations and the vendor as data.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::generate::api::{Api, Operation, Pagination, RateLimit};
use crate::generate::docs::doc;
use crate::generate::lock::text_hash;
use crate::generate::names;
use crate::generate::passes::Types;
use crate::generate::pipeline::{Problem, Source};

pub fn file(source: &Source, api: &Api, types: &Types) -> Result<TokenStream, Problem> {
    let statics = api
        .operations
        .iter()
        .map(|operation| one(source, api, operation))
        .collect::<Result<Vec<_>, _>>()?;
    let idents = api
        .operations
        .iter()
        .map(|operation| names::static_ident(&operation.id));
    let items = &types.items;
    // Not of the spec itself: what changes nothing here is no other state to who depends on the crate.
    let spec_hash = text_hash(&quote!(#(#items)* #(#statics)*).to_string());
    let vendor = vendor(source, api, &spec_hash);
    let (own_errors, rate_limit) = (own_errors(api), rate_limit(api));
    Ok(quote! {
        //! The operations as data: what each serves, how well it is known, how its list ends.
        #![allow(unused_imports, reason = "which of them are named depends on the spec")]
        use ::contacts_runtime::operation::{
            Capability, CredentialSlot, End, Evidence, InvalidFields, Meaning, Operation, OwnError, Pagination, RateLimit, Scheme, Setting,
            Vendor,
        };

        #own_errors
        #rate_limit

        #(#statics)*

        #vendor

        /// Every operation of the spec.
        pub static OPERATIONS: &[&Operation] = &[#(&#idents),*];
    })
}

fn one(source: &Source, api: &Api, operation: &Operation) -> Result<TokenStream, Problem> {
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
    let vendor = word(source, "slug");
    let status = operation.status_pointer();
    let status = status.map(|pointer| quote!(.status_at(#pointer)));
    let own_errors = (!api.errors.is_empty()).then(|| quote!(.own_errors(OWN_ERRORS)));
    let limits = rate_limits(api, operation);
    let docs = doc(&format!("{summary}: {method} {path}"));
    Ok(quote! {
        #docs
        pub static #ident: Operation = Operation::new(#id, #method, #path)
            .of(#vendor)
            .summary(#summary)
            .serves(&[#(Capability::#capabilities),*])
            .known_from(Evidence::#kind, #from)
            #idempotent
            #status
            #own_errors
            #limits
            #paged;
    })
}

/// The vendor's own errors, once for all operations.
fn own_errors(api: &Api) -> Option<TokenStream> {
    let errors = api.errors.iter().map(|error| {
        let meaning = names::type_ident(&error.means);
        let (status, pointer, value) = (error.status, &error.pointer, &error.value);
        quote!(OwnError { status: #status, pointer: #pointer, value: #value, means: Meaning::#meaning })
    });
    (!api.errors.is_empty()).then(|| {
        quote! {
            /// Errors whose body says what the status does not.
            const OWN_ERRORS: &[OwnError] = &[#(#errors),*];
        }
    })
}

/// The limit of the document, once for all operations.
fn rate_limit(api: &Api) -> Option<TokenStream> {
    let limit = rate("", api.rate_limit?);
    Some(quote! {
        /// How many requests the vendor takes from one credential.
        const RATE_LIMIT: RateLimit = #limit;
    })
}

/// The limits that an operation counts for, the narrowest first. A server of its own is not bound by the document's.
fn rate_limits(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let own = operation.rate_limit.map(|limit| rate(&operation.id, limit));
    let shared = api.rate_limit.filter(|_| operation.server.is_none());
    let limits: Vec<_> = own
        .into_iter()
        .chain(shared.map(|_| quote!(RATE_LIMIT)))
        .collect();
    (!limits.is_empty()).then(|| quote!(.rate_limits(&[#(#limits),*])))
}

fn rate(scope: &str, RateLimit { requests, seconds }: RateLimit) -> TokenStream {
    quote!(RateLimit { scope: #scope, requests: #requests, seconds: #seconds })
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

/// A text of vendor.toml.
fn word<'a>(source: &'a Source, key: &str) -> &'a str {
    let value = source.vendor.get(key).and_then(Value::as_str);
    value.unwrap_or_default()
}

fn invalid_fields(api: &Api) -> TokenStream {
    let (pointers, names) = (&api.invalid_fields.pointers, &api.invalid_fields.names);
    if pointers.is_empty() {
        return quote!(InvalidFields::NONE);
    }
    let names = names.iter();
    quote!(InvalidFields { pointers: &[#(#pointers),*], names: &[#(#names),*] })
}

fn vendor(source: &Source, api: &Api, spec_hash: &str) -> TokenStream {
    let text = |key: &str| word(source, key);
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
    let version = source.spec.pointer("/info/version");
    let version = version.and_then(Value::as_str).unwrap_or_default();
    let documentation = source.vendor.get("documentation").and_then(Value::as_array);
    let documentation = documentation
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let invalid_fields = invalid_fields(api);
    quote! {
        /// The vendor.
        pub static VENDOR: Vendor = Vendor {
            slug: #slug,
            name: #name,
            summary: #summary,
            version: #version,
            spec_hash: #spec_hash,
            base_url: #base_url,
            documentation: &[#(#documentation),*],
            credentials: &[#(#credentials),*],
            settings: &[#(#settings),*],
            invalid_fields: #invalid_fields,
            operations: OPERATIONS,
        };
    }
}
