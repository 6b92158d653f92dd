//! Stage 2: progenitor turns the lowered schemas into Rust types.
//!
//! Of what progenitor writes, the types are taken and the client is left: it has no place for several success or
//! error bodies, optional bodies, forms, deep objects or security. [`emit`](super::emit) writes the client instead.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use progenitor::{CrateVers, GenerationSettings, Generator};
use serde_json::Value;

use super::pipeline::Problem;

/// The items of the `types` module for a lowered document.
///
/// # Errors
///
/// What progenitor refuses, and what it panics on.
pub fn types(document: &Value) -> Result<Vec<syn::Item>, Problem> {
    let document: openapiv3::OpenAPI =
        serde_json::from_value(document.clone()).map_err(|error| {
            Problem::new(
                "",
                format!("openapiv3 can't read the lowered document: {error}"),
            )
        })?;
    let mut settings = GenerationSettings::default();
    settings
        .with_crate("contacts-runtime", CrateVers::Any, None)
        .with_crate("serde_json", CrateVers::Any, None)
        .with_map_type("::std::collections::BTreeMap");
    let generated = quietly(|| Generator::new(&settings).generate_tokens(&document));
    let tokens = match generated {
        Ok(Ok(tokens)) => tokens,
        Ok(Err(error)) => return Err(Problem::new("/components/schemas", error.to_string())),
        Err(panic) => {
            let message = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("no message");
            return Err(Problem::new(
                "/components/schemas",
                format!("the type generator gave up: {message}"),
            ));
        }
    };
    let file: syn::File = syn::parse2(tokens)
        .map_err(|error| Problem::new("", format!("the type generator wrote no Rust: {error}")))?;
    let types = file.items.into_iter().find_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => module.content,
        _ => None,
    });
    types
        .map(|(_, items)| items)
        .ok_or_else(|| Problem::new("", "the type generator wrote no types module"))
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Catches a panic without a word about it on the terminal: it becomes a diagnostic. The hook that keeps quiet passes
/// everything on to the one before it, but for what this thread does in here.
fn quietly<T>(work: impl FnOnce() -> T) -> std::thread::Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    QUIET.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    result
}
