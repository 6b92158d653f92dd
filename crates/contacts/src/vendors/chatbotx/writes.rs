//! What ChatbotX can write of a contact.
//!
//! The older update (PUT) does what the newer one does, and every server has it.

use contacts_chatbotx::operations;
use contacts_runtime::operation::{Capability, Evidence};

use crate::write::Support::{Refused, Supported, Unverified};
use crate::write::{Field, FieldWrite, Refinement};

/// One row a field.
pub static WRITES: &[FieldWrite] = &[
    FieldWrite::new(Field::Given, &operations::UPDATE_CONTACT, "firstName").clear(EMPTY),
    FieldWrite::new(Field::Surname, &operations::UPDATE_CONTACT, "lastName").clear(EMPTY),
    FieldWrite::new(Field::FullName, &operations::UPDATE_CONTACT, "")
        .create(COMPUTED)
        .set(COMPUTED)
        .clear(COMPUTED),
    FieldWrite::new(Field::Email, &operations::UPDATE_CONTACT, "email").clear(EMPTY),
    FieldWrite::new(Field::Phone, &operations::UPDATE_CONTACT, "phoneNumber").clear(EMPTY),
    // A server before August 2026 shows its own storage key in place of the URL.
    FieldWrite::new(Field::Photo, &operations::UPSERT_CONTACT, "avatar").not_shown(),
    FieldWrite::new(Field::TimeZone, &operations::UPDATE_CONTACT, "timezone").clear(EMPTY),
    FieldWrite::new(Field::Gender, &operations::UPDATE_CONTACT, "gender")
        .clear(Refused("the vendor has a word for it: set it to unknown"))
        .none("unknown"),
    FieldWrite::new(Field::Inbox, &operations::CREATE_CONTACT, "inboxId")
        .create(Supported("inboxId, and its channel"))
        .set(Refused("a contact keeps the inbox that it was created in"))
        .clear(Refused("a contact keeps the inbox that it was created in")),
    FieldWrite::new(Field::Service, &operations::CREATE_CONTACT, "contactId")
        .create(Supported("contactId, of the inbox's channel"))
        .set(Refused(
            "the id on a channel is given once, at the creation",
        ))
        .clear(Refused(
            "the id on a channel is given once, at the creation",
        ))
        .not_shown(),
    FieldWrite::new(
        Field::Attribute,
        &operations::SET_CONTACT_CUSTOM_FIELD,
        "one call an attribute, value as text",
    )
    .clear(Supported("clearContactCustomField")),
    FieldWrite::new(
        Field::Tag,
        &operations::ADD_CONTACT_TAGS,
        "by id, and by name where the account has no such tag",
    )
    .clear(Supported("removeContactTags, by id")),
    FieldWrite::new(
        Field::Blocked,
        &operations::BLOCK_CONTACT,
        "blockContact and unblockContact",
    )
    .clear(Refused("a contact is blocked or not: set it to false")),
];

const EMPTY: crate::write::Support = Unverified("an empty text");
const COMPUTED: crate::write::Support =
    Refused("the vendor makes it of given name and surname: write those");

/// The vendor's source code.
const SOURCE: &str = "https://github.com/ChatbotXIO/ChatbotX";

const fn refinement(capability: Capability, text: &'static str) -> Refinement {
    Refinement {
        capability,
        text,
        evidence: Evidence::Source,
        source: SOURCE,
    }
}

/// The conditions on what ChatbotX can do.
pub static REFINEMENTS: &[Refinement] = &[
    refinement(
        Capability::FindByEmail,
        "compares letter by letter: an e-mail address in another case is not found",
    ),
    refinement(
        Capability::FindByAttribute,
        "gives 100 contacts at most and can't go on; the key is the id of the custom field",
    ),
    refinement(
        Capability::Filter,
        "only by a custom attribute here; the vendor's own filter object can be given by name",
    ),
    refinement(
        Capability::Count,
        "only on servers after 2026-08-19, and perhaps 10,000 at most",
    ),
    refinement(
        Capability::Create,
        "needs an inbox; WhatsApp needs a telephone number, e-mail an address, and every channel but the chat widget the id there",
    ),
    refinement(
        Capability::Upsert,
        "looks for the telephone number, else the e-mail address, and creates in the inbox of the chat widget",
    ),
    refinement(
        Capability::AddTags,
        "a tag that the account does not have yet can be added on servers after 2026-08-19 only",
    ),
    refinement(
        Capability::SetAttributes,
        "values are text, and the account must have defined the attribute",
    ),
    refinement(
        Capability::ListAllTags,
        "up to 2026-08-15 the newest 50 only",
    ),
    refinement(
        Capability::ListAttributeDefinitions,
        "up to 2026-08-15 the first 50 only",
    ),
    refinement(
        Capability::ListConversations,
        "the one conversation that a contact has: it comes with the contact",
    ),
    refinement(
        Capability::ListMessages,
        "newer tokens need the scope inbox",
    ),
    refinement(
        Capability::ListNotes,
        "the page shows them in a contact, and no server was seen to send them; newer ones have operations that were not seen",
    ),
];
