//! What DM Champ can write of a contact.
//!
//! It shows nobody by id, but for the tags; so nothing else is shown by a reading, and a write of it can't be verified. A tag
//! is given by telephone number or e-mail address (<https://dm-cha.readme.io/reference/create-tag>).

use contacts_dmchamp::operations;
use contacts_runtime::operation::{Capability, Evidence};

use crate::write::Support::{Refused, Supported, Unverified};
use crate::write::{Field, FieldWrite, Refinement};

/// Known from its code only.
const BOOKING: &str = "A booking service in PHP that creates contacts over the API";
const ONCE: &str = "no documented operation changes it after the creation";

/// One row a field.
pub static WRITES: &[FieldWrite] = &[
    FieldWrite::new(Field::Given, &operations::UPDATE_CONTACT, "firstName")
        .clear(Unverified(
            "firstName: Unknown, the vendor's word for no name",
        ))
        .not_shown(),
    FieldWrite::new(Field::Surname, &operations::UPDATE_CONTACT, "lastName")
        .clear(Unverified(
            "lastName: Unknown, the vendor's word for no name",
        ))
        .not_shown(),
    FieldWrite::new(Field::Email, &operations::UPDATE_CONTACT, "email")
        .clear(Refused(
            "the vendor takes an e-mail address there, and no null",
        ))
        .not_shown(),
    FieldWrite::new(
        Field::Phone,
        &operations::CREATE_CONTACT,
        "phoneNumber, which a new contact needs",
    )
    .set(Refused(ONCE))
    .clear(Refused(ONCE))
    .not_shown(),
    FieldWrite::new(Field::Identifier, &operations::CREATE_CONTACT, "externalId")
        .set(Refused(ONCE))
        .clear(Refused(ONCE))
        .not_shown(),
    FieldWrite::new(Field::Channel, &operations::UPDATE_CONTACT, "channel")
        .clear(Refused("the vendor takes a text there, and no null"))
        .not_shown()
        .known_from(Evidence::ThirdParty, BOOKING),
    FieldWrite::new(
        Field::Service,
        &operations::CREATE_CONTACT,
        "instagramId, of instagram only",
    )
    .set(Refused(ONCE))
    .clear(Refused(ONCE))
    .not_shown(),
    FieldWrite::new(
        Field::DoNotDisturb,
        &operations::UPDATE_CONTACT,
        "do_not_disturb",
    )
    .clear(Refused("it is on or off: set it to false"))
    .not_shown(),
    FieldWrite::new(
        Field::Attribute,
        &operations::UPDATE_CONTACT,
        "custom_fields",
    )
    .set(Unverified("custom_fields, which may replace the others"))
    .clear(Unverified(
        "null in custom_fields, which may replace the others",
    ))
    .not_shown()
    .known_from(Evidence::ThirdParty, BOOKING),
    FieldWrite::new(
        Field::Tag,
        &operations::ADD_CONTACT_TAGS,
        "one call a tag, by telephone number or e-mail address",
    )
    .clear(Refused("the vendor has no way to take a tag away")),
    FieldWrite::new(
        Field::List,
        &operations::ADD_CONTACT_TO_LIST,
        "one call a list",
    )
    .create(Supported("listIds"))
    .clear(Unverified(
        "removeContactFromList, whose method and path are guesses",
    ))
    .not_shown(),
];

/// The conditions on what DM Champ can do.
pub static REFINEMENTS: &[Refinement] = &[
    Refinement::new(
        Capability::Create,
        &operations::CREATE_CONTACT,
        "a new contact needs a telephone number, and the vendor fills in the word Unknown for a missing name; one that is \
         there already is refused, or given back as if it were new",
    ),
    Refinement::new(
        Capability::FindByPhone,
        &operations::GET_CONTACT,
        "the documented answer is the id only; integrations read the contact too",
    ),
    Refinement::new(
        Capability::FindByEmail,
        &operations::GET_CONTACT,
        "the documented answer is the id only; integrations read the contact too",
    ),
    Refinement::new(
        Capability::AddTags,
        &operations::ADD_CONTACT_TAGS,
        "by telephone number or e-mail address only, one tag a call; a tag that is not there is made",
    ),
    Refinement::new(
        Capability::RemoveFromList,
        &operations::REMOVE_CONTACT_FROM_LIST,
        "the page names inputs and outcomes; method and path are guesses",
    ),
    Refinement::new(
        Capability::ListMessages,
        &operations::LIST_CONTACT_MESSAGES,
        "the page says a list; its path and what is in it are guesses",
    ),
];
