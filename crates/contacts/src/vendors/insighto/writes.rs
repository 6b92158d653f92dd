//! What Insighto can write of a contact.
//!
//! A contact is made by an upsert only, whose values are in the query string. An update may replace or merge the maps in
//! it, nobody knows (<https://docs.insighto.ai/api-reference/contact/update-contact-by-id>), so each map is sent whole.

use contacts_insighto::operations;
use contacts_runtime::operation::{Capability, Evidence};

use crate::write::Support::{Supported, Unverified};
use crate::write::{Field, FieldWrite, Refinement};

/// What follows an upsert, of which nobody knows whether it made the contact.
const AFTER_UPSERT: &str = "a second call, which may replace what a contact has that was there";

/// One row a field.
pub static WRITES: &[FieldWrite] = &[
    FieldWrite::new(Field::Given, &operations::UPDATE_CONTACT, "first_name")
        .clear(Unverified("first_name: null, which its type allows")),
    FieldWrite::new(Field::Surname, &operations::UPDATE_CONTACT, "last_name")
        .clear(Unverified("last_name: null, which its type allows")),
    FieldWrite::new(Field::Email, &operations::UPDATE_CONTACT, "email")
        .clear(Unverified("email: null, which its type allows")),
    FieldWrite::new(
        Field::Phone,
        &operations::UPDATE_CONTACT,
        "channels/telephone, with all channels",
    )
    .create(Supported("phone_number, without its plus sign"))
    .clear(Unverified("channels/telephone: null")),
    FieldWrite::new(Field::Service, &operations::UPDATE_CONTACT, "all channels")
        .create(Unverified(AFTER_UPSERT))
        .clear(Unverified("null in channels")),
    FieldWrite::new(
        Field::Attribute,
        &operations::UPDATE_CONTACT,
        "all custom_fields",
    )
    .create(Unverified(AFTER_UPSERT))
    .clear(Unverified("null in custom_fields")),
];

/// The conditions on what Insighto can do.
pub static REFINEMENTS: &[Refinement] = &[
    Refinement {
        capability: Capability::Count,
        text: "the total of the list, whose answer no page shows: others of the vendor's lists have one",
        evidence: Evidence::Assumed,
        source: "Inferred: the same response class as on the documented operations",
    },
    Refinement::new(
        Capability::Upsert,
        &operations::UPSERT_CONTACT,
        "needs an e-mail address or a telephone number; which contact wins where they belong to two is not known",
    ),
    Refinement::new(
        Capability::SetAttributes,
        &operations::UPDATE_CONTACT,
        "whether the call replaces the others is not known, so all are sent",
    ),
    Refinement::new(
        Capability::ListMessages,
        &operations::GET_CONVERSATION_TRANSCRIPT,
        "each conversation has a transcript, of a form that was not seen: call getConversationTranscript by name",
    ),
    Refinement::new(
        Capability::Delete,
        &operations::DELETE_CONTACTS,
        "each of the two operations is known from one integration only",
    ),
];
