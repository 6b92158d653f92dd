//! What is particular to one vendor.

use std::collections::BTreeMap;

use contacts::core::model::{AttributeScope, Contact};
use contacts::runtime::Patch;
use contacts::{
    Applied, ContactPatch, Contacts, Detail, Error, Plan, PlanOptions, StepOutcome, Write,
};
use contacts_sandbox::Running;
use futures_util::TryStreamExt;
use serde_json::{Value, json};

use crate::stand::start;

/// Numbers and addresses that no contact of a sandbox has.
const PHONE: &str = "+12025550198";
const OTHER_PHONE: &str = "+12025550199";
const EMAIL: &str = "zoe.newcomer@example.com";

const ALL: PlanOptions = PlanOptions {
    allow_unverified: true,
};

#[tokio::test]
async fn tetherai_creates_changes_and_deletes() {
    let (contacts, running) = connect("tetherai").await;
    let created = write(&contacts, json!({
        "write": "create",
        "patch": { "given": "Zoe", "surname": "Newcomer", "phone": PHONE, "email": EMAIL, "blocked": true }
    }))
    .await;
    assert_eq!(statuses(&created), [200, 200]);
    assert!(created.verified, "{:?}", shown(&created));
    assert_eq!(shown(&created), "unseen consent/blocked");
    let id = created.id.unwrap();
    let contact = get(&contacts, &id).await;
    assert_eq!(contact.name.given.as_deref(), Some("Zoe"));
    // Everything that was done can be undone.
    assert!(matches!(&created.undo[..], [Write::Delete { id: undo }] if *undo == id));

    let before = get(&contacts, &id).await;
    let changed = write(&contacts, json!({
        "write": "update", "id": id, "patch": { "phone": OTHER_PHONE, "stage": null, "status": "Nurturing" }
    }))
    .await;
    assert!(changed.verified, "{}", shown(&changed));
    let contact = get(&contacts, &id).await;
    assert_eq!(contact.phones[0].raw, OTHER_PHONE);
    assert_eq!(contact.lifecycle.status.as_deref(), Some("Nurturing"));
    assert_eq!(contact.name, before.name);
    // The number of before, but not the stage, as there was none, nor the status, which can't be cleared.
    assert_eq!(changed.undo.len(), 1);

    let note = contacts
        .create_note(&id, "Asked for a call.")
        .await
        .unwrap();
    assert!(note.verified && note.note.is_some());
    let notes = contacts.notes(&id).await.unwrap().notes;
    assert_eq!(notes[0].text, "Asked for a call.");

    assert!(contacts.delete(&id).await.unwrap().verified);
    assert!(contacts.get(&id).await.unwrap().contacts.is_empty());
    running.stop().await;
}

#[tokio::test]
async fn tetherai_refuses_what_it_can_t_change_and_says_who_is_in_the_way() {
    let (contacts, running) = connect("tetherai").await;
    let known = running
        .known_contacts()
        .find(|known| known.phone.is_some())
        .unwrap();
    let phone = known.phone.unwrap();
    let refused = contacts.update(
        &known.id,
        ContactPatch {
            given: "Zoe".into(),
            ..ContactPatch::default()
        },
    );
    let Err(Error::Refused { refused, .. }) = refused.await else {
        panic!("a name was changed")
    };
    assert_eq!(refused.len(), 1);

    let plan = plan(
        &contacts,
        json!({ "write": "create", "patch": { "phone": phone } }),
    )
    .await;
    assert_eq!(plan.existing, std::slice::from_ref(&known.id));
    let applied = contacts.apply(&plan).await.unwrap();
    let Some(Error::Conflict { existing, .. }) = applied.into_error() else {
        panic!("no conflict")
    };
    assert_eq!(existing, [known.id]);
    running.stop().await;
}

#[tokio::test]
async fn insighto_upserts_and_keeps_what_it_is_not_told_to_change() {
    let (contacts, running) = connect("insighto").await;
    let created = write(&contacts, json!({
        "write": "upsert",
        "patch": {
            "given": "Zoe", "phone": PHONE, "email": EMAIL,
            "services": { "slack": "U01EXAMPLE0" }, "attributes": { "plan": "gold", "seats": "12" }
        }
    }))
    .await;
    assert_eq!(statuses(&created), [200, 200]);
    assert!(created.verified, "{}", shown(&created));
    let id = created.id.unwrap();
    let contact = get(&contacts, &id).await;
    assert_eq!(contact.phones[0].raw, PHONE);

    let again = write(
        &contacts,
        json!({
            "write": "upsert", "patch": { "surname": "Newcomer", "email": EMAIL }
        }),
    )
    .await;
    assert_eq!(again.id.as_ref(), Some(&id));

    let changed = write(&contacts, json!({
        "write": "update", "id": id,
        "patch": { "given": null, "phone": OTHER_PHONE, "attributes": { "plan": null, "region": "north" } }
    }))
    .await;
    assert!(changed.verified, "{}", shown(&changed));
    let contact = get(&contacts, &id).await;
    assert_eq!(
        (
            contact.name.given.as_deref(),
            contact.name.surname.as_deref()
        ),
        (None, Some("Newcomer"))
    );
    assert_eq!(contact.phones.len(), 1);
    assert_eq!(contact.phones[0].e164.as_deref(), Some(OTHER_PHONE));
    assert_eq!(contact.online_services[0].value, "U01EXAMPLE0");
    assert_eq!(
        attributes(&contact),
        BTreeMap::from([
            ("region".to_owned(), json!("north")),
            ("seats".to_owned(), json!("12"))
        ])
    );

    // Undone, it is as it was.
    for undo in changed.undo {
        let undo = contacts.plan(&undo, ALL).await.unwrap();
        assert!(contacts.apply(&undo).await.unwrap().verified);
    }
    let contact = get(&contacts, &id).await;
    assert_eq!(contact.name.given.as_deref(), Some("Zoe"));
    assert_eq!(contact.phones[0].raw, PHONE);
    assert_eq!(
        attributes(&contact),
        BTreeMap::from([
            ("plan".to_owned(), json!("gold")),
            ("seats".to_owned(), json!("12"))
        ])
    );

    assert!(contacts.delete(&id).await.unwrap().verified);
    running.stop().await;
}

#[tokio::test]
async fn insighto_creates_by_upsert_only_and_clears_only_if_it_may() {
    let (contacts, running) = connect("insighto").await;
    let patch = ContactPatch {
        email: EMAIL.into(),
        ..ContactPatch::default()
    };
    assert!(matches!(
        contacts.create(patch).await,
        Err(Error::Unsupported(_))
    ));
    let known = running.known_contacts().next().unwrap();
    let patch = ContactPatch {
        surname: Patch::Null,
        ..ContactPatch::default()
    };
    let Err(Error::Refused { refused, .. }) = contacts.update(&known.id, patch).await else {
        panic!("cleared")
    };
    assert!(refused[0].unverified);
    running.stop().await;
}

#[tokio::test]
async fn dmchamp_creates_tags_and_lists() {
    let (contacts, running) = connect("dmchamp").await;
    let list = running.setting("list_id").unwrap();
    let created = write(
        &contacts,
        json!({
            "write": "create",
            "patch": {
                "given": "Zoe", "phone": PHONE, "email": EMAIL, "doNotDisturb": true,
                "tags": { "newcomer": true, "vip": true }, "lists": { list.clone(): true }
            }
        }),
    )
    .await;
    assert_eq!(statuses(&created), [200, 200, 200]);
    assert!(created.ignored.is_empty(), "{}", shown(&created));
    let id = created.id.unwrap();
    let contact = contacts
        .find_by_phone(PHONE)
        .await
        .unwrap()
        .contacts
        .remove(0);
    assert_eq!(contact.source.id.to_string(), id);
    assert_eq!(contact.tags.len(), 2);
    assert_eq!(contact.name.given.as_deref(), Some("Zoe"));

    // By its id alone nobody can be tagged.
    let refused = contacts.add_tags(&id, &["third"]).await;
    assert!(matches!(refused, Err(Error::Refused { .. })));
    let patch = ContactPatch {
        given: Patch::Null,
        do_not_disturb: false.into(),
        ..ContactPatch::default()
    };
    let patch = patch.tag("third", true).tag("vip", true).list(list, false);
    let plan = contacts.plan_for(&contact, patch, ALL).await.unwrap();
    assert!(plan.is_applicable(), "{plan}");
    let applied = contacts.apply(&plan).await.unwrap();
    // The tag that is there already is not given again.
    assert_eq!(statuses(&applied), [200, 200, 200]);
    assert!(applied.ignored.is_empty(), "{}", shown(&applied));
    let contact = contacts
        .find_by_email(EMAIL)
        .await
        .unwrap()
        .contacts
        .remove(0);
    assert_eq!(contact.tags.len(), 3);
    assert_eq!(contact.name.given, None);
    assert_eq!(contact.consent.do_not_disturb.unwrap().on, Some(false));
    running.stop().await;
}

#[tokio::test]
async fn dmchamp_says_who_is_in_the_way_though_the_status_is_of_a_success() {
    let (contacts, running) = connect("dmchamp").await;
    let known = running
        .known_contacts()
        .find(|known| known.phone.is_some())
        .unwrap();
    let patch = ContactPatch {
        phone: known.phone.unwrap().as_str().into(),
        ..ContactPatch::default()
    };
    let Err(Error::Conflict {
        status, existing, ..
    }) = contacts.create(patch).await
    else {
        panic!("no conflict")
    };
    assert_eq!((status, existing), (409, vec![known.id]));
    let deleted = contacts.delete("1").await;
    assert!(matches!(deleted, Err(Error::Unsupported(_))));
    running.stop().await;
}

#[tokio::test]
async fn chatbotx_takes_a_gender_that_it_does_not_know_and_ignores_it() {
    let (contacts, running) = connect("chatbotx").await;
    let known = running.known_contacts().next().unwrap();
    let changed = write(
        &contacts,
        json!({
            "write": "update", "id": known.id, "patch": { "given": "Zoe", "gender": "undisclosed" }
        }),
    )
    .await;
    assert!(changed.is_done() && !changed.verified);
    let fields: Vec<String> = changed
        .ignored
        .iter()
        .map(|of| of.field.to_string())
        .collect();
    assert_eq!(fields, ["gender"]);
    let contact = get(&contacts, &known.id).await;
    assert_eq!(contact.name.given.as_deref(), Some("Zoe"));
    running.stop().await;
}

#[tokio::test]
async fn chatbotx_knows_an_attribute_by_its_name_too() {
    let (contacts, running) = connect("chatbotx").await;
    let known = running.known_contacts().next().unwrap();
    let patch = json!({ "attributes": { "plan": "platinum" } });
    let update = json!({ "write": "update", "id": known.id, "patch": patch });
    let changed = write(&contacts, update).await;
    assert!(changed.verified, "{}", shown(&changed));
    for undo in &changed.undo {
        let undone = contacts.write(undo, ALL).await.unwrap();
        assert!(undone.verified, "{}", shown(&undone));
    }
    running.stop().await;
}

async fn connect(slug: &str) -> (Contacts, Running) {
    let (account, running) = start(slug, 40).await;
    (account.connect().unwrap(), running)
}

async fn plan(contacts: &Contacts, write: Value) -> Plan {
    let write: Write = serde_json::from_value(write).unwrap();
    let plan = contacts.plan(&write, ALL).await.unwrap();
    assert!(plan.is_applicable(), "{plan}");
    plan
}

async fn write(contacts: &Contacts, write: Value) -> Applied {
    let plan = plan(contacts, write).await;
    contacts.apply(&plan).await.unwrap()
}

async fn get(contacts: &Contacts, id: &str) -> Contact {
    contacts.get(id).await.unwrap().contacts.remove(0)
}

fn statuses(applied: &Applied) -> Vec<u16> {
    let status = |step: &StepOutcome| match step {
        StepOutcome::Done { status } => *status,
        other => panic!("{other:?}"),
    };
    applied.steps.iter().map(status).collect()
}

/// Two contacts that a vendor may merge: one goes into the other.
async fn pair(contacts: &Contacts) -> (Contact, Contact) {
    let all: Vec<Contact> = contacts.list().try_collect().await.unwrap();
    let phone = |contact: &Contact| contact.phones.first()?.e164.clone();
    for (place, goes) in all.iter().enumerate() {
        let others = all.iter().skip(place + 1);
        let same = |other: &&Contact| phone(other).is_some() && phone(other) == phone(goes);
        if let Some(stays) = others.into_iter().find(same) {
            return (goes.clone(), stays.clone());
        }
    }
    panic!("no two contacts have one number")
}

fn merge(stays: &Contact, goes: &Contact) -> Write {
    Write::Merge {
        id: stays.source.id.to_string(),
        other: goes.source.id.to_string(),
    }
}

#[tokio::test]
async fn digital99_merges_any_two_for_good() {
    let (contacts, running) = connect("digital99").await;
    let all: Vec<Contact> = contacts.list().try_collect().await.unwrap();
    let (mut goes, stays) = (all[0].clone(), &all[1]);
    // The vendor takes labels nowhere, and a contact comes without them.
    let unread = contacts.complete(&mut goes, &[Detail::Tags]).await.unwrap();
    assert!(unread.is_empty() && !goes.tags.is_empty());
    let goes = &goes;
    let write = merge(stays, goes);
    let plan = contacts.plan(&write, ALL).await.unwrap();
    let lost = plan.before.as_ref().unwrap();
    assert_eq!(*lost, {
        let mut own = ContactPatch::of(goes);
        let rows = contacts.capabilities().fields;
        for path in own.fields() {
            if rows.iter().all(|row| row.0.field != path.field) {
                own.put(&path, Patch::Absent);
            }
        }
        own.inbox = lost.inbox.clone();
        own
    });
    assert!(plan.to_string().contains("for good"), "{plan}");
    let applied = contacts.apply(&plan).await.unwrap();
    assert!(applied.verified && applied.undo.is_empty());
    let gone = contacts.get(goes.source.id.as_str()).await.unwrap();
    assert!(gone.contacts.is_empty());
    assert!(
        !get(&contacts, stays.source.id.as_str())
            .await
            .source
            .id
            .as_str()
            .is_empty()
    );
    // Planned again, one of the two is not there any more.
    let again = contacts.plan(&write, ALL).await;
    assert!(matches!(again, Err(Error::Gone { .. })));
    running.stop().await;
}

/// What goes with a merge is compared before: nothing of it can be brought back.
#[tokio::test]
async fn digital99_merges_nobody_who_has_changed() {
    let (contacts, running) = connect("digital99").await;
    let all: Vec<Contact> = contacts.list().try_collect().await.unwrap();
    let plan = contacts.plan(&merge(&all[1], &all[0]), ALL).await.unwrap();
    let patch = ContactPatch {
        organization: "Example Ltd".into(),
        ..ContactPatch::default()
    };
    let goes = all[0].source.id.to_string();
    assert!(contacts.update(&goes, patch).await.unwrap().verified);
    let Err(Error::Changed { fields, .. }) = contacts.apply(&plan).await else {
        panic!("merged")
    };
    assert_eq!(fields.len(), 1);
    let itself = contacts.plan(&merge(&all[1], &all[1]), ALL).await.unwrap();
    assert!(!itself.is_applicable());
    running.stop().await;
}

#[tokio::test]
async fn tetherai_merges_by_its_own_reviews_only() {
    let (account, running) = start("tetherai", 60).await;
    let contacts = account.connect().unwrap();
    let (one, other) = pair(&contacts).await;
    let plans = [
        contacts.plan(&merge(&one, &other), ALL).await.unwrap(),
        contacts.plan(&merge(&other, &one), ALL).await.unwrap(),
    ];
    let [allowed] = plans
        .iter()
        .filter(|plan| plan.is_applicable())
        .collect::<Vec<_>>()[..]
    else {
        panic!("{plans:?}")
    };
    let refused = plans.iter().find(|plan| !plan.is_applicable()).unwrap();
    assert!(
        refused.refused[0].reason.contains("the other way round"),
        "{refused}"
    );
    let applied = contacts.apply(allowed).await.unwrap();
    assert!(applied.verified, "{}", shown(&applied));
    assert!(applied.undo.is_empty());

    let all: Vec<Contact> = contacts.list().try_collect().await.unwrap();
    let strangers = contacts.plan(&merge(&all[0], &all[1]), ALL).await.unwrap();
    assert!(
        strangers.refused[0].reason.contains("has none"),
        "{strangers}"
    );
    running.stop().await;
}

/// What is not as it was asked for, and what nobody can see.
fn shown(applied: &Applied) -> String {
    let ignored = applied.ignored.iter();
    let ignored = ignored.map(|of| format!("{}: asked {}, found {}", of.field, of.asked, of.found));
    let unseen = applied.unseen.iter().map(|path| format!("unseen {path}"));
    ignored.chain(unseen).collect::<Vec<_>>().join("; ")
}

fn attributes(contact: &Contact) -> BTreeMap<String, Value> {
    let own = contact
        .attributes
        .iter()
        .filter(|of| of.scope == AttributeScope::Contact);
    let values = own.map(|of| (of.key.clone(), Value::from(of.value.clone())));
    values.filter(|(_, value)| !value.is_null()).collect()
}
