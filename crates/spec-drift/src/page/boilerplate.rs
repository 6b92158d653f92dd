//! What belongs to the publisher's site and not to the API, each by a named rule.

use std::ops::Range;

use super::pattern::{self, Pattern};

/// A phrase and its rule.
struct Phrase {
    rule: &'static str,
    pattern: Pattern,
}

macro_rules! phrases {
    ($($rule:literal [$($needle:literal),+] $source:literal;)*) => {
        [$(Phrase {
            rule: $rule,
            pattern: Pattern::new(|| pattern::compile($source), &[$($needle),+]),
        }),*]
    };
}

/// Phrases that are boilerplate wherever they stand, even glued to something else; with the words that each of them has.
static PHRASES: [Phrase; 26] = phrases! {
    "feedback" ["helpful"] r"Was this (?:page|section|article)? ?helpful ?\??(?: ?(?:Yes|No))*";
    "feedback" ["did this page"] r"Did this page help you\??(?: ?(?:Yes|No))*";
    "feedback" ["suggest"] r"Suggest (?:edits|an edit)\b";
    "feedback" ["raise"] r"Raise (?:an )?issue\b";
    "feedback" ["edit this"] r"Edit this page(?: on GitHub)?";
    "feedback" ["thank you"] r"Thank you for your feedback!?";
    "footer" ["powered", "built", "made"] r"(?i:(?:powered|built|made) (?:by|with|using)) (?:Mintlify|GitBook|ReadMe|Redocly|Redoc|Docusaurus|Swagger|Stoplight|Scalar)\b\.?";
    "footer" ["last "] r"^Last (?:updated|modified)\b.*$";
    "footer" ["updated"] r"^Updated (?:\d+|a|an|about|over|almost|last) [^.]*ago\b.*$";
    "footer" ["©", "(c)", "copyright"] r"(?:©|\(c\)|Copyright) .{0,120}$";
    "footer" ["generated using ai"] r"Responses are generated using AI and may contain mistakes\.?";
    "control" ["skip to"] r"Skip to (?:main )?content";
    "control" ["show", "hide"] r"(?:Show|Hide) (?:child|nested|additional) (?:attributes|properties|parameters)";
    "control" ["\u{2318}"] r"\u{2318} ?[A-Z]\b";
    "control" ["ctrl"] r"^Ctrl ?\+? ?[KI]\b";
    "control" ["copy page"] r"Copy page\b";
    "control" ["copy to"] r"Copy to clipboard";
    "control" ["copied!"] r"Copied!";
    "control" ["try it"] r"Try it(?: out)?\u{b7}?$";
    "control" ["test it"] r"^Test it$";
    "control" ["ask "] r"^Ask (?:AI|a question)\b.{0,20}$";
    "control" ["search..."] r"^Search\.\.\.$";
    "control" ["toggle"] r"Toggle (?:dark|light) mode";
    "agent-instructions" ["llms"] r"(?i)^.{0,80}\bllms(?:-full)?\.txt\b.*$";
    "agent-instructions" ["use this file"] r"(?i)^use this file to discover all available pages.*$";
    "agent-instructions" ["documentation index"] r"^Documentation Index$";
};

/// Lines that are boilerplate where nothing else stands on them, in lower case.
const LINES: &[(&str, &[&str])] = &[
    (
        "control",
        &[
            "copy",
            "search",
            "menu",
            "close",
            "expand all",
            "collapse all",
            "expand",
            "collapse",
            "open",
            "show more",
            "show less",
            "light",
            "dark",
            "system",
            "authorize",
            "execute",
            "try it",
            "try it out",
            "download",
            "download openapi specification",
            "clear",
            "send",
            "run",
            "send request",
            "ask ai",
            "more",
            "on this page",
            "in this article",
            "table of contents",
            "contents",
            "no example available",
            "array [",
            "credentials",
            "]",
            "yes",
            "no",
            "yesno",
            "copy link",
            "example value",
            "model",
            "default",
            "controls accept header.",
            "media type",
            "links",
            "no links",
            "schema",
        ],
    ),
    (
        "navigation",
        &[
            "previous",
            "next",
            "home",
            "docs",
            "documentation",
            "api reference",
            "guides",
            "overview",
            "introduction",
            "get started",
            "getting started",
            "quickstart",
            "changelog",
            "support",
            "contact support",
            "contact us",
            "sign in",
            "sign up",
            "log in",
            "login",
            "logout",
            "log out",
            "dashboard",
            "community",
            "blog",
            "github",
            "discord",
            "slack",
            "twitter",
            "x",
            "linkedin",
            "youtube",
            "status",
            "pricing",
            "privacy",
            "privacy policy",
            "terms",
            "terms of service",
            "cookie policy",
            "back to top",
            "jump to content",
            "english",
            "reference",
            "api documentation",
            "navigation",
            "endpoints",
        ],
    ),
    (
        "language-tab",
        &[
            "curl",
            "shell",
            "bash",
            "python",
            "javascript",
            "node",
            "node.js",
            "nodejs",
            "php",
            "go",
            "golang",
            "java",
            "ruby",
            "c#",
            "csharp",
            "c",
            "c++",
            "kotlin",
            "swift",
            "typescript",
            "http",
            "powershell",
            "rust",
            "dart",
            "r",
            "axios",
            "fetch",
            "json",
            "xml",
            "yaml",
            "python (requests)",
            "language",
            "objective-c",
            "ocaml",
            "clojure",
            "raw",
            "wget",
            "httpie",
        ],
    ),
    (
        "media-type",
        &[
            "application/json",
            "text/plain",
            "*/*",
            "application/xml",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "text/html",
            "text/csv",
        ],
    ),
];

/// The phrases of a line that are boilerplate.
pub(super) fn phrases(line: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    for phrase in &PHRASES {
        if let Some(regex) = phrase.pattern.for_text(line) {
            found.extend(
                regex
                    .find_iter(line)
                    .map(|found| (found.range(), phrase.rule)),
            );
        }
    }
    found.retain(|(range, _)| !range.is_empty());
    found.sort_by_key(|(range, _)| (range.start, range.end));
    found
}

#[cfg(test)]
#[test]
fn phrases_compile() {
    for phrase in &PHRASES {
        assert!(phrase.pattern.regex().is_some(), "{}", phrase.rule);
    }
}

/// The rule by which a whole line is boilerplate.
pub(super) fn line(line: &str) -> Option<&'static str> {
    if line.len() > 60 {
        return None;
    }
    let lower = line
        .trim()
        .trim_end_matches(['\u{2192}', '\u{203a}', '>', '\u{25be}'])
        .trim()
        .to_lowercase();
    LINES
        .iter()
        .find(|(_, lines)| lines.contains(&lower.as_str()))
        .map(|(rule, _)| *rule)
        .or_else(|| languages(&lower).then_some("language-tab"))
}

/// Tabs for languages that run together: `ShellNodeRuby`.
fn languages(line: &str) -> bool {
    let mut rest = line;
    let mut tabs = 0;
    while !rest.is_empty() {
        let name = LINES
            .iter()
            .filter(|(rule, _)| ["language-tab", "control"].contains(rule))
            .flat_map(|(_, names)| names.iter())
            .filter(|name| name.len() > 1 && rest.starts_with(**name))
            .max_by_key(|name| name.len());
        let Some(after) = name.and_then(|name| rest.get(name.len()..)) else {
            return false;
        };
        rest = after.trim_start();
        tabs += 1;
    }
    tabs > 2
}
