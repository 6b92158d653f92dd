//! What can be read of each vendor, and what it says of what it can't.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on has failed"
)]

mod stand;

use std::collections::BTreeSet;
use std::fmt::Write;

use contacts::core::model::{AttributeScope, Conversation, Tag, TotalScope};
use contacts::runtime::operation::Capability;
use contacts::{
    Account, Capabilities, Contact, Contacts, Error, Filter, Sweep, SweepOptions, vendors,
};
use stand::start;

/// The capabilities that a method reads by.
const READS: [Capability; 15] = [
    Capability::List,
    Capability::Search,
    Capability::Filter,
    Capability::Count,
    Capability::Get,
    Capability::FindByPhone,
    Capability::FindByEmail,
    Capability::ListAllTags,
    Capability::ListTags,
    Capability::ListAttributes,
    Capability::ListAttributeDefinitions,
    Capability::ListNotes,
    Capability::ListConversations,
    Capability::ListMessages,
    Capability::ListInboxes,
];

/// The capabilities that a method writes by, or a field of a patch.
const WRITES: [Capability; 21] = [
    Capability::Create,
    Capability::Upsert,
    Capability::Update,
    Capability::Delete,
    Capability::Merge,
    Capability::AddTags,
    Capability::RemoveTags,
    Capability::ReplaceTags,
    Capability::AddToList,
    Capability::RemoveFromList,
    Capability::SetAttributes,
    Capability::ClearAttributes,
    Capability::CreateNote,
    Capability::UpdateNote,
    Capability::DeleteNote,
    Capability::Block,
    Capability::Unblock,
    Capability::SetDoNotDisturb,
    // Found by a filter.
    Capability::FindByAttribute,
    // Contact by contact.
    Capability::BulkUpdate,
    Capability::BulkDelete,
];

/// The capabilities that calls by name are for: each vendor has them in a way of its own.
const BY_NAME: [Capability; 8] = [
    Capability::Split,
    Capability::Verify,
    Capability::SearchMessages,
    Capability::SendMessage,
    Capability::ListCampaignContacts,
    Capability::Import,
    Capability::Export,
    Capability::JobStatus,
];

/// Where the operation of a capability reads less than the method: of one contact, not of the account.
const OF_A_CONTACT: [(&str, Capability); 1] = [("digital99", Capability::ListInboxes)];

/// Whom to read about.
struct Somebody {
    id: String,
    phone: String,
    email: String,
}

/// A capability that is added belongs to one of the three, and to the crate's README.
#[test]
fn every_capability_has_a_method_or_is_called_by_name() {
    for capability in Capability::ALL {
        let groups = [&READS[..], &WRITES, &BY_NAME];
        let groups = groups.iter().filter(|group| group.contains(capability));
        assert_eq!(groups.count(), 1, "{capability}");
    }
}

#[tokio::test]
async fn what_a_vendor_has_not_is_refused_and_nothing_is_sent() {
    let nobody = Somebody {
        id: "1".to_owned(),
        phone: "+12025550101".to_owned(),
        email: "nobody@example.com".to_owned(),
    };
    let mut text = String::new();
    for vendor in vendors() {
        let mut account = Account::new(vendor.slug)
            .unwrap()
            .base_url("https://crm.example.com")
            .credential(vendor.credentials[0].scheme, "secret")
            .unwrap();
        for setting in vendor.settings {
            account = account.setting(setting.parameter, "7").unwrap();
        }
        let contacts = account.connect().unwrap();
        // No account is needed to know the same.
        let known = Capabilities::of(vendor.slug).unwrap();
        let known = serde_json::to_value(known).unwrap();
        assert_eq!(
            known,
            serde_json::to_value(contacts.capabilities()).unwrap()
        );
        for capability in READS {
            if !contacts.serving(capability).is_empty() {
                continue;
            }
            match read(&contacts, capability, &nobody).await {
                Err(Error::Unsupported(refused)) => {
                    assert_eq!(refused.capability, capability, "{}", vendor.slug);
                    let debug = format!("{refused:?}");
                    assert!(debug.len() < 1000 && debug.contains("Vendor("), "{debug}");
                    writeln!(text, "{refused}").unwrap();
                }
                other => panic!("{} {capability}: {other:?}", vendor.slug),
            }
        }
    }
    insta::assert_snapshot!("refused-reads", text);
}

#[tokio::test]
async fn what_a_vendor_has_is_answered() {
    for slug in contacts_sandbox::slugs() {
        let (account, running) = start(slug, 60).await;
        let contacts = account.connect().unwrap();
        let mut known = running.known_contacts();
        let somebody = known.find_map(|known| {
            Some(Somebody {
                id: known.id,
                phone: known.phone?,
                email: known.email?,
            })
        });
        let somebody = somebody.unwrap();
        for capability in READS {
            let is_served = !contacts.serving(capability).is_empty();
            if is_served && !OF_A_CONTACT.contains(&(slug, capability)) {
                let answer = read(&contacts, capability, &somebody).await;
                let error = answer.err().map(|error| error.to_string());
                assert_eq!(error, None, "{} {capability}", slug);
            }
        }
        running.stop().await;
    }
}

#[tokio::test]
async fn tetherai_searches_filters_and_counts_everybody() {
    let (account, running) = start("tetherai", 120).await;
    let contacts = account.connect().unwrap();
    let all = walk(contacts.sweep(SweepOptions::default())).await;
    let total = contacts.count().await.unwrap();
    assert_eq!((total.value, total.scope), (120, TotalScope::Matching));
    assert_eq!(all.len(), 120);

    let name = all
        .iter()
        .find_map(|contact| contact.name.given.clone())
        .unwrap();
    let found = walk(contacts.search(&name, SweepOptions::default())).await;
    assert!(!found.is_empty() && found.len() < all.len());
    let has = |contact: &Contact| contact.name.given.as_deref() == Some(name.as_str());
    assert!(found.iter().any(has));

    let mut times: Vec<_> = all.iter().map(created).collect();
    times.sort();
    let filter = Filter {
        created_after: Some(times[30]),
        created_before: Some(times[90]),
        ..Filter::default()
    };
    let found = walk(contacts.filter(&filter, SweepOptions::default()).await).await;
    let between =
        |contact: &&Contact| (times[30] < created(contact)) && (created(contact) < times[90]);
    assert_eq!(ids(&found), ids(all.iter().filter(between)));
    // To the second the ends would be in it.
    assert_eq!(found.len(), 59);

    let stage = all
        .iter()
        .find_map(|contact| contact.pipeline.stage.as_ref()?.id.clone())
        .unwrap();
    let filter = Filter {
        stage: Some(stage.to_string()),
        ..Filter::default()
    };
    let found = walk(contacts.filter(&filter, SweepOptions::default()).await).await;
    assert!(!found.is_empty() && found.len() < all.len());

    let filter = Filter {
        tag: Some("vip".to_owned()),
        stage: Some(stage.to_string()),
        ..Filter::default()
    };
    let refused = contacts
        .filter(&filter, SweepOptions::default())
        .await
        .map(drop);
    insta::assert_snapshot!(
        refused.unwrap_err(),
        @"TetherAI can't filter by tag (https://docs.tetherai.ca/api-reference/contacts/list-contacts)"
    );
    running.stop().await;
}

/// A search finds the text anywhere, so also in longer addresses and in notes of names.
#[tokio::test]
async fn tetherai_finds_by_the_whole_address_only() {
    let (account, running) = start("tetherai", 120).await;
    let contacts = account.connect().unwrap();
    let all = walk(contacts.sweep(SweepOptions::default())).await;
    let address = |contact: &Contact| Some(contact.emails.first()?.raw.clone());
    let email = all.iter().find_map(address).unwrap();
    let found = contacts.find_by_email(&email.to_uppercase()).await.unwrap();
    let has = |contact: &&Contact| contact.emails.iter().any(|of| of.raw == email);
    assert_eq!(ids(&found.contacts), ids(all.iter().filter(has)));
    assert_eq!(found.page.has_more, Some(false));

    // The domain is part of many addresses, and nobody's.
    let domain = email.split('@').nth(1).unwrap();
    let options = SweepOptions::default();
    assert!(!walk(contacts.search(domain, options)).await.is_empty());
    let nobody = contacts.find_by_email(domain).await.unwrap();
    assert!(nobody.contacts.is_empty() && nobody.page.total.is_none());
    running.stop().await;
}

#[tokio::test]
async fn digital99_counts_whom_its_list_has() {
    let (account, running) = start("digital99", 120).await;
    let contacts = account.connect().unwrap();
    let all = walk(contacts.sweep(SweepOptions::default())).await;
    let total = contacts.count().await.unwrap();
    let expected = (all.len() as u64, TotalScope::Resolved);
    assert_eq!((total.value, total.scope), expected);
    // Some have neither address nor number, and are in neither.
    assert!(total.value < 120);
    running.stop().await;
}

#[tokio::test]
async fn what_comes_with_a_contact_is_read_of_it() {
    for slug in ["digital99", "insighto"] {
        let (account, running) = start(slug, 60).await;
        let contacts = account.connect().unwrap();
        let mut attributes = 0;
        for contact in walk(contacts.sweep(SweepOptions::default())).await {
            let id = contact.source.id.to_string();
            let [found] = contacts
                .attributes(&id)
                .await
                .unwrap()
                .contacts
                .try_into()
                .unwrap();
            assert_eq!(found.attributes, contact.attributes, "{slug}");
            assert_eq!(found.source.id, contact.source.id, "{slug}");
            assert!(found.emails.is_empty() && found.phones.is_empty(), "{slug}");
            attributes += found.attributes.len();
        }
        assert!(attributes > 0, "{slug}");
        running.stop().await;
    }
    let (account, running) = start("chatbotx", 60).await;
    let contacts = account.connect().unwrap();
    let mut conversations = 0;
    for contact in walk(contacts.sweep(SweepOptions::default())).await {
        let id = contact.source.id.to_string();
        let found = contacts.conversations(&id).await.unwrap();
        assert!(found.contacts.is_empty());
        let own = |of: &Conversation| of.contact_id.as_ref() == Some(&contact.source.id);
        assert!(found.conversations.iter().all(own));
        conversations += found.conversations.len();
    }
    assert!(conversations > 0);
    running.stop().await;
}

#[tokio::test]
async fn tetherai_gives_notes_and_the_conversations_of_the_contact_s_channels() {
    let (account, running) = start("tetherai", 60).await;
    let contacts = account.connect().unwrap();
    let (mut notes, mut conversations) = (0, 0);
    for contact in walk(contacts.sweep(SweepOptions::default())).await {
        let id = contact.source.id.to_string();
        let found = contacts.notes(&id).await.unwrap();
        assert_eq!(found.page.has_more, Some(false));
        assert_eq!(found.page.total.unwrap().value, found.notes.len() as u64);
        for note in found.notes {
            assert_eq!(note.contact_id.unwrap(), contact.source.id);
            notes += 1;
        }
        let found = contacts.conversations(&id).await.unwrap();
        for conversation in found.conversations {
            assert_eq!(conversation.contact_id.unwrap(), contact.source.id);
            conversations += 1;
        }
    }
    assert!(notes > 0 && conversations > 0);
    // Who is not there is not one who has none.
    let nobody = contacts.conversations("66f1a0b0c0d0e0f0a0b0ffff").await;
    assert!(matches!(nobody, Err(Error::Gone { .. })));
    running.stop().await;
}

#[tokio::test]
async fn insighto_defines_the_custom_fields_that_its_contacts_have() {
    let (account, running) = start("insighto", 120).await;
    let contacts = account.connect().unwrap();
    assert_eq!(contacts.count().await.unwrap().value, 120);
    let definitions = contacts.attribute_definitions().await.unwrap();
    let defined: BTreeSet<String> = definitions.iter().map(|of| of.key.clone()).collect();
    assert_eq!(defined.len(), definitions.len());
    assert!(
        definitions
            .iter()
            .all(|of| of.definition_id.is_some() && of.definition_type.is_some())
    );
    let mut conversations = 0;
    for contact in walk(contacts.sweep(SweepOptions::default())).await {
        for attribute in &contact.attributes {
            let is_custom = attribute.scope == AttributeScope::Contact;
            assert!(
                !is_custom || defined.contains(&attribute.key),
                "{}",
                attribute.key
            );
        }
        let found = contacts
            .conversations(contact.source.id.as_str())
            .await
            .unwrap();
        let own = |of: &Conversation| of.contact_id.as_ref() == Some(&contact.source.id);
        assert!(found.conversations.iter().all(own));
        conversations += found.conversations.len();
    }
    assert!(conversations > 0);
    running.stop().await;
}

#[tokio::test]
async fn dmchamp_gives_tags_and_messages_of_whom_it_finds() {
    let (account, running) = start("dmchamp", 60).await;
    let contacts = account.connect().unwrap();
    let all = contacts.tags().await.unwrap().tags;
    let all: BTreeSet<String> = all.into_iter().map(|tag| tag.name).collect();
    let (mut tags, mut messages) = (0, 0);
    for known in running.known_contacts() {
        let of_contact = contacts.contact_tags(&known.id).await.unwrap().tags;
        assert!(of_contact.iter().all(|tag| all.contains(&tag.name)));
        tags += of_contact.len();
        if let Some(phone) = &known.phone {
            let found = contacts.find_by_phone(phone).await.unwrap().contacts;
            if found[0].source.id.to_string() == known.id {
                assert_eq!(names(&found[0].tags), names(&of_contact));
            }
        }
        let mut records = contacts
            .messages(&known.id, SweepOptions::default())
            .unwrap();
        while let Some(page) = records.next().await {
            messages += page.unwrap().len();
        }
    }
    assert!(tags > 0 && messages > 0);
    running.stop().await;
}

/// Reads by the method of a capability.
async fn read(contacts: &Contacts, capability: Capability, of: &Somebody) -> Result<(), Error> {
    let options = SweepOptions::default();
    let one_page = async |sweep: Result<Sweep, Error>| sweep?.next().await.transpose().map(drop);
    match capability {
        Capability::List => one_page(contacts.sweep(options)).await,
        Capability::Search => one_page(contacts.search("a", options)).await,
        Capability::Filter => one_page(contacts.filter(&Filter::default(), options).await).await,
        Capability::Count => contacts.count().await.map(drop),
        Capability::Get => contacts.get(&of.id).await.map(drop),
        Capability::FindByPhone => contacts.find_by_phone(&of.phone).await.map(drop),
        Capability::FindByEmail => contacts.find_by_email(&of.email).await.map(drop),
        Capability::ListAllTags => contacts.tags().await.map(drop),
        Capability::ListTags => contacts.contact_tags(&of.id).await.map(drop),
        Capability::ListAttributes => contacts.attributes(&of.id).await.map(drop),
        Capability::ListAttributeDefinitions => contacts.attribute_definitions().await.map(drop),
        Capability::ListNotes => contacts.notes(&of.id).await.map(drop),
        Capability::ListConversations => contacts.conversations(&of.id).await.map(drop),
        Capability::ListMessages => contacts.messages(&of.id, options).map(drop),
        Capability::ListInboxes => contacts.inboxes().await.map(drop),
        other => panic!("no method reads by {other}"),
    }
}

async fn walk(sweep: Result<Sweep, Error>) -> Vec<Contact> {
    let mut sweep = sweep.unwrap();
    let mut all = Vec::new();
    while let Some(batch) = sweep.next().await {
        all.extend(batch.unwrap().mapped.contacts);
    }
    assert!(sweep.verdict().is_complete(), "{}", sweep.verdict());
    all
}

fn created(contact: &Contact) -> jiff::Timestamp {
    contact.created_at.as_ref().unwrap().instant.unwrap()
}

fn ids<'a>(contacts: impl IntoIterator<Item = &'a Contact>) -> BTreeSet<String> {
    contacts
        .into_iter()
        .map(|contact| contact.source.id.to_string())
        .collect()
}

fn names(tags: &[Tag]) -> BTreeSet<&str> {
    tags.iter().map(|tag| tag.name.as_str()).collect()
}

/// Files keep it, so that later releases must have the same one.
#[test]
fn a_stamp_tells_credentials_apart_where_nothing_else_tells_accounts_apart() {
    let stamp = |account: Account| account.connect().unwrap().stamp().map(str::to_owned);
    let insighto = |key: &str| {
        let account = Account::new("insighto").unwrap();
        stamp(account.credential("apiKey", key).unwrap())
    };
    assert_eq!(insighto("one").as_deref(), Some("3840"));
    assert_eq!(insighto("other").as_deref(), Some("f8a1"));
    let digital99 = Account::new("digital99").unwrap();
    let digital99 = digital99.credential("userApiKey", "one").unwrap();
    let digital99 = digital99.base_url("https://crm.example.com");
    assert_eq!(stamp(digital99.setting("account_id", "7").unwrap()), None);
}
