//! Two captures of one page held against each other: what the vendor changed, whatever the rendering of each.
//!
//! A page that says less than before is not a page that says something else: an absence counts only where the newer capture
//! still shows the siblings, and still says this kind of thing of others.

mod captures;
mod fields;
mod members;
mod parameters;
mod reach;
mod saying;
mod tools;

use std::collections::{BTreeMap, BTreeSet};

use crate::aspect::brief;
use crate::bind;
use crate::claim::Side;
use crate::code::Code;
use crate::finding::{Certainty, Finding, Level};
use crate::page::{Kind, Page};
use crate::spec::{Field, Operation, Spec, child};
use crate::subject::{self, Body, Shown, plain};
use crate::words::{Rarity, words};
pub use captures::of_one_page;
use saying::Formats;

/// What changed between two captures of a page, in the order of the newer one. Looks that mean the same give nothing.
///
/// There is no spec here, so a pointer is an address on the page. It begins with the operation, `/paths/{path}/{method}` with
/// `*` for what the page does not say; then come `/servers`, `/security`, `/parameters/{place}/{name}` (`#2` for the second one
/// without a name), `/request{pointer}`, `/responses/{status}{pointer}`, `/pagination` or `/limits`.
pub fn pages(old: &Page, new: &Page) -> Vec<Finding> {
    differences(old, new, None)
}

/// As [`pages`], with the vendor, the operationId and the pointer of each subject in a spec, where it is in the spec.
pub fn pages_of(old: &Page, new: &Page, spec: &Spec<'_>) -> Vec<Finding> {
    differences(old, new, Some(spec))
}

/// What a difference is about.
#[derive(Clone, Debug)]
enum About<'p> {
    Operation,
    Servers,
    Credentials,
    Parameter { place: &'static str, name: &'p str },
    Nameless(usize),
    Field { body: Body, pointer: &'p str },
    Status(u16),
    Size,
    Limit,
}

/// Something that changed, before it has its places.
struct Difference<'p> {
    code: Code,
    certainty: Certainty,
    about: About<'p>,
    expected: Option<String>,
    found: Option<String>,
    /// A claim of the older and one of the newer capture.
    old: Option<usize>,
    new: Option<usize>,
}

/// An operation in both captures.
struct Pair<'o, 'p> {
    old_page: &'p Page,
    new_page: &'p Page,
    old: &'o Shown<'p>,
    new: &'o Shown<'p>,
    old_formats: &'o Formats,
    new_formats: &'o Formats,
}

impl Pair<'_, '_> {
    /// Both captures come from the same renderer, so what one of them shows the other would show as well.
    fn same_rendering(&self) -> bool {
        let look = |page: &Page| {
            let kinds: BTreeSet<_> = page.blocks.iter().map(|it| sort(&it.kind)).collect();
            (page.platform, page.form, kinds)
        };
        look(self.old_page) == look(self.new_page)
    }
}

/// What kind of block it is, whatever it shows.
fn sort(kind: &Kind) -> (u8, bool) {
    match kind {
        Kind::Definition => (0, false),
        Kind::Parameters => (1, false),
        Kind::Fields { side } => (2, *side == Side::Request),
        Kind::Example { side, .. } => (3, *side == Side::Request),
        Kind::Request => (4, true),
    }
}

fn differences(old_page: &Page, new_page: &Page, spec: Option<&Spec<'_>>) -> Vec<Finding> {
    let (old, new) = (subject::operations(old_page), subject::operations(new_page));
    let pairs = pair(&old, &new);
    let in_spec = |shown: &[Shown<'_>]| match spec {
        Some(spec) => bind::attributed(shown, spec)
            .into_iter()
            .map(|found| found.map(|it| it.index))
            .collect(),
        None => vec![None; shown.len()],
    };
    let (old_known, new_known) = (in_spec(&old), in_spec(&new));
    let (old_formats, new_formats) = (saying::formats(old_page), saying::formats(new_page));
    let known = |index: Option<usize>| spec.and_then(|spec| spec.operations.get(index?));
    let mut all = Vec::new();
    for (before, after) in &pairs {
        let (Some(was), Some(is)) = (old.get(*before), new.get(*after)) else {
            continue;
        };
        let (answered_was, answered_is) = (was.under(is.success), is.under(was.success));
        let pair = Pair {
            old_page,
            new_page,
            old: &answered_was,
            new: &answered_is,
            old_formats: &old_formats,
            new_formats: &new_formats,
        };
        let operation = known(
            old_known
                .get(*before)
                .copied()
                .flatten()
                .or(new_known.get(*after).copied().flatten()),
        );
        let mut found = reach::differences(&pair);
        found.extend(parameters::differences(&pair));
        found.extend(fields::differences(&pair));
        all.extend(found.into_iter().map(|it| (it, (was, operation))));
    }
    if let Some((shown, known)) = sized(&old, &old_known, &new, &new_known, &pairs)
        && let Some(difference) = reach::size(&sizes(&old), &sizes(&new))
    {
        let operation = known.and_then(|index| spec?.operations.get(index));
        all.push((difference, (shown, operation)));
    }
    let whole = |code, old, new, name: Option<String>| Difference {
        code,
        certainty: Certainty::Certain,
        about: About::Operation,
        expected: if code == Code::PageOperationRemoved {
            name.clone()
        } else {
            None
        },
        found: if code == Code::PageOperationAdded {
            name
        } else {
            None
        },
        old,
        new,
    };
    let first = |shown: &Shown<'_>| shown.claims().first().copied();
    let unpaired_old: Vec<usize> = (0..old.len())
        .filter(|index| !pairs.iter().any(|(before, _)| before == index))
        .collect();
    let unpaired_new: Vec<usize> = (0..new.len())
        .filter(|index| !pairs.iter().any(|(_, after)| after == index))
        .collect();
    for index in &unpaired_old {
        if let Some(shown) = old
            .get(*index)
            .filter(|it| stands_alone(it, &unpaired_new, &new))
        {
            let name = shown.name().map(|name| brief(&name));
            let operation = known(old_known.get(*index).copied().flatten());
            let removed = whole(Code::PageOperationRemoved, first(shown), None, name);
            all.push((removed, (shown, operation)));
        }
    }
    for index in &unpaired_new {
        if let Some(shown) = new
            .get(*index)
            .filter(|it| stands_alone(it, &unpaired_old, &old))
        {
            let name = shown.name().map(|name| brief(&name));
            let operation = known(new_known.get(*index).copied().flatten());
            let added = whole(Code::PageOperationAdded, None, first(shown), name);
            all.push((added, (shown, operation)));
        }
    }
    let mut writer = Writer {
        old: old_page,
        new: new_page,
        spec,
        seen: BTreeSet::new(),
        findings: Vec::new(),
    };
    let common = pairs
        .iter()
        .filter_map(|(before, after)| Some(in_common(old.get(*before)?, new.get(*after)?)));
    let settled = tools::settle(old_page, new_page, common.sum(), all);
    for (difference, (shown, operation)) in settled {
        writer.write(difference, shown, operation);
    }
    let place = |finding: &Finding| {
        finding
            .source
            .as_ref()
            .map(|place| (place.line, place.column))
    };
    let mut findings = writer.findings;
    findings.sort_by(|a, b| {
        place(a)
            .cmp(&place(b))
            .then_with(|| (a.code, &a.pointer).cmp(&(b.code, &b.pointer)))
    });
    findings
}

/// Every size of a page that a capture says.
fn sizes(shown: &[Shown<'_>]) -> Vec<(usize, u64)> {
    shown
        .iter()
        .flat_map(|it| it.sizes.iter().copied())
        .collect()
}

/// The operation of whose pages two captures speak although nothing else pairs it, with its number in the spec.
fn sized<'s, 'p>(
    old: &'s [Shown<'p>],
    old_known: &[Option<usize>],
    new: &'s [Shown<'p>],
    new_known: &[Option<usize>],
    pairs: &[(usize, usize)],
) -> Option<(&'s Shown<'p>, Option<usize>)> {
    let says =
        |shown: &[Shown<'_>], index: usize| shown.get(index).is_some_and(|it| !it.sizes.is_empty());
    if pairs
        .iter()
        .any(|(before, after)| says(old, *before) && says(new, *after))
    {
        return None;
    }
    let speaker = |shown: &'s [Shown<'p>], known: &[Option<usize>]| {
        let index = shown.iter().position(|it| !it.sizes.is_empty())?;
        Some((shown.get(index)?, known.get(index).copied().flatten()))
    };
    let (was, is) = (speaker(old, old_known)?, speaker(new, new_known)?);
    // The one that names its operation.
    Some(if is.1.is_none() && was.1.is_some() {
        was
    } else {
        is
    })
}

/// Whether an operation is in one capture only: it is more than a heading, the other capture shows operations, says of all of
/// them what it says of this one, and has none that may be this one.
fn stands_alone(shown: &Shown<'_>, unpaired: &[usize], others: &[Shown<'_>]) -> bool {
    let says = |it: &Shown<'_>| (it.endpoint.path.is_some(), it.endpoint.method.is_some());
    let same = |it: &Shown<'_>| {
        it.endpoint.path == shown.endpoint.path && it.endpoint.method == shown.endpoint.method
    };
    let (with_path, _) = says(shown);
    (with_path || shown.endpoint.title.is_some())
        && !others.is_empty()
        && others
            .iter()
            .all(|it| says(it) == says(shown) || with_path && says(it).0)
        && !(with_path && others.iter().any(same))
        && unpaired
            .iter()
            .filter_map(|index| others.get(*index))
            .all(|it| says(it).0 == with_path)
}

/// As many operations of a capture are held against each other: beyond that, a page is paired by path and method only.
const UNNAMED: usize = 200;

/// The operations that both captures show: by path and method, by title, then by likeness.
fn pair(old: &[Shown<'_>], new: &[Shown<'_>]) -> Vec<(usize, usize)> {
    let named = |shown: &[Shown<'_>]| {
        let mut named = BTreeMap::<_, Vec<usize>>::new();
        for (index, it) in shown.iter().enumerate() {
            if let (Some(method), Some(path)) = (&it.endpoint.method, &it.endpoint.path) {
                let places = named.entry((method.clone(), path.clone())).or_default();
                places.push(index);
            }
        }
        named
    };
    // The same method and path, once in each: the same operation. Only the others are held against each other.
    let (was, is) = (named(old), named(new));
    let mut pairs: Vec<(usize, usize)> = was
        .iter()
        .filter_map(
            |(name, before)| match (before.as_slice(), is.get(name)?.as_slice()) {
                ([before], [after]) => Some((*before, *after)),
                _ => None,
            },
        )
        .collect();
    let taken: (BTreeSet<_>, BTreeSet<_>) = pairs.iter().copied().unzip();
    let free = |shown: &[Shown<'_>], taken: &BTreeSet<usize>| -> Vec<usize> {
        let free = (0..shown.len()).filter(|index| !taken.contains(index));
        free.take(UNNAMED).collect()
    };
    let (before, after) = (free(old, &taken.0), free(new, &taken.1));

    let titles = |shown: &[Shown<'_>], free: &[usize]| -> Vec<_> {
        let shown = free.iter().filter_map(|index| shown.get(*index));
        shown
            .map(|it| words(it.endpoint.title.as_deref().unwrap_or_default()))
            .collect()
    };
    let (old_titles, new_titles) = (titles(old, &before), titles(new, &after));
    let rarity = Rarity::of(old_titles.iter().chain(&new_titles));
    let alone = f64::from(u8::from(old.len() == 1 && new.len() == 1));
    let mut scores = Vec::new();
    for (before, old_title) in before.iter().zip(&old_titles) {
        for (after, new_title) in after.iter().zip(&new_titles) {
            let (Some(was), Some(is)) = (old.get(*before), new.get(*after)) else {
                continue;
            };
            let same =
                |a: &Option<String>, b: &Option<String>| f64::from(u8::from(a.is_some() && a == b));
            let path = same(&was.endpoint.path, &is.endpoint.path);
            let method = same(&was.endpoint.method, &is.endpoint.method);
            let title = rarity.likeness(old_title, new_title);
            let score = 2.0 * path + method + title + 2.0 * shape_in_common(was, is) + alone;
            if score >= 1.0 {
                scores.push((score, *before, *after));
            }
        }
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, before, after) in scores {
        if !pairs.iter().any(|(a, b)| *a == before || *b == after) {
            pairs.push((before, after));
        }
    }
    pairs.sort_unstable();
    pairs
}

/// How much of parameters and bodies two operations share, from 0 to 1.
fn shape_in_common(a: &Shown<'_>, b: &Shown<'_>) -> f64 {
    let all = (a.fields.len() + a.parameters.len()).max(b.fields.len() + b.parameters.len());
    if all == 0 {
        0.0
    } else {
        in_common(a, b) as f64 / all as f64
    }
}

/// How many members and parameters both operations have.
fn in_common(a: &Shown<'_>, b: &Shown<'_>) -> usize {
    let fields = a.fields.keys().filter(|key| b.fields.contains_key(*key));
    let named = |name: &str| b.parameters.iter().any(|it| it.plain() == plain(name));
    let parameters = a.parameters.iter().filter(|it| named(it.name));
    fields.count() + parameters.count()
}

/// Turns differences into findings, each once.
struct Writer<'w, 'a> {
    old: &'w Page,
    new: &'w Page,
    spec: Option<&'w Spec<'a>>,
    seen: BTreeSet<String>,
    findings: Vec<Finding>,
}

/// After so many findings it is another page.
const MOST: usize = 500;

impl Writer<'_, '_> {
    fn write(
        &mut self,
        difference: Difference<'_>,
        shown: &Shown<'_>,
        operation: Option<&Operation<'_>>,
    ) {
        let Difference {
            code,
            certainty,
            about,
            expected,
            found,
            old,
            new,
        } = difference;
        let pointer = operation
            .and_then(|it| self.spec_pointer(&about, it))
            .unwrap_or_else(|| address(&about, shown));
        let subject = label(&about);
        let reason = match (&expected, &found) {
            (Some(expected), Some(found)) => format!("{subject}: {expected} before, {found} now"),
            (Some(expected), None) => format!("{subject}: {expected} before, no longer there"),
            (None, Some(found)) => format!("{subject}: {found} is new"),
            (None, None) => format!("{subject}: {}", code.meaning()),
        };
        let vendor = self.spec.map(|spec| spec.vendor).unwrap_or_default();
        let place = |page: &Page, at: Option<usize>| {
            page.claims.get(at?).map(|claim| page.place(claim.span))
        };
        let was = place(self.old, old);
        let finding = Finding {
            code,
            level: if certainty == Certainty::Unattributed {
                Level::Note
            } else {
                Level::Warning
            },
            certainty,
            vendor: vendor.to_owned(),
            operation: operation.map(|it| it.id.clone()),
            pointer,
            reason,
            expected,
            found,
            remedy: format!(
                "cargo xtask drift page {} {}",
                if vendor.is_empty() { "SLUG" } else { vendor },
                self.new.name
            ),
            source: place(self.new, new).or_else(|| was.clone()),
            spec: was,
            uses: Vec::new(),
        };
        if self.findings.len() < MOST && self.seen.insert(finding.fingerprint()) {
            self.findings.push(finding);
        }
    }

    /// Where the spec has the subject.
    fn spec_pointer(&self, about: &About<'_>, operation: &Operation<'_>) -> Option<String> {
        let spec = self.spec?;
        Some(match about {
            About::Operation => operation.pointer.clone(),
            About::Servers => spec.servers.first()?.pointer.clone(),
            About::Credentials => operation.schemes.first().cloned()?,
            About::Parameter { name, .. } => {
                let known = operation
                    .parameters
                    .iter()
                    .find(|it| plain(it.name) == plain(name));
                known.map_or_else(
                    || child(&operation.pointer, "parameters"),
                    |it| it.pointer.clone(),
                )
            }
            About::Nameless(_) => child(&operation.pointer, "parameters"),
            About::Field { body, pointer } => match bind::schema(operation, *body)?.at(pointer) {
                Field::Declared(schema) => schema.pointer,
                Field::Free { pointer } => pointer,
                Field::Missing { parent, step, .. } => {
                    child(&child(parent.target(), "properties"), &step)
                }
            },
            About::Status(status) => {
                child(&child(&operation.pointer, "responses"), &status.to_string())
            }
            About::Size => child(&operation.pagination.as_ref()?.0, "default-size"),
            About::Limit => operation.pointer.clone(),
        })
    }
}

fn address(about: &About<'_>, shown: &Shown<'_>) -> String {
    let base = shown.address();
    match about {
        About::Operation => base,
        About::Servers => format!("{base}/servers"),
        About::Credentials => format!("{base}/security"),
        About::Parameter { place, name } => child(&format!("{base}/parameters/{place}"), name),
        About::Nameless(number) => format!("{base}/parameters/*/#{number}"),
        About::Field { body, pointer } => format!("{base}{}", body.address(pointer)),
        About::Status(status) => format!("{base}/responses/{status}"),
        About::Size => format!("{base}/pagination"),
        About::Limit => format!("{base}/limits"),
    }
}

fn label(about: &About<'_>) -> String {
    match about {
        About::Operation => "operation".to_owned(),
        About::Servers => "server".to_owned(),
        About::Credentials => "authentication".to_owned(),
        About::Parameter { name, .. } => format!("parameter {}", brief(name)),
        About::Nameless(0) => "parameter without a name".to_owned(),
        About::Nameless(number) => format!("parameter without a name, number {number}"),
        About::Field {
            body: Body::Request,
            pointer,
        } => format!("request {}", brief(pointer)),
        About::Field { pointer, .. } => format!("response {}", brief(pointer)),
        About::Status(_) => "status".to_owned(),
        About::Size => "page size".to_owned(),
        About::Limit => "rate limit".to_owned(),
    }
}
