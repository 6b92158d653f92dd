//! What is wrong with the data: issues by kind.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::Report;
use super::page::{number, wide};

pub fn part(report: &Report) -> Option<Markup> {
    let accounts = &report.accounts;
    if accounts.is_empty() {
        return None;
    }
    let mut totals: BTreeMap<&str, u64> = BTreeMap::new();
    for (code, count) in accounts.iter().flat_map(|account| &account.issues) {
        *totals.entry(code).or_default() += count;
    }
    let mut codes: Vec<(&str, u64)> = totals.into_iter().collect();
    codes.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    let most = codes.first().map_or(1, |(_, count)| (*count).max(1));
    let extra: u64 = accounts.iter().map(|account| account.extra).sum();
    let table = html! {
        table {
            thead { tr {
                th scope="col" { "issue" }
                th scope="col" { "in all" }
                @for account in accounts { th.number scope="col" { (account.vendor) } }
            } }
            tbody {
                @for (code, count) in &codes {
                    tr {
                        th scope="row" { (code) }
                        td.barred {
                            span.bar style={ "--share:" (share(*count, most)) } {}
                            span.count { (number(*count)) }
                        }
                        @for account in accounts {
                            td.number { (account.issues.get(*code).map_or_else(String::new, |count| number(*count))) }
                        }
                    }
                }
            }
        }
    };
    Some(html! {
        @if codes.is_empty() {
            p { "No issues." }
        } @else {
            p.quiet { "Each value is kept as the vendor sent it; an issue says why it is not in its normal form." }
            (wide("Issues by vendor", &table, &[]))
        }
        p { (number(extra)) " values have no field in the model and are kept in extra, as they were sent." }
    })
}

/// In hundredths of the most.
fn share(count: u64, most: u64) -> u64 {
    count.saturating_mul(100) / most
}
