//! The JSON Schema of the contact model.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::model::Contact;

/// Version of the schema. The first number changes when a name or a type does; the second when something
/// is added.
pub const VERSION: &str = "1.0";

/// The JSON Schema (draft 2020-12) of [`Contact`] as it is written.
///
/// ```
/// let schema = contacts_core::schema::contact();
/// assert_eq!(schema["title"], "Contact");
/// ```
pub fn contact() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<Contact>()
        .to_value();
    if let Some(members) = schema.as_object_mut() {
        let id = format!("https://contacts-rs.org/schema/contact/{VERSION}");
        members.insert("$id".to_owned(), id.into());
    }
    schema
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_schema_is_the_one_that_is_published() {
        insta::assert_json_snapshot!(super::contact());
    }
}
