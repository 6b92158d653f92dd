//! `contacts describe --fields`: which vendor fills which field, and with what.

use contacts::core::coverage::{Coverage, PATHS, of};
use contacts::core::mapping::{Mapping, mapping};
use serde::Serialize;

use super::table::{Column, Grid};
use crate::arguments::ValueFormat;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::{Cut, meant, wrapped};

/// A path is not shortened further.
const LEAST: usize = 12;

/// How one vendor fills one field.
#[derive(Debug, Serialize)]
struct Filled {
    field: &'static str,
    vendor: &'static str,
    coverage: Coverage,
    /// The vendor's own properties, as JSON pointers into a record.
    from: &'static [&'static str],
}

/// Shows all fields, or one with the vendors' properties.
pub fn run(
    asked: Option<&str>,
    format: ValueFormat,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let asked = asked.unwrap_or_default().trim_matches('/');
    let paths: Vec<&'static str> = PATHS
        .iter()
        .copied()
        .filter(|path| is_within(path, asked))
        .collect();
    if paths.is_empty() {
        return Err(unknown(asked));
    }
    let filled = paths.iter().copied().flat_map(|field| {
        mappings().map(move |mapping| {
            let (coverage, from) = of(mapping, field);
            Filled {
                field,
                vendor: mapping.vendor.slug,
                coverage,
                from,
            }
        })
    });
    match (format, asked) {
        (ValueFormat::Json, _) => console.value(&filled.collect::<Vec<_>>())?,
        (ValueFormat::Table, "") => write!(console.out, "{}", matrix(&paths, console.width))?,
        (ValueFormat::Table, _) => {
            writeln!(console.out, "{}", properties(filled).render(console.width))?;
        }
    }
    Ok(Exit::Ok)
}

/// The vendors' mappings, in the order of the vendors.
fn mappings() -> impl Iterator<Item = &'static Mapping> {
    contacts::vendors().filter_map(|vendor| mapping(vendor.slug))
}

/// A row a field, a column a vendor, with what the marks mean. Vendors have numbers where there is no room for slugs.
fn matrix(paths: &[&'static str], width: usize) -> String {
    let slugs: usize = mappings().map(|it| it.vendor.slug.len() + 3).sum();
    let numbered = width < LEAST + 4 + slugs;
    let columns = mappings().zip(1..).map(|(mapping, number)| match numbered {
        true => Column::new(number.to_string(), 1),
        false => Column::new(mapping.vendor.slug, 1),
    });
    let field = Column::new("field", 0).shorten(LEAST, Cut::Middle);
    let mut table = Grid::new(std::iter::once(field).chain(columns).collect());
    for path in paths {
        let marks = mappings().map(|mapping| mark(of(mapping, path).0).to_owned());
        table.add(std::iter::once((*path).to_owned()).chain(marks));
    }
    let mut text = table.render(width);
    let mut say = |line: &str| text.push_str(&format!("\n{}", wrapped(line, width, 2)));
    for (mapping, number) in mappings().zip(1..).filter(|_| numbered) {
        say(&format!("{number} {}", mapping.vendor.slug));
    }
    say("● as the vendor sent it");
    say("◐ follows from what the vendor sent");
    say("+ sent, and kept in extra");
    say("– in no answer of the vendor");
    text.push('\n');
    text
}

/// A row a field and vendor, with the vendor's properties.
fn properties(filled: impl Iterator<Item = Filled>) -> Grid {
    let mut table = Grid::new(vec![
        Column::new("field", 0).shorten(LEAST, Cut::Middle),
        Column::new("vendor", 1),
        Column::new("coverage", 2),
        Column::new("from", 3).shorten(12, Cut::Middle),
    ]);
    for row in filled {
        let from = row.from.join(" ");
        table.add([
            row.field.to_owned(),
            row.vendor.to_owned(),
            row.coverage.to_string(),
            from,
        ]);
    }
    table
}

/// As in the report.
fn mark(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Lossless => "●",
        Coverage::Derived => "◐",
        Coverage::Extra => "+",
        Coverage::Absent => "–",
    }
}

/// Whether a path is what was asked for, below it, or above it where it has no path of its own.
fn is_within(path: &str, asked: &str) -> bool {
    let below = |path: &str, above: &str| {
        let rest = path.strip_prefix(above);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    asked.is_empty() || below(path, asked) || below(asked, path)
}

fn unknown(asked: &str) -> Failure {
    let hint = match meant(asked, PATHS.iter().copied()) {
        Some(name) => format!("did you mean {name}?"),
        None => "`contacts describe --fields` names all".to_owned(),
    };
    Failure::Usage(format!("no vendor fills a field {asked}: {hint}"))
}
