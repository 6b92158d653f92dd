//! Foreign text may be hostile: no panic, bounded time, spans inside the page, every byte accounted for.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use spec_drift::page;

use crate::facts::fixture;

const PAGES: &[&str] = &[
    "mintlify.txt",
    "mintlify-glued.txt",
    "mintlify.md",
    "mintlify.mdx",
    "mintlify.html",
    "table.html",
    "pipes.txt",
    "gitbook.txt",
    "gitbook.md",
    "redoc.txt",
];

/// Holds whatever is read.
fn holds(bytes: &[u8]) {
    let Ok(page) = page::read("page", bytes) else {
        return;
    };
    let inside = |span: spec_drift::Span| {
        span.start <= span.end
            && span.end <= page.text.len()
            && page.text.is_char_boundary(span.start)
            && page.text.is_char_boundary(span.end)
    };
    for claim in &page.claims {
        assert!(inside(claim.span), "{claim:?}");
        assert!(claim.block.is_none_or(|block| block < page.blocks.len()));
    }
    for claim in page.claims.iter().take(20) {
        page.place(claim.span);
    }
    assert!(page.blocks.iter().all(|block| inside(block.span)));
    assert!(
        page.boilerplate
            .iter()
            .chain(&page.prose)
            .all(|(span, _)| inside(*span))
    );
    assert!(page.unread.iter().all(|span| inside(*span)));
    let count = page.accounting();
    let solid = page
        .text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .count();
    assert!(count.claims + count.boilerplate + count.prose + count.unread <= solid);
}

/// A deterministic run of so many cases.
fn run<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value)) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    runner
        .run(strategy, |value| {
            test(value);
            Ok(())
        })
        .unwrap();
}

/// Cuts, repeats, swaps and inserts at places that are given in thousandths of the page.
fn mutate(page: &str, edits: &[(u8, usize, usize, String)]) -> String {
    let mut chars: Vec<char> = page.chars().collect();
    for (kind, from, len, text) in edits {
        let at = from * chars.len() / 1000;
        let end = (at + len).min(chars.len());
        match kind % 4 {
            0 => drop(chars.drain(at..end)),
            1 => {
                let copy: Vec<char> = chars[at..end].to_vec();
                chars.splice(at..at, copy);
            }
            2 => drop(chars.splice(at..at, text.chars())),
            _ => chars[at..end].reverse(),
        }
    }
    chars.into_iter().collect()
}

#[test]
fn mutated_pages() {
    let pages: Vec<String> = PAGES.iter().map(|name| fixture(name)).collect();
    let text = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "|",
        "\t",
        "\n",
        "<",
        ">",
        "</",
        "<pre>",
        "<table><tr><td>",
        "```",
        "{%",
        "%}",
        "curl -H '",
        "\u{202e}",
        "\u{1b}[31m",
        "&#x41;",
        "\u{fffd}",
        "\u{e2}\u{20ac}",
        "200",
        "default:",
        "Required range:",
        "Available options:",
        "paths:\n  path: /x\n  method: get",
        "<ParamField query=\"",
        "<script>",
    ]);
    let edit = (
        any::<u8>(),
        0..1000_usize,
        0..40_usize,
        text.prop_map(str::to_owned),
    );
    let strategy = (0..pages.len(), prop::collection::vec(edit, 1..8));
    run(400, &strategy, |(index, edits)| {
        holds(mutate(&pages[index], &edits).as_bytes())
    });
}

#[test]
fn any_text_and_any_bytes() {
    run(200, &"\\PC{0,400}", |text| holds(text.as_bytes()));
    run(
        200,
        &"[a-z{}\\[\\]\"':,|<>/`%#\n\t 0-9=&;-]{0,300}",
        |text| holds(text.as_bytes()),
    );
    run(200, &prop::collection::vec(any::<u8>(), 0..400), |bytes| {
        holds(&bytes)
    });
}

#[test]
fn hostile_pages_end_soon() {
    let many = |unit: &str| unit.repeat(60_000 / unit.len());
    for unit in [
        "{",
        "[",
        "{\"a\":",
        "[[\"",
        "{\"a{",
        "<div>",
        "<table><tr><td>",
        "<nav>",
        "</div>",
        "&",
        "`",
        "```\n",
        "| a | b |\n",
        "curl '",
        "curl -H \"",
        "GET /\n",
        "a",
        "*",
        "**a",
        "\u{1b}]",
        "\u{e2}",
        "{% tab %}",
        "<ParamField query=\"a\">\n",
        "x >= 1",
        "default:",
        "string",
        "stringstring",
        "Required range:",
        "Available options:\na\n",
        "200\n",
        "page\ninteger\n",
        "https://a.example/",
        "a.",
        "1-",
        "one of a, ",
        "- ",
        "> ",
        "\\",
        "<!--",
        "a\t",
        "POST ",
        "{}\n",
        "Bearer ",
    ] {
        let page = many(unit);
        let start = Instant::now();
        holds(page.as_bytes());
        let spent = start.elapsed();
        assert!(spent < Duration::from_secs(10), "{unit:?} took {spent:?}");
    }
}

#[test]
fn terminal_escapes_and_scripts_are_data() {
    let page = fixture("mintlify.txt").replace(
        "How many people",
        "\u{1b}[2J\u{1b}]0;title\u{7}How \u{202e}many<script>alert(1)</script> people",
    );
    let read = page::read("page", page.as_bytes()).unwrap();
    assert_eq!(read.text, page);
    assert!(
        read.claims
            .iter()
            .all(|claim| !format!("{:?}", claim.fact).contains("\\u{1b}"))
    );
}
