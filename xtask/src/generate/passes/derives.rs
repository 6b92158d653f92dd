//! Derived traits: `PartialEq` everywhere, `Default` for a type whose every member may be left out, and a `Debug` that
//! shows the name of a type and no value, because the types hold people's data.

use std::collections::BTreeSet;

use syn::parse_quote;
use syn::punctuated::Punctuated;

use super::index::last_name;

pub fn apply(items: &mut Vec<syn::Item>) {
    let with_default = implementors(items, "Default");
    let mut opaque = Vec::new();
    for item in items.iter_mut() {
        let (ident, attributes, optional) = match item {
            syn::Item::Struct(item) => {
                let optional = item.fields.iter().all(may_be_left_out) && !item.fields.is_empty();
                (item.ident.clone(), &mut item.attrs, optional)
            }
            syn::Item::Enum(item)
                if item
                    .variants
                    .iter()
                    .any(|variant| !variant.fields.is_empty()) =>
            {
                (item.ident.clone(), &mut item.attrs, false)
            }
            _ => continue,
        };
        let mut traits = derived(attributes);
        if traits.is_empty() {
            continue;
        }
        if !traits.contains("PartialEq") {
            traits.insert("PartialEq".to_owned());
        }
        if optional && !with_default.contains(&ident.to_string()) {
            traits.insert("Default".to_owned());
        }
        if traits.remove("Debug") {
            opaque.push(ident);
        }
        derive(attributes, &traits);
    }
    if !opaque.is_empty() {
        items.push(parse_quote!(::contacts_runtime::opaque_debug!(#(#opaque),*);));
    }
}

/// The types for which the generator implements a trait itself.
fn implementors(items: &[syn::Item], name: &str) -> BTreeSet<String> {
    let of = |item: &syn::Item| {
        let syn::Item::Impl(item) = item else {
            return None;
        };
        let (path, _) = item.trait_.as_ref().map(|(path, token)| (path, token))?;
        (path.segments.last()?.ident == name).then(|| last_name(&item.self_ty))?
    };
    items.iter().filter_map(of).collect()
}

fn may_be_left_out(field: &syn::Field) -> bool {
    field.ident.is_some()
        && matches!(
            last_name(&field.ty).as_deref(),
            Some("Patch" | "Option" | "Map")
        )
}

fn derived(attributes: &[syn::Attribute]) -> BTreeSet<String> {
    let parser = Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
        .filter_map(|attribute| attribute.parse_args_with(parser).ok())
        .flatten()
        .filter_map(|path| Some(path.segments.last()?.ident.to_string()))
        .collect()
}

fn derive(attributes: &mut Vec<syn::Attribute>, traits: &BTreeSet<String>) {
    let paths = traits.iter().map(|name| {
        let ident = syn::Ident::new(name, proc_macro2::Span::call_site());
        match name.as_str() {
            "Serialize" | "Deserialize" => quote::quote!(::serde::#ident),
            _ => quote::quote!(#ident),
        }
    });
    let merged: syn::Attribute = parse_quote!(#[derive(#(#paths),*)]);
    let at = attributes
        .iter()
        .position(|attribute| attribute.path().is_ident("derive"));
    attributes.retain(|attribute| !attribute.path().is_ident("derive"));
    attributes.insert(at.unwrap_or(0).min(attributes.len()), merged);
}
