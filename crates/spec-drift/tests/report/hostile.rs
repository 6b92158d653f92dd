//! Text of a stranger stays text, in each form of a report: a page that speaks to the terminal, to a workflow, to Markdown,
//! to HTML or XML is not heard.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests"
)]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use comrak::nodes::NodeValue;
use comrak::{Arena, Options};
use proptest::prelude::*;
use serde_json::Value;
use spec_drift::report::terminal::{self, Screen};
use spec_drift::report::{
    Bump, Edit, Outcome, PageView, Part, Report, SpecView, github, html, json, junit, markdown,
    sarif,
};
use spec_drift::{Certainty, Code, Finding, Level, Place, Span};

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema =
        serde_json::from_str(include_str!("../../schemas/report.schema.json")).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
});

/// What strangers have tried.
const TRICKS: &[&str] = &[
    "\u{1b}[2J\u{1b}[31m",
    "\u{1b}]8;;https://evil.example\u{7}click\u{1b}]8;;\u{7}",
    "\u{1b}]0;title\u{1b}\\",
    "\u{9b}31m",
    "\u{9d}0;title\u{9c}",
    "\u{90}q\u{9c}",
    "\u{202e}gnitirw\u{2066}",
    "a\u{200b}b\u{feff}",
    "\u{e0041}\u{e0042}",
    "\u{2028}\u{2029}\u{85}",
    "\r::error::gone",
    "\n::set-output name=x::y",
    "\n::stop-commands::token\n",
    "%0A::warning::x",
    "##[error]x",
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "</style><svg onload=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)",
    "]]><x/>",
    "<!-- --!>",
    "&lt;b&gt;&#106;",
    "[link](https://evil.example)",
    "![picture](https://evil.example/x.png)",
    "https://evil.example/x",
    "www.evil.example",
    "someone@evil.example",
    "@octocat @org/team",
    "#1 GH-1 org/repo#1",
    "`code` ``more`` ```",
    "\n```\n# heading\n",
    "</details><h1>x</h1>",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "* list\n1. one\n> quote",
    "**bold** _it_ ~~gone~~ $x$",
    "[ref]: https://evil.example",
    "\\",
    "\\`x",
    "javascript:alert(1)",
    "{{constructor}} {0} {1}",
    "\0\u{1}\u{8}\u{b}\u{c}\u{7f}",
    "\u{fffe}\u{ffff}",
    "日本語 العربية 👩‍👩‍👧",
    "\t",
    " ",
    "\n",
];

/// A text of tricks and of anything else.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(TRICKS).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[a-z]{0,8}",
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

prop_compose! {
    fn place()(file in hostile(), text in hostile(), start in 0..80_usize, length in 0..80_usize, shift in 0..5_000_usize) -> Place {
        let mut place = Place::of(&file, &text, Span { start, end: start + length });
        place.column += shift;
        place
    }
}

prop_compose! {
    fn finding()(
        code in proptest::sample::select(Code::ALL),
        level in proptest::sample::select(&[Level::Note, Level::Warning, Level::Error][..]),
        certainty in proptest::sample::select(&[Certainty::Certain, Certainty::Likely, Certainty::Unattributed][..]),
        texts in proptest::collection::vec(hostile(), 4),
        values in proptest::collection::vec(proptest::option::of(hostile()), 3),
        places in proptest::collection::vec(proptest::option::of(place()), 2),
        uses in proptest::collection::vec(hostile(), 0..8),
    ) -> Finding {
        Finding {
            code,
            level,
            certainty,
            vendor: texts[0].clone(),
            operation: values[0].clone(),
            pointer: texts[1].clone(),
            reason: texts[2].clone(),
            expected: values[1].clone(),
            found: values[2].clone(),
            remedy: texts[3].clone(),
            source: places[0].clone(),
            spec: places[1].clone(),
            uses,
        }
    }
}

prop_compose! {
    fn report()(
        findings in proptest::collection::vec(finding(), 0..4),
        texts in proptest::collection::vec(hostile(), 12),
        spans in proptest::collection::vec((0..90_usize, 0..90_usize, proptest::sample::select(&Outcome::ALL[..])), 0..8),
    ) -> Report {
        let vendor = findings.first().map_or_else(|| texts[0].clone(), |finding| finding.vendor.clone());
        let fixes = findings.iter().take(1).map(|finding| {
            let edit = Edit { file: texts[1].clone(), from: (1, 1), to: (2, 1), text: texts[2].clone() };
            (finding.fingerprint(), vec![edit])
        });
        Report {
            subject: texts[3].clone(),
            pages: vec![PageView {
                vendor: vendor.clone(),
                name: findings.first().and_then(|finding| finding.source.as_ref()).map_or_else(|| texts[4].clone(), |place| place.file.clone()),
                platform: texts[5].clone(),
                text: format!("{}{}", texts[6], texts[7]),
                parts: spans.iter().map(|(start, end, outcome)| Part {
                    span: Span { start: *start, end: *end },
                    outcome: *outcome,
                    label: texts[8].clone(),
                    pointer: Some(format!("/{}", texts[9])),
                }).collect(),
            }],
            specs: vec![SpecView {
                vendor,
                file: findings.first().and_then(|finding| finding.spec.as_ref()).map_or_else(|| texts[10].clone(), |place| place.file.clone()),
                text: format!("{}\n{}", texts[10], texts[11]),
                places: BTreeMap::from([(format!("/{}", texts[9]), Span { start: 2, end: 9 })]),
                evidence: BTreeMap::from([(texts[11].clone(), 3), ("assumed".to_owned(), 1)]),
            }],
            bumps: vec![Bump {
                package: texts[0].clone(),
                from: texts[1].clone(),
                to: texts[2].clone(),
                step: "minor".to_owned(),
                reason: texts[4].clone(),
            }],
            fixes: fixes.collect(),
            findings,
        }
    }
}

/// Nothing but characters that show themselves, and line breaks.
fn shows_itself(text: &str) {
    for c in text.chars() {
        let speaks = (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{61c}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}');
        assert!(!speaks, "{c:?} in {text:?}");
    }
}

/// The elements of an HTML text with their attributes, as a tokenizer of the standard reads them.
fn elements(html: &str) -> Vec<(String, BTreeMap<String, String>)> {
    html5gum::Tokenizer::new(html)
        .filter_map(|token| match token.expect("no error") {
            html5gum::Token::StartTag(tag) => Some(tag),
            _ => None,
        })
        .map(|tag| {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
            let attributes = tag
                .attributes
                .iter()
                .map(|(name, value)| (text(name), text(value)))
                .collect();
            (text(&tag.name), attributes)
        })
        .collect()
}

/// The text of an HTML text, as a reader sees it.
fn said(html: &str) -> String {
    html5gum::Tokenizer::new(html)
        .filter_map(|token| match token.expect("no error") {
            html5gum::Token::String(text) => Some(String::from_utf8(text.to_vec()).expect("UTF-8")),
            _ => None,
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_terminal_hears_nothing(report in report(), width in 0..300_usize) {
        shows_itself(&terminal::render(&report, Screen { colour: false, width }));
    }

    #[test]
    fn a_terminal_with_colours_hears_only_colours(report in report()) {
        let text = terminal::render(&report, Screen { colour: true, width: 80 });
        let mut rest = text.as_str();
        let mut plain = String::new();
        while let Some((before, escape)) = rest.split_once("\u{1b}[") {
            let (colour, after) = escape.split_once('m').expect("an end");
            prop_assert!(colour.chars().all(|c| c.is_ascii_digit() || c == ';'), "{colour:?}");
            plain.push_str(before);
            rest = after;
        }
        shows_itself(&(plain + rest));
    }

    #[test]
    fn json_keeps_the_text_and_shows_itself(report in report()) {
        let text = json::render(&report);
        shows_itself(&text);
        let value: Value = serde_json::from_str(&text).expect("JSON");
        prop_assert_eq!(value["subject"].as_str(), Some(report.subject.as_str()));
        prop_assert_eq!(value["findings"].as_array().map(Vec::len), Some(report.findings.len()));
        prop_assert!(SCHEMA.is_valid(&value));
    }

    #[test]
    fn code_scanning_gets_no_links(report in report()) {
        let text = sarif::render(&report);
        shows_itself(&text);
        let log: Value = serde_json::from_str(&text).expect("JSON");
        for result in log["runs"][0]["results"].as_array().expect("results") {
            let message = result["message"]["text"].as_str().expect("text");
            prop_assert!(!message.contains("](") || message.contains("\\]("), "{message:?}");
            let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a URI");
            prop_assert!(uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"\\^`{|}[]".contains(&byte)), "{uri:?}");
        }
    }

    #[test]
    fn a_workflow_gets_one_command_a_finding(report in report()) {
        let text = github::render(&report);
        shows_itself(&text);
        prop_assert_eq!(text.lines().count(), report.findings.len());
        for line in text.lines() {
            let (command, message) = line.strip_prefix("::").and_then(|line| line.split_once("::")).expect("a command");
            prop_assert!(["error ", "warning ", "notice "].iter().any(|name| command.starts_with(name)), "{line:?}");
            for property in command.split_once(' ').expect("properties").1.split(',') {
                let name = property.split('=').next().expect("a name");
                prop_assert!(["file", "line", "col", "title"].contains(&name), "{line:?}");
            }
            prop_assert!(!message.replace("%25", "").replace("%0A", "").contains('%'), "{line:?}");
        }
    }

    #[test]
    fn xml_has_only_our_elements(report in report()) {
        let text = junit::render(&report);
        shows_itself(&text);
        let document = roxmltree::Document::parse(&text).expect("XML");
        let known = ["testsuites", "testsuite", "testcase", "failure", "error", "system-out"];
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            prop_assert!(known.contains(&node.tag_name().name()), "{:?}", node.tag_name());
        }
        let root = document.root_element();
        for (count, element) in [("failures", "failure"), ("errors", "error")] {
            let said: usize = root.attribute(count).expect("a number").parse().expect("a number");
            let shown = document.descendants().filter(|node| node.has_tag_name(element)).count();
            prop_assert_eq!(said, shown);
        }
    }

    #[test]
    fn markdown_links_nowhere_and_calls_nobody(report in report()) {
        let text = markdown::render(&report);
        shows_itself(&text);
        let mut options = Options::default();
        options.extension.autolink = true;
        options.extension.table = true;
        options.extension.strikethrough = true;
        options.extension.tagfilter = true;
        options.extension.footnotes = true;
        options.extension.math_dollars = true;
        let arena = Arena::new();
        let root = comrak::parse_document(&arena, &text, &options);
        let mut headings = 0;
        for node in root.descendants() {
            match &node.data.borrow().value {
                NodeValue::Link(_) | NodeValue::Image(_) | NodeValue::FootnoteReference(_) | NodeValue::Math(_)
                | NodeValue::Strikethrough | NodeValue::BlockQuote | NodeValue::Emph | NodeValue::ThematicBreak => {
                    prop_assert!(false, "{:?} in {text}", node.data.borrow().value);
                }
                NodeValue::Heading(_) => headings += 1,
                NodeValue::HtmlInline(html) => prop_assert_eq!(html.as_str(), "<br>"),
                NodeValue::HtmlBlock(block) => {
                    for (name, attributes) in elements(&block.literal) {
                        prop_assert!(["details", "summary", "b"].contains(&name.as_str()), "{name} in {text}");
                        prop_assert!(attributes.keys().all(|name| name == "open"), "{attributes:?}");
                    }
                    prop_assert!(!mentions(&said(&block.literal)), "{:?}", block.literal);
                }
                NodeValue::Text(said) => prop_assert!(!mentions(said), "{said:?} in {text}"),
                _ => {}
            }
        }
        prop_assert_eq!(headings, 1);
    }

    #[test]
    fn html_has_only_our_elements_and_links(report in report()) {
        let text = html::render(&report);
        shows_itself(&text);
        let known = [
            "html", "head", "meta", "title", "style", "body", "header", "main", "nav", "section", "article", "h1", "h2",
            "h3", "p", "a", "b", "code", "pre", "mark", "span", "div", "ul", "li", "table", "thead", "tbody", "tr", "th",
            "td", "figure", "figcaption", "details", "summary", "label", "input", "svg", "rect", "script",
        ];
        let mut scripts = 0;
        for (name, attributes) in elements(&text) {
            prop_assert!(known.contains(&name.as_str()), "{name}");
            scripts += usize::from(name == "script");
            for (attribute, value) in &attributes {
                prop_assert!(!attribute.starts_with("on") && attribute != "style" && attribute != "src", "{attribute}");
                prop_assert!(attribute != "href" || value.starts_with('#'), "{value}");
            }
        }
        prop_assert_eq!(scripts, 1);
    }
}

/// Whether GitHub would notify somebody, or link to an issue.
fn mentions(text: &str) -> bool {
    let next = |mark: char| {
        text.match_indices(mark)
            .filter_map(|(at, _)| text[at..].chars().nth(1))
            .any(|c| c.is_ascii_alphanumeric() && (mark == '@' || c.is_ascii_digit()))
    };
    next('@') || next('#')
}

#[test]
fn the_policy_of_the_html_allows_its_own_style_and_script_only() {
    use base64::Engine;
    use sha2::Digest;
    let text = html::render(&crate::example::report());
    let policy = elements(&text)
        .into_iter()
        .find_map(|(_, attributes)| {
            attributes
                .get("http-equiv")
                .map(|_| attributes["content"].clone())
        })
        .expect("a policy");
    assert!(policy.starts_with("default-src 'none'; "));
    for tag in ["style", "script"] {
        let (_, rest) = text.split_once(&format!("<{tag}>")).expect("it is there");
        let (body, _) = rest.split_once(&format!("</{tag}>")).expect("it ends");
        let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(body));
        assert!(
            policy.contains(&format!("{tag}-src 'sha256-{hash}'")),
            "{policy}"
        );
    }
    assert!(!policy.contains("unsafe"));
}
