//! Pages and resume values of any content: no panic, and an end.

use std::sync::{Arc, Mutex};

use contacts_runtime::Sourced;
use contacts_runtime::client::{
    Bucket, Cursor, Error, Facts, Identity, Key, Listing, Resume, Sweep, SweepOptions, Trace,
    Undocumented,
};
use contacts_runtime::operation::Operation;
use futures_util::FutureExt;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::check;
use crate::vendor::{Body, Plan, Row, Vendor, WAYS, way};

/// Answers with these pages one after the other, and round again.
#[derive(Clone, Debug)]
struct Anything {
    way: &'static Operation,
    start: Option<Cursor>,
    size: Option<u64>,
    pages: Arc<Vec<Body>>,
    asked: Arc<Mutex<usize>>,
}

impl Listing for Anything {
    type Page = Body;
    type Record = Sourced<Row>;
    type Failure = Undocumented;

    fn operation(&self) -> &'static Operation {
        self.way
    }
    fn query(&self) -> Key {
        Key::of(b"all")
    }
    fn start(&self) -> Option<Cursor> {
        self.start.clone()
    }
    fn size(&self) -> Option<u64> {
        self.size
    }
    async fn fetch(self, _: Cursor) -> Result<Body, Error<Undocumented>> {
        let mut asked = self.asked.lock().unwrap();
        *asked += 1;
        Ok(self.pages[*asked % self.pages.len()].clone())
    }
    fn facts(page: &Body) -> Result<Facts, &'static str> {
        Ok(page.facts.clone())
    }
    fn each(page: &Body, see: &mut dyn FnMut(Trace)) {
        for record in &page.rows {
            see(Trace::of(record, |row| row.id.key()));
        }
    }
    fn records(page: Body) -> Vec<Sourced<Row>> {
        page.rows
    }
}

/// Numbers at the edges, and small ones.
fn number() -> impl Strategy<Value = u64> {
    prop_oneof![
        0_u64..6,
        select(vec![u64::MAX, u64::MAX - 1, 1 << 63]),
        any::<u64>()
    ]
}

fn page() -> impl Strategy<Value = Body> {
    let text = select(vec!["", "a", "b", "c"]).prop_map(str::to_owned);
    let bucket = (text.clone(), 0_usize..4, of(number())).prop_map(|(name, items, total)| Bucket {
        name,
        items,
        total,
    });
    let said = (
        of(number()),
        of(number()),
        of(number()),
        any::<bool>(),
        of(text),
    );
    let records = vec(
        select(vec![r#"{"id": 1}"#, r#"{"id": 2}"#, "{}", "null"]),
        0..4,
    );
    (said, vec(bucket, 0..3), records).prop_map(|(said, buckets, records)| {
        let (number, pages, total, capped, next) = said;
        let raw = |text: &&str| serde_json::from_str(text).expect("never fails");
        Body {
            facts: Facts {
                items: records.len(),
                number,
                pages,
                total,
                capped,
                next,
                buckets,
            },
            rows: records.iter().map(raw).collect(),
        }
    })
}

fn start(way: &'static Operation) -> BoxedStrategy<Option<Cursor>> {
    match way.id {
        "offset" => of(number().prop_map(Cursor::Offset)).boxed(),
        "cursor" => {
            of(select(vec!["", "a"]).prop_map(|text| Cursor::Next(Some(text.to_owned())))).boxed()
        }
        "buckets" => {
            of(number().prop_map(|number| Cursor::Buckets(Some(vec![("a".to_owned(), number)]))))
                .boxed()
        }
        _ => of(number().prop_map(Cursor::Page)).boxed(),
    }
}

fn anything() -> impl Strategy<Value = Anything> {
    select(WAYS.iter().collect::<Vec<_>>())
        .prop_flat_map(|way| (Just(way), start(way), of(number()), vec(page(), 1..6)))
        .prop_map(|(way, start, size, pages)| Anything {
            way,
            start,
            size,
            pages: Arc::new(pages),
            asked: Arc::default(),
        })
}

fn options() -> impl Strategy<Value = SweepOptions> {
    (0_usize..5, 0_u32..4, of(number())).prop_map(|(prefetch, passes, records)| {
        SweepOptions::default()
            .prefetch(prefetch)
            .passes(passes)
            .max_pages(200)
            .max_records(records.unwrap_or(u64::MAX))
    })
}

fn finish(mut sweep: Sweep<Anything>) {
    let mut pages = 0;
    while let Some(page) = sweep.next().now_or_never().expect("it never waits") {
        pages += 1;
        assert!(pages <= 200);
        if let Ok(batch) = page {
            let again: Resume = batch
                .resume
                .to_string()
                .parse()
                .expect("what it writes it reads");
            assert_eq!(again, batch.resume);
            batch.into_records();
        }
    }
    let _ = sweep.verdict().to_string();
}

#[test]
fn pages_of_any_content_end() {
    check(3000, (anything(), options()), |(listing, options)| {
        finish(Sweep::new(listing, options));
    });
}

/// A whole value with some of its members exchanged.
#[test]
fn resume_values_of_any_content_are_refused_or_end() {
    let list = Vendor::new(Plan::quiet(way("pages"), 3, 20)).list();
    let mut sweep = Sweep::new(list, SweepOptions::default().passes(2));
    for _ in 0..9 {
        crate::next(&mut sweep);
    }
    let whole: Value = serde_json::from_str(&sweep.position().to_string()).unwrap();
    let mut pointers = Vec::new();
    walk(&whole, String::new(), &mut pointers);
    let other = prop_oneof![
        number().prop_map(Value::from),
        Just(Value::Null),
        Just(Value::from("00000000000000ff")),
        Just(Value::from(true)),
        Just(serde_json::json!([])),
        Just(serde_json::json!({"offset": 3})),
        Just(serde_json::json!({"page": u64::MAX})),
    ];
    let changes = vec((select(pointers), other), 0..4);
    check(
        3000,
        (anything(), options(), changes),
        |(listing, options, changes)| {
            let mut value = whole.clone();
            for (pointer, other) in changes {
                if let Some(place) = value.pointer_mut(&pointer) {
                    *place = other;
                }
            }
            if let Some(operation) = value.get_mut("operation") {
                *operation = listing.way.id.into();
            }
            if let Ok(resume) = value.to_string().parse::<Resume>()
                && let Ok(sweep) = Sweep::resume(listing, &resume, options)
            {
                finish(sweep);
            }
        },
    );
}

#[test]
fn texts_of_any_content_are_no_resume_values() {
    check(2000, "\\PC{0,60}", |text: String| {
        assert!(text.parse::<Resume>().is_err());
    });
}

fn walk(value: &Value, at: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(key, value)| walk(value, format!("{at}/{key}"), pointers)),
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .for_each(|(index, value)| walk(value, format!("{at}/{index}"), pointers)),
        _ => {}
    }
    pointers.push(at);
}
