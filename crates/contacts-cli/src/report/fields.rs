//! Field by vendor: how the model is filled.

use maud::{Markup, html};

use super::page::{mark, wide};
use super::{Kept, Report};

pub fn part(report: &Report) -> Option<Markup> {
    if report.fields.is_empty() {
        return None;
    }
    let table = html! {
        table.matrix {
            thead { tr {
                th scope="col" { "field" }
                @for vendor in &report.vendors { th scope="col" { (vendor.name) } }
            } }
            tbody {
                @for field in &report.fields {
                    tr {
                        th scope="row" { code { (field.path) } }
                        @for kept in &field.kept { td { (cell(kept)) } }
                    }
                }
            }
        }
    };
    let marks = [
        ("●", "good", "as the vendor has it"),
        ("◐", "fair", "made from other properties"),
        ("+", "unsure", "in extra, as it was sent"),
        ("–", "none", "the vendor does not have it"),
    ];
    Some(wide("Fields by vendor", &table, &marks))
}

fn cell(kept: &Kept) -> Markup {
    match kept {
        Kept::Lossless(from) => mark("●", "good", &format!("from {from}")),
        Kept::Derived(from) => mark("◐", "fair", &format!("made from {from}")),
        Kept::Extra(from) => mark("+", "unsure", &format!("{from} is in extra")),
        Kept::Absent => mark("–", "none", "not there"),
    }
}
