//! What a move of all contacts from one vendor to another would lose.

use contacts::runtime::operation::Vendor;
use maud::{Markup, html};

use super::page::wide;
use super::{Move, Report};

pub fn part(report: &Report) -> Option<Markup> {
    if report.moves.is_empty() {
        return None;
    }
    let vendors = &report.vendors;
    let table = html! {
        table.matrix {
            thead { tr {
                th scope="col" { "from ↓ to →" }
                @for to in vendors { th scope="col" { (to.name) } }
            } }
            tbody {
                @for from in vendors {
                    tr {
                        th scope="row" { (from.name) }
                        @for to in vendors { td { (cell(report, from, to)) } }
                    }
                }
            }
        }
    };
    Some(html! {
        p.quiet { "Fields that the one vendor gives and no operation of the other one is known to take. An export keeps what the list gives, and what it was told to read " code { "--with" } "; a field with a star needs that." }
        (wide("Fields lost by a move", &table, &[]))
        @for one in &report.moves {
            details {
                summary {
                    (name(vendors, one.from)) " → " (name(vendors, one.to)) ": "
                    @match &one.impossible {
                        Some(reason) => (reason),
                        None => { (one.lost.len()) " lost, " (one.kept.len()) " arrive" },
                    }
                }
                @if !one.lost.is_empty() { p { "Lost: " (list(&one.lost, &one.only_with)) } }
                @if !one.kept.is_empty() { p { "Arrive: " (list(&one.kept, &one.only_with)) } }
            }
        }
    })
}

fn cell(report: &Report, from: &Vendor, to: &Vendor) -> Markup {
    let found = report
        .moves
        .iter()
        .find(|one| one.from == from.slug && one.to == to.slug);
    match found {
        None => html! { span.quiet { "·" } },
        Some(Move {
            impossible: Some(reason),
            ..
        }) => html! { span.verdict.bad title=(reason) { "no" } },
        Some(Move { lost, kept, .. }) => {
            let class = match lost.len() {
                0 => "good",
                few if few <= kept.len() => "fair",
                _ => "unsure",
            };
            html! { span.verdict.(class) { (lost.len()) } }
        }
    }
}

fn list(fields: &[String], only_with: &[String]) -> Markup {
    html! {
        @for (place, field) in fields.iter().enumerate() {
            @if place > 0 { ", " }
            code { (field) @if only_with.contains(field) { "*" } }
        }
    }
}

fn name<'a>(vendors: &[&'static Vendor], slug: &'a str) -> &'a str {
    let vendor = vendors.iter().find(|vendor| vendor.slug == slug);
    vendor.map_or(slug, |vendor| vendor.name)
}
