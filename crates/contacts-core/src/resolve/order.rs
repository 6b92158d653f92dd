//! Sorting by text, for more of them than fit a cache.
//!
//! Texts lie scattered in memory, and who compares two of them waits for both. So of each a few letters are taken out as a
//! number, and then the next ones, of those only that are still the same.

/// Letters that are taken at once; the last byte of the number says how many there were.
const LETTERS: usize = 7;

/// So many are sorted faster by comparing them.
const FEW: usize = 16;

/// Sorts by text; those of one text stay as they were.
pub(super) fn sort_by_text<T>(items: &mut [T], text: fn(&T) -> &str) {
    sort(items, text, 0);
}

/// Sorts texts that are the same before `start`.
fn sort<T>(items: &mut [T], text: fn(&T) -> &str, start: usize) {
    if items.len() <= FEW {
        items.sort_by(|one, other| text(one).cmp(text(other)));
        return;
    }
    let part = |item: &T| part(text(item), start);
    items.sort_by_cached_key(part);
    for same in items.chunk_by_mut(|one, other| part(one) == part(other)) {
        let end = start + LETTERS;
        if same.len() > 1 && same.first().is_some_and(|item| text(item).len() > end) {
            sort(same, text, end);
        }
    }
}

/// The letters from `start` on, so that numbers compare as texts: one that ends comes before those that go on.
fn part(text: &str, start: usize) -> u64 {
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let mut bytes = [0; LETTERS + 1];
    for (byte, letter) in bytes.iter_mut().zip(rest) {
        *byte = *letter;
    }
    if let Some(last) = bytes.last_mut() {
        *last = rest.len().min(LETTERS + 1) as u8;
    }
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_sorted_as_they_compare() {
        let parts = ["", "a", "\0", "person.", "person.1", "\u{1f}", "é", "z\0"];
        let three = |one| parts.map(|two| parts.map(|three| [one, two, three].concat()));
        let texts: Vec<String> = parts.map(three).into_iter().flatten().flatten().collect();
        // Backwards, and each twice with its place.
        let mut sorted: Vec<(String, usize)> =
            texts.iter().rev().chain(&texts).cloned().zip(0..).collect();
        let mut expected = sorted.clone();
        sort_by_text(&mut sorted, |(text, _)| text);
        expected.sort();
        assert_eq!(sorted, expected);
    }
}
