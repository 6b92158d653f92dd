//! Names of vendor properties.

/// The prefix of our vendor properties: the project's domain (RFC 9553 section 1.8.1).
pub const PREFIX: &str = "contacts-rs.org";

/// Slots of a contact that JSContact has no place for: each is a vendor property of its own.
pub(super) const SLOTS: &[&str] = &[
    "source",
    "preferredService",
    "gender",
    "consent",
    "activity",
    "attributes",
    "lists",
    "owner",
    "createdBy",
    "assignees",
    "pipeline",
    "lifecycle",
    "automation",
    "campaigns",
    "conversations",
    "issues",
];

/// Properties that hold what a standard property of the Card could not take.
pub(super) const BESIDE: &[&str] = &[
    "name",
    "organizations",
    "emails",
    "phones",
    "onlineServices",
    "preferredLanguages",
    "addresses",
    "media",
    "tags",
    "notes",
    "createdAt",
    "updatedAt",
    "detail",
];

/// The name of our property for `name`.
pub(super) fn ours(name: &str) -> String {
    format!("{PREFIX}:{name}")
}

/// What our property is called behind the prefix.
pub(super) fn name_of(property: &str) -> Option<&str> {
    property.strip_prefix(PREFIX)?.strip_prefix(':')
}

/// The name of the property for a place in extra: provider, dot, path with dots.
///
/// What the ABNF of `v-extension` forbids in a name, and a dot in a key, is percent-encoded, so the name
/// can be read back.
pub(super) fn of_extra(provider: &str, pointer: &str) -> String {
    let mut name = String::new();
    let provider_is_ours = SLOTS.contains(&provider) || BESIDE.contains(&provider);
    encode(provider, provider_is_ours, &mut name);
    for key in pointer.split('/').skip(1) {
        name.push('.');
        encode(&key.replace("~1", "/").replace("~0", "~"), false, &mut name);
    }
    ours(&name)
}

/// Provider and pointer for the name of a property for extra.
pub(super) fn to_extra(name: &str) -> Option<(String, String)> {
    let mut parts = name.split('.');
    let provider = decode(parts.next()?)?;
    let mut pointer = String::new();
    for part in parts {
        pointer.push('/');
        pointer.push_str(&decode(part)?.replace('~', "~0").replace('/', "~1"));
    }
    Some((provider, pointer))
}

fn encode(text: &str, first_too: bool, name: &mut String) {
    for (index, byte) in text.bytes().enumerate() {
        let plain = byte.is_ascii_graphic() && !b"./~\"%\\".contains(&byte);
        if plain && !(first_too && index == 0) {
            name.push(char::from(byte));
        } else {
            name.push_str(&format!("%{byte:02X}"));
        }
    }
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            decoded.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}
