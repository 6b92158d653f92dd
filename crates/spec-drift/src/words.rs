//! How near two texts of people are: titles of operations, names of members.

use std::collections::{BTreeMap, BTreeSet};

/// The words of a text or identifier, in the form in which pages and specs agree on them.
pub(crate) fn words(text: &str) -> BTreeSet<String> {
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut lower = false;
    for c in text
        .replace("e-mail", "email")
        .replace("E-mail", "email")
        .chars()
        .take(400)
    {
        // listContacts is two words.
        if c.is_uppercase() && lower {
            spaced.push(' ');
        }
        lower = c.is_lowercase();
        spaced.extend(if c.is_alphanumeric() {
            c.to_lowercase().next()
        } else {
            Some(' ')
        });
    }
    spaced
        .split_whitespace()
        .filter(|word| !EMPTY.contains(word))
        .map(canonical)
        .collect()
}

/// Words that say nothing of what an operation does.
const EMPTY: [&str; 24] = [
    "a",
    "an",
    "the",
    "of",
    "by",
    "for",
    "to",
    "from",
    "with",
    "and",
    "or",
    "in",
    "on",
    "all",
    "one",
    "specific",
    "existing",
    "associated",
    "s",
    "api",
    "their",
    "its",
    "some",
    "information",
];

fn canonical(word: &str) -> String {
    let singular = word
        .strip_suffix('s')
        .filter(|stem| stem.len() > 2 && !stem.ends_with('s'));
    let word = match singular.unwrap_or(word) {
        "get" | "find" | "read" | "retrieve" | "fetch" | "list" | "show" | "search" => "read",
        "create" | "new" | "insert" => "create",
        "update" | "change" | "edit" | "modify" => "update",
        "delete" | "remove" | "drop" => "delete",
        "telephone" => "phone",
        other => other,
    };
    word.to_owned()
}

/// How rare each word is among some texts: a word of all of them tells nothing.
pub(crate) struct Rarity(BTreeMap<String, f64>);

impl Rarity {
    pub fn of<'t>(texts: impl Iterator<Item = &'t BTreeSet<String>>) -> Self {
        let (mut counts, mut total) = (BTreeMap::<String, f64>::new(), 0.0_f64);
        for text in texts {
            total += 1.0;
            for word in text {
                *counts.entry(word.clone()).or_insert(0.0) += 1.0;
            }
        }
        Self(
            counts
                .into_iter()
                .map(|(word, count)| (word, (1.0 + total / count).ln()))
                .collect(),
        )
    }

    /// How much of both texts is common, from 0 to 1.
    pub fn likeness(&self, a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
        // A word of none of them tells hardly more than one of all.
        let weight = |word: &String| self.0.get(word).copied().unwrap_or(0.7);
        let sum = |words: &mut dyn Iterator<Item = &String>| words.map(weight).sum::<f64>();
        let (common, of_a) = (sum(&mut a.intersection(b)), sum(&mut a.iter()));
        let of_b = sum(&mut b.iter());
        // What the page says counts more: the spec's texts may say more than a title.
        if of_a == 0.0 || of_b == 0.0 {
            0.0
        } else {
            0.75 * (common / of_a) + 0.25 * (common / of_b)
        }
    }
}

/// How near two names are, from 0 to 1: case and separators do not count, pairs of letters do.
pub(crate) fn nearness(a: &str, b: &str) -> f64 {
    let pairs = |name: &str| {
        let letters: Vec<char> = name
            .chars()
            .take(64)
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        letters.windows(2).map(<[char]>::to_vec).collect::<Vec<_>>()
    };
    let (a, mut b) = (pairs(a), pairs(b));
    let total = a.len() + b.len();
    let mut common = 0;
    for pair in a {
        if let Some(at) = b.iter().position(|other| *other == pair) {
            b.swap_remove(at);
            common += 2;
        }
    }
    if total == 0 {
        0.0
    } else {
        f64::from(common) / total as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_identifiers_share_words() {
        assert_eq!(words("Get a contact by e-mail"), words("findContact email"));
        assert_eq!(words("Delete the lists"), words("remove list"));
    }

    #[test]
    fn names_are_near_whatever_their_spelling() {
        assert_eq!(nearness("phone_number", "phoneNumber"), 1.0);
        assert!(nearness("createdAt", "created_on") > 0.5);
        assert!(nearness("email", "thumbnail") < 0.4);
    }
}
