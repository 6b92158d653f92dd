//! What a capture is, by its looks.

use super::model::{Form, Platform};
use super::pattern::patterns;

patterns! {
    CLOSING = r"(?i)</(?:div|p|table|html|body|span|td|th|li|ul|dl|dd|h[1-6]|pre|main|article|section)>";
    DOCUMENT = r"(?i)<(?:!doctype\s+html|html[\s>]|body[\s>]|head[\s>])";
    MARKDOWN = r"(?m)^\s{0,12}(?:```|~~~)|^#{1,6} \S|^\{% ?\w|^\s*\|?\s*:?-{3,}:?\s*\|[\s:|\-]*$|^\s*</?(?:ParamField|ResponseField|RequestExample|ResponseExample|CodeGroup|Tabs?|Accordion|Expandable|Note|Warning|Tip|Info|Card|Steps?)\b|\A---\n(?:[^\n]*\n){0,40}?---\n";
}

/// How the capture was made.
pub(super) fn form(text: &str) -> Form {
    let start = text.trim_start();
    let document = DOCUMENT.regex().is_some_and(|document| {
        document
            .find(start.get(..4096).unwrap_or(start))
            .is_some_and(|found| found.start() < 2048)
    });
    let closing = CLOSING
        .regex()
        .map_or(0, |closing| closing.find_iter(text).take(200).count());
    let markdown = MARKDOWN
        .regex()
        .map_or(0, |markdown| markdown.find_iter(text).take(200).count());
    if document && closing > 0
        || start.starts_with('<') && closing >= 2 && markdown < closing
        || closing > 20 && markdown * 3 < closing
    {
        Form::Html
    } else if markdown > 0 {
        Form::Markdown
    } else {
        Form::Text
    }
}

/// Marks of publishers, strongest first.
const MARKS: &[(Platform, &[&str])] = &[
    (
        Platform::Mintlify,
        &[
            "mintlify",
            "<ParamField",
            "<ResponseField",
            "Was this page helpful?",
            "Available options:",
            "Required range:",
            "Show child attributes",
            "mint.json",
        ],
    ),
    (
        Platform::GitBook,
        &[
            "gitbook",
            "GitBook",
            "{% openapi",
            "{% swagger",
            "{% tab",
            "{% hint",
            "{% api-method",
            "Was this helpful?",
        ],
    ),
    (
        Platform::ReadMe,
        &["readme.io", "ReadMe", "Did this page help you?", "rdmd-"],
    ),
    (
        Platform::SwaggerUi,
        &[
            "swagger-ui",
            "opblock",
            "Available values :",
            "Default value :",
            "No links",
        ],
    ),
    (
        Platform::Redoc,
        &[
            "redoc",
            "Redocly",
            "REQUEST BODY SCHEMA:",
            "Request samples",
            "RESPONSE SCHEMA:",
            "Response samples",
        ],
    ),
    (
        Platform::Docusaurus,
        &["docusaurus", "Docusaurus", "openapi-docs", "theme-doc"],
    ),
];

/// What published the page. A hint for people: no reader depends on it.
pub(super) fn platform(text: &str) -> Platform {
    MARKS
        .iter()
        .find(|(_, marks)| marks.iter().any(|mark| text.contains(mark)))
        .map_or(Platform::Other, |(platform, _)| *platform)
}
