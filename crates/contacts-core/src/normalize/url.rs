//! URIs.

use crate::model::IssueCode;

/// The absolute URI in `raw` (RFC 3986 section 4.3, or an IRI by RFC 3987), trimmed; its syntax is
/// checked, nothing is rewritten.
///
/// ```
/// use contacts_core::normalize::url::url;
///
/// assert!(url("https://example.com/a.png").0.is_some());
/// assert!(url("uploads/a.png").0.is_none(), "a storage key is not a URI");
/// ```
pub fn url(raw: &str) -> (Option<String>, Option<IssueCode>) {
    let text = raw.trim();
    if is_absolute(text) {
        (Some(text.to_owned()), None)
    } else {
        (None, Some(IssueCode::InvalidUrl))
    }
}

fn is_absolute(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let scheme_fits = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    let host_fits = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => rest
            .strip_prefix("//")
            .is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':'])),
        _ => !rest.is_empty(),
    };
    scheme_fits && host_fits && rest.chars().all(is_allowed)
}

fn is_allowed(letter: char) -> bool {
    match letter {
        '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => false,
        _ => !letter.is_whitespace() && !letter.is_control(),
    }
}
