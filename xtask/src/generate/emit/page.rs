//! `sweep` of a list operation: what the call brings to the runtime's sweep, from pointers of the spec.

use proc_macro2::TokenStream;
use quote::quote;

use super::errors::error_type;
use super::rust_type::stored;
use crate::generate::api::{Body, Content, Location, Operation, Pagination, Response, Type};
use crate::generate::names;
use crate::generate::passes::{Index, Types, generic, last_name};
use crate::generate::pipeline::Problem;

/// The methods `sweep`, `resume` and `stream`, and the implementation of `Listing`, if the operation lists something page by
/// page or at once.
///
/// # Errors
///
/// If a pointer or a parameter that the spec names does not exist.
pub fn sweep(
    operation: &Operation,
    types: &Types,
) -> Result<Option<(TokenStream, TokenStream)>, Problem> {
    let Some(pagination) = &operation.pagination else {
        return Ok(None);
    };
    let Some(items) = &pagination.items else {
        return Ok(None);
    };
    let at = Place {
        operation,
        index: &types.index,
    };
    let [
        Response {
            content: Content::Json(body),
            ..
        },
    ] = operation.successes.as_slice()
    else {
        return Err(
            at.problem("a list has exactly one successful response, with a JSON body".to_owned())
        );
    };
    let body = stored(body);
    let root: syn::Type = parse(&body)?;
    let (start, size) = (at.start(pagination)?, at.size(pagination)?);
    let fetch = at.fetch(pagination)?;
    let facts = at.facts(&root, pagination)?;
    let list = at.list(&root, items, pagination)?;
    let (record, trace) = (&list.record, at.trace(&list, pagination)?);
    let (each, records) = (&list.each, &list.records);
    let (call, error) = (names::type_ident(&operation.id), error_type(operation));
    let target = names::static_ident(&operation.id);
    let methods = quote! {
        /// A walk through the whole list, to the vendor's real end and with a verdict on whether everything came. It begins
        /// at the page that the call asks for.
        pub fn sweep(self, options: SweepOptions) -> Sweep<Self> {
            Sweep::new(self, options)
        }

        /// A walk that goes on where another one of the same call was.
        ///
        /// # Errors
        ///
        /// If the value is damaged, or of another query, operation, vendor or version.
        pub fn resume(self, resume: &Resume, options: SweepOptions) -> Result<Sweep<Self>, ResumeError> {
            Sweep::resume(self, resume, options)
        }

        /// Every record once, to the vendor's real end. A record that can't be read does not end the stream: it is an item
        /// that says why. For what may be missing, see the verdict of [`sweep`](Self::sweep).
        pub fn stream(self) -> impl Stream<Item = Result<#record, Error<#error>>> + Send {
            self.sweep(SweepOptions::default()).records()
        }
    };
    let listing = quote! {
        impl Listing for #call {
            type Page = #body;
            type Record = #record;
            type Failure = #error;

            fn operation(&self) -> &'static Operation {
                &operations::#target
            }
            fn query(&self) -> Key {
                let base_url = self.client.transport.base_url();
                self.request().map(|request| request.key(base_url)).unwrap_or_default()
            }
            fn start(&self) -> Option<Cursor> {
                #start
            }
            fn size(&self) -> Option<u64> {
                #size
            }
            fn most(&self) -> usize {
                self.client.transport.policy().items()
            }
            #fetch
            fn facts(page: &Self::Page) -> Result<Facts, &'static str> {
                #facts
            }
            fn each(page: &Self::Page, see: &mut dyn FnMut(Trace)) {
                for record in #each {
                    see(#trace);
                }
            }
            fn records(page: Self::Page) -> Vec<Self::Record> {
                #records
            }
        }
    };
    Ok(Some((methods, listing)))
}

/// How the records of a page are reached.
struct List {
    /// The type of one, as it is named outside of `types`.
    record: TokenStream,
    /// The same, as it is named in `types`.
    inner: syn::Type,
    /// An iterator over references to them.
    each: TokenStream,
    /// All of them, taken out.
    records: TokenStream,
}

/// Where a page, a cursor or a size stands in a call.
enum Slot {
    Parameter(syn::Ident),
    Body(syn::Ident),
    OptionalBody(syn::Ident),
}

impl Slot {
    /// The place, to be read through a reference.
    fn read(&self) -> TokenStream {
        match self {
            Self::Parameter(ident) => quote!(self.#ident),
            Self::Body(ident) => quote!(self.body.#ident),
            Self::OptionalBody(ident) => quote!(self.body.as_ref().map(|body| &body.#ident)),
        }
    }

    /// The place, to be written.
    fn write(&self) -> TokenStream {
        match self {
            Self::Parameter(ident) => quote!(self.#ident),
            Self::Body(ident) => quote!(self.body.#ident),
            Self::OptionalBody(ident) => quote!(self.body.get_or_insert_default().#ident),
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
        pagination.scheme != "none"
    }

    /// The method that sends the call for a cursor.
    fn fetch(&self, pagination: &Pagination) -> Result<TokenStream, Problem> {
        let (mutability, cursor, advance) = match self.advance(pagination)? {
            Some(advance) => (quote!(mut), quote!(cursor), advance),
            None => (quote!(), quote!(_), quote!()),
        };
        Ok(quote! {
            async fn fetch(#mutability self, #cursor: Cursor) -> Result<Self::Page, Error<Self::Failure>> {
                #advance
                Ok(self.send().await?.into_inner())
            }
        })
    }

    /// The statement that puts the cursor into the call.
    fn advance(&self, pagination: &Pagination) -> Result<Option<TokenStream>, Problem> {
        let value = match pagination.scheme.as_str() {
            "page" => quote!(Cursor::Page(value)),
            "offset" => quote!(Cursor::Offset(value)),
            "cursor" => quote!(Cursor::Next(Some(value))),
            "buckets" => quote!(Cursor::Buckets(Some(value))),
            _ => return Ok(None),
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
        Ok(Some(quote! {
            if let #value = cursor && let Some(value) = #converted {
                #slot = value;
            }
        }))
    }

    /// The expression for the place at which the call itself asks to begin.
    fn start(&self, pagination: &Pagination) -> Result<TokenStream, Problem> {
        if !self.is_paged(pagination) {
            return Ok(quote!(None));
        }
        let slot = self.slot(pagination, &pagination.page)?.read();
        Ok(match pagination.scheme.as_str() {
            "page" => quote!(count(&#slot).map(Cursor::Page)),
            "offset" => quote!(count(&#slot).map(Cursor::Offset)),
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
                let slot = self.slot(pagination, name)?.read();
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

    /// The expression for what a page says of its place in the list.
    fn facts(&self, root: &syn::Type, pagination: &Pagination) -> Result<TokenStream, Problem> {
        let items = pagination.items.as_deref().unwrap_or_default();
        let (list, list_type) = self.walk(quote!(Some(page)), root, items, true)?;
        let list = quote!(#list.ok_or(#items)?);
        let counted = if pagination.scheme == "buckets" {
            let buckets = self.buckets(&list_type, pagination)?;
            quote! {
                let buckets: Vec<Bucket> = #list.iter().map(#buckets).collect();
                let items = buckets.iter().map(|bucket| bucket.items).sum();
            }
        } else {
            quote!(let items = #list.len();)
        };
        let mut members = Vec::new();
        for (name, pointer, reader) in [
            ("number", &pagination.number, quote!(count)),
            ("pages", &pagination.pages, quote!(count)),
            ("total", &pagination.total, quote!(count)),
            ("next", &pagination.next, quote!(text)),
        ] {
            if let Some(pointer) = pointer {
                let (value, _) = self.walk(quote!(Some(page)), root, pointer, true)?;
                let name = quote::format_ident!("{name}");
                members.push(quote!(#name: #value.and_then(#reader),));
            }
        }
        if let Some(pointer) = &pagination.capped {
            let (value, _) = self.walk(quote!(Some(page)), root, pointer, true)?;
            members.push(quote!(capped: #value == Some(&true),));
        }
        if pagination.scheme == "buckets" {
            members.push(quote!(buckets,));
        }
        Ok(quote! {
            #counted
            Ok(Facts { items, #(#members)* ..Facts::default() })
        })
    }

    /// The closure from a bucket with its name to what it gave.
    fn buckets(&self, map: &syn::Type, pagination: &Pagination) -> Result<TokenStream, Problem> {
        let bucket = self.bucket(map)?;
        let total = match &pagination.bucket_total {
            Some(pointer) => {
                let (value, _) = self.walk(quote!(Some(bucket)), bucket, pointer, true)?;
                quote!(#value.and_then(count))
            }
            None => quote!(None),
        };
        let pointer = pagination.bucket_items.as_deref().unwrap_or_default();
        let (list, _) = self.walk(quote!(Some(bucket)), bucket, pointer, true)?;
        Ok(quote! {
            |(name, bucket)| Bucket { name: name.clone(), items: #list.map_or(0, Vec::len), total: #total }
        })
    }

    /// How the records are reached.
    fn list(
        &self,
        root: &syn::Type,
        items: &str,
        pagination: &Pagination,
    ) -> Result<List, Problem> {
        let (list, ty) = self.walk(quote!(Some(page)), root, items, true)?;
        let (owned, _) = self.walk(quote!(Some(page)), root, items, false)?;
        let each = quote!(#list.into_iter().flatten());
        let records = quote!(#owned.unwrap_or_default());
        if pagination.scheme != "buckets" {
            return self.reached(&ty, items, each, records);
        }
        let bucket = self.bucket(&ty)?;
        let pointer = pagination.bucket_items.as_deref().unwrap_or_default();
        let (list, ty) = self.walk(quote!(Some(bucket)), bucket, pointer, true)?;
        let (owned, _) = self.walk(quote!(Some(bucket)), bucket, pointer, false)?;
        let each = quote!(#each.flat_map(|(_, bucket)| #list.into_iter().flatten()));
        let records =
            quote!(#records.into_values().flat_map(|bucket| #owned.unwrap_or_default()).collect());
        self.reached(&ty, pointer, each, records)
    }

    fn reached(
        &self,
        list: &syn::Type,
        pointer: &str,
        each: TokenStream,
        records: TokenStream,
    ) -> Result<List, Problem> {
        let (Some("Vec"), Some(element)) = (last_name(list).as_deref(), generic(list)) else {
            return Err(self.problem(format!("{pointer} is no list")));
        };
        Ok(List {
            record: in_types(element),
            inner: element.clone(),
            each,
            records,
        })
    }

    /// The expression for what a sweep knows of `record`.
    fn trace(&self, list: &List, pagination: &Pagination) -> Result<TokenStream, Problem> {
        let sourced =
            generic(&list.inner).filter(|_| last_name(&list.inner).as_deref() == Some("Sourced"));
        Ok(match (&pagination.id, sourced) {
            (Some(pointer), Some(inner)) => {
                let (id, _) = self.walk(quote!(Some(value)), inner, pointer, true)?;
                quote!(Trace::of(record, |value| #id.and_then(Identity::key)))
            }
            (Some(pointer), None) => {
                return Err(self.problem(format!(
                    "{pointer} is in no record: mark the items with x-contacts-record"
                )));
            }
            (None, Some(_)) => quote!(Trace::of(record, |_| None)),
            (None, None) => quote!(Trace::plain(record)),
        })
    }

    /// The type of a bucket.
    fn bucket<'t>(&self, map: &'t syn::Type) -> Result<&'t syn::Type, Problem> {
        generic(map).ok_or_else(|| self.problem("the buckets are no map".to_owned()))
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
