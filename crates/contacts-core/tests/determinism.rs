//! What a feature somewhere else in the build could change behind our back.

/// `serde_json/preserve_order`, turned on by any crate, would reorder every snapshot and every export.
#[test]
fn maps_are_sorted() {
    let map: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(r#"{"b": 1, "a": 2}"#).unwrap();
    assert_eq!(map.keys().collect::<Vec<_>>(), ["a", "b"]);
}

/// `serde_json/arbitrary_precision` breaks flattened members.
#[test]
fn numbers_are_plain() {
    let number: serde_json::Number = "1.50".parse().unwrap();
    assert_eq!(number.to_string(), "1.5");
}
