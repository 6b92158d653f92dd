//! What 99digital can write of a contact.

use contacts_digital99::operations;
use contacts_runtime::operation::{Capability, Evidence};

use crate::write::Support::{Refused, Supported, Unverified};
use crate::write::{Field, FieldWrite, Refinement, Support};

const NULL: Support = Unverified("null");
const ONE_NAME: Support = Refused("the vendor has one name: write name/full");
/// The server merges, so that a key which is left out stays.
const MERGED: Support = Unverified("null, which the server merges");

/// One row a field.
pub static WRITES: &[FieldWrite] = &[
    FieldWrite::new(Field::Given, &operations::UPDATE_CONTACT, "")
        .create(ONE_NAME)
        .set(ONE_NAME)
        .clear(ONE_NAME),
    FieldWrite::new(Field::Surname, &operations::UPDATE_CONTACT, "")
        .create(ONE_NAME)
        .set(ONE_NAME)
        .clear(ONE_NAME),
    FieldWrite::new(Field::FullName, &operations::UPDATE_CONTACT, "name").clear(NULL),
    FieldWrite::new(Field::Email, &operations::UPDATE_CONTACT, "email").clear(NULL),
    FieldWrite::new(Field::Phone, &operations::UPDATE_CONTACT, "phone_number").clear(NULL),
    FieldWrite::new(Field::Identifier, &operations::UPDATE_CONTACT, "identifier").clear(NULL),
    // The server fetches the picture later, and shows a copy of its own.
    FieldWrite::new(Field::Photo, &operations::UPDATE_CONTACT, "avatar_url")
        .clear(Supported("deleteContactAvatar"))
        .not_shown(),
    additional(Field::Country, "additional_attributes.country"),
    additional(Field::Locality, "additional_attributes.city"),
    additional(Field::Organization, "additional_attributes.company_name"),
    FieldWrite::new(Field::Inbox, &operations::CREATE_CONTACT, "inbox_id")
        .set(Refused(
            "addContactInbox adds one, and none can be taken away",
        ))
        .clear(Refused("no inbox can be taken away")),
    FieldWrite::new(Field::Blocked, &operations::UPDATE_CONTACT, "blocked")
        .clear(Refused("a contact is blocked or not: set it to false"))
        .known_from(Evidence::Source, CHATWOOT),
    FieldWrite::new(
        Field::Attribute,
        &operations::UPDATE_CONTACT,
        "custom_attributes, merged",
    )
    .clear(Supported("deleteContactCustomFields")),
    FieldWrite::new(
        Field::Tag,
        &operations::REPLACE_CONTACT_TAGS,
        "the labels that are there and the new ones, as the call replaces all",
    )
    .clear(Supported(
        "the labels that are there without these, as the call replaces all",
    )),
];

/// The source of the product behind the white label.
const CHATWOOT: &str = operations::DELETE_CONTACT.source;

const fn additional(field: Field, how: &'static str) -> FieldWrite {
    FieldWrite::new(field, &operations::UPDATE_CONTACT, how)
        .clear(MERGED)
        .known_from(Evidence::Source, CHATWOOT)
}

/// Whom neither the list nor its count has.
const UNRESOLVED: &str =
    "leaves out contacts without e-mail address, telephone number and identifier";

/// The conditions on what 99digital can do.
pub static REFINEMENTS: &[Refinement] = &[
    Refinement::new(Capability::List, &operations::LIST_CONTACTS, UNRESOLVED),
    Refinement::new(Capability::Count, &operations::LIST_CONTACTS, UNRESOLVED),
    Refinement::new(
        Capability::Search,
        &operations::SEARCH_CONTACTS,
        "finds parts of texts, and counts the page only on newer servers; 100 searches a minute",
    ),
    Refinement::new(
        Capability::Filter,
        &operations::FILTER_CONTACTS,
        "compares days, so times are compared here once more",
    ),
    Refinement::new(
        Capability::Create,
        &operations::CREATE_CONTACT,
        "needs an inbox by the page, and needs none by the source; a duplicate is a 422",
    ),
    Refinement::new(
        Capability::Delete,
        &operations::DELETE_CONTACT,
        "only for administrators, and only while the contact is offline",
    ),
    Refinement::new(
        Capability::BulkDelete,
        &operations::BULK_UPDATE_CONTACTS,
        "only for administrators; also deletes who is online, as only the call for one contact looks; no answer says what came \
         of it",
    ),
    Refinement::new(
        Capability::ReplaceTags,
        &operations::REPLACE_CONTACT_TAGS,
        "replaces all: what is added between reading and writing is lost",
    ),
    Refinement::new(
        Capability::ListConversations,
        &operations::LIST_CONTACT_CONVERSATIONS,
        "the newest 20, without a way to go on",
    ),
    Refinement::new(
        Capability::ListInboxes,
        &operations::LIST_CONTACTABLE_INBOXES,
        "only those through which one contact can be reached: call listContactableInboxes by name",
    ),
    Refinement::new(
        Capability::Merge,
        &operations::MERGE_CONTACTS,
        "deletes one of the two, for good",
    ),
    Refinement::new(
        Capability::Import,
        &operations::IMPORT_CONTACTS,
        "only for administrators",
    ),
    Refinement::new(
        Capability::Export,
        &operations::EXPORT_CONTACTS,
        "only for administrators; the file comes as a link by e-mail",
    ),
];
