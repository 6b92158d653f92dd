//! What may be shown of a payload: names that look like names of fields, words that look like words of a list. Everything
//! else could be somebody's.

/// Longest name or word that is shown.
const LONGEST: usize = 40;
/// Most digits in a row in a name: `address2` is a field, `12025550101` is a telephone number.
const DIGITS: usize = 2;

/// The name of a member as it is shown: itself if it looks like an identifier of a program, else `*`.
pub fn field_name(name: &str) -> &str {
    let is_letter = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$');
    let is_identifier = name.starts_with(is_letter)
        && name.len() <= LONGEST
        && name
            .chars()
            .all(|c| is_letter(c) || c.is_ascii_digit() || matches!(c, '-' | '.' | ':'));
    let longest = name
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .max()
        .unwrap_or_default();
    if is_identifier && longest <= DIGITS {
        name
    } else {
        "*"
    }
}

/// A value of a field that the spec declares as a list of words, if it is such a word itself: lower case, no digits, few
/// parts. A name or an address of a person has a capital, a blank, a digit or a sign in it.
pub fn enum_word(value: &str) -> Option<&str> {
    let parts: Vec<&str> = value.split(['_', '-']).collect();
    let is_word = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase());
    (value.len() <= LONGEST && parts.len() <= 4 && parts.iter().all(is_word)).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fields_are_shown_and_what_could_be_a_person_is_not() {
        for name in [
            "id",
            "first_name",
            "firstName",
            "address2",
            "x-source",
            "@type",
            "$ref",
            "a.b",
            "ns:key",
        ] {
            assert_eq!(field_name(name), if name == "@type" { "*" } else { name });
        }
        for name in [
            "ada@example.com",
            "+12025550101",
            "12025550101",
            "Ada Lovelace",
            "user_12345",
            "",
            "名前",
            "7",
            "a/b",
        ] {
            assert_eq!(field_name(name), "*", "{name}");
        }
    }

    #[test]
    fn words_of_a_list_are_shown_and_nothing_else() {
        for word in ["active", "not_attempted", "opted-out"] {
            assert_eq!(enum_word(word), Some(word));
        }
        for value in [
            "Ada",
            "ada lovelace",
            "ada@example.com",
            "v2",
            "",
            "a-b-c-d-e",
            "user_",
            "é",
        ] {
            assert_eq!(enum_word(value), None, "{value}");
        }
    }
}
