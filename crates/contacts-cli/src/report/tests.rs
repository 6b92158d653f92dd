//! The page from invented values: complete, and foreign text stays text.

use super::*;

fn sample(text: &str) -> Report {
    let vendors: Vec<&'static Vendor> = contacts::vendors().collect();
    let account = |vendor: &str, completeness, contacts, expected| Account {
        vendor: vendor.to_owned(),
        contacts,
        expected,
        completeness,
        extra: 12,
        remarks: vec![format!("a remark {text}")],
        issues: BTreeMap::from([
            ("invalid_email".to_owned(), 3),
            (format!("unknown_enum_value{text}"), 41),
        ]),
        ..Account::default()
    };
    let kept = |path: &str| Field {
        path: path.to_owned(),
        kept: vendors
            .iter()
            .enumerate()
            .map(|(place, _)| match place % 4 {
                0 => Kept::Lossless(format!("/firstName{text}")),
                1 => Kept::Derived("/name".to_owned()),
                2 => Kept::Extra("/misc".to_owned()),
                _ => Kept::Absent,
            })
            .collect(),
    };
    let slugs: Vec<&'static str> = vendors.iter().map(|vendor| vendor.slug).collect();
    let moves = slugs.iter().flat_map(|from| {
        let others = slugs.iter().filter(move |to| *to != from);
        others.map(move |to| Move {
            from,
            to,
            impossible: (*to == "dmchamp").then(|| format!("takes none {text}")),
            lost: vec!["tags".to_owned(), format!("notes{text}")],
            kept: vec!["emails".to_owned()],
            only_with: vec!["tags".to_owned()],
        })
    });
    Report {
        subject: format!("Invented contacts {text}"),
        accounts: vec![
            account("ChatbotX", Completeness::Complete, 1000, Some(1000)),
            account("99digital", Completeness::Incomplete, 990, Some(1000)),
            account("DM Champ", Completeness::Unknown, 12, None),
        ],
        fields: vec![kept("name/given"), kept("emails")],
        people: Some(People {
            contacts: 3000,
            several: 412,
            clusters: vec![Cluster {
                members: vec![
                    ("ChatbotX".to_owned(), "7".to_owned()),
                    ("TetherAI".to_owned(), format!("65{text}")),
                ],
                evidence: BTreeSet::from([(
                    "e-mail address".to_owned(),
                    "a…@example.com".to_owned(),
                )]),
            }],
            refused: BTreeMap::from([("shared by too many".to_owned(), 4)]),
            command: format!("contacts duplicates backup{text}"),
        }),
        moves: moves.collect(),
        vendors,
    }
}

#[test]
fn every_part_is_there_and_needs_neither_script_nor_network() {
    let page = html(&sample(""));
    for title in [
        "What came",
        "What is wrong with it",
        "Who looks like one person",
        "Who can do what",
        "Which vendor has which field",
        "What a move would lose",
    ] {
        assert!(page.contains(title), "{title}");
    }
    for foreign in ["<script", "http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn foreign_text_stays_text() {
    let hostile = "<script>alert(1)</script>\"'><img onerror=x>&amp;";
    let page = html(&sample(hostile));
    assert!(!page.contains("<script") && !page.contains("<img"));
    assert!(page.contains("&lt;script&gt;alert(1)"));
}

#[test]
fn what_is_missing_never_rounds_up_to_all() {
    let mut report = sample("");
    report.accounts = vec![Account {
        vendor: "ChatbotX".to_owned(),
        contacts: 999_999,
        expected: Some(1_000_000),
        completeness: Completeness::Incomplete,
        ..Account::default()
    }];
    let page = html(&report);
    assert!(page.contains(">99%<") && !page.contains(">✓<"));
    assert!(page.contains("999,999"));
}

#[test]
fn what_is_not_known_is_not_drawn_as_a_number() {
    let mut report = sample("");
    let mut account = Account {
        vendor: "ChatbotX".to_owned(),
        contacts: 150,
        completeness: Completeness::Incomplete,
        ..Account::default()
    };
    report.accounts = vec![account.clone()];
    let page = html(&report);
    assert!(page.contains(">?<") && !page.contains("%<"), "unknown");
    account.expected = Some(200);
    report.accounts = vec![account.clone()];
    assert!(html(&report).contains(">75%<"));
    account.completeness = Completeness::Complete;
    account.leaves_out = true;
    report.accounts = vec![account];
    assert!(html(&report).contains(">complete*<"));
}

#[test]
fn a_move_says_what_an_export_has_only_if_it_was_read() {
    let page = html(&sample(""));
    assert!(page.contains("<code>tags*</code>") && page.contains("<code>emails</code>"));
    assert!(
        page.contains("403 more: <code>contacts duplicates backup</code>")
            || page.contains("411 more: <code>contacts duplicates backup</code>")
    );
}

#[test]
fn parts_without_content_are_left_out() {
    let page = html(&Report::default());
    assert!(!page.contains("<section"));
}
