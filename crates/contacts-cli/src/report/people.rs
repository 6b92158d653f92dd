//! Contacts that look like one person, and why.

use maud::{Markup, html};

use super::Report;
use super::page::number;

pub fn part(report: &Report) -> Option<Markup> {
    let people = report.people.as_ref()?;
    let left = people.several.saturating_sub(people.clusters.len() as u64);
    Some(html! {
        p {
            strong { (number(people.several)) } " persons have more than one of the " (number(people.contacts))
            " contacts. Nothing was merged; a link needs evidence, and names alone are none."
        }
        @if !people.clusters.is_empty() {
            ul.clusters {
                @for cluster in &people.clusters {
                    li.card {
                        ul.members {
                            @for (vendor, id) in &cluster.members {
                                li { strong { (vendor) } " " code { (id) } }
                            }
                        }
                        p.quiet {
                            @for (place, (kind, value)) in cluster.evidence.iter().enumerate() {
                                @if place > 0 { ", " }
                                (kind) " " code { (value) }
                            }
                        }
                    }
                }
            }
            @if left > 0 { p.quiet { "And " (number(left)) " more: " code { (people.command) } } }
        }
        @if !people.refused.is_empty() {
            details {
                summary { "Links that were refused" }
                ul { @for (reason, count) in &people.refused { li { (number(*count)) " × " (reason) } } }
            }
        }
    })
}
