//! What goes wrong on the way: a contact that changed, an answer that never came, a call in the middle that failed, and a
//! vendor that says yes and does nothing.

use contacts::runtime::Patch;
use contacts::runtime::operation::Capability;
use contacts::{ContactPatch, Error, Field, FieldWrite, Plan, StepOutcome, Write};
use contacts_sandbox::{RequestLine, slugs};
use serde_json::Value;

use crate::bench::{ALL, Bench, differences, is_allowed, one, shown};

/// A field that has two values to be set to. Not the number, as some are found by nothing else.
fn settable(bench: &Bench) -> Option<&'static FieldWrite> {
    let rows = bench.rows().into_iter();
    let mut rows = rows.filter(|row| row.shown && is_allowed(row.set) && row.field != Field::Phone);
    rows.find(|row| bench.value(row.field, 0) != bench.value(row.field, 1))
}

#[tokio::test]
async fn a_contact_that_changed_since_is_left_alone() {
    let mut met = 0;
    for slug in slugs() {
        let bench = Bench::start(slug).await;
        if let Some(row) = settable(&bench) {
            met += 1;
            let id = bench.subject().await;
            let path = bench.path(row.field);
            let patch = |which| one(&path, Patch::Value(bench.value(row.field, which)));
            let late = bench.plan(&id, patch(0)).await;
            let early = bench.plan(&id, patch(1)).await;
            let applied = bench.contacts.apply(&early).await.unwrap();
            assert!(applied.verified, "{slug}: {}", shown(&applied));
            let state = bench.state(&id).await;
            let asked = bench.running.requests().len();
            let refused = bench.contacts.apply(&late).await;
            let Err(Error::Changed { fields, .. }) = refused else {
                panic!("{slug}: {:?}", refused.map(|_| ()))
            };
            assert_eq!(fields, [path], "{slug}");
            let sent = &bench.running.requests()[asked..];
            for step in &late.steps {
                assert_eq!(times(sent, &step.operation), 0, "{slug}");
            }
            let left = differences(&state, &bench.state(&id).await);
            assert!(left.is_empty(), "{slug}: {left:?}");
        }
        bench.running.stop().await;
    }
    assert_eq!(met, 4, "all that show a contact by its id");
}

fn times(sent: &[RequestLine], operation: &str) -> usize {
    let lines = sent.iter();
    lines
        .filter(|line| line.operation == Some(operation))
        .count()
}

/// Whichever answer is cut, and whether the vendor had done its work or not.
#[tokio::test]
async fn a_creation_without_an_answer_is_never_doubled() {
    for slug in slugs() {
        let bench = Bench::start(slug).await;
        // What has calls of its own after the creation comes along.
        let rows = bench.rows().into_iter();
        let more = [Field::Attribute, Field::Tag, Field::Blocked];
        let more = rows.filter(|row| more.contains(&row.field) && is_allowed(row.create));
        let more = more.map(|row| (bench.path(row.field), bench.value(row.field, 0)));
        let creation = bench.creation(more.collect::<Vec<_>>());
        for fault in ["cut", "503"] {
            for request in 1..=8 {
                bench.reset().await;
                let what = format!("{slug} {fault}@{request}");
                let plan = bench.contacts.plan(&creation, ALL).await.unwrap();
                let asked = bench.running.requests().len();
                bench.faults(&format!("{fault}@{request}"));
                let first = bench.contacts.apply(&plan).await.unwrap();
                let sent = bench.running.requests();
                for step in &plan.steps {
                    let steps = plan.steps.iter();
                    let planned = steps.filter(|of| of.operation == step.operation).count();
                    assert!(times(&sent[asked..], &step.operation) <= planned, "{what}");
                }
                let there = bench.with_number();
                assert!(there <= 1, "{what}");
                let is_known = first.id.is_some();
                // Whoever tries again finds the contact, or creates it.
                bench.faults("");
                let again = bench.contacts.plan(&creation, ALL).await.unwrap();
                if first.is_done() {
                    assert_eq!(there, 1, "{what}: {}", shown(&first));
                    assert!(is_known || !bench.can(Capability::Get), "{what}");
                    continue;
                }
                let unknown = |step: &StepOutcome| matches!(step, StepOutcome::Unknown { .. });
                assert!(first.steps.iter().any(unknown), "{what}: {}", shown(&first));
                if matches!(creation, Write::Create { .. }) {
                    assert_eq!(again.existing.len(), there, "{what}");
                }
                if again.existing.is_empty() || matches!(creation, Write::Upsert { .. }) {
                    let second = bench.contacts.apply(&again).await.unwrap();
                    assert!(second.is_done(), "{what}: {}", shown(&second));
                }
                assert_eq!(bench.with_number(), 1, "{what}");
            }
        }
        bench.running.stop().await;
    }
}

/// Everything that can be set, in one write.
fn everything(bench: &Bench) -> ContactPatch {
    let mut patch = ContactPatch::default();
    for row in bench.rows().iter().filter(|row| is_allowed(row.set)) {
        // The number stays, as some are found by nothing else; a stage and a status are one thing.
        if ![Field::Phone, Field::Status].contains(&row.field) {
            patch.put(
                &bench.path(row.field),
                Patch::Value(bench.value(row.field, 0)),
            );
        }
    }
    patch
}

#[tokio::test]
async fn what_is_left_of_a_write_is_planned_again() {
    let mut met = 0;
    for slug in slugs() {
        let bench = Bench::start(slug).await;
        let id = bench.subject().await;
        let start = bench.running.snapshot().await.unwrap();
        let whole = bench.plan(&id, everything(&bench)).await;
        assert!(whole.is_applicable(), "{whole}");
        let asked = bench.running.requests().len();
        let applied = bench.contacts.apply(&whole).await.unwrap();
        assert!(
            applied.is_done() && applied.ignored.is_empty(),
            "{slug}: {}",
            shown(&applied)
        );
        let wanted = bench.state(&id).await;
        let sent: Vec<_> = bench.running.requests()[asked..]
            .iter()
            .map(|line| line.operation)
            .collect();
        for failing in 1..whole.steps.len() {
            met += 1;
            let what = format!("{slug} step {failing}");
            bench.running.restore(&start).await.unwrap();
            let request = request_of(&sent, &whole, failing);
            bench.faults(&format!("503@{request}.."));
            let partial = bench.contacts.apply(&whole).await.unwrap();
            assert!(!partial.is_done() && !partial.verified, "{what}");
            for (at, step) in partial.steps.iter().enumerate() {
                let is_so = match at {
                    at if at < failing => step.is_done(),
                    at if at == failing => matches!(step, StepOutcome::Unknown { .. }),
                    _ => matches!(step, StepOutcome::NotRun),
                };
                assert!(is_so, "{what}: {}", shown(&partial));
            }
            bench.faults("");
            let rest = bench.plan(&id, everything(&bench)).await;
            let rows = bench.rows();
            let seen = |field: Field| rows.iter().any(|row| row.field == field && row.shown);
            let done = whole.steps[..failing].iter().flat_map(|step| &step.fields);
            for path in done.filter(|path| seen(path.field)) {
                let again = rest.steps.iter().any(|step| step.fields.contains(path));
                assert!(!again, "{what}: {path} again");
            }
            let second = bench.contacts.apply(&rest).await.unwrap();
            assert!(
                second.is_done() && second.ignored.is_empty(),
                "{what}: {}",
                shown(&second)
            );
            let left = differences(&wanted, &bench.state(&id).await);
            assert!(left.is_empty(), "{what}: {left:?}");
        }
        bench.running.stop().await;
    }
    assert!(met >= 4, "{met}");
}

/// Which request, from 1, is this step's.
fn request_of(sent: &[Option<&str>], plan: &Plan, step: usize) -> usize {
    let mut from = 0;
    for step in &plan.steps[..=step] {
        let of = |operation: &Option<&str>| *operation == Some(step.operation.as_str());
        from += sent[from..].iter().position(of).unwrap() + 1;
    }
    from
}

/// A member that the vendor does not know stands for one that it takes and does nothing with.
#[tokio::test]
async fn what_a_vendor_takes_and_does_not_do_is_said() {
    let mut met = 0;
    for slug in slugs() {
        let bench = Bench::start(slug).await;
        let id = bench.subject().await;
        let rows = bench.rows().into_iter();
        for row in rows.filter(|row| row.shown && is_allowed(row.set)) {
            let path = bench.path(row.field);
            let asked = bench.value(row.field, 1);
            let change = one(&path, Patch::Value(asked.clone()));
            let mut plan = bench.plan(&id, change).await;
            if !misspell(&mut plan) {
                continue;
            }
            let applied = match bench.contacts.apply(&plan).await {
                Ok(applied) if applied.is_done() => applied,
                // Somebody looked at what was sent.
                _ => continue,
            };
            met += 1;
            assert!(!applied.verified, "{slug} {path}");
            let ignored = applied.ignored.iter().map(|of| (&of.field, &of.asked));
            assert_eq!(ignored.collect::<Vec<_>>(), [(&path, &asked)], "{slug}");
        }
        bench.running.stop().await;
    }
    assert!(met >= 4, "{met}");
}

/// Renames the one member that the body of a plan's one step has, if it is so.
fn misspell(plan: &mut Plan) -> bool {
    let [step] = plan.steps.as_mut_slice() else {
        return false;
    };
    let Some(Value::Object(body)) = step.arguments.get_mut("body") else {
        return false;
    };
    let members = std::mem::take(body);
    let only = members.len() == 1;
    let misspelt = members
        .into_iter()
        .map(|(name, value)| (format!("{name}Unheard"), value));
    body.extend(misspelt);
    only
}

/// A connection knows a tag by its id, and the vendor takes an id that there is no more without a word. Only one write meets
/// that: the next one looks for the tag again.
#[tokio::test]
async fn a_tag_that_was_deleted_and_made_again_is_found_again() {
    let bench = Bench::start("chatbotx").await;
    let id = bench.subject().await;
    let name = "made again";
    let body = serde_json::json!({ "body": { "name": name } });
    let made = bench
        .contacts
        .call("createTag", body.clone())
        .await
        .unwrap();
    let added = bench.contacts.add_tags(&id, &[name]).await.unwrap();
    assert!(added.verified, "{}", shown(&added));
    let tag = serde_json::json!({ "idOrName": made.value["id"] });
    bench.contacts.call("deleteTag", tag).await.unwrap();
    bench.contacts.call("createTag", body).await.unwrap();
    let missed = bench.contacts.add_tags(&id, &[name]).await.unwrap();
    assert_eq!(missed.ignored.len(), 1, "{}", shown(&missed));
    let added = bench.contacts.add_tags(&id, &[name]).await.unwrap();
    assert!(added.verified, "{}", shown(&added));
    bench.running.stop().await;
}
