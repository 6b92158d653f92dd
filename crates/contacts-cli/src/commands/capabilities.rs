//! `contacts capabilities`.

use clap::Args;
use contacts::runtime::operation::{Capability, Evidence, Operation, Vendor};
use contacts::{Account, Capabilities};

use super::table::{Column, Grid};
use crate::arguments::{ValueFormat, ValueOutput};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::known::SLUGS;
use crate::text::{Cut, wrapped};

/// With less room than this for a vendor, the names of its operations say nothing.
const NAMED: usize = 18;

/// Show what each vendor can do, by which operation, and how we know.
///
/// Without a vendor a matrix of all of them; a narrow terminal gets marks in place of the names of operations.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts capabilities\n  contacts capabilities digital99\n  contacts capabilities digital99 --format json"
)]
pub struct Arguments {
    /// The vendor's slug; without it, all of them.
    #[arg(value_parser = SLUGS)]
    slug: Option<String>,
    #[command(flatten)]
    output: ValueOutput,
}

/// Runs it.
pub fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let vendor = match &arguments.slug {
        Some(slug) => Some(Account::new(slug)?.vendor()),
        None => None,
    };
    match (arguments.output.format, vendor) {
        (ValueFormat::Json, Some(vendor)) => console.value(&Capabilities::of(vendor.slug)?)?,
        (ValueFormat::Json, None) => {
            let all = contacts::vendors().map(|vendor| Capabilities::of(vendor.slug));
            console.value(&all.collect::<Result<Vec<_>, _>>()?)?;
        }
        (ValueFormat::Table, Some(vendor)) => {
            let known = Capabilities::of(vendor.slug)?;
            let width = console.width;
            writeln!(console.out, "{}", sheet(vendor, width).render(width))?;
            if width < NARROW {
                for line in LEGEND {
                    writeln!(console.out, "{}", wrapped(line, width, 2))?;
                }
            }
            for served in &known.capabilities {
                for refinement in &served.refinements {
                    let (what, text) = (words(served.capability), refinement.text);
                    let line = format!("{what}: {text} ({})", refinement.source);
                    writeln!(console.out, "{}", wrapped(&line, console.width, 4))?;
                }
            }
        }
        (ValueFormat::Table, None) => {
            write!(console.out, "{}", matrix(console.width))?;
        }
    }
    Ok(Exit::Ok)
}

/// What the signs of evidence mean.
const LEGEND: &[&str] = &[
    "● documented by the vendor or in its source",
    "◐ seen in an answer or in somebody else's code",
    "○ assumed",
];

/// In a window of fewer characters, there is no room for words about evidence.
const NARROW: usize = 70;

/// All vendors side by side, with what the marks mean.
pub fn matrix(width: usize) -> String {
    let vendors: Vec<&Vendor> = contacts::vendors().collect();
    let named = width >= 30 + vendors.len() * (NAMED + 3);
    let slugs: usize = vendors.iter().map(|vendor| vendor.slug.len() + 3).sum();
    let numbered = !named && width < 19 + slugs;
    let operation = Column::new("operation", 0).shorten(15, Cut::End);
    let columns = vendors.iter().zip(1..).map(|(vendor, number)| match named {
        true => Column::new(vendor.name, 1).shorten(NAMED, Cut::End),
        false if numbered => Column::new(number.to_string(), 1),
        false => Column::new(vendor.slug, 1),
    });
    let mut matrix = Grid::new(std::iter::once(operation).chain(columns).collect());
    for capability in Capability::ALL {
        let cells = vendors
            .iter()
            .map(|vendor| cell(&vendor.serving(*capability), named));
        matrix.add(std::iter::once(words(*capability)).chain(cells));
    }
    let mut text = matrix.render(width);
    text.push('\n');
    let mut say = |line: &str| {
        text.push_str(&wrapped(line, width, 2));
        text.push('\n');
    };
    for (vendor, number) in vendors.iter().zip(1..).filter(|_| numbered) {
        say(&format!("{number} {}", vendor.name));
    }
    for line in LEGEND {
        say(line);
    }
    say("– not there");
    text
}

/// The best evidence of the operations that serve a capability, with the name of the best known.
fn cell(serving: &[&Operation], named: bool) -> String {
    let Some(best) = serving.first() else {
        return "–".to_owned();
    };
    match named {
        true => format!("{} {}", mark(best.evidence), best.id),
        false => mark(best.evidence).to_owned(),
    }
}

/// One vendor, each capability with all its operations. In a narrow window evidence is a sign before the operation.
fn sheet(vendor: &Vendor, width: usize) -> Grid {
    let is_narrow = width < NARROW;
    let mut columns = vec![Column::new("operation", 0).shorten(15, Cut::End)];
    if is_narrow {
        columns.push(Column::new("evidence, by", 1).shorten(12, Cut::End));
    } else {
        columns.push(Column::new("by", 1).shorten(12, Cut::End));
        columns.push(Column::new("evidence", 2));
    }
    columns.push(Column::new("source", 3).shorten(20, Cut::Middle));
    let mut sheet = Grid::new(columns);
    for capability in Capability::ALL {
        let serving = vendor.serving(*capability);
        if serving.is_empty() {
            sheet.add([words(*capability), "–".to_owned()]);
        }
        for operation in serving {
            let (sign, id) = (mark(operation.evidence), operation.id);
            let source = operation.source.to_owned();
            match is_narrow {
                true => sheet.add([words(*capability), format!("{sign} {id}"), source]),
                false => sheet.add([
                    words(*capability),
                    id.to_owned(),
                    format!("{sign} {}", operation.evidence),
                    source,
                ]),
            }
        }
    }
    sheet
}

/// The sign for how something is known.
pub fn mark(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Documented | Evidence::Source => "●",
        Evidence::Observed | Evidence::ThirdParty => "◐",
        _ => "○",
    }
}

fn words(capability: Capability) -> String {
    capability.as_str().replace('-', " ")
}
