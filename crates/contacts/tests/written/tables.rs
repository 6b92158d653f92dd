//! What the tables of writes allow is done, is read back, and can be undone: every row of every vendor.

use contacts::runtime::Patch;
use contacts::runtime::operation::Capability;
use contacts::{ContactPatch, Error, Field, FieldPath, FieldWrite, Support, Write};
use contacts_sandbox::slugs;
use serde_json::Value;

use crate::bench::{ALL, Bench, EMAIL, PHONE, differences, is_allowed, one, shown};

/// What other fields show of a write: the whole name is made of its parts, and so on. Not every vendor has each.
const FOLLOWS: &[(Field, &[Field])] = &[
    (Field::Given, &[Field::FullName]),
    (Field::Surname, &[Field::FullName]),
    (Field::FullName, &[Field::Given, Field::Surname]),
    (Field::Stage, &[Field::Status, Field::Pipeline]),
    (Field::Status, &[Field::Stage]),
];

fn follows(field: Field, other: Field) -> bool {
    let mut rows = FOLLOWS.iter();
    rows.any(|(of, others)| *of == field && others.contains(&other))
}

#[tokio::test]
async fn every_field_that_can_be_set_or_cleared_is_and_can_be_undone() {
    for slug in slugs() {
        let bench = Bench::start(slug).await;
        for row in bench.rows() {
            let value = Patch::Value(bench.value(row.field, 1));
            there_and_back(&bench, row, row.set, value).await;
            there_and_back(&bench, row, row.clear, Patch::Null).await;
        }
        bench.running.stop().await;
    }
}

/// Does one change of a new contact, or sees it refused, and undoes it.
async fn there_and_back(bench: &Bench, row: &FieldWrite, support: Support, change: Patch<Value>) {
    bench.reset().await;
    let id = bench.subject().await;
    let path = bench.path(row.field);
    let what = format!("{} {path} {change:?}", bench.slug);
    let (clears, shown_as) = match &change {
        Patch::Value(_) => (false, change.clone()),
        _ => (true, Patch::Absent),
    };
    if !is_allowed(support) {
        let plan = bench.plan(&id, one(&path, change)).await;
        let refused: Vec<_> = plan.refused.iter().map(|of| of.field.as_ref()).collect();
        assert_eq!(refused, [Some(&path)], "{what}");
        return;
    }
    if clears && is_allowed(row.set) {
        let value = Patch::Value(bench.value(row.field, 1));
        let plan = bench.plan(&id, one(&path, value)).await;
        assert!(
            bench.contacts.apply(&plan).await.unwrap().is_done(),
            "{what}"
        );
    }
    let before = bench.state(&id).await;
    let plan = bench.plan(&id, one(&path, change)).await;
    assert!(plan.is_applicable() && !plan.is_empty(), "{what}: {plan}");
    let applied = bench.contacts.apply(&plan).await.unwrap();
    assert!(applied.is_done(), "{what}: {}", shown(&applied));
    assert!(applied.ignored.is_empty(), "{what}: {}", shown(&applied));

    // Nothing else has changed, by a look that is not the library's own either.
    let after = bench.state(&id).await;
    let changed = differences(&before, &after);
    let is_of_it = |of: &FieldPath| *of == path || follows(row.field, of.field);
    assert!(changed.keys().all(is_of_it), "{what}: {changed:?}");
    if !row.shown {
        assert_eq!(applied.unseen, std::slice::from_ref(&path), "{what}");
        // Nobody knows what was there: only the opposite of a switch undoes it.
        let opposite = applied
            .undo
            .iter()
            .filter_map(|undo| undo.patch()?.get(&path).into_option());
        let expected: &[Value] = match row.field.is_switch() {
            true => &[Value::Bool(false)],
            false => &[],
        };
        assert_eq!(opposite.collect::<Vec<_>>(), expected, "{what}");
        assert_eq!(applied.not_undone.len(), 1 - expected.len(), "{what}");
        return;
    }
    assert!(applied.verified, "{what}: {}", shown(&applied));
    assert!(changed.contains_key(&path), "{what}: nothing changed");
    assert_eq!(after.get(&path), shown_as, "{what}");

    let is_lost = before.get(&path).is_absent() && !is_allowed(row.clear);
    let lacks: Vec<_> = applied.not_undone.iter().map(|of| &of.field).collect();
    if is_lost && row.none.is_none() && !row.field.is_switch() {
        assert!(applied.undo.is_empty(), "{what}");
        assert_eq!(lacks, [&Some(path)], "{what}");
        return;
    }
    assert!(lacks.is_empty(), "{what}: {lacks:?}");
    let [undo] = applied.undo.as_slice() else {
        panic!("{what}: no undo")
    };
    let undo = undo.patch().unwrap().clone();
    assert_eq!(
        applied.undo_unverified,
        undo.get(&path) == Patch::Null && matches!(row.clear, Support::Unverified(_)),
        "{what}"
    );
    let plan = bench.plan(&id, undo).await;
    let undone = bench.contacts.apply(&plan).await.unwrap();
    assert!(undone.verified, "{what} undone: {}", shown(&undone));
    let left = differences(&before, &bench.state(&id).await);
    let follows = |of: &FieldPath| follows(row.field, of.field);
    assert!(left.keys().all(follows), "{what} undone: {left:?}");
}

#[tokio::test]
async fn every_field_that_a_new_contact_can_have_it_has_and_can_be_undone() {
    for slug in slugs() {
        let bench = Bench::start(slug).await;
        for row in bench.rows().iter().filter(|row| is_allowed(row.create)) {
            bench.reset().await;
            let path = bench.path(row.field);
            let what = format!("{slug} create {path}");
            let applied = bench
                .write(&bench.creation([(path.clone(), bench.value(row.field, 0))]))
                .await;
            assert!(applied.is_done(), "{what}: {}", shown(&applied));
            assert!(applied.ignored.is_empty(), "{what}: {}", shown(&applied));
            assert_eq!(
                applied.verified,
                row.shown || bench.can(Capability::Get),
                "{what}: {}",
                shown(&applied)
            );
            assert_eq!(bench.with_number(), 1, "{what}");
            for undo in &applied.undo {
                assert!(matches!(undo, Write::Delete { .. }), "{what}");
                assert!(bench.write(undo).await.verified, "{what}");
                assert_eq!(bench.with_number(), 0, "{what}");
            }
            assert_eq!(
                applied.undo.len(),
                usize::from(bench.can(Capability::Delete)),
                "{what}"
            );
        }
        bench.running.stop().await;
    }
}

#[tokio::test]
async fn nobody_is_created_twice() {
    for slug in slugs() {
        let bench = Bench::start(slug).await;
        let id = bench.subject().await;
        let creation = bench.creation([(bench.path(Field::Email), EMAIL.into())]);
        let plan = bench.contacts.plan(&creation, ALL).await.unwrap();
        let applied = bench.contacts.apply(&plan).await.unwrap();
        match creation {
            Write::Upsert { .. } => assert_eq!(applied.id.as_ref(), Some(&id), "{slug}"),
            _ => {
                assert_eq!(plan.existing, std::slice::from_ref(&id), "{slug}");
                let error = applied.into_error();
                assert!(
                    matches!(&error, Some(Error::Conflict { existing, .. }) if *existing == [id]),
                    "{slug}: {error:?}"
                );
            }
        }
        assert_eq!(bench.with_number(), 1, "{slug}");
        bench.running.stop().await;
    }
}

#[tokio::test]
async fn an_upsert_creates_once_and_then_updates() {
    for slug in slugs() {
        let bench = Bench::start(slug).await;
        if bench.can(Capability::Upsert) {
            let upsert = |name: &str| Write::Upsert {
                patch: ContactPatch {
                    given: name.into(),
                    phone: PHONE.into(),
                    email: EMAIL.into(),
                    ..ContactPatch::default()
                },
            };
            let first = bench.write(&upsert("Zoe")).await;
            let second = bench.write(&upsert("Zora")).await;
            assert!(
                first.verified && second.verified,
                "{slug}: {} {}",
                shown(&first),
                shown(&second)
            );
            assert_eq!(first.id, second.id, "{slug}");
            let state = bench.state(&second.id.unwrap()).await;
            assert_eq!(
                state.given.as_option().map(String::as_str),
                Some("Zora"),
                "{slug}"
            );
            assert_eq!(bench.with_number(), 1, "{slug}");
        }
        bench.running.stop().await;
    }
}

#[tokio::test]
async fn a_contact_can_be_deleted_and_a_note_written_changed_and_deleted() {
    for slug in slugs() {
        let bench = Bench::start(slug).await;
        let id = bench.subject().await;
        if bench.can(Capability::CreateNote) {
            let created = bench
                .contacts
                .create_note(&id, "Asked for a call.")
                .await
                .unwrap();
            assert!(created.verified, "{slug}: {}", shown(&created));
            let note = created.note.unwrap();
            if bench.can(Capability::UpdateNote) {
                let updated = bench
                    .contacts
                    .update_note(&id, &note, "Called.")
                    .await
                    .unwrap();
                assert!(updated.verified, "{slug}");
                assert_eq!(texts(&bench, &id).await, ["Called."], "{slug}");
                for undo in &updated.undo {
                    assert!(bench.write(undo).await.verified, "{slug}");
                }
            }
            assert_eq!(texts(&bench, &id).await, ["Asked for a call."], "{slug}");
            if bench.can(Capability::DeleteNote) {
                assert!(
                    bench
                        .contacts
                        .delete_note(&id, &note)
                        .await
                        .unwrap()
                        .verified,
                    "{slug}"
                );
                assert!(texts(&bench, &id).await.is_empty(), "{slug}");
                let gone = bench.contacts.delete_note(&id, &note).await;
                assert!(
                    matches!(gone, Err(Error::Gone { what: "note", .. })),
                    "{slug}"
                );
            }
        }
        if bench.can(Capability::Delete) {
            let before = bench.state(&id).await;
            let deleted = bench.contacts.delete(&id).await.unwrap();
            assert!(deleted.verified, "{slug}: {}", shown(&deleted));
            assert_eq!(bench.with_number(), 0, "{slug}");
            let gone = bench.contacts.delete(&id).await;
            assert!(
                matches!(
                    gone,
                    Err(Error::Gone {
                        what: "contact",
                        ..
                    })
                ),
                "{slug}"
            );
            // Made anew, it has what it had, by another id.
            let [undo] = deleted.undo.as_slice() else {
                panic!("{slug}: no undo")
            };
            let undone = bench.write(undo).await;
            assert!(undone.verified, "{slug}: {}", shown(&undone));
            let mut left = differences(&before, &bench.state(&undone.id.unwrap()).await);
            // What can't be given to a new contact is the vendor's own, such as an id in a channel.
            let rows = bench.rows();
            let given = |field| {
                rows.iter()
                    .any(|row| row.field == field && is_allowed(row.create))
            };
            left.retain(|path, _| given(path.field));
            assert!(left.is_empty(), "{slug}: {left:?}");
        } else {
            let refused = bench.contacts.delete(&id).await;
            assert!(matches!(refused, Err(Error::Unsupported(_))), "{slug}");
        }
        bench.running.stop().await;
    }
}

async fn texts(bench: &Bench, id: &str) -> Vec<String> {
    let notes = bench.contacts.notes(id).await.unwrap().notes;
    notes.into_iter().map(|note| note.text).collect()
}

/// Of two tags one goes and one stays, also where the vendor's call replaces all.
#[tokio::test]
async fn tags_are_added_and_removed_one_by_one() {
    for slug in slugs() {
        let bench = Bench::start(slug).await;
        if let Some(row) = bench.rows().iter().find(|row| row.field == Field::Tag) {
            let id = bench.subject().await;
            let both = ContactPatch::default().tag("one", true).tag("two", true);
            let mut other = ContactPatch::default().tag("three", true);
            let mut expected = vec!["one", "three", "two"];
            if is_allowed(row.clear) {
                other = other.tag("one", false);
                expected.remove(0);
            }
            for patch in [both, other] {
                let plan = bench.plan(&id, patch).await;
                let applied = bench.contacts.apply(&plan).await.unwrap();
                assert!(applied.verified, "{slug}: {}", shown(&applied));
            }
            let state = bench.state(&id).await;
            let names: Vec<_> = state.tags.keys().map(String::as_str).collect();
            assert_eq!(names, expected, "{slug}");
        }
        bench.running.stop().await;
    }
}

#[tokio::test]
async fn nobody_is_updated_who_is_not_there() {
    for slug in slugs() {
        let bench = Bench::start(slug).await;
        let id = bench.subject().await;
        if bench.can(Capability::Delete) {
            let _deleted = bench.contacts.delete(&id).await.unwrap();
            let row = bench
                .rows()
                .into_iter()
                .find(|row| is_allowed(row.set))
                .unwrap();
            let patch = one(
                &bench.path(row.field),
                Patch::Value(bench.value(row.field, 1)),
            );
            let gone = bench.contacts.update(&id, patch).await;
            assert!(
                matches!(gone, Err(Error::Gone { .. })),
                "{slug}: {:?}",
                gone.map(|_| ())
            );
        }
        bench.running.stop().await;
    }
}
