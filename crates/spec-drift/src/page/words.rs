//! The closed vocabularies of API pages: titles of sections, statuses, methods, and sentences that are statements.

use serde_json::Number;
use std::ops::Range;

use super::pattern::{Pattern, patterns};
use crate::claim::{Fact, Location};

/// What the lines under a title are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// No title said so far.
    Open,
    Authentication,
    Parameters(Option<Location>),
    /// Members of the request's body.
    Body,
    /// An example of a request.
    Request,
    /// Members of the answer, its statuses, its examples.
    Response,
    /// Addresses.
    Endpoint,
    /// A title that is none of these.
    Other,
}

const SECTIONS: &[(Section, &[&str])] = &[
    (
        Section::Authentication,
        &[
            "authorizations",
            "authorization",
            "authentication",
            "security",
            "auth",
            "credentials",
            "security schemes",
            "authentication headers",
            "authorization header",
        ],
    ),
    (
        Section::Parameters(Some(Location::Query)),
        &[
            "query parameters",
            "query params",
            "query",
            "query string parameters",
            "query string",
            "querystring parameters",
            "query parameter",
            "url query parameters",
            "query arguments",
            "query options",
            "query string params",
        ],
    ),
    (
        Section::Parameters(Some(Location::Path)),
        &[
            "path parameters",
            "path params",
            "path",
            "uri parameters",
            "path parameter",
            "path variables",
            "url path parameters",
            "route parameters",
            "uri params",
        ],
    ),
    (
        Section::Parameters(Some(Location::Header)),
        &[
            "headers",
            "header parameters",
            "header params",
            "request headers",
            "header",
            "http headers",
            "header parameter",
        ],
    ),
    (
        Section::Parameters(Some(Location::Cookie)),
        &["cookies", "cookie parameters", "cookie params"],
    ),
    (
        Section::Parameters(None),
        &[
            "parameters",
            "params",
            "request parameters",
            "arguments",
            "url parameters",
            "input parameters",
            "request params",
            "parameter",
        ],
    ),
    (
        Section::Body,
        &[
            "body",
            "body parameters",
            "body params",
            "request body",
            "request body schema",
            "request body parameters",
            "payload",
            "request payload",
            "body schema",
            "body fields",
            "request fields",
            "request body fields",
            "json body",
            "request schema",
            "form data",
            "body parameter",
        ],
    ),
    (
        Section::Request,
        &[
            "request",
            "example request",
            "request example",
            "request samples",
            "sample request",
            "request examples",
            "example requests",
            "usage",
        ],
    ),
    (
        Section::Response,
        &[
            "response",
            "responses",
            "returns",
            "response body",
            "response schema",
            "response fields",
            "response parameters",
            "response explain",
            "response-explain",
            "response attributes",
            "response example",
            "example response",
            "response samples",
            "sample response",
            "response examples",
            "example responses",
            "result",
            "response object",
            "response explanation",
            "response details",
            "response properties",
            "response data",
            "output",
            "success response",
            "error response",
            "error responses",
            "errors",
            "status codes",
            "error codes",
            "response codes",
            "http status codes",
            "response status codes",
            "returned fields",
            "attributes",
            "error response example",
            "response body schema",
            "response format",
            "response structure",
            "response headers",
        ],
    ),
    (
        Section::Endpoint,
        &[
            "endpoint",
            "url",
            "base url",
            "server",
            "servers",
            "http request",
            "request url",
            "settings",
            "resource url",
            "endpoint url",
            "api server",
        ],
    ),
];

/// The section that a title begins.
pub(super) fn section(title: &str) -> Option<Section> {
    if title.len() > 80 {
        return None;
    }
    let lower = title
        .trim()
        .trim_matches(['#', '*', ' ', '`'])
        .trim_end_matches([':', '*'])
        .trim()
        .to_lowercase()
        .replace('_', " ");
    let exact = |text: &str| {
        SECTIONS
            .iter()
            .find(|(_, titles)| titles.contains(&text))
            .map(|(section, _)| *section)
    };
    exact(&lower).or_else(|| {
        // Renderers add the media type, whether it is required, or a count.
        let cut = lower
            .find(" application/")
            .or_else(|| lower.find(": application/"))
            .or_else(|| lower.find(" multipart/"));
        let base = cut.and_then(|cut| lower.get(..cut)).unwrap_or(&lower);
        let base = base
            .trim_end_matches(" required")
            .trim_end_matches(" (required)")
            .trim_end_matches(" (json)")
            .trim_end_matches(" (optional)");
        let base = base
            .trim_end_matches(|char: char| char.is_ascii_digit() || "() :-".contains(char))
            .trim();
        if base == lower { None } else { exact(base) }
    })
}

patterns! {
    STATUS = r"^(?i)(?:[\u{25be}\u{25bc}>]\s*)?(?:HTTP(?:/[\d.]+)?\s*|Status(?:\s*code)?\s*:?\s*|Response\s*:?\s*|Code\s*:?\s*)?`?([1-5]\d\d)`?(?:\s*[-\u{2013}\u{2014}:\u{b7}(]?\s*(.{0,100}))?$";
    ANSWER = r"^(?i)(?:successful response|successful operation|success|ok|unauthori[sz]ed|forbidden|not found|bad request|created|accepted|no content|validation error|conflict|too many requests|(?:internal )?server error|invalid [\w ]+|permission denied|missing [\w ]+|(?:a |the )?list of [\w ]+|[\w' ]+ (?:not found|already exists|is missing|is invalid|returned|found|exists)|[\w' ]+ (?:retrieved|created|updated|deleted|removed|added|fetched|listed|saved|sent)(?: [\w' ]+)? successfully|successfully [\w' ]+|rate limit exceeded|unprocessable entity|error)\.?$";
    TITLE = r"^(?:Get|List|Create|Update|Delete|Remove|Add|Retrieve|Fetch|Search|Find|Send|Set|Upsert|Merge|Filter|Count|Import|Export|Block|Unblock|Assign|Unassign|Archive|Restore|Replace|Patch|Show|Read|Query|Upload|Download|Cancel|Trigger|Start|Stop|Enable|Disable|Verify|Bulk|Subscribe|Unsubscribe|Move|Copy|Register|Edit|Modify|Check|Lookup|Look up|Return|Returns|View)\b[^.:!?]*$";
    PAGE_SIZE = r"(?i)\b(?:page[ _-]?size|per[ _-]page|results per page)\s*(?:=|:|is|of)\s*`?(\d{1,6})`?|\bpages? (?:size )?of (?:up to )?(\d{1,6})\b|\b(\d{1,6})\s+(?:[a-z]+ ){0,2}?(?:per|a|on each|on every|in each|in every) page\b|\b(\d{1,6})\s+(?:[a-z]+\s+)?(?:at a time|per (?:request|call|response))\b|\b(?:each|every|a|one) page (?:of [a-z ]{1,30} )?(?:has|holds|contains|shows|lists|returns|carries) (?:at most |up to |no more than )?(\d{1,6})\b", if ["page", "at a time", "request", "call", "response"];
    RATE = r"(?i)\b(\d{1,3}(?:,\d{3})+|\d{1,9})\s*(?:api )?(?:requests?|calls?|reqs?\.?|queries)\s*(?:per|/|an?|every|each|in)\s*(?:(\d{1,6})\s*)?(?:-\s*)?(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)\b", if ["req", "call", "queries"];
    RPS = r"(?i)\b(\d{1,9})\s*(rps|rpm)\b", if ["rps", "rpm"];
    DEPRECATED = r"(?i)\bthis (?:api )?(?:endpoint|operation|method|call|request|route|api|resource) (?:is|has been|was) (?:now |officially )?(?:deprecated|obsolete)\b|^[^a-z]*deprecated(?:[^a-z]*$|[.:!]|\s+(?:since|use|as of)\b)", if ["deprecated", "obsolete"];
    LIMITING = r"(?i)rate|limit|allow|thrott|quota|up to|maximum|at most|exceed";
    BEARER = r"(?i)\bbearer\b[^.]*\b(?:auth|token|header)|authorization:?\s*bearer|\bbearer authentication", if ["bearer"];
    BEARER_FORM = r"Bearer\s*(<[\w\- ]+>|\{[\w\- ]+\}|YOUR_\w+|\[\w+\]|\$\w+)", if ["bearer"];
    BASIC = r"(?i)\bbasic auth", if ["basic auth"];
    KEY = r"(?i)\b(?:api|access|secret)[ _-]?(?:access )?(?:key|token)\b[^.]*\b(?:auth|required|header|query|request)|\b(?:api[ _-]key|api access token) (?:for|used)|^(?:your |the |user )?(?:api key|api token|api access token)\b", if ["key", "token"];
    STARTS = r"(?i)\bformat:?\s*(starts with\s+\S{1,20})|\b(starts? with\s+`?[A-Za-z0-9_]{1,12}-)", if ["start"];
    IN_HEADER = r"(?i)\b(?:in|via|as|through)\s+(?:an?|the|your)?\s*(?:http |request |custom )?[`']?([A-Za-z][\w\-]*)?[`']?\s*(header|query(?: string| parameter)?|cookie)\b", if ["header", "query", "cookie"];
    ENDPOINT = r#"^[\s`*>]*(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|get|post|put|patch|delete|del|DEL)[\s`*:\u{b7}-]*((?:https?://[^\s`'"<>/]+|\{\{?\w+\}?\})?(?:/[^\s`'"]*|(?:\s*/\s*[\w{}.:~\-]+)+))[\s`*]*$"#;
    URL = r#"https?://[A-Za-z0-9\-._~:{}<>@\[\]$]+(?:/[^\s`'"|)]*)?"#;
}
const STATUSES: &[u16] = &[
    100, 101, 200, 201, 202, 203, 204, 206, 207, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403,
    404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 418, 422, 423, 424, 425, 426, 428,
    429, 431, 451, 500, 501, 502, 503, 504, 505, 507, 511,
];

/// A line that names a status, and what follows it.
pub(super) fn status(line: &str) -> Option<(u16, &str)> {
    if line.len() > 140 || !line.contains(|char: char| char.is_ascii_digit()) {
        return None;
    }
    let found = STATUS.captures(line.trim())?;
    let number = found.get(1)?.as_str().parse().ok()?;
    let text = found.get(2).map_or("", |text| text.as_str());
    // `200 records` is no status, `Response 200: records` is one.
    let wordy = text.is_empty()
        || line.starts_with(|char: char| char.is_ascii_alphabetic()) && line.contains(':')
        || text.starts_with(|char: char| char.is_ascii_uppercase())
        || text.contains('/')
        || text.starts_with("success");
    (STATUSES.contains(&number) && wordy).then_some((number, text))
}

/// Statuses that stand side by side as tabs and run together when copied: `200404`.
pub(super) fn tabs(line: &str) -> Option<Vec<(Range<usize>, u16)>> {
    let digits = line.len().is_multiple_of(3)
        && (6..=36).contains(&line.len())
        && line.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        return None;
    }
    (0..line.len())
        .step_by(3)
        .map(|at| {
            let status = line.get(at..at + 3)?.parse().ok()?;
            STATUSES.contains(&status).then_some((at..at + 3, status))
        })
        .collect()
}

/// Whether a line is the words by which a page names a status.
pub(super) fn answer(line: &str) -> bool {
    line.len() <= 90 && ANSWER.is_match(line.trim())
}

/// Whether a line can be the title of an endpoint.
pub(super) fn title(line: &str) -> bool {
    line.len() <= 110
        && line.split_whitespace().count() >= 2
        && TITLE.is_match(line.trim())
        && !line.starts_with("List of")
}

/// Sizes of pages and limits of rates that a sentence names.
pub(super) fn limits(text: &str) -> Vec<(Range<usize>, Fact)> {
    let mut facts = Vec::new();
    if text.len() > 4000 || !text.contains(|char: char| char.is_ascii_digit()) {
        return facts;
    }
    if let Some(rate) = RATE.for_text(text) {
        for found in rate.captures_iter(text).take(20) {
            let number = found
                .get(1)
                .and_then(|number| number.as_str().replace(',', "").parse::<u64>().ok());
            let times = found
                .get(2)
                .and_then(|times| times.as_str().parse::<u64>().ok())
                .unwrap_or(1);
            let unit = found.get(3).map_or("", |unit| unit.as_str()).to_lowercase();
            let seconds = match unit.chars().next() {
                Some('s') => 1,
                Some('m') => 60,
                Some('h') => 3600,
                _ => 86_400,
            };
            if let (Some(requests), Some(whole)) = (number, found.get(0)) {
                facts.push((
                    whole.range(),
                    Fact::RateLimit {
                        requests,
                        seconds: seconds * times,
                    },
                ));
            }
        }
    }
    if let Some(found) = RPS.captures(text)
        && let (Some(whole), Some(number), Some(unit)) = (found.get(0), found.get(1), found.get(2))
        && LIMITING.is_match(text)
        && let Ok(requests) = number.as_str().parse()
    {
        let seconds = if unit.as_str().eq_ignore_ascii_case("rps") {
            1
        } else {
            60
        };
        facts.push((whole.range(), Fact::RateLimit { requests, seconds }));
    }
    if let Some(found) = PAGE_SIZE.captures(text)
        && let Some(whole) = found.get(0)
        && let Some(size) = (1..=5)
            .find_map(|group| found.get(group))
            .and_then(|size| size.as_str().parse::<Number>().ok()?.as_u64())
    {
        facts.push((whole.range(), Fact::PageSize(size)));
    }
    facts
}

/// Where a sentence says that the endpoint under which it stands should no longer be used.
pub(super) fn deprecation(text: &str) -> Option<Range<usize>> {
    if text.len() > 2000 {
        return None;
    }
    DEPRECATED.find(text).map(|found| found.range())
}

/// What a sentence says of how callers prove who they are.
pub(super) fn authentication(text: &str) -> Option<Fact> {
    if text.len() > 2000 {
        return None;
    }
    let is = |pattern: &Pattern| pattern.is_match(text);
    if is(&BEARER) {
        let form = BEARER_FORM.is_match(text);
        return Some(Fact::Authentication {
            kind: Some("http bearer".to_owned()),
            location: Some(Location::Header),
            name: Some("Authorization".to_owned()),
            format: form.then(|| "Bearer {token}".to_owned()),
        });
    }
    if is(&BASIC) {
        return Some(Fact::Authentication {
            kind: Some("http basic".to_owned()),
            location: Some(Location::Header),
            name: Some("Authorization".to_owned()),
            format: None,
        });
    }
    if !is(&KEY) {
        return None;
    }
    let format = STARTS
        .captures(text)
        .and_then(|found| found.get(1).or_else(|| found.get(2)));
    let place = IN_HEADER.captures(text);
    let location = place.as_ref().and_then(|place| place.get(2)).map(|place| {
        match place.as_str().chars().next() {
            Some('q' | 'Q') => Location::Query,
            Some('c' | 'C') => Location::Cookie,
            _ => Location::Header,
        }
    });
    let name = place.as_ref().and_then(|place| {
        let jointed =
            |name: &&str| name.contains(['-', '_']) || name.eq_ignore_ascii_case("authorization");
        let before = place.get(1).map(|name| name.as_str()).filter(jointed);
        before.or_else(|| named(text.get(place.get(0)?.end()..)?))
    });
    Some(Fact::Authentication {
        kind: Some("apiKey".to_owned()),
        location,
        name: name.map(str::to_owned),
        format: format.map(|format| format.as_str().trim_end_matches('.').to_owned()),
    })
}

/// The name that follows the words for its place, if it looks like one or is all that follows: `in the query parameter key`.
fn named(after: &str) -> Option<&str> {
    let after = after.trim_start();
    let after = after.strip_prefix("named ").unwrap_or(after);
    let after = after.trim_start_matches(['`', '\'', '"', ':', ' ']);
    let end = after
        .find(|char: char| !char.is_ascii_alphanumeric() && char != '-' && char != '_')
        .unwrap_or(after.len());
    let name = after.get(..end).filter(|name| !name.is_empty())?;
    let last = after
        .get(end..)?
        .trim_matches(['`', '\'', '"', '.', ' '])
        .is_empty();
    let inner = name.get(1..)?;
    let looks =
        inner.contains(['-', '_']) || inner.contains(|char: char| char.is_ascii_uppercase());
    (last || looks).then_some(name)
}

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// A line that is nothing but a method.
pub(super) fn method(line: &str) -> Option<String> {
    let upper = line.trim().trim_matches(['`', '*']).to_ascii_uppercase();
    let upper = if upper == "DEL" {
        "DELETE".to_owned()
    } else {
        upper
    };
    METHODS.contains(&upper.as_str()).then_some(upper)
}

/// A line that is a method and an address.
pub(super) fn endpoint(line: &str) -> Option<(String, String)> {
    if line.len() > 400 {
        return None;
    }
    let found = ENDPOINT.captures(line)?;
    let method = method(found.get(1)?.as_str())?;
    let url: String = found.get(2)?.as_str().split_whitespace().collect();
    (url.len() > 1).then_some((method, url))
}

/// The first address in a text.
pub(super) fn url(text: &str) -> Option<Range<usize>> {
    let found = URL.find(text)?;
    let trimmed = found.as_str().trim_end_matches(['.', ',', ';']);
    Some(found.start()..found.start() + trimmed.len())
}
