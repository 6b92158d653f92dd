//! Whether what is said of one subject changed, kind by kind.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{About, Difference, Pair};
use crate::aspect::{self, Aspect, Bounds, brief, loose, ranges_fit, show};
use crate::bind::itself::agree;
use crate::claim::{Claim, Fact, Says, Type};
use crate::code::Code;
use crate::finding::Certainty;
use crate::page::{Kind, Page, Platform};
use crate::subject::Subject;

/// Where a capture says something: each of these has its own habits of what it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Habit {
    /// A sample: it has values, and whatever it does not show may still be.
    Sample,
    /// An example made from the schema, with placeholders.
    Placeholders,
    Table,
    Definition,
    Prose,
}

fn habit(page: &Page, at: usize) -> Habit {
    let block = page
        .claims
        .get(at)
        .and_then(|claim| page.blocks.get(claim.block?));
    match block.map(|block| &block.kind) {
        None => Habit::Prose,
        Some(Kind::Example {
            placeholders: true, ..
        }) => Habit::Placeholders,
        Some(Kind::Example { .. } | Kind::Request) => Habit::Sample,
        Some(Kind::Parameters | Kind::Fields { .. }) => Habit::Table,
        Some(Kind::Definition) => Habit::Definition,
    }
}

/// Which kinds one capture says of the parameters, or of the members of one body: where, and of how many.
pub(super) struct Said {
    places: BTreeSet<(Habit, Aspect)>,
    counts: BTreeMap<Aspect, usize>,
}

impl Said {
    pub(super) fn of<'s, 'p: 's>(
        page: &Page,
        subjects: impl Iterator<Item = &'s Subject<'p>>,
    ) -> Self {
        let (mut places, mut counts) = (BTreeSet::new(), BTreeMap::new());
        for subject in subjects {
            let said = |(at, says): &(usize, &Says)| Some((habit(page, *at), Aspect::of(says)?));
            let own: BTreeSet<(Habit, Aspect)> = subject.says.iter().filter_map(said).collect();
            for kind in own.iter().map(|(_, kind)| *kind).collect::<BTreeSet<_>>() {
                *counts.entry(kind).or_insert(0) += 1;
            }
            places.extend(own);
        }
        Self { places, counts }
    }
}

/// What each capture says of any subject of a kind: a kind that one of them leaves out altogether is its renderer's doing.
pub(super) struct Kinds {
    pub old: Said,
    pub new: Said,
}

impl Kinds {
    /// Both captures say the same kinds of things in the same places, but for this one kind, of which one subject had or has
    /// the only one: neither hides anything.
    fn agree_but_for(&self, kind: Aspect) -> bool {
        let others = |said: &Said| -> BTreeSet<(Habit, Aspect)> {
            let other = |(_, it): &(Habit, Aspect)| *it != kind;
            said.places.iter().copied().filter(other).collect()
        };
        let count = |said: &Said| said.counts.get(&kind).copied().unwrap_or_default();
        count(&self.old) + count(&self.new) == 1 && others(&self.old) == others(&self.new)
    }
}

/// Whether two sayings say the same: a bound that only one of two renderings shows says nothing against the other.
fn same(pair: &Pair<'_, '_>, a: &Says, b: &Says) -> bool {
    agree(a, b) || (!pair.same_rendering() && ranges_fit(a, b))
}

fn says(claim: &Claim) -> Option<&Says> {
    match &claim.fact {
        Fact::Parameter { says, .. } | Fact::Field { says, .. } => Some(says),
        _ => None,
    }
}

/// The formats for which the generators of all publishers have a placeholder.
const GENERATED: [&str; 4] = ["date-time", "date", "uuid", "email"];

/// Which formats a capture says of anything, and where.
pub(super) type Formats = BTreeSet<(Habit, String)>;

pub(super) fn formats(page: &Page) -> Formats {
    let said = page.claims.iter().enumerate();
    said.filter_map(|(at, claim)| match says(claim)? {
        Says::Format(format) => Some((habit(page, at), aspect::format(format))),
        _ => None,
    })
    .collect()
}

/// Whether a capture would say this kind of thing of a subject: it says it of others where it speaks of this one.
fn would_say(page: &Page, kind: Aspect, subject: &Subject<'_>, said: &Said) -> bool {
    subject.says.iter().any(|(at, _)| {
        let habit = habit(page, *at);
        !matches!(habit, Habit::Sample | Habit::Placeholders)
            && said.places.contains(&(habit, kind))
    })
}

/// What changed in what is said of one subject.
pub(super) fn differences<'p>(
    pair: &Pair<'_, 'p>,
    about: &About<'p>,
    old: &Subject<'p>,
    new: &Subject<'p>,
    kinds: &Kinds,
) -> Vec<Difference<'p>> {
    let before = Side {
        page: pair.old_page,
        subject: old,
        said: &kinds.old,
        formats: pair.old_formats,
    };
    let after = Side {
        page: pair.new_page,
        subject: new,
        said: &kinds.new,
        formats: pair.new_formats,
    };
    let mut found = Vec::new();
    for kind in Aspect::ALL {
        // The format is that of the type.
        if kind == Aspect::Format
            && found
                .iter()
                .any(|it: &Difference<'_>| it.code == Code::PageTypeChanged)
        {
            continue;
        }
        let of = |subject: &Subject<'p>| -> Vec<(usize, &'p Says)> {
            subject
                .says
                .iter()
                .filter(|(_, says)| Aspect::of(says) == Some(kind))
                .copied()
                .collect()
        };
        let (mut was, mut is) = (of(old), of(new));
        // What is optional need not be said to be.
        if was.is_empty() || is.is_empty() {
            for says in [&mut was, &mut is] {
                says.retain(|(_, says)| {
                    !matches!(
                        says,
                        Says::Required(false) | Says::Nullable(false) | Says::Deprecated(false)
                    )
                });
            }
        }
        match (was.first(), is.first()) {
            (None, None) => {}
            (Some(_), Some(_)) if kind == Aspect::Enum => found.extend(values(about, &was, &is)),
            (Some(first), Some(_)) => {
                if let Some((at, says)) = is
                    .iter()
                    .find(|(_, says)| !was.iter().any(|(_, known)| same(pair, known, says)))
                {
                    found.push(change(kind, about, Some(*first), Some((*at, says))));
                }
            }
            (Some(first), None) if counts(pair, kind, &was, &before, &after, kinds) => {
                found.push(change(kind, about, Some(*first), None))
            }
            (None, Some(first)) if counts(pair, kind, &is, &after, &before, kinds) => {
                let at = old.says.first().map(|(at, _)| *at);
                found.push(Difference {
                    old: at,
                    ..change(kind, about, None, Some(*first))
                });
            }
            _ => {}
        }
    }
    found
}

/// What one capture says of a subject, and where it says the others.
struct Side<'s, 'p> {
    page: &'s Page,
    subject: &'s Subject<'p>,
    said: &'s Said,
    formats: &'s Formats,
}

impl Side<'_, '_> {
    /// Whether something is said of the subject there.
    fn speaks(&self, there: Habit) -> bool {
        let mut said = self.subject.says.iter();
        said.any(|(at, _)| habit(self.page, *at) == there)
    }
}

/// Whether a capture that does not say this kind of thing of the subject would have said it.
fn counts(
    pair: &Pair<'_, '_>,
    kind: Aspect,
    says: &[(usize, &Says)],
    speaker: &Side<'_, '_>,
    silent: &Side<'_, '_>,
    kinds: &Kinds,
) -> bool {
    let hides_nothing = || pair.same_rendering() && kinds.agree_but_for(kind);
    match kind {
        Aspect::Type => false,
        Aspect::Format => {
            let beside = |(at, _): &(usize, &Says)| {
                let habit = habit(speaker.page, *at);
                let would = match habit {
                    Habit::Sample => false,
                    // Renderers have placeholders for different formats.
                    Habit::Placeholders => pair.same_rendering(),
                    Habit::Table | Habit::Definition | Habit::Prose => true,
                };
                would
                    && silent.speaks(habit)
                    && (silent.said.places.contains(&(habit, kind)) || hides_nothing())
            };
            let beside = says_type(speaker) == says_type(silent) && says.iter().any(beside);
            beside
                || says
                    .iter()
                    .any(|(at, says)| denies(speaker, silent, *at, says))
        }
        Aspect::Enum | Aspect::Default | Aspect::Nullable => {
            would_say(silent.page, kind, silent.subject, silent.said)
        }
        Aspect::Range if !pair.same_rendering() && says.iter().all(|(_, it)| is_zero(it)) => false,
        _ => would_say(silent.page, kind, silent.subject, silent.said) || hides_nothing(),
    }
}

/// Whether a range is no more than a bound of 0, which many renderers take for none.
fn is_zero(says: &Says) -> bool {
    Bounds::of(says).is_some_and(|bounds| Bounds::default().is_without_zero(bounds))
}

/// Whether a capture that states the type of a subject and no format says by that that it is not this one: it gives others this
/// very format there, or it has a placeholder of its own for it.
fn denies(speaker: &Side<'_, '_>, silent: &Side<'_, '_>, at: usize, says: &Says) -> bool {
    let Says::Format(format) = says else {
        return false;
    };
    // A sample may look like anything.
    if habit(speaker.page, at) == Habit::Sample {
        return false;
    }
    let typed = |habit: Habit| {
        let here = |(at, _): &&(usize, &Says)| self::habit(silent.page, *at) == habit;
        let mut said = silent.subject.says.iter().filter(here);
        let open = !said
            .clone()
            .any(|(_, says)| matches!(says, Says::Example(_) | Says::Enum(_) | Says::Default(_)));
        open && said.any(|(_, says)| matches!(says, Says::Type(Type::String)))
    };
    let format = aspect::format(format);
    let gives = |habit: Habit| silent.formats.contains(&(habit, format.clone()));
    let gives_some = |habit: Habit| silent.formats.iter().any(|(it, _)| *it == habit);
    let published = silent.page.platform != Platform::Other;
    let told = |habit: Habit| match habit {
        Habit::Definition => true,
        Habit::Table => gives(habit) || published && gives_some(habit),
        Habit::Placeholders => {
            let tells = published || gives_some(habit);
            gives(habit) || tells && GENERATED.contains(&format.as_str())
        }
        Habit::Sample | Habit::Prose => false,
    };
    [Habit::Placeholders, Habit::Table, Habit::Definition]
        .into_iter()
        .any(|habit| told(habit) && typed(habit))
}

/// Whether a type is stated, not only shown by a value.
fn says_type(side: &Side<'_, '_>) -> bool {
    side.subject.says.iter().any(|(at, says)| {
        matches!(says, Says::Type(_))
            && !matches!(habit(side.page, *at), Habit::Sample | Habit::Placeholders)
    })
}

pub(super) fn change<'p>(
    kind: Aspect,
    about: &About<'p>,
    old: Option<(usize, &Says)>,
    new: Option<(usize, &Says)>,
) -> Difference<'p> {
    let code = match kind {
        Aspect::Type => Code::PageTypeChanged,
        Aspect::Format => Code::PageFormatChanged,
        Aspect::Nullable => Code::PageNullabilityChanged,
        Aspect::Required => Code::PageRequiredChanged,
        Aspect::Default => Code::PageDefaultChanged,
        Aspect::Range => Code::PageRangeChanged,
        Aspect::Length => Code::PageLengthChanged,
        Aspect::Enum if old.is_none() => Code::PageEnumValueAdded,
        Aspect::Enum => Code::PageEnumValueRemoved,
        Aspect::Pattern => Code::PagePatternChanged,
        Aspect::Deprecated => Code::PageDeprecationChanged,
    };
    Difference {
        code,
        certainty: Certainty::Certain,
        about: about.clone(),
        expected: old.map(|(_, says)| show(says)),
        found: new.map(|(_, says)| show(says)),
        old: old.map(|(at, _)| at),
        new: new.map(|(at, _)| at),
    }
}

/// What changed between two enumerations of one subject.
pub(super) fn values<'p>(
    about: &About<'p>,
    was: &[(usize, &'p Says)],
    is: &[(usize, &'p Says)],
) -> Vec<Difference<'p>> {
    fn set(says: &Says) -> BTreeSet<String> {
        let Says::Enum(values) = says else {
            return BTreeSet::new();
        };
        values
            .iter()
            .filter(|value| !Value::is_null(value))
            .map(loose)
            .collect()
    }
    let Some((old_at, first)) = was.first() else {
        return Vec::new();
    };
    // A capture that repeats its enumeration may have changed one of the copies only.
    let Some((new_at, other)) = is
        .iter()
        .find(|(_, says)| !was.iter().any(|(_, known)| set(known) == set(says)))
    else {
        return Vec::new();
    };
    if run_together(first, other) {
        return Vec::new();
    }
    let (old, new) = (set(first), set(other));
    let added: Vec<&String> = new.difference(&old).collect();
    let gone: Vec<&String> = old.difference(&new).collect();
    let difference =
        |code, certainty, expected: Option<String>, found: Option<String>| Difference {
            code,
            certainty,
            about: about.clone(),
            expected,
            found,
            old: Some(*old_at),
            new: Some(*new_at),
        };
    if let ([added], [gone]) = (added.as_slice(), gone.as_slice()) {
        return vec![difference(
            Code::PageEnumValueRenameSeen,
            Certainty::Likely,
            Some(brief(gone)),
            Some(brief(added)),
        )];
    }
    let added = added.into_iter().map(|it| {
        difference(
            Code::PageEnumValueAdded,
            Certainty::Certain,
            None,
            Some(brief(it)),
        )
    });
    let gone = gone.into_iter().map(|it| {
        difference(
            Code::PageEnumValueRemoved,
            Certainty::Certain,
            Some(brief(it)),
            None,
        )
    });
    added.chain(gone).collect()
}

/// Whether two enumerations differ only in where one option ends: a capture may have lost what stood between them.
fn run_together(one: &Says, other: &Says) -> bool {
    let (Says::Enum(one), Says::Enum(other)) = (one, other) else {
        return false;
    };
    let row = |values: &[Value]| values.iter().map(loose).collect::<String>();
    one.len() != other.len() && row(one) == row(other)
}

/// Whether what is said of two subjects could be said of one: nothing in types and formats differs.
pub(super) fn alike(a: &Subject<'_>, b: &Subject<'_>) -> bool {
    let differ = |a: &Says, b: &Says| {
        matches!(a, Says::Type(_) | Says::Format(_))
            && Aspect::of(a) == Aspect::of(b)
            && !agree(a, b)
    };
    !a.says
        .iter()
        .any(|(_, a)| b.says.iter().any(|(_, b)| differ(a, b)))
}

/// How many kinds of things are said of both alike.
pub(super) fn agreements(a: &Subject<'_>, b: &Subject<'_>) -> usize {
    let said = |kind: Aspect, subject: &Subject<'_>| -> Vec<aspect::Aspect> {
        subject
            .says
            .iter()
            .filter_map(|(_, says)| Aspect::of(says))
            .filter(|it| *it == kind)
            .collect()
    };
    let both = |kind: &Aspect| {
        let of = |(_, says): &&(usize, &Says)| Aspect::of(says) == Some(*kind);
        !said(*kind, a).is_empty()
            && a.says
                .iter()
                .filter(of)
                .all(|(_, a)| b.says.iter().filter(of).any(|(_, b)| agree(a, b)))
    };
    Aspect::ALL.iter().filter(|kind| both(kind)).count()
}
