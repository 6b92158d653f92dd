//! What the list does not carry is read beside it: all of it, once, in order, and a gap is told.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that can't go on has failed"
)]

mod stand;

use contacts::core::model::IssueCode;
use contacts::runtime::client::policy::{Policy, Rate};
use contacts::{Contact, Contacts, Detail, Error, SweepOptions, Unread, vendors};
use stand::start;

/// All contacts, page by page, with what is read beside the list.
async fn all(contacts: &Contacts, details: &[Detail]) -> (Vec<Contact>, Vec<Unread>) {
    let mut sweep = contacts.sweep(SweepOptions::default()).unwrap();
    let (mut all, mut unread) = (Vec::new(), Vec::new());
    while let Some(batch) = sweep.next().await {
        let mut page = batch.unwrap().mapped;
        unread.extend(contacts.complete_page(&mut page, details).await.unwrap());
        all.extend(page.contacts);
    }
    (all, unread)
}

fn ids(contacts: &[Contact]) -> Vec<String> {
    let ids = contacts.iter().map(|contact| contact.source.id.to_string());
    ids.collect()
}

/// How many of each a contact has.
fn counts(contact: &Contact) -> [usize; 4] {
    [
        contact.tags.len(),
        contact.notes.len(),
        contact.conversations.len(),
        contact.attributes.len(),
    ]
}

#[tokio::test]
async fn a_contact_has_what_its_readings_give() {
    for slug in contacts_sandbox::slugs() {
        let (account, running) = start(slug, 24).await;
        let policy = Policy::default().with_rate(Rate::Unlimited);
        let contacts = account.policy(policy).connect().unwrap();
        let details: Vec<Detail> = Detail::unlisted(contacts.vendor()).collect();
        if contacts.sweep(SweepOptions::default()).is_err() {
            running.stop().await;
            continue;
        }
        let (listed, _) = all(&contacts, &[]).await;
        let (completed, unread) = all(&contacts, &details).await;
        assert!(unread.is_empty(), "{slug}: {unread:?}");
        assert_eq!(ids(&listed), ids(&completed), "{slug}");
        for (before, after) in listed.iter().zip(&completed) {
            let id = after.source.id.to_string();
            let mut expected = counts(before);
            for detail in &details {
                let (place, found) = match detail {
                    Detail::Tags => (0, contacts.contact_tags(&id).await.unwrap().tags.len()),
                    Detail::Notes => (1, contacts.notes(&id).await.unwrap().notes.len()),
                    Detail::Conversations => {
                        let answer = contacts.conversations(&id).await.unwrap();
                        (2, answer.conversations.len())
                    }
                    Detail::Attributes => continue,
                    other => panic!("where {other} is found, nobody says"),
                };
                assert_eq!(expected[place], 0, "{slug}: the list carries {detail}");
                expected[place] = found;
            }
            assert_eq!(counts(after), expected, "{slug} {id}");
            // Of the record nothing is lost.
            assert_eq!(after.raw, before.raw, "{slug} {id}");
            assert!(after.issues.starts_with(&before.issues), "{slug} {id}");
        }
        for (place, detail) in Detail::ALL.into_iter().enumerate() {
            let some = completed.iter().any(|contact| counts(contact)[place] > 0);
            assert!(
                some || !details.contains(&detail),
                "{slug}: nobody has {detail}"
            );
        }
        let (again, _) = all(&contacts, &details).await;
        assert!(again == completed, "{slug}: twice the same");
        running.stop().await;
    }
}

#[tokio::test]
async fn what_the_list_carries_is_not_doubled_by_a_reading() {
    let (account, running) = start("chatbotx", 24).await;
    let policy = Policy::default().with_rate(Rate::Unlimited);
    let contacts = account.policy(policy).connect().unwrap();
    let (listed, _) = all(&contacts, &[]).await;
    let (completed, unread) = all(&contacts, &[Detail::Tags, Detail::Attributes]).await;
    assert!(unread.is_empty(), "{unread:?}");
    let mut named = 0;
    for (before, after) in listed.iter().zip(&completed) {
        assert_eq!(counts(before), counts(after), "{}", after.source.id);
        for (before, after) in before.attributes.iter().zip(&after.attributes) {
            assert!(before.key == after.key && before.value == after.value);
            named += usize::from(before.name.is_none() && after.name.is_some());
        }
    }
    assert!(named > 0, "the reading knows the names of attributes");
    running.stop().await;
}

#[tokio::test]
async fn a_reading_that_fails_leaves_a_mark_and_not_a_void() {
    let (account, running) = start("digital99", 10).await;
    let policy = Policy::default()
        .with_rate(Rate::Unlimited)
        .with_attempts(1);
    let contacts = account.policy(policy).connect().unwrap();
    let (mut listed, _) = all(&contacts, &[]).await;
    let contact = &mut listed[0];
    running.set_faults("500@1".parse().unwrap());
    let details = [Detail::Tags, Detail::Notes];
    let unread = contacts.complete(contact, &details).await.unwrap();
    assert_eq!(unread.len(), 1);
    assert!(unread[0].detail == Detail::Tags && unread[0].error.is_some());
    assert_eq!(unread[0].id, contact.source.id);
    let marks: Vec<&str> = contact
        .issues
        .iter()
        .filter(|issue| issue.code == IssueCode::DetailNotRead)
        .map(|issue| issue.path.as_str())
        .collect();
    assert_eq!(marks, ["/tags#"]);
    running.stop().await;
}

/// Somebody is deleted between the list and a reading: nothing of the contact is lost, and nothing taken for empty.
#[tokio::test]
async fn who_vanished_is_told_from_who_has_none() {
    for slug in ["digital99", "tetherai", "chatbotx"] {
        let (account, running) = start(slug, 6).await;
        let policy = Policy::default().with_rate(Rate::Unlimited);
        let contacts = account.policy(policy).connect().unwrap();
        let readings = Detail::ALL.into_iter();
        let readings: Vec<Detail> = readings
            .filter(|detail| detail.reading(contacts.vendor()).is_some())
            .collect();
        let (listed, _) = all(&contacts, &[]).await;
        // The oldest and the latest are deleted before the first reading is answered.
        running.set_faults("delete@1".parse().unwrap());
        let mut vanished = 0;
        for contact in &listed {
            let mut completed = contact.clone();
            let unread = contacts.complete(&mut completed, &readings).await.unwrap();
            let issues = completed
                .issues
                .iter()
                .filter(|it| it.code == IssueCode::Vanished);
            let issues: Vec<String> = issues.map(|it| it.path.clone()).collect();
            assert_eq!(completed.raw, contact.raw);
            assert!(
                completed
                    .issues
                    .iter()
                    .all(|it| it.code != IssueCode::DetailNotRead),
                "{slug}"
            );
            if contacts
                .get(&contact.source.id.to_string())
                .await
                .unwrap()
                .contacts
                .is_empty()
            {
                vanished += 1;
                let paths = readings.iter().map(|detail| format!("/{detail}#"));
                assert_eq!(issues, paths.collect::<Vec<_>>(), "{slug}");
                assert!(
                    unread
                        .iter()
                        .all(|it| matches!(it.error, Some(Error::Gone { .. })))
                );
            } else {
                assert!(issues.is_empty() && unread.is_empty(), "{slug}: {issues:?}");
            }
        }
        assert_eq!(vanished, 2, "{slug}");
        running.stop().await;
    }
}

#[tokio::test]
async fn what_a_vendor_has_nowhere_is_refused_before_anything_is_sent() {
    for slug in contacts_sandbox::slugs() {
        let (account, running) = start(slug, 3).await;
        let contacts = account.connect().unwrap();
        let vendor = vendors().find(|vendor| vendor.slug == slug).unwrap();
        for detail in Detail::ALL {
            let known = detail.is_listed(vendor) || detail.reading(vendor).is_some();
            if known {
                continue;
            }
            let before = running.requests().len();
            let refused = contacts.complete(&mut Contact::default(), &[detail]).await;
            let Err(Error::Unsupported(refused)) = refused else {
                unreachable!("{slug} {detail}");
            };
            assert_eq!(refused.capability, detail.capability());
            assert_eq!(running.requests().len(), before, "{slug} {detail}");
        }
        running.stop().await;
    }
}
