//! What came of each account, with its completeness as a ring.

use maud::{Markup, html};

use super::page::number;
use super::{Account, Completeness, Report};

/// Length of the ring's line, so that a hundredth of it is one.
const RADIUS: f64 = 15.915_494_309;

pub fn part(report: &Report) -> Option<Markup> {
    (!report.accounts.is_empty()).then(|| {
        html! {
            div.cards { @for account in &report.accounts { (card(account)) } }
        }
    })
}

fn card(account: &Account) -> Markup {
    let (word, class) = match account.completeness {
        Completeness::Complete => ("complete", "good"),
        Completeness::Incomplete => ("incomplete", "bad"),
        Completeness::Unknown => ("not provable", "unsure"),
    };
    let word = match account.leaves_out {
        true => format!("{word}*"),
        false => word.to_owned(),
    };
    let share = share(account);
    let said = share.map_or("an unknown share".to_owned(), |share| {
        format!("{share} of 100")
    });
    let drawn = share.unwrap_or_default();
    html! {
        article.card {
            div.ring {
                svg viewBox="0 0 42 42" role="img" aria-label={ (word) ": " (said) } {
                    circle.ground cx="21" cy="21" r=(RADIUS) {}
                    circle.(class) cx="21" cy="21" r=(RADIUS) stroke-dasharray={ (drawn) " " (100 - drawn) } stroke-dashoffset="25" {}
                    text.(class) x="21" y="21" { @match account.completeness { Completeness::Complete => "✓", Completeness::Incomplete if share.is_some() => { (drawn) "%" }, _ => "?" } }
                }
            }
            div {
                h3 {
                    (account.vendor)
                    @if let Some(name) = &account.account { " " span.quiet { (name) } }
                }
                p { strong { (number(account.contacts)) } " contacts" @if let Some(expected) = account.expected { " of " (number(expected)) } }
                p.verdict.(class) { (word) }
                @if account.undecodable > 0 {
                    p { (number(account.undecodable)) " records that can't be read, kept with their bytes" }
                }
                @for remark in &account.remarks { p.quiet { (remark) } }
            }
        }
    }
}

/// How much came, in hundredths, if that is known; all but what is missing never rounds up to all.
fn share(account: &Account) -> Option<u64> {
    let came = account.contacts + account.undecodable;
    match account.expected {
        Some(expected) if expected > came => {
            let share = u128::from(came) * 100 / u128::from(expected);
            share.try_into().ok()
        }
        // Something else is missing than contacts.
        Some(_) if account.completeness == Completeness::Incomplete => Some(99),
        None if account.completeness == Completeness::Incomplete => None,
        _ => Some(100),
    }
}
