//! Vendor by operation, with how we know.

use contacts::runtime::operation::{Capability, Vendor};
use maud::{Markup, html};

use super::Report;
use super::page::{mark, wide};
use crate::commands::capabilities::mark as evidence_mark;

pub fn part(report: &Report) -> Option<Markup> {
    if report.vendors.is_empty() {
        return None;
    }
    let rows: Vec<Capability> = Capability::ALL
        .iter()
        .copied()
        .filter(|capability| has_any(&report.vendors, *capability))
        .collect();
    let table = html! {
        table.matrix {
            thead { tr {
                th scope="col" { "operation" }
                @for vendor in &report.vendors { th scope="col" { (vendor.name) } }
            } }
            tbody {
                @for capability in rows {
                    tr {
                        th scope="row" { (capability.as_str().replace('-', " ")) }
                        @for vendor in &report.vendors { td { (cell(vendor, capability)) } }
                    }
                }
            }
        }
    };
    let marks = [
        ("●", "good", "the vendor's documentation or source says so"),
        ("◐", "fair", "seen in an answer, or in somebody else's code"),
        ("○", "unsure", "assumed"),
        ("–", "none", "not there"),
    ];
    Some(wide("Operations by vendor", &table, &marks))
}

fn has_any(vendors: &[&'static Vendor], capability: Capability) -> bool {
    vendors
        .iter()
        .any(|vendor| !vendor.serving(capability).is_empty())
}

fn cell(vendor: &'static Vendor, capability: Capability) -> Markup {
    let operations = vendor.serving(capability);
    let Some(best) = operations.first() else {
        return mark("–", "none", "not there");
    };
    let sign = evidence_mark(best.evidence);
    let class = match sign {
        "●" => "good",
        "◐" => "fair",
        _ => "unsure",
    };
    let names: Vec<&str> = operations.iter().map(|operation| operation.id).collect();
    let words = format!("{}: {}", best.evidence.as_str(), names.join(", "));
    mark(sign, class, &words)
}
