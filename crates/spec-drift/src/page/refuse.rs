//! Captures that are no page of documentation: logins, errors, bot checks.

use super::model::{Page, Unreadable};
use super::pattern::{Pattern, patterns};

/// A page with so many words has more to say than that it shows nothing.
const WORDS: usize = 250;

patterns! {
    LOGIN = r#"(?i)type=["']?password|\b(?:sign|log) ?in to (?:continue|view|access|your|read|see)\b|\bplease (?:sign|log) ?in\b|\bforgot (?:your )?password\b|^\s*(?:sign|log) ?in\s*$|\byou (?:must|need to) (?:be (?:signed|logged) in|(?:sign|log) ?in)\b|\bcontinue with (?:google|github|sso)\b|\bpassword protected\b|\benter (?:your )?password\b|\bthis (?:page|site|content) is (?:private|protected)\b"#;
    ERROR = r"(?im)^\W*(?:error\s*)?404\b.{0,60}$|\bpage (?:could )?not (?:be )?found\b|\b404\b[^\n]{0,20}\bnot found\b|\bthis page (?:could not be found|doesn.t exist|does not exist|has been moved or deleted)\b|\bwe couldn.t find (?:the|that|this) page\b|\bno such page\b";
    BROKEN = r"(?im)^\W*(?:error\s*)?(?:500|502|503|504)\b[^\n]{0,60}(?:error|gateway|unavailable|timeout|time-out)|\b(?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out)\s*$|\bapplication error: a (?:client|server)-side exception";
    CHECK = r"(?i)\bchecking your browser\b|\bverify(?:ing)? (?:that )?you are (?:a )?human\b|\benable javascript (?:and cookies )?to (?:continue|run|view)\b|\battention required! \| cloudflare|\bjust a moment\.\.\.|\baccess denied\b|\byou need to enable javascript to run this app";
}

/// Refuses a page that was read and stated nothing of an API, and says what it is instead.
pub(super) fn refuse(page: &Page, visible: &str) -> Option<Unreadable> {
    let telling = page
        .claims
        .iter()
        .filter(|claim| !matches!(claim.fact, crate::claim::Fact::Response { .. }))
        .count();
    let words = visible.split_whitespace().take(WORDS + 1).count();
    let named = page.claims.iter().any(|claim| {
        claim
            .endpoint
            .as_ref()
            .is_some_and(|endpoint| endpoint.path.is_some())
            || claim.block.is_some()
    });
    if words > WORDS || telling >= 5 || (named && telling > 0) {
        return None;
    }
    let find = |pattern: &Pattern| {
        pattern
            .find(visible)
            .map(|_| pattern.find(&page.text).map_or(0, |found| found.start()))
    };
    let password = || page.text.to_ascii_lowercase().find("type=\"password\"");
    if let Some(at) = find(&ERROR) {
        return Some(Unreadable::ErrorPage {
            at,
            what: "page not found",
        });
    }
    if let Some(at) = find(&BROKEN) {
        return Some(Unreadable::ErrorPage {
            at,
            what: "the server failed",
        });
    }
    if let Some(at) = find(&CHECK) {
        return Some(Unreadable::ErrorPage {
            at,
            what: "a check for bots, or a page that scripts fill",
        });
    }
    find(&LOGIN)
        .or_else(password)
        .map(|at| Unreadable::Login { at })
}
