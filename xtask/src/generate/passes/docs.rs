//! Documentation: the description of the spec, made harmless, in place of the generator's own with its JSON Schema.

use quote::ToTokens;
use serde_json::Value;
use syn::parse::Parser;

use super::index::serde_name;
use crate::generate::api::described;
use crate::generate::docs::doc;
use crate::generate::lower::Lowered;
use crate::generate::names;

pub fn apply(items: &mut [syn::Item], lowered: &Lowered) {
    let schemas = lowered
        .named
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let schema_of = |ident: &syn::Ident| {
        schemas
            .into_iter()
            .flatten()
            .find(|(name, _)| names::type_ident(name) == *ident)
            .map(|(_, schema)| schema)
    };
    for item in items {
        match item {
            syn::Item::Struct(item) => {
                let schema = schema_of(&item.ident);
                redoc(&mut item.attrs, &describe(schema, &item.ident));
                for field in &mut item.fields {
                    let Some(ident) = &field.ident else {
                        continue;
                    };
                    let wire = serde_name(field).unwrap_or_else(|| ident.to_string());
                    let property = schema.and_then(|schema| schema.get("properties")?.get(&wire));
                    let text = match property {
                        Some(property) => property_text(property),
                        None => {
                            "Members that the spec does not know: as the vendor sent them, or to be sent.".to_owned()
                        }
                    };
                    redoc(&mut field.attrs, &text);
                }
            }
            syn::Item::Enum(item) => {
                redoc(
                    &mut item.attrs,
                    &describe(schema_of(&item.ident), &item.ident),
                );
                for variant in &mut item.variants {
                    redoc(&mut variant.attrs, "");
                }
            }
            syn::Item::Impl(item) => redoc(&mut item.attrs, ""),
            syn::Item::Mod(item) => redoc(&mut item.attrs, ""),
            _ => {}
        }
    }
}

fn describe(schema: Option<&Value>, ident: &syn::Ident) -> String {
    let text = described("", schema);
    if text.is_empty() {
        ident.to_string()
    } else {
        text
    }
}

fn property_text(property: &Value) -> String {
    let mut text = described("", Some(property));
    for (keyword, words) in [
        ("x-contacts-since", "Seen since"),
        ("x-contacts-until", "Seen until"),
    ] {
        if let Some(date) = property.get(keyword).and_then(Value::as_str) {
            text = format!("{text}\n\n{words} {date}.");
        }
    }
    if property.get("x-contacts-volatile") == Some(&Value::Bool(true)) {
        text.push_str("\n\nChanges without anyone editing the record.");
    }
    text
}

fn redoc(attributes: &mut Vec<syn::Attribute>, text: &str) {
    attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    if text.trim().is_empty() {
        return;
    }
    if let Ok(mut docs) = syn::Attribute::parse_outer.parse2(doc(text).into_token_stream()) {
        docs.append(attributes);
        *attributes = docs;
    }
}
