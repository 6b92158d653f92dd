//! Names of the spec as Rust identifiers.

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};
use proc_macro2::Span;
use syn::Ident;

/// Fields and methods that a builder has beside its parameters: parameters of these names get an underscore behind.
const OF_BUILDERS: &[&str] = &[
    "body", "client", "request", "resume", "send", "stream", "sweep",
];

/// Methods that the client has beside its operations.
const OF_CLIENT: &[&str] = &["new", "transport", "with_transport"];

/// What `builder.rs` brings in of the runtime's client.
pub const CLIENT_TYPES: &[&str] = &[
    "Body",
    "Bucket",
    "Cursor",
    "Error",
    "Facts",
    "FilePart",
    "Identity",
    "Key",
    "Listing",
    "Request",
    "RequestError",
    "ResponseValue",
    "Resume",
    "ResumeError",
    "Style",
    "Sweep",
    "SweepOptions",
    "Trace",
    "Undocumented",
];

/// What else `builder.rs` brings in.
const OTHER_TYPES: &[&str] = &[
    "Client",
    "Open",
    "Operation",
    "Patch",
    "Sourced",
    "Stream",
    "WireTime",
];

/// What `operations.rs` has beside the operations.
const OF_OPERATIONS: &[&str] = &["OPERATIONS", "OWN_ERRORS", "RATE_LIMIT", "VENDOR"];

/// What the credential has beside the security schemes: a variant and a function.
const OF_CREDENTIAL: &[&str] = &["anonymous", "into_slots"];

/// What an operation of this name would be called in generated code that has something else of that name; `None` if the
/// name is free.
pub fn taken_for_operation(id: &str) -> Option<String> {
    let (method, builder, data) = (
        id.to_snake_case(),
        id.to_pascal_case(),
        id.to_shouty_snake_case(),
    );
    [
        (method, OF_CLIENT),
        (builder.clone(), CLIENT_TYPES),
        (builder, OTHER_TYPES),
        (data, OF_OPERATIONS),
    ]
    .into_iter()
    .find_map(|(name, taken)| taken.contains(&name.as_str()).then_some(name))
}

/// The same for a security scheme.
pub fn taken_for_scheme(name: &str) -> Option<String> {
    let snake = name.to_snake_case();
    OF_CREDENTIAL.contains(&snake.as_str()).then_some(snake)
}

/// A type or variant name.
pub fn type_ident(name: &str) -> Ident {
    ident(&name.to_pascal_case())
}

/// The name of a function, a module or an argument.
pub fn snake_ident(name: &str) -> Ident {
    ident(&name.to_snake_case())
}

/// The name of a parameter, as a field and setter of a builder.
pub fn parameter_ident(name: &str) -> Ident {
    let snake = name.to_snake_case();
    if OF_BUILDERS.contains(&snake.as_str()) {
        return ident(&format!("{snake}_"));
    }
    ident(&snake)
}

/// The name of a static.
pub fn static_ident(name: &str) -> Ident {
    ident(&name.to_shouty_snake_case())
}

/// Any text as an identifier that compiles: foreign letters go, keywords get an underscore behind, digits an `x` before.
fn ident(text: &str) -> Ident {
    let mut text: String = text
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
        .collect();
    if text.starts_with(|first: char| first.is_ascii_digit()) || text.trim_matches('_').is_empty() {
        text.insert(0, 'x');
    }
    if syn::parse_str::<Ident>(&text).is_err() {
        text.push('_');
    }
    Ident::new(&text, Span::call_site())
}
