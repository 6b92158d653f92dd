//! What TetherAI can write of a contact.
//!
//! The vendor changes few fields of a contact that is there: names and e-mail addresses are given once, at its creation
//! (<https://docs.tetherai.ca/api-reference/contacts>).

use contacts_runtime::operation::Capability;
use contacts_tetherai::operations;

use crate::write::Support::{Refused, Supported};
use crate::write::{Field, FieldWrite, Refinement};

const ONCE: &str = "no documented operation changes it after the creation";
const NO_NULL: &str = "the vendor takes a text there, and no null";

/// One row a field.
pub static WRITES: &[FieldWrite] = &[
    FieldWrite::new(Field::Given, &operations::CREATE_CONTACT, "firstName")
        .set(Refused(ONCE))
        .clear(Refused(ONCE)),
    FieldWrite::new(Field::Surname, &operations::CREATE_CONTACT, "lastName")
        .set(Refused(ONCE))
        .clear(Refused(ONCE)),
    FieldWrite::new(Field::Email, &operations::CREATE_CONTACT, "email")
        .set(Refused(ONCE))
        .clear(Refused(ONCE)),
    FieldWrite::new(Field::Phone, &operations::UPDATE_CONTACT, "phoneNumber")
        .create(Supported("phoneNumber, which a new contact needs"))
        .set(Supported(
            "phoneNumber: the whole list, with this number first",
        ))
        .clear(Refused(
            "what an empty list of numbers does is not documented",
        )),
    FieldWrite::new(Field::Pipeline, &operations::UPDATE_CONTACT, "pipelineId")
        .clear(Refused(NO_NULL)),
    FieldWrite::new(Field::Stage, &operations::UPDATE_CONTACT, "pipelineStage")
        .clear(Supported("pipelineStage: null")),
    FieldWrite::new(Field::Status, &operations::UPDATE_CONTACT, "status").clear(Refused(NO_NULL)),
    FieldWrite::new(
        Field::Blocked,
        &operations::BLOCK_CONTACT,
        "blockContact and unblockContact",
    )
    .create(Supported("a second call"))
    .clear(Refused("a contact is blocked or not: set it to false"))
    .not_shown(),
];

/// The conditions on what TetherAI can do.
pub static REFINEMENTS: &[Refinement] = &[
    Refinement::new(
        Capability::List,
        &operations::LIST_CONTACTS,
        "lists the caller's own contacts unless it is asked for all, as it is here",
    ),
    Refinement::new(
        Capability::Search,
        &operations::LIST_CONTACTS,
        "the newer page's table lacks the parameter, and its examples have it",
    ),
    Refinement::new(
        Capability::FindByEmail,
        &operations::LIST_CONTACTS,
        "searches names, numbers and addresses, and keeps whom the address belongs to",
    ),
    Refinement::new(
        Capability::Create,
        &operations::CREATE_CONTACT,
        "a new contact needs a telephone number",
    ),
    Refinement::new(
        Capability::Update,
        &operations::UPDATE_CONTACT,
        "changes telephone numbers, pipeline, stage and status only",
    ),
    Refinement::new(
        Capability::BulkDelete,
        &operations::DELETE_CONTACTS_BY_QUERY,
        "by a query it starts a job, which lives in the server's memory and is forgotten some time after its end",
    ),
    Refinement::new(
        Capability::Merge,
        &operations::MERGE_CONTACTS,
        "merges the two contacts of a review that the vendor raised itself, and no others",
    ),
    Refinement::new(
        Capability::Split,
        &operations::SPLIT_CONTACT,
        "for administrators",
    ),
    Refinement::new(
        Capability::ListConversations,
        &operations::LIST_CONTACT_CONVERSATIONS,
        "lists those that the caller owns or is assigned to, one channel a call",
    ),
    Refinement::new(
        Capability::ListMessages,
        &operations::SEARCH_CONTACT_MESSAGES,
        "they can be searched for a text, and not listed: call searchContactMessages by name",
    ),
];
