//! Custom fields: as a contact has them, and by themselves.

#![deny(unused_variables)]

use contacts_chatbotx::types;
use contacts_runtime::Sourced;

use crate::mapping::{Mapped, Scope};
use crate::model::{Attribute, AttributeScope, RemoteId};

/// The answer of `listContactCustomFields`: a contact of which only the attributes are known. The
/// contact's id is in the request only.
pub fn attribute_list(at: &mut Scope<'_>, list: types::ContactCustomFieldValueList) -> Mapped {
    let types::ContactCustomFieldValueList { data, extra } = list;
    let attributes = at.each("data", data, attribute);
    at.extra(extra);
    of_contact(at, attributes)
}

/// The answer of `getContactCustomField`: a value without an envelope, and no more of the contact.
pub(super) fn bare_attribute(at: &mut Scope<'_>, raw: types::ContactCustomFieldValue) -> Mapped {
    let attribute = attribute(at, raw);
    of_contact(at, vec![attribute])
}

/// The same as the client gives it, with its bytes.
pub fn single_attribute(
    at: &mut Scope<'_>,
    record: Sourced<types::ContactCustomFieldValue>,
) -> Mapped {
    let attribute = at.object("", record, attribute);
    of_contact(at, attribute.into_iter().collect())
}

/// A value by itself, with the name and type of its field.
pub fn attribute(at: &mut Scope<'_>, raw: types::ContactCustomFieldValue) -> Attribute {
    let types::ContactCustomFieldValue {
        description,
        id,
        name,
        type_,
        value,
        extra,
    } = raw;
    // `id` is the field's here. A contact gives it as `customFieldId`, beside an `id` of the value.
    let definition_id = at.id("id", id);
    let attribute = Attribute {
        scope: AttributeScope::Contact,
        key: key_of(definition_id.as_ref()),
        value: at.json("value", value).map(Into::into).unwrap_or_default(),
        definition_id,
        name: at.text("name", name),
        definition_type: at.text("type", type_),
        description: at.text("description", description),
        ..Attribute::default()
    };
    at.extra(extra);
    attribute
}

/// A value without the name and type of its field: those have to be asked for by the field's id.
pub(super) fn custom_field(
    at: &mut Scope<'_>,
    raw: types::ContactCustomField,
    contact: &RemoteId,
) -> Attribute {
    let types::ContactCustomField {
        contact_id,
        created_at,
        custom_field_id,
        id,
        updated_at,
        value,
        extra,
    } = raw;
    at.check("contactId", contact_id, contact);
    let definition_id = at.id("customFieldId", custom_field_id);
    let attribute = Attribute {
        scope: AttributeScope::Contact,
        key: key_of(definition_id.as_ref()),
        value: at.json("value", value).map(Into::into).unwrap_or_default(),
        id: at.id("id", id),
        definition_id,
        created_at: at.time("createdAt", created_at),
        updated_at: at.time("updatedAt", updated_at),
        ..Attribute::default()
    };
    at.extra(extra);
    attribute
}

/// The field's id is the key in both forms, as a contact does not give the field's name.
fn key_of(definition: Option<&RemoteId>) -> String {
    definition.map(RemoteId::to_string).unwrap_or_default()
}

fn of_contact(at: &Scope<'_>, attributes: Vec<Attribute>) -> Mapped {
    let mut contact = at.contact_without_id();
    contact.attributes = attributes;
    Mapped::contact(contact)
}
