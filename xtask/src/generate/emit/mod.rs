//! Stage 4: client, builders, errors and operation data, written from the operations of a spec.

mod builder;
mod client;
mod errors;
mod operations;
mod page;
mod replay;
mod rust_type;

use proc_macro2::TokenStream;
use quote::quote;

use super::api::Api;
use super::names;
use super::passes::Types;
use super::pipeline::{Problem, Source};

/// The files of `src/generated/`, unformatted.
///
/// # Errors
///
/// If the spec asks for something that can't be written, such as a page parameter that does not exist.
pub fn files(
    source: &Source,
    api: &Api,
    types: &Types,
) -> Result<Vec<(&'static str, TokenStream)>, Problem> {
    free(api)?;
    let items = &types.items;
    Ok(vec![
        ("mod.rs", module()),
        (
            "types.rs",
            quote! {
                //! The types of the vendor's bodies, in the vendor's words.
                #(#items)*
            },
        ),
        ("operations.rs", operations::file(source, api, types)?),
        ("replay.rs", replay::file(api, types)?),
        ("client.rs", client::file(api)),
        ("builder.rs", builder::file(api, types)?),
        ("errors.rs", errors::file(api)),
    ])
}

/// Refuses names that generated code needs for itself.
fn free(api: &Api) -> Result<(), Problem> {
    let taken = |name: &str| format!("generated code has `{name}` already: choose another name");
    for operation in &api.operations {
        if let Some(name) = names::taken_for_operation(&operation.id) {
            let pointer = format!("{}/operationId", operation.pointer);
            return Err(Problem::new(pointer, taken(&name)));
        }
    }
    for scheme in api.credentials.iter().flatten() {
        if let Some(name) = names::taken_for_scheme(&scheme.name) {
            let pointer = format!("/components/securitySchemes/{}", scheme.name);
            return Err(Problem::new(pointer, taken(&name)));
        }
    }
    Ok(())
}

fn module() -> TokenStream {
    quote! {
        //! Written by `cargo xtask generate`.
        #[cfg(feature = "client")]
        pub mod builder;
        #[cfg(feature = "client")]
        pub mod client;
        #[cfg(feature = "client")]
        pub mod errors;
        pub mod operations;
        #[cfg(feature = "replay")]
        pub mod replay;
        pub mod types;
    }
}
