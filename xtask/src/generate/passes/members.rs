//! Members that may be left out: `Patch<T>` needs to be told apart from null when it is read, and left out when written.

use serde_json::Value;
use syn::parse_quote;

use super::index::{last_name, serde_name};
use crate::generate::lower::Lowered;
use crate::generate::pipeline::Problem;

pub fn apply(items: &mut [syn::Item], lowered: &Lowered) -> Result<(), Problem> {
    let mut hits = 0;
    for item in items {
        let syn::Item::Struct(item) = item else {
            continue;
        };
        for field in &mut item.fields {
            if field.ident.is_none() || last_name(&field.ty).as_deref() != Some("Patch") {
                continue;
            }
            let rename = serde_name(field);
            field
                .attrs
                .retain(|attribute| !attribute.path().is_ident("serde"));
            let rename = rename.map(|name| quote::quote!(rename = #name,));
            field.attrs.push(parse_quote!(
                #[serde(#rename default, skip_serializing_if = "::contacts_runtime::Patch::is_absent")]
            ));
            hits += 1;
        }
    }
    let expected = optional_properties(&lowered.types);
    if hits != expected {
        return Err(Problem::new(
            "/components/schemas",
            format!(
                "the type generator wrote {hits} members that may be left out where the spec has {expected}"
            ),
        ));
    }
    Ok(())
}

fn optional_properties(lowered: &Value) -> usize {
    let schemas = lowered
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    schemas
        .into_iter()
        .flatten()
        .filter_map(|(_, schema)| schema.get("properties")?.as_object())
        .flatten()
        .filter(|(_, property)| {
            property.pointer("/x-rust-type/path") == Some(&Value::from("contacts_runtime::Patch"))
        })
        .count()
}
