//! All five vendors by way of the common API, against the sandbox.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use contacts::core::mapping::Mapped;
use contacts::core::model::IssueCode;
use contacts::runtime::client::Policy;
use contacts::runtime::client::policy::{Attempt, Backoff, Observer};
use contacts::runtime::operation::Capability;
use contacts::{
    Account, Contact, Contacts, Error, Resume, ResumeError, Sweep, SweepOptions, Verdict,
};
use contacts_sandbox::{KnownContact, Options, Running, Sandbox};
use futures_util::TryStreamExt;

/// Enough for several pages of each vendor, and for each edge case but those that come once in a hundred twice.
const COUNT: u64 = 120;

/// What is known of a vendor, and what its sandbox does.
struct Facts {
    slug: &'static str,
    /// How many contacts its list has, if it has a list.
    listed: Option<usize>,
    /// What else it can do of the common API.
    gets: bool,
    finds_by_phone: bool,
    finds_by_email: bool,
    /// Where something is kept in extra, over all contacts. `loyalty` is the sandbox's property that no page has.
    extra: &'static [&'static str],
    /// The issues that its contacts have.
    issues: &'static [IssueCode],
}

const FACTS: [Facts; 5] = [
    Facts {
        slug: "insighto",
        listed: Some(120),
        gets: true,
        finds_by_phone: false,
        finds_by_email: false,
        extra: &["/loyalty"],
        issues: &[],
    },
    Facts {
        slug: "chatbotx",
        listed: Some(120),
        gets: true,
        finds_by_phone: true,
        finds_by_email: true,
        // A contact without an address has nothing that could be verified.
        extra: &["/emailVerified", "/loyalty"],
        // Avatars are paths.
        issues: &[IssueCode::InvalidUrl, IssueCode::UnknownEnumValue],
    },
    Facts {
        slug: "digital99",
        // Contact 37 has neither telephone number nor e-mail address nor identifier, so the list hides it.
        listed: Some(119),
        gets: true,
        finds_by_phone: true,
        finds_by_email: true,
        extra: &["/loyalty"],
        issues: &[IssueCode::UnknownEnumValue],
    },
    Facts {
        slug: "tetherai",
        listed: Some(120),
        gets: true,
        finds_by_phone: true,
        finds_by_email: true,
        // The version of the record in the vendor's database, which no page has.
        extra: &["/__v", "/loyalty"],
        issues: &[],
    },
    Facts {
        slug: "dmchamp",
        listed: None,
        gets: false,
        finds_by_phone: true,
        finds_by_email: true,
        extra: &["/loyalty"],
        issues: &[IssueCode::Placeholder],
    },
];

async fn start(slug: &str) -> (Account, Running) {
    let options = Options {
        contacts: COUNT,
        ..Options::default()
    };
    let running = Sandbox::start(slug, options).await.unwrap();
    let mut account = Account::new(slug).unwrap().base_url(running.base_url());
    for slot in account.vendor().credentials {
        if let Some(secret) = running.credential(slot.scheme) {
            account = account.credential(slot.scheme, secret).unwrap();
        }
    }
    for setting in account.vendor().settings {
        if let Some(value) = running.setting(setting.parameter) {
            account = account.setting(setting.parameter, value).unwrap();
        }
    }
    (account, running)
}

#[tokio::test]
async fn all_contacts_come_that_the_vendor_lists() {
    for facts in FACTS {
        let (account, running) = start(facts.slug).await;
        let contacts = account.connect().unwrap();
        let sweep = contacts.sweep(SweepOptions::default());
        let Some(listed) = facts.listed else {
            assert_refused(sweep, &facts, Capability::List);
            continue;
        };
        let (pages, verdict) = walk(sweep.unwrap()).await;
        let Verdict::Complete(tally) = verdict else {
            panic!("{}: {verdict}", facts.slug);
        };
        let counts = (tally.unique, tally.duplicates, tally.pages);
        assert_eq!(
            counts,
            (listed as u64, 0, pages.len() as u64),
            "{}",
            facts.slug
        );
        let came: Vec<&Contact> = pages.iter().flat_map(|page| &page.contacts).collect();
        let ids: BTreeSet<String> = came
            .iter()
            .map(|contact| contact.source.id.to_string())
            .collect();
        assert_eq!((came.len(), ids.len()), (listed, listed), "{}", facts.slug);
        assert!(pages.len() > 1, "{}", facts.slug);
        assert!(
            pages.iter().all(|page| page.undecodable.is_empty()),
            "{}",
            facts.slug
        );

        // Nobody came who is not there, and who did not come has nothing to be found by.
        let known: BTreeMap<String, KnownContact> = running
            .known_contacts()
            .map(|known| (known.id.clone(), known))
            .collect();
        assert!(
            ids.iter().all(|id| known.contains_key(id)),
            "{}",
            facts.slug
        );
        for (id, known) in &known {
            let reachable = known.phone.is_some() || known.email.is_some();
            assert!(ids.contains(id) || !reachable, "{} {id}", facts.slug);
        }

        // `list` gives the same without what stands around.
        let list: Vec<Contact> = contacts.list().try_collect().await.unwrap();
        assert!(list.iter().eq(came), "{}", facts.slug);
        running.stop().await;
    }
}

/// The ids of pages, in order.
fn ids(pages: &[Mapped]) -> Vec<String> {
    let contacts = pages.iter().flat_map(|page| &page.contacts);
    contacts
        .map(|contact| contact.source.id.to_string())
        .collect()
}

#[tokio::test]
async fn walks_go_on_in_tasks_of_their_own() {
    for facts in FACTS {
        let Some(listed) = facts.listed else { continue };
        let (account, running) = start(facts.slug).await;
        let contacts = account.connect().unwrap();
        let sweep = tokio::spawn(walk(contacts.sweep(SweepOptions::default()).unwrap()));
        let list = tokio::spawn(contacts.list().try_collect::<Vec<_>>());
        let other = contacts.clone();
        let count = tokio::spawn(async move { other.count().await });
        drop((account, contacts));
        let (pages, verdict) = sweep.await.unwrap();
        assert!(verdict.is_complete(), "{}: {verdict}", facts.slug);
        let came: usize = pages.iter().map(|page| page.contacts.len()).sum();
        assert_eq!(came, listed, "{}", facts.slug);
        let list = list.await.unwrap().unwrap();
        assert_eq!(list.len(), listed, "{}", facts.slug);
        count.await.unwrap().unwrap();
        running.stop().await;
    }
}

#[tokio::test]
async fn each_way_to_sweep_gives_the_same() {
    for facts in FACTS.iter().filter(|facts| facts.listed.is_some()) {
        let (account, running) = start(facts.slug).await;
        let contacts = account.connect().unwrap();
        let options = SweepOptions::default();
        let (pages, verdict) = walk(contacts.sweep(options).unwrap()).await;
        let asked = running.requests().len();
        let ahead = walk(contacts.sweep(options.prefetch(8)).unwrap()).await;
        assert_eq!(
            (ids(&ahead.0), &ahead.1),
            (ids(&pages), &verdict),
            "{}",
            facts.slug
        );
        // What the vendor says of its end is heeded: no request is wasted on a page behind it.
        let asked_ahead = running.requests().len() - asked;
        assert_eq!(asked_ahead, asked, "{}", facts.slug);

        let (twice, verdict) = walk(contacts.sweep(options.passes(3)).unwrap()).await;
        assert_eq!(ids(&twice), ids(&pages), "{}", facts.slug);
        assert!(verdict.is_complete(), "{}: {verdict}", facts.slug);
        assert_eq!(verdict.tally().passes, 2, "{}", facts.slug);
        running.stop().await;
    }
}

#[tokio::test]
async fn a_sweep_goes_on_in_another_process_with_nobody_lost_and_nobody_twice() {
    for facts in FACTS.iter().filter(|facts| facts.listed.is_some()) {
        let (account, running) = start(facts.slug).await;
        let options = SweepOptions::default();
        let (mut came, mut resume) = (Vec::new(), None::<String>);
        let verdict = loop {
            let contacts = account.connect().unwrap();
            let mut sweep = match &resume {
                Some(text) => contacts.resume(&text.parse().unwrap(), options).unwrap(),
                None => contacts.sweep(options).unwrap(),
            };
            let Some(batch) = sweep.next().await else {
                break sweep.verdict();
            };
            let batch = batch.unwrap();
            came.extend(ids(&[batch.mapped]));
            let text = batch.resume.to_string();
            for secret in account.vendor().credentials {
                let secret = running.credential(secret.scheme).unwrap();
                assert!(!text.contains(secret), "{}", facts.slug);
            }
            resume = Some(text);
        };
        let contacts = account.connect().unwrap();
        let (pages, whole) = walk(contacts.sweep(options).unwrap()).await;
        assert_eq!((came, verdict), (ids(&pages), whole), "{}", facts.slug);

        // Of another server or vendor, it is refused.
        let text = resume.unwrap();
        let (other, other_running) = start(facts.slug).await;
        let resume: Resume = text.parse().unwrap();
        let refused = other
            .connect()
            .unwrap()
            .resume(&resume, options)
            .map(|_| ());
        assert!(matches!(
            refused,
            Err(Error::Resume {
                source: ResumeError::Query { .. },
                ..
            })
        ));
        other_running.stop().await;
        running.stop().await;
    }
}

#[tokio::test]
async fn known_contacts_are_found_with_their_numbers_and_addresses() {
    for facts in FACTS {
        let (account, running) = start(facts.slug).await;
        let contacts = account.connect().unwrap();
        for known in running.known_contacts() {
            let answer = contacts.get(&known.id).await;
            if facts.gets {
                assert_found(&answer.unwrap(), &known, &facts);
            } else {
                assert_refused(answer, &facts, Capability::Get);
            }
            if let Some(phone) = &known.phone {
                let answer = contacts.find_by_phone(phone).await;
                if facts.finds_by_phone {
                    assert_has(
                        &answer.unwrap(),
                        |contact| has_phone(contact, phone),
                        &facts,
                    );
                } else {
                    assert_refused(answer, &facts, Capability::FindByPhone);
                }
            }
            if let Some(email) = &known.email {
                let answer = contacts.find_by_email(email).await;
                if facts.finds_by_email {
                    assert_found(&answer.unwrap(), &known, &facts);
                } else {
                    assert_refused(answer, &facts, Capability::FindByEmail);
                }
            }
        }
        running.stop().await;
    }
}

#[tokio::test]
async fn nobody_is_found_where_nobody_is() {
    for facts in FACTS {
        let (account, running) = start(facts.slug).await;
        let contacts = account.connect().unwrap();
        let first = running.known_contacts().next().unwrap();
        let nobody = no_id_like(&first.id);
        for answer in [
            facts.gets.then_some(contacts.get(&nobody).await),
            facts
                .finds_by_phone
                .then_some(contacts.find_by_phone("+12025559999").await),
            facts
                .finds_by_email
                .then_some(contacts.find_by_email("nobody@example.com").await),
        ] {
            let none = answer.is_none_or(|answer| answer.unwrap().contacts.is_empty());
            assert!(none, "{}", facts.slug);
        }
        running.stop().await;
    }
}

#[tokio::test]
async fn a_wrong_credential_is_known_as_one() {
    for facts in FACTS {
        let (account, running) = start(facts.slug).await;
        let slots = account.vendor().credentials;
        for slot in slots {
            // The first slot that an account has is used, so it must have this one alone.
            let mut wrong = Account::new(facts.slug)
                .unwrap()
                .base_url(running.base_url())
                .credential(slot.scheme, "wrong")
                .unwrap();
            for setting in account.vendor().settings {
                if let Some(value) = running.setting(setting.parameter) {
                    wrong = wrong.setting(setting.parameter, value).unwrap();
                }
            }
            let contacts = wrong.connect().unwrap();
            let mut errors = Vec::new();
            if facts.listed.is_some() {
                let mut sweep = contacts.sweep(SweepOptions::default()).unwrap();
                errors.push(sweep.next().await.unwrap().unwrap_err());
            }
            if facts.gets {
                errors.push(contacts.get("1").await.unwrap_err());
            }
            if facts.finds_by_phone {
                errors.push(contacts.find_by_phone("+12025550101").await.unwrap_err());
            }
            if facts.finds_by_email {
                errors.push(
                    contacts
                        .find_by_email("nobody@example.com")
                        .await
                        .unwrap_err(),
                );
            }
            for error in errors {
                assert!(error.is_refused_credential(), "{}: {error}", facts.slug);
                let message = error.to_string();
                assert!(message.contains(slot.env), "{message}");
                assert!(!message.contains("wrong"), "{message}");
            }
        }
        running.stop().await;
    }
}

#[tokio::test]
async fn nothing_is_of_another_type_and_only_the_unknown_is_extra() {
    for facts in FACTS {
        let (account, running) = start(facts.slug).await;
        let contacts = account.connect().unwrap();
        let pages = everything(&contacts, &running).await;
        let (mut extra, mut issues) = (BTreeSet::new(), BTreeSet::new());
        for page in &pages {
            issues.extend(page.issues.iter().map(|issue| issue.code));
            for contact in &page.contacts {
                issues.extend(contact.issues.iter().map(|issue| issue.code));
                extra.extend(contact.extra.iter().map(|(_, pointer, _)| pointer));
            }
        }
        for code in [IssueCode::TypeMismatch, IssueCode::UndecodableRecord] {
            assert!(!issues.contains(&code), "{} {code}", facts.slug);
        }
        assert_eq!(
            issues,
            facts.issues.iter().copied().collect(),
            "{}",
            facts.slug
        );
        assert_eq!(
            extra,
            facts.extra.iter().copied().collect(),
            "{}",
            facts.slug
        );
        running.stop().await;
    }
}

/// All pages of a sweep, and its verdict.
/// Who writes down how attempts end: the number of each, its status, and whether another one follows.
#[derive(Default)]
struct Recorder(Mutex<Vec<(u32, Option<u16>, bool)>>);

impl Observer for Recorder {
    fn attempt_ended(&self, attempt: &Attempt<'_>) {
        let (status, again) = (attempt.result.ok(), attempt.wait.is_some());
        self.0.lock().unwrap().push((attempt.number, status, again));
    }
}

#[tokio::test]
async fn an_account_has_a_policy_and_an_observer() {
    let quick = Policy::default().with_backoff(Backoff {
        base: Duration::from_millis(1),
        cap: Duration::from_millis(1),
    });
    for facts in FACTS {
        let (account, running) = start(facts.slug).await;
        let recorder = Arc::new(Recorder::default());
        let account = account.policy(quick).observer(recorder.clone());
        let contacts = account.connect().unwrap();
        let mut known = running.known_contacts();
        let known = known.find(|contact| contact.email.is_some()).unwrap();
        let call = async |contacts: Contacts| match (facts.gets, &known.email) {
            (false, Some(email)) => contacts.find_by_email(email).await.map(drop),
            _ => contacts.get(&known.id).await.map(drop),
        };
        running.set_faults("503@1..2".parse().unwrap());
        call(contacts).await.unwrap();
        let once = account.policy(quick.with_attempts(1)).connect().unwrap();
        running.set_faults("503".parse().unwrap());
        call(once).await.unwrap_err();
        let attempts = recorder.0.lock().unwrap().clone();
        let numbers: Vec<u32> = attempts.iter().map(|attempt| attempt.0).collect();
        assert_eq!(numbers, [1, 2, 3, 1], "{}", facts.slug);
        assert_eq!(attempts[0], (1, Some(503), true), "{}", facts.slug);
        assert_eq!(attempts[3], (1, Some(503), false), "{}", facts.slug);
        running.stop().await;
    }
}

async fn walk(mut sweep: Sweep) -> (Vec<Mapped>, Verdict) {
    let mut pages = Vec::new();
    while let Some(batch) = sweep.next().await {
        pages.push(batch.unwrap().mapped);
    }
    (pages, sweep.verdict())
}

/// All contacts, listed where the vendor can, else looked up.
async fn everything(contacts: &Contacts, running: &Running) -> Vec<Mapped> {
    if !contacts.serving(Capability::List).is_empty() {
        return walk(contacts.sweep(SweepOptions::default()).unwrap())
            .await
            .0;
    }
    let mut pages = Vec::new();
    for known in running.known_contacts() {
        match (&known.phone, &known.email) {
            (Some(phone), _) => pages.push(contacts.find_by_phone(phone).await.unwrap()),
            (None, Some(email)) => pages.push(contacts.find_by_email(email).await.unwrap()),
            (None, None) => {}
        }
    }
    pages
}

fn assert_found(answer: &Mapped, known: &KnownContact, facts: &Facts) {
    assert_has(
        answer,
        |contact| contact.source.id.to_string() == known.id,
        facts,
    );
}

fn assert_has(answer: &Mapped, is: impl Fn(&Contact) -> bool, facts: &Facts) {
    assert!(
        answer.contacts.iter().any(is),
        "{}: {} others",
        facts.slug,
        answer.contacts.len()
    );
    assert!(answer.undecodable.is_empty(), "{}", facts.slug);
}

fn assert_refused<T>(answer: Result<T, Error>, facts: &Facts, capability: Capability) {
    match answer {
        Err(Error::Unsupported(refused)) => {
            assert_eq!(
                (refused.vendor.slug, refused.capability),
                (facts.slug, capability)
            );
        }
        Err(error) => panic!("{}: {error}", facts.slug),
        Ok(_) => panic!("{}: {capability} is answered", facts.slug),
    }
}

/// An id of the vendor's form that no contact has.
fn no_id_like(id: &str) -> String {
    let digit = |letter: char| letter.is_ascii_digit();
    if id.len() < 6 {
        return "999999".to_owned();
    }
    id.replace(digit, "9")
}

// The number of one contact may be another's too, so who is found is not always who was meant.
fn has_phone(contact: &Contact, phone: &str) -> bool {
    contact
        .phones
        .iter()
        .any(|known| known.e164.as_deref() == Some(phone))
}
