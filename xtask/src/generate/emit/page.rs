//! `stream` of a list operation: every record of every page, to the vendor's real end.

use proc_macro2::TokenStream;
use quote::quote;

use super::errors::error_type;
use super::rust_type::stored;
use crate::generate::api::{Body, Content, Location, Operation, Pagination, Type};
use crate::generate::names;
use crate::generate::passes::{Index, Types, generic, last_name};
use crate::generate::pipeline::Problem;

/// The `stream` method, if the operation lists something page by page or at once.
///
/// # Errors
///
/// If a pointer or a parameter that the spec names does not exist.
pub fn stream(operation: &Operation, types: &Types) -> Result<Option<TokenStream>, Problem> {
    let Some(pagination) = &operation.pagination else {
        return Ok(None);
    };
    let (Some(items), [success]) = (&pagination.items, operation.successes.as_slice()) else {
        return Ok(None);
    };
    let Content::Json(body) = &success.content else {
        return Ok(None);
    };
    let at = Place {
        operation,
        index: &types.index,
    };
    let root: syn::Type = parse(&stored(body))?;
    let advance = at.advance(pagination)?;
    let mutability = at.is_paged(pagination).then(|| quote!(mut));
    let (start, size) = (at.start(pagination)?, at.size(pagination)?);
    let read = |pointer: &Option<String>, reader: TokenStream| -> Result<TokenStream, Problem> {
        match pointer {
            Some(pointer) => {
                let (value, _) = at.walk(quote!(Some(&value)), &root, pointer, true)?;
                Ok(quote!(#value.and_then(#reader)))
            }
            None => Ok(quote!(None)),
        }
    };
    let (pages, total) = (
        read(&pagination.pages, quote!(count))?,
        read(&pagination.total, quote!(count))?,
    );
    let next = read(&pagination.next, quote!(text))?;
    let target = names::static_ident(&operation.id);
    let (list, list_type) = at.walk(quote!(Some(&value)), &root, items, true)?;
    let (owned, _) = at.walk(quote!(Some(value)), &root, items, false)?;
    let list = quote!(#list.ok_or_else(|| Error::no_list(&operations::#target, #items))?);
    let (item_type, facts, records) = if pagination.scheme == "buckets" {
        at.buckets(&list, &owned, &list_type, pagination)?
    } else {
        let item_type = at.element(&list_type, items)?;
        (
            item_type,
            quote!(let (items, buckets) = (#list.len(), Vec::new());),
            quote!(#owned.unwrap_or_default()),
        )
    };
    let error = error_type(operation);
    let body = stored(body);
    Ok(Some(quote! {
        /// Every page, fetched as the stream is polled, to the vendor's real end; the first is the one that the call asks
        /// for. The first error ends the stream.
        pub fn pages(self) -> impl Stream<Item = Result<#body, Error<#error>>> + Send + 'a {
            let start = #start;
            pages(&operations::#target, start, move |cursor| {
                let #mutability call = self.clone();
                #advance
                let size = #size;
                async move {
                    let value = call.send().await?.into_inner();
                    #facts
                    let page = Page { items, pages: #pages, total: #total, next: #next, size, buckets };
                    Ok((page, value))
                }
            })
        }

        /// Every record of every page, as [`pages`](Self::pages) gives them.
        ///
        /// A record that can't be read does not end the stream: it is an item that says why.
        pub fn stream(self) -> impl Stream<Item = Result<#item_type, Error<#error>>> + Send + 'a {
            records(self.pages(), |value| #records)
        }
    }))
}

/// Where a page, a cursor or a size stands in a call.
enum Slot {
    Parameter(syn::Ident),
    Body(syn::Ident),
    OptionalBody(syn::Ident),
}

impl Slot {
    /// The place, to be read through a reference.
    fn read(&self, call: TokenStream) -> TokenStream {
        match self {
            Self::Parameter(ident) => quote!(#call.#ident),
            Self::Body(ident) => quote!(#call.body.#ident),
            Self::OptionalBody(ident) => quote!(#call.body.as_ref().map(|body| &body.#ident)),
        }
    }

    /// The place in `call`, to be written.
    fn write(&self) -> TokenStream {
        match self {
            Self::Parameter(ident) => quote!(call.#ident),
            Self::Body(ident) => quote!(call.body.#ident),
            Self::OptionalBody(ident) => quote!(call.body.get_or_insert_default().#ident),
        }
    }
}

struct Place<'a> {
    operation: &'a Operation,
    index: &'a Index,
}

impl Place<'_> {
    fn problem(&self, reason: String) -> Problem {
        Problem::new(
            format!("{}/x-contacts-pagination", self.operation.pointer),
            reason,
        )
    }

    fn is_paged(&self, pagination: &Pagination) -> bool {
        matches!(pagination.scheme.as_str(), "page" | "cursor" | "buckets")
    }

    /// Statements that put the cursor into the call.
    fn advance(&self, pagination: &Pagination) -> Result<TokenStream, Problem> {
        let Some(value) = (match pagination.scheme.as_str() {
            "page" => Some(quote!(Cursor::Page(value))),
            "cursor" => Some(quote!(Cursor::Next(Some(value)))),
            "buckets" => Some(quote!(Cursor::Buckets(Some(value)))),
            _ => None,
        }) else {
            return Ok(quote!(let _ = cursor;));
        };
        let slot = self.slot(pagination, &pagination.page)?.write();
        let converted = match pagination.scheme.as_str() {
            "buckets" => quote!(convert(
                &value
                    .into_iter()
                    .collect::<::std::collections::BTreeMap<_, _>>()
            )),
            _ => quote!(convert(&value)),
        };
        Ok(quote! {
            if let #value = cursor && let Some(value) = #converted {
                #slot = value;
            }
        })
    }

    /// The expression for the place at which the call itself asks to begin.
    fn start(&self, pagination: &Pagination) -> Result<TokenStream, Problem> {
        if !self.is_paged(pagination) {
            return Ok(quote!(None));
        }
        let slot = self.slot(pagination, &pagination.page)?.read(quote!(self));
        Ok(match pagination.scheme.as_str() {
            "page" => quote!(count(&#slot).map(Cursor::Page)),
            "cursor" => quote!(text(&#slot).map(|own| Cursor::Next(Some(own)))),
            _ => quote! {
                convert::<Option<::std::collections::BTreeMap<_, _>>>(&#slot)
                    .flatten()
                    .map(|own| Cursor::Buckets(Some(own.into_iter().collect())))
            },
        })
    }

    /// The expression for the size that was asked for.
    fn size(&self, pagination: &Pagination) -> Result<TokenStream, Problem> {
        match &pagination.size {
            Some(name) => {
                let slot = self.slot(pagination, name)?.read(quote!(call));
                Ok(quote!(count(&#slot)))
            }
            None => Ok(quote!(None)),
        }
    }

    /// The place of a parameter in the call: a parameter, or a member of the body.
    fn slot(&self, pagination: &Pagination, name: &str) -> Result<Slot, Problem> {
        if pagination.location.as_deref() != Some("body") {
            let found =
                self.operation.parameters.iter().any(|parameter| {
                    parameter.name == name && parameter.location == Location::Query
                });
            if !found {
                return Err(self.problem(format!("there is no query parameter {name}")));
            }
            return Ok(Slot::Parameter(names::parameter_ident(name)));
        }
        let Some(Body::Json(Type::Component(component), required)) = &self.operation.body else {
            return Err(self
                .problem("the page goes into the body, but the body is no component".to_owned()));
        };
        let component = names::type_ident(component).to_string();
        let field = self
            .index
            .fields(&component)
            .and_then(|fields| fields.iter().find(|field| field.wire == name))
            .ok_or_else(|| self.problem(format!("the body has no property {name}")))?;
        Ok(match required {
            true => Slot::Body(field.ident.clone()),
            false => Slot::OptionalBody(field.ident.clone()),
        })
    }

    /// Follows a JSON pointer from an `Option` of a value (or of a reference to one) to an `Option` of what it names.
    fn walk(
        &self,
        from: TokenStream,
        ty: &syn::Type,
        pointer: &str,
        by_reference: bool,
    ) -> Result<(TokenStream, syn::Type), Problem> {
        let (mut value, mut ty) = (from, ty.clone());
        for segment in pointer.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            let name = last_name(&ty).unwrap_or_default();
            let field = self
                .index
                .fields(&name)
                .and_then(|fields| fields.iter().find(|field| field.wire == segment))
                .ok_or_else(|| {
                    self.problem(format!(
                        "{pointer} leads nowhere: {name} has no property {segment}"
                    ))
                })?;
            let ident = &field.ident;
            let (is_optional, optional) = match last_name(&field.ty).as_deref() {
                Some("Patch") => (
                    true,
                    if by_reference {
                        quote!(as_option)
                    } else {
                        quote!(into_option)
                    },
                ),
                _ => (false, quote!()),
            };
            value = match (is_optional, by_reference) {
                (true, _) => quote!(#value.and_then(|value| value.#ident.#optional())),
                (false, true) => quote!(#value.map(|value| &value.#ident)),
                (false, false) => quote!(#value.map(|value| value.#ident)),
            };
            ty = match is_optional {
                true => generic(&field.ty)
                    .cloned()
                    .unwrap_or_else(|| field.ty.clone()),
                false => field.ty.clone(),
            };
            if let Some(inner) = last_name(&ty).and_then(|name| self.index.newtype(&name)) {
                value = if by_reference {
                    quote!(#value.map(|value| &value.0))
                } else {
                    quote!(#value.map(|value| value.0))
                };
                ty = inner.clone();
            }
        }
        Ok((value, ty))
    }

    fn element(&self, list: &syn::Type, pointer: &str) -> Result<TokenStream, Problem> {
        match (last_name(list).as_deref(), generic(list)) {
            (Some("Vec"), Some(element)) => Ok(in_types(element)),
            _ => Err(self.problem(format!("{pointer} is no list"))),
        }
    }

    /// The type of a record, the statement that counts, and the expression that takes the records out.
    fn buckets(
        &self,
        list: &TokenStream,
        owned: &TokenStream,
        map: &syn::Type,
        pagination: &Pagination,
    ) -> Result<(TokenStream, TokenStream, TokenStream), Problem> {
        let bucket =
            generic(map).ok_or_else(|| self.problem("the buckets are no map".to_owned()))?;
        let pointer = pagination.bucket_items.as_deref().unwrap_or_default();
        let total = match &pagination.bucket_total {
            Some(pointer) => {
                let (value, _) = self.walk(quote!(Some(bucket)), bucket, pointer, true)?;
                quote!(#value.and_then(count))
            }
            None => quote!(None),
        };
        let (counted, records) = (
            self.walk(quote!(Some(bucket)), bucket, pointer, true)?.0,
            self.walk(quote!(Some(bucket)), bucket, pointer, false)?,
        );
        let facts = quote! {
            let buckets: Vec<Bucket> = #list
                .iter()
                .map(|(name, bucket)| Bucket { name: name.clone(), items: #counted.map_or(0, Vec::len), total: #total })
                .collect();
            let items = buckets.iter().map(|bucket| bucket.items).sum();
        };
        let (records, records_type) = records;
        let take = quote! {
            #owned.unwrap_or_default().into_values().flat_map(|bucket| #records.unwrap_or_default()).collect()
        };
        Ok((self.element(&records_type, pointer)?, facts, take))
    }
}

fn parse(tokens: &TokenStream) -> Result<syn::Type, Problem> {
    syn::parse2(tokens.clone()).map_err(|error| Problem::new("", error.to_string()))
}

/// A type of the `types` module as it is named outside of it.
fn in_types(ty: &syn::Type) -> TokenStream {
    let Some(name) = last_name(ty) else {
        return quote!(#ty);
    };
    let qualified = matches!(ty, syn::Type::Path(path) if path.path.leading_colon.is_some() || path.path.segments.len() > 1);
    match (name.as_str(), generic(ty)) {
        ("Sourced", Some(inner)) => {
            let inner = in_types(inner);
            quote!(Sourced<#inner>)
        }
        ("Open", Some(inner)) => {
            let inner = in_types(inner);
            quote!(Open<#inner>)
        }
        _ if qualified => quote!(#ty),
        _ => match name.as_str() {
            "i64" | "f64" | "bool" | "String" => quote!(#ty),
            _ => quote!(types::#ty),
        },
    }
}
