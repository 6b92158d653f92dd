//! A vendor in memory: any scheme, with rows that change while pages are read, and with lies.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};

use contacts_runtime::Sourced;
use contacts_runtime::client::{
    Bucket, Cursor, Error, Facts, Identity, Key, Listing, RequestError, Trace, Undocumented,
};
use contacts_runtime::operation::{End, Operation, Pagination, Scheme};
use serde_json::value::RawValue;

const fn paged(id: &'static str, scheme: Scheme, end: End) -> Operation {
    Operation::new(id, "GET", "/")
        .of("simulated")
        .paged(Pagination {
            scheme,
            end,
            first: 1,
            default_size: None,
            max_size: Some(100),
        })
}

/// The ways in which vendors page. The id says which.
pub static WAYS: [Operation; 8] = [
    paged("pages", Scheme::Page, End::LastPage),
    paged("capped", Scheme::Page, End::EmptyPage),
    paged("uncounted", Scheme::Page, End::EmptyPage),
    paged("fixed", Scheme::Page, End::ShortPage),
    paged("total", Scheme::Page, End::Total),
    paged("offset", Scheme::Offset, End::Total),
    paged("cursor", Scheme::Cursor, End::NullCursor),
    paged("buckets", Scheme::Buckets, End::Total),
];

/// The way with this id.
pub fn way(id: &str) -> &'static Operation {
    WAYS.iter().find(|way| way.id == id).expect("a way")
}

/// What happens to the rows between two requests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Edit {
    /// A new row at a place.
    Insert(usize),
    /// The row at a place goes.
    Delete(usize),
    /// The row at a place moves to another.
    Move(usize, usize),
}

/// What is wrong with one answer, or with all from one on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lie {
    /// The number of the answer is another one.
    Echo,
    /// The answer has no records.
    Empty,
    /// The answer's total is lower by this.
    Total(u64),
    /// All totals are higher by this.
    Totals(u64),
    /// From here on each answer is the same page.
    Stuck,
    /// From here on the next cursor is the one asked for first.
    Circle,
    /// The call fails.
    Failure,
}

/// What the vendor is and does; a value of it is a test case.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How it pages.
    pub way: &'static Operation,
    /// Records on a page.
    pub size: usize,
    /// Rows at first: `0..rows`.
    pub rows: i64,
    /// What happens before the request of this number, from 0.
    pub edits: Vec<(usize, Edit)>,
    /// What is wrong with the answer to the request of this number.
    pub lies: Vec<(usize, Lie)>,
    /// Rows that can't be read.
    pub broken: Vec<i64>,
    /// How often an answer is not there yet when it is asked for.
    pub pending: usize,
}

impl Plan {
    /// An honest vendor whose rows stay.
    pub fn quiet(way: &'static Operation, size: usize, rows: i64) -> Self {
        Self {
            way,
            size,
            rows,
            edits: Vec::new(),
            lies: Vec::new(),
            broken: Vec::new(),
            pending: 0,
        }
    }

    /// The rows that are there the whole time.
    pub fn stable(&self) -> Vec<i64> {
        let vendor = Vendor::new(self.clone());
        let mut state = vendor.state();
        for request in 0..=self.edits.iter().map(|(at, _)| *at).max().unwrap_or(0) {
            state.edit(request);
        }
        let left: Vec<i64> = state.rows.iter().map(|(_, id)| *id).collect();
        (0..self.rows).filter(|id| left.contains(id)).collect()
    }
}

/// The vendor. Clones are the same one.
#[derive(Clone)]
pub struct Vendor(Arc<Mutex<State>>);

/// The vendor at one time.
pub struct State {
    pub plan: Plan,
    /// Place in the order, and id. A place once given stays, so that cursors do.
    rows: Vec<(f64, i64)>,
    next_id: i64,
    /// Requests so far.
    pub requests: usize,
    stuck: Option<Body>,
}

impl Vendor {
    pub fn new(plan: Plan) -> Self {
        Self(Arc::new(Mutex::new(State {
            rows: (0..plan.rows).map(|id| (id as f64, id)).collect(),
            next_id: 1000,
            requests: 0,
            stuck: None,
            plan,
        })))
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("nobody panics with it")
    }

    /// The call that lists.
    pub fn list(&self) -> List {
        List {
            way: self.state().plan.way,
            vendor: self.clone(),
            query: "all",
        }
    }
}

/// A call.
#[derive(Clone)]
pub struct List {
    pub way: &'static Operation,
    pub vendor: Vendor,
    pub query: &'static str,
}

/// A page: its records and what it says of itself.
#[derive(Clone, Debug, Default)]
pub struct Body {
    pub facts: Facts,
    pub rows: Vec<Sourced<Row>>,
}

/// A record.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Row {
    pub id: i64,
}

impl Listing for List {
    type Page = Body;
    type Record = Sourced<Row>;
    type Failure = Undocumented;

    fn operation(&self) -> &'static Operation {
        self.way
    }

    fn query(&self) -> Key {
        Key::of(self.query.as_bytes())
    }

    fn start(&self) -> Option<Cursor> {
        None
    }

    fn size(&self) -> Option<u64> {
        Some(self.vendor.state().plan.size as u64)
    }

    async fn fetch(self, cursor: Cursor) -> Result<Body, Error<Undocumented>> {
        let pending = self.vendor.state().plan.pending;
        let answer = self.vendor.state().answer(&cursor);
        Later(pending).await;
        answer.ok_or(Error::Request(RequestError::Body { operation: "list" }))
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

impl State {
    /// What happens before this request.
    fn edit(&mut self, request: usize) {
        let edits = self.plan.edits.clone();
        for (_, edit) in edits.iter().filter(|(at, _)| *at == request) {
            match *edit {
                Edit::Insert(at) => {
                    self.next_id += 1;
                    self.insert(at, self.next_id);
                }
                Edit::Delete(at) if at < self.rows.len() => {
                    self.rows.remove(at);
                }
                Edit::Move(from, to) if from < self.rows.len() => {
                    let (_, id) = self.rows.remove(from);
                    self.insert(to, id);
                }
                _ => {}
            }
        }
    }

    fn insert(&mut self, at: usize, id: i64) {
        let at = at.min(self.rows.len());
        let before = at
            .checked_sub(1)
            .map_or(f64::from(-1000), |at| self.rows[at].0);
        let after = self.rows.get(at).map_or(before + 1.0, |row| row.0);
        self.rows.insert(at, (f64::midpoint(before, after), id));
    }

    fn answer(&mut self, cursor: &Cursor) -> Option<Body> {
        let request = self.requests;
        self.requests += 1;
        assert!(request < 3000, "it does not end");
        self.edit(request);
        let lies: Vec<Lie> = self
            .plan
            .lies
            .iter()
            .filter(|(at, lie)| match lie {
                Lie::Stuck | Lie::Circle | Lie::Totals(_) => *at <= request,
                _ => *at == request,
            })
            .map(|(_, lie)| *lie)
            .collect();
        if lies.contains(&Lie::Failure) {
            return None;
        }
        let mut body = self.honest(cursor);
        if lies.contains(&Lie::Stuck) {
            body = self.stuck.get_or_insert(body).clone();
        }
        for lie in lies {
            let facts = &mut body.facts;
            match lie {
                Lie::Echo => facts.number = facts.number.map(|number| number + 1),
                Lie::Empty => {
                    body.rows.clear();
                    facts.items = 0;
                }
                Lie::Total(less) => {
                    facts.total = facts.total.map(|total| total.saturating_sub(less))
                }
                Lie::Totals(more) => facts.total = facts.total.map(|total| total + more),
                Lie::Circle if facts.next.is_some() => facts.next = Some("0".to_owned()),
                Lie::Stuck | Lie::Circle | Lie::Failure => {}
            }
        }
        Some(body)
    }

    fn honest(&self, cursor: &Cursor) -> Body {
        let size = self.plan.size;
        let all: Vec<i64> = self.rows.iter().map(|(_, id)| *id).collect();
        let total = Some(all.len() as u64);
        let from = |skip: u64| -> Vec<i64> {
            let skip = usize::try_from(skip).unwrap_or(usize::MAX);
            all.iter().copied().skip(skip).take(size).collect()
        };
        let (ids, facts) = match cursor {
            Cursor::Page(number) => {
                let facts = Facts {
                    number: Some(*number),
                    pages: Some((all.len() as u64).div_ceil(size as u64)),
                    total,
                    ..Facts::default()
                };
                let facts = match self.plan.way.id {
                    "capped" => Facts {
                        pages: None,
                        total: total.map(|total| total.min(8)),
                        capped: all.len() > 8,
                        ..facts
                    },
                    "uncounted" => Facts::default(),
                    _ => facts,
                };
                (from((*number - 1).saturating_mul(size as u64)), facts)
            }
            Cursor::Offset(offset) => {
                let facts = Facts {
                    total,
                    ..Facts::default()
                };
                (from(*offset), facts)
            }
            Cursor::Next(after) => {
                let after: Option<f64> = after.as_ref().and_then(|text| text.parse().ok());
                let rest = |row: &&(f64, i64)| after.is_none_or(|after| row.0 > after);
                let page: Vec<_> = self.rows.iter().filter(rest).take(size).collect();
                let more = self.rows.iter().filter(rest).count() > size;
                let next = page.last().filter(|_| more).map(|row| row.0.to_string());
                let facts = Facts {
                    next,
                    ..Facts::default()
                };
                (page.into_iter().map(|row| row.1).collect(), facts)
            }
            Cursor::Buckets(asked) => {
                let asked = asked.clone().unwrap_or_default();
                let (mut ids, mut buckets) = (Vec::new(), Vec::new());
                for bucket in 0..3 {
                    let name = bucket.to_string();
                    let own: Vec<i64> = all.iter().copied().filter(|id| id % 3 == bucket).collect();
                    // As vendors do: a bucket without a number gives its first page.
                    let number = asked.iter().find(|(asked, _)| *asked == name);
                    let skip = (number.map_or(1, |(_, number)| *number) as usize - 1) * size;
                    let page = own.iter().skip(skip).take(size);
                    let items = page.len();
                    ids.extend(page);
                    let total = Some(own.len() as u64);
                    buckets.push(Bucket { name, items, total });
                }
                let facts = Facts {
                    buckets,
                    ..Facts::default()
                };
                (ids, facts)
            }
            _ => unreachable!("no other cursor"),
        };
        let rows: Vec<Sourced<Row>> = ids.iter().map(|id| self.row(*id)).collect();
        let items = rows.len();
        Body {
            facts: Facts { items, ..facts },
            rows,
        }
    }

    fn row(&self, id: i64) -> Sourced<Row> {
        let text = match self.plan.broken.contains(&id) {
            true => format!("\"broken {id}\""),
            false => format!("{{\"id\": {id}}}"),
        };
        Sourced::from_raw(RawValue::from_string(text).expect("it is JSON"))
    }
}

/// Not there for so many polls.
struct Later(usize);

impl Future for Later {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(left) = self.0.checked_sub(1) else {
            return Poll::Ready(());
        };
        self.0 = left;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
