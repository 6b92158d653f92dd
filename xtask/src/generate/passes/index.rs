//! What each generated struct is made of, so that the emitter can walk from a body to the list in it.

use std::collections::BTreeMap;

use crate::generate::pipeline::Problem;

/// Structs by name.
#[derive(Clone, Debug, Default)]
pub struct Index {
    structs: BTreeMap<String, Vec<Field>>,
    newtypes: BTreeMap<String, syn::Type>,
}

/// A member of a struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name on the wire; empty for the catch-all.
    pub wire: String,
    /// Its name in Rust.
    pub ident: syn::Ident,
    /// Its type.
    pub ty: syn::Type,
}

impl Index {
    /// Reads the items.
    pub fn of(items: &[syn::Item]) -> Result<Self, Problem> {
        let mut index = Self::default();
        for item in items {
            let syn::Item::Struct(item) = item else {
                continue;
            };
            let name = item.ident.to_string();
            if let syn::Fields::Unnamed(fields) = &item.fields {
                index
                    .newtypes
                    .extend(fields.unnamed.first().map(|field| (name, field.ty.clone())));
                continue;
            }
            let mut fields = Vec::new();
            for field in &item.fields {
                let Some(ident) = field.ident.clone() else {
                    continue;
                };
                let wire = if is_flattened(field) {
                    String::new()
                } else {
                    serde_name(field)
                        .unwrap_or_else(|| ident.to_string().trim_start_matches("r#").to_owned())
                };
                if fields.iter().any(|other: &Field| other.ident == ident) {
                    return Err(Problem::new(
                        format!("/components/schemas/{name}"),
                        format!(
                            "two properties become the field {ident}: leave one out of the spec, it then arrives in extra"
                        ),
                    ));
                }
                fields.push(Field {
                    wire,
                    ident,
                    ty: field.ty.clone(),
                });
            }
            index.structs.insert(name, fields);
        }
        Ok(index)
    }

    /// The members of a struct.
    pub fn fields(&self, name: &str) -> Option<&[Field]> {
        self.structs.get(name).map(Vec::as_slice)
    }

    /// The names of all structs and newtypes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.structs
            .keys()
            .chain(self.newtypes.keys())
            .map(String::as_str)
    }

    /// What a newtype holds.
    pub fn newtype(&self, name: &str) -> Option<&syn::Type> {
        self.newtypes.get(name)
    }
}

/// The last segment of a type's path: `Vec` of `::std::vec::Vec<T>`.
pub fn last_name(ty: &syn::Type) -> Option<String> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    Some(path.path.segments.last()?.ident.to_string())
}

/// The first generic argument of a type: `T` of `Vec<T>`.
pub fn generic(ty: &syn::Type) -> Option<&syn::Type> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    let syn::PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments
    else {
        return None;
    };
    arguments
        .args
        .iter()
        .rev()
        .find_map(|argument| match argument {
            syn::GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}

/// The name that serde gives a field, if it is not the Rust name.
pub fn serde_name(field: &syn::Field) -> Option<String> {
    let mut name = None;
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    name
}

fn is_flattened(field: &syn::Field) -> bool {
    let mut flattened = false;
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        let _ = attribute.parse_nested_meta(|meta| {
            flattened |= meta.path.is_ident("flatten");
            if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    flattened
}
