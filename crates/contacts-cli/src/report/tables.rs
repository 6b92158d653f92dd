//! The tables of a report that need nobody's contacts: vendors, fields, moves.

use contacts::core::coverage::{Coverage, PATHS, of};
use contacts::core::mapping::mapping;
use contacts::runtime::operation::{Capability, Vendor};
use contacts::{Capabilities, Detail, Support};

use super::{Field, Kept, Move, Report};
use crate::exit::Failure;

/// Paths that name a contact at its vendor: another vendor gives its own.
const OWN: &[&str] = &["source/id", "source/account"];

/// A report with the tables alone.
pub fn tables(subject: String) -> Result<Report, Failure> {
    let vendors: Vec<&'static Vendor> = contacts::vendors().collect();
    let fields: Vec<Field> = PATHS
        .iter()
        .map(|path| Field {
            path: (*path).to_owned(),
            kept: vendors.iter().map(|vendor| kept(vendor, path)).collect(),
        })
        .collect();
    let takers = vendors.iter().map(|vendor| Capabilities::of(vendor.slug));
    let takers = takers.collect::<Result<Vec<_>, _>>()?;
    let moves = vendors.iter().enumerate().flat_map(|(place, from)| {
        let others = takers.iter().filter(|to| to.vendor.slug != from.slug);
        let fields = &fields;
        others.map(move |to| one(from, place, to, fields))
    });
    let moves = moves.collect();
    Ok(Report {
        subject,
        vendors,
        fields,
        moves,
        ..Report::default()
    })
}

fn kept(vendor: &Vendor, path: &str) -> Kept {
    let Some(mapping) = mapping(vendor.slug) else {
        return Kept::Absent;
    };
    let (coverage, at) = of(mapping, path);
    let at = at.join(", ");
    match coverage {
        Coverage::Lossless => Kept::Lossless(at),
        Coverage::Derived => Kept::Derived(at),
        Coverage::Extra => Kept::Extra(at),
        Coverage::Absent => Kept::Absent,
    }
}

/// A move from the vendor in column `place` to the one that takes.
fn one(from: &'static Vendor, place: usize, takes: &Capabilities, fields: &[Field]) -> Move {
    let to = takes.vendor;
    let lacks = |vendor: &Vendor, capability| vendor.serving(capability).is_empty();
    let impossible = if lacks(from, Capability::List) {
        Some(format!("{} can't list its contacts", from.name))
    } else if lacks(to, Capability::Create) && lacks(to, Capability::Upsert) {
        Some(format!("{} can't create contacts", to.name))
    } else {
        None
    };
    // Ids of an account, such as an owner's, mean nothing in another one.
    let is_taken = |path: &str| {
        takes.fields.iter().map(|row| row.0).any(|row| {
            row.field.path() == path
                && !matches!(row.create, Support::Refused(_))
                && !row.field.is_of_the_account()
        }) || (path == "notes" && !lacks(to, Capability::CreateNote))
    };
    let given = fields.iter().filter(|field| {
        let kept = field.kept.get(place);
        !OWN.contains(&field.path.as_str()) && kept.is_some_and(|kept| *kept != Kept::Absent)
    });
    let (kept, lost) = given
        .map(|field| field.path.clone())
        .partition(|path| is_taken(path));
    let only_with = Detail::unlisted(from).map(|detail| detail.to_string());
    Move {
        only_with: only_with.collect(),
        from: from.slug,
        to: to.slug,
        impossible,
        lost,
        kept,
    }
}
