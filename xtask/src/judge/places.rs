//! Where a vendor's operations are served: at the base URL, but for those that name a server of their own.

use std::collections::BTreeMap;

use serde_json::Value;

use super::hearing::METHODS;

/// The operationIds at each URL of a sandbox. Of another server's URL the path counts, since a sandbox has one address.
pub fn of(spec: &Value, base_url: &str) -> BTreeMap<String, Vec<String>> {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let paths = spec.get("paths").and_then(Value::as_object);
    for item in paths.into_iter().flat_map(serde_json::Map::values) {
        for operation in METHODS.iter().filter_map(|method| item.get(method)) {
            let id = operation.get("operationId").and_then(Value::as_str);
            let server = operation
                .pointer("/servers/0/url")
                .or_else(|| item.pointer("/servers/0/url"));
            let url = match server.and_then(Value::as_str) {
                Some(server) => format!("{}{}", split(base_url).0, split(server).1),
                None => base_url.to_owned(),
            };
            places.entry(url).or_default().extend(id.map(str::to_owned));
        }
    }
    places
}

/// Scheme and address, and the path.
fn split(url: &str) -> (&str, &str) {
    let address = url.find("://").map_or(0, |colon| colon + "://".len());
    let path = url
        .char_indices()
        .find(|&(place, character)| place >= address && character == '/');
    url.split_at(path.map_or(url.len(), |(place, _)| place))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::of;

    #[test]
    fn a_server_of_its_own_gives_its_path() {
        let spec = json!({"paths": {
            "/contacts": {"get": {"operationId": "listContacts"}, "post": {"operationId": "createContact"}},
            "/chats": {"post": {"operationId": "listChats", "servers": [{"url": "https://chat.example.com/v2"}]}},
            "/calls": {"servers": [{"url": "https://calls.example.com"}], "get": {"operationId": "listCalls"}},
        }});
        let places = of(&spec, "http://127.0.0.1:8080/api");
        let places: Vec<(&str, Vec<&str>)> = places
            .iter()
            .map(|(url, operations)| {
                (
                    url.as_str(),
                    operations.iter().map(String::as_str).collect(),
                )
            })
            .collect();
        assert_eq!(
            places,
            [
                ("http://127.0.0.1:8080", vec!["listCalls"]),
                (
                    "http://127.0.0.1:8080/api",
                    vec!["listContacts", "createContact"]
                ),
                ("http://127.0.0.1:8080/v2", vec!["listChats"]),
            ]
        );
    }
}
