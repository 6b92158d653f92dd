//! E-mail addresses.

use crate::model::{EmailAddress, IssueCode};

/// Reads one address: an addr-spec (RFC 5322 section 3.4.1), nothing around it.
///
/// White space at the ends is cut. A display name, a list, a quoted local part or an address that a web
/// page obfuscated is not an address: the text stays in `raw`.
///
/// ```
/// use contacts_core::normalize::email::email;
///
/// let (address, problem) = email(" Ada.Lovelace@Example.com ".to_owned());
/// assert_eq!(address.address.as_deref(), Some("Ada.Lovelace@Example.com"));
/// assert_eq!(address.match_key.as_deref(), Some("ada.lovelace@example.com"));
/// assert!(problem.is_none());
/// ```
pub fn email(raw: String) -> (EmailAddress, Option<IssueCode>) {
    let address = is_addr_spec(raw.trim()).then(|| raw.trim().to_owned());
    let problem = address.is_none().then_some(IssueCode::InvalidEmail);
    let email = EmailAddress {
        match_key: address.as_deref().map(str::to_lowercase),
        address,
        raw,
        ..EmailAddress::default()
    };
    (email, problem)
}

fn is_addr_spec(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    // RFC 5321 section 4.5.3.1: 64 octets before the sign, 255 after it.
    is_local_part(local) && local.len() <= 64 && is_domain(domain) && domain.len() <= 255
}

fn is_local_part(text: &str) -> bool {
    text.split('.').all(|atom| {
        !atom.is_empty()
            && atom.chars().all(|letter| match letter {
                'a'..='z' | 'A'..='Z' | '0'..='9' => true,
                '\0'..='\x7f' => "!#$%&'*+-/=?^_`{|}~".contains(letter),
                // RFC 6531 allows letters beyond ASCII.
                _ => !letter.is_whitespace() && !letter.is_control(),
            })
    })
}

fn is_domain(text: &str) -> bool {
    text.split('.').all(|label| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| {
                letter.is_ascii_alphanumeric()
                    || letter == '-'
                    || (!letter.is_ascii() && letter.is_alphanumeric())
            })
    })
}
