//! Which of many upserts are one contact for the vendor, which updates whom it takes for the same.

use std::collections::BTreeMap;

use contacts::Write;

/// Where the upserts so far stand, by what they are known by.
#[derive(Default)]
pub struct Same {
    by_address: BTreeMap<String, String>,
    by_id: BTreeMap<String, String>,
}

impl Same {
    /// Why a write is not made unasked: one before it, which it may overwrite, has one of its addresses.
    pub fn refusal(&mut self, write: &Write, place: &str) -> Option<String> {
        let mut found = None;
        for address in addresses(write) {
            let earlier = self.by_address.entry(address);
            let earlier = earlier.or_insert_with(|| place.to_owned());
            if earlier != place {
                found.get_or_insert_with(|| earlier.clone());
            }
        }
        found.map(|earlier| {
            format!(
                "has the number or address of {earlier}, so the vendor takes both for one contact: --allow-duplicate writes this one over that"
            )
        })
    }

    /// What there is to say of an upsert that was made: that one before it went to the same contact.
    pub fn overwritten(
        &mut self,
        write: &Write,
        place: &str,
        id: Option<&String>,
    ) -> Option<String> {
        let (Write::Upsert { .. }, Some(id)) = (write, id) else {
            return None;
        };
        let earlier = self.by_id.insert(id.clone(), place.to_owned())?;
        Some(format!(
            "is the same contact as {earlier} for the vendor ({id}): its values were overwritten"
        ))
    }
}

/// What the vendor may know the contact of an upsert by, in whatever spelling.
fn addresses(write: &Write) -> Vec<String> {
    let Write::Upsert { patch } = write else {
        return Vec::new();
    };
    let email = patch
        .email
        .as_option()
        .map(|email| email.trim().to_lowercase());
    let phone = patch.phone.as_option().map(|phone| {
        let digits = phone.chars().filter(char::is_ascii_digit);
        digits.collect::<String>()
    });
    email.into_iter().chain(phone).collect()
}
