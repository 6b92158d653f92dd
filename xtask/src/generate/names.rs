//! Names of the spec as Rust identifiers.

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};
use proc_macro2::Span;
use syn::Ident;

/// Words that a builder needs for itself.
const TAKEN: &[&str] = &[
    "client", "send", "pages", "stream", "request", "body", "new",
];

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
    if TAKEN.contains(&snake.as_str()) {
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
