//! Language tags.

use crate::model::{IssueCode, LanguagePref};

/// Reads a BCP 47 tag (RFC 5646 section 2.1). `_` is taken as `-`, because vendors send `en_US`; case is
/// set as the RFC recommends. The syntax is checked, the registry is not.
///
/// ```
/// use contacts_core::normalize::language::language;
///
/// assert_eq!(language("en_us".to_owned()).0.language.as_deref(), Some("en-US"));
/// assert_eq!(language("english".to_owned()).0.language, None);
/// ```
pub fn language(raw: String) -> (LanguagePref, Option<IssueCode>) {
    let tag = tag(raw.trim());
    let problem = tag.is_none().then_some(IssueCode::InvalidLanguage);
    let language = LanguagePref {
        language: tag,
        raw,
        pref: None,
    };
    (language, problem)
}

fn tag(text: &str) -> Option<String> {
    let mut parts = text.split(['-', '_']);
    let primary = parts.next()?;
    // Longer primary subtags are reserved or registered one by one: `english` is none of them.
    if !(2..=3).contains(&primary.len()) || !is_letters(primary) {
        return None;
    }
    let mut tag = primary.to_ascii_lowercase();
    let mut stage = Stage::Extlang;
    let mut singleton_is_open = false;
    for part in parts {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        tag.push('-');
        let next = stage.follow(part)?;
        singleton_is_open = match next {
            Stage::Extension | Stage::Private if part.len() == 1 && next != stage => true,
            Stage::Extension if part.len() == 1 && singleton_is_open => return None,
            Stage::Extension if part.len() == 1 => true,
            _ => false,
        };
        match (next, part.len()) {
            (Stage::Script, _) => {
                let (first, rest) = part.split_at_checked(1)?;
                tag.push_str(&first.to_ascii_uppercase());
                tag.push_str(&rest.to_ascii_lowercase());
            }
            (Stage::Region, _) => tag.push_str(&part.to_ascii_uppercase()),
            _ => tag.push_str(&part.to_ascii_lowercase()),
        }
        stage = next;
    }
    (!singleton_is_open).then_some(tag)
}

/// The last kind of subtag seen; subtags come in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Extlang,
    Script,
    Region,
    Variant,
    Extension,
    Private,
}

impl Stage {
    /// What `part` is after this stage; none if it can't stand there.
    fn follow(self, part: &str) -> Option<Self> {
        let starts_with_digit = part.starts_with(|letter: char| letter.is_ascii_digit());
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        match part.len() {
            _ if self == Self::Private => Some(Self::Private),
            1 if part.eq_ignore_ascii_case("x") => Some(Self::Private),
            1 => Some(Self::Extension),
            _ if self == Self::Extension => Some(Self::Extension),
            2 if self < Self::Region && is_letters(part) => Some(Self::Region),
            3 if self < Self::Region && digits => Some(Self::Region),
            3 if self == Self::Extlang && is_letters(part) => Some(Self::Extlang),
            4 if self < Self::Script && is_letters(part) => Some(Self::Script),
            4 if starts_with_digit => Some(Self::Variant),
            5..=8 => Some(Self::Variant),
            _ => None,
        }
    }
}

fn is_letters(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphabetic())
}
