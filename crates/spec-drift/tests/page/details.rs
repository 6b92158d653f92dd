//! Small pages, each with one way of writing that readers have to understand.

use spec_drift::claim::{Fact, Says, Side};
use spec_drift::page::Page;

use crate::facts::{facts, read};

/// States all of these.
fn states(text: &str, expected: &[&str]) {
    let stated = facts(&read(text));
    for fact in expected {
        assert!(stated.contains(*fact), "{fact}\n{text}\n{stated:#?}");
    }
}

/// States none of these.
fn never_states(text: &str, unexpected: &[&str]) {
    let stated = facts(&read(text));
    for fact in unexpected {
        assert!(!stated.contains(*fact), "{fact}\n{text}\n{stated:#?}");
    }
}

/// The side of the member with this pointer.
fn side(page: &Page, wanted: &str) -> Side {
    let found = page.claims.iter().find_map(|claim| match &claim.fact {
        Fact::Field {
            side,
            pointer,
            says: Says::Exists,
        } if pointer == wanted => Some(*side),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{wanted}: {:#?}", page.claims))
}

#[test]
fn an_address_in_pieces_keeps_the_server_apart() {
    let expected = [
        "server https://api.example.com/v2",
        "endpoint GET /people/{id}",
    ];
    states(
        "Read a person\n\nget\n\nhttps://api.example.com/v2\n\n/people/{id}\n\nPath parameters\n\nidstringRequired\n",
        &expected,
    );
    states(
        "<html><body><main><h2>Read a person</h2><div>get</div><button><span>https://api.example.com/v2</span><span>/people/</span><span>{id}</span></button><p>Reads one</p></main></body></html>",
        &expected,
    );
}

#[test]
fn a_list_of_pages_is_no_address() {
    never_states(
        "get\n/people of a group\n",
        &["endpoint GET /peopleofagroup"],
    );
}

#[test]
fn options_stand_among_marks() {
    states(
        "GET /people\n\nQuery parameters:\n  sort (string, optional, default: name, one of: name | age | group) - What to sort by\n  page (integer, optional)\n",
        &[
            "query sort enum [\"name\",\"age\",\"group\"]",
            "query sort default \"name\"",
            "query sort required false",
            "query page type integer",
        ],
    );
}

#[test]
fn one_of_may_begin_a_sentence() {
    let page = "GET /people\n\nQuery parameters:\n  state (string) one of the states\n";
    never_states(page, &["query state enum [\"the states\"]"]);
}

#[test]
fn options_stand_on_a_line_each() {
    let page = "GET /people\n\nQuery parameters\n\nsortstring · enumOptional\nPossible values:\nname\nemail\ngroup\npageinteger | nullableOptional\n";
    states(
        page,
        &[
            "query sort enum [\"name\",\"email\",\"group\"]",
            "query page nullable true",
        ],
    );
    never_states(
        "GET /people\n\nQuery parameters\n\nsort\nOptional\nPossible values:\npage\nOptional\n",
        &[
            "query sort enum [\"page\"]",
            "query sort enum [\"page\",\"Optional\"]",
        ],
    );
}

#[test]
fn names_whose_type_is_hidden_are_names() {
    states(
        "GET /people\n\nQuery parameters\n\nq\nRequired\nstate\nOptional\nstatus\nOptional\nDefault: active\n",
        &[
            "query q required true",
            "query state required false",
            "query status required false",
            "query status default \"active\"",
        ],
    );
}

#[test]
fn the_options_of_a_lists_elements_are_the_parameters() {
    let page = "# People\n\n```json\n{\"openapi\":\"3.0.3\",\"paths\":{\"/people\":{\"get\":{\"parameters\":[{\"name\":\"state\",\"in\":\"query\",\"schema\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"active\",\"blocked\"]}}}]}}}}\n```\n";
    states(
        page,
        &[
            "query state type array",
            "query state enum [\"active\",\"blocked\"]",
        ],
    );
}

#[test]
fn a_credentials_name_follows_its_place() {
    for (name, place, words) in [
        ("access_key", "Query", "query parameter access_key"),
        ("personalKey", "Query", "query parameter personalKey"),
        ("X-Person-Key", "Header", "header X-Person-Key"),
        ("key", "Query", "query parameter key"),
    ] {
        states(
            &format!("GET /people\n\nAuthentication: API key in the {words}\n"),
            &[&format!("auth (\"apiKey\") ({place}) (\"{name}\")")],
        );
    }
    never_states(
        "GET /people\n\nThe API key goes into the header of every request.\n",
        &["auth (\"apiKey\") (Header) (\"of\")"],
    );
}

#[test]
fn a_title_names_a_status() {
    let page = read(
        "GET /people\n\nQuery parameters:\n  page (integer)\n\nResponse 202: \n\n{\"id\": \"string\"}\n\nResponse 400: nonsense\n\nResponse 404: nobody\n\n{\"error\": \"string\"}\n",
    );
    assert_eq!(side(&page, "/id"), Side::Response(Some(202)));
    assert_eq!(side(&page, "/error"), Side::Response(Some(404)));
}

#[test]
fn the_first_of_several_tabs_is_open() {
    let tabs = read(
        "GET /people\n\nResponses\n200\n404\nPeople of the group\nSchema\ntotal integer required\n",
    );
    assert_eq!(side(&tabs, "/total"), Side::Response(Some(200)));
    let list = read(
        "GET /people\n\nResponses\n200\nPeople of the group\n404\nNobody\nSchema\nreason string required\n",
    );
    assert_eq!(side(&list, "/reason"), Side::Response(Some(404)));
}

#[test]
fn the_body_below_http_is_the_requests() {
    let page = read(
        "PUT /people/{id}\n\nResponses\n\n200\n\nThe person\n\n409\n\nThere is one\n\nPUT /people/{id} HTTP/1.1\nHost: api.example.com\nX-Person-Key: YOUR_API_KEY\nContent-Type: application/json\nAccept: */*\n\n{\n  \"name\": \"text\"\n}\n\n200\n\nThe person\n\n{\n  \"id\": \"text\"\n}\n",
    );
    assert_eq!(side(&page, "/name"), Side::Request);
    assert_eq!(side(&page, "/id"), Side::Response(Some(200)));
}

#[test]
fn http_may_have_blank_lines_between_its_own() {
    states(
        "GET /people\n\nGET /v2/people HTTP/1.1\n\nHost: api.example.com\n\n  X-Person-Key: YOUR_API_KEY\n\nAccept: */*\n\n\n200\n\n\n{\n\n  \"id\": \"text\"\n\n}\n",
        &[
            "server https://api.example.com/v2",
            "auth (\"apiKey\") (Header) (\"X-Person-Key\")",
            "response /id exists",
        ],
    );
}

#[test]
fn descriptions_say_what_may_be_null() {
    for (words, expected) in [
        ("Can be null.", "query page nullable true"),
        ("Which page. May be null", "query page nullable true"),
        ("Never null", "query page nullable false"),
        ("Must not be null.", "query page nullable false"),
    ] {
        states(
            &format!(
                "# GET /people\n\n### Query parameters\n\n| Parameter | Type | Description |\n| --- | --- | --- |\n| page | integer | {words} |\n"
            ),
            &[expected],
        );
    }
}

#[test]
fn a_bound_may_be_negative() {
    states(
        "# GET /people\n\n### Query parameters\n\n| Parameter | Type | Description |\n| --- | --- | --- |\n| shift | integer | Minimum: -5 Maximum: 5 |\n",
        &["query shift range [-5 5]"],
    );
}

#[test]
fn limits_between_title_and_address_are_the_endpoints() {
    let page = read(
        "# People\n\n## List people\n\nAll of them, newest first. Up to 40 people per page are returned.\n\nGET /people\n\n## Delete a person\n\nFor good. At most 10 requests per minute.\n\nDELETE /people/{id}\n",
    );
    let path = |wanted: &Fact| {
        page.claims
            .iter()
            .find(|claim| claim.fact == *wanted)
            .and_then(|claim| claim.endpoint.as_ref()?.path.clone())
    };
    assert_eq!(path(&Fact::PageSize(40)).as_deref(), Some("/people"));
    let rate = Fact::RateLimit {
        requests: 10,
        seconds: 60,
    };
    assert_eq!(path(&rate).as_deref(), Some("/people/{id}"));
}

#[test]
fn underlined_titles_end_what_stands_above() {
    let page = "PEOPLE\n======\n\nBase URL: https://api.example.com\n\nList people\n-----------\n\nGET /people\n\nResponse 200:\n\n{\"id\": \"string\"}\n\n";
    let twice = format!("{page}{page}");
    assert_eq!(facts(&read(page)), facts(&read(&twice)));
    states(page, &["server https://api.example.com"]);
}

#[test]
fn members_named_in_tables_are_those_of_the_lists_elements() {
    let page = read(
        "# GET /labels\n\n### Response\n\n```json\n[{\"name\": \"string\"}]\n```\n\n### Response fields\n\n| Field | Type |\n| --- | --- |\n| name | string |\n",
    );
    assert_eq!(
        facts(&page)
            .iter()
            .filter(|fact| fact.ends_with("exists"))
            .collect::<Vec<_>>(),
        ["response /-/name exists"]
    );
}

#[test]
fn nulls_alone_say_nothing_of_a_lists_elements() {
    never_states(
        "GET /people\n\nResponse\n\n{\"labels\": [null], \"names\": [null, \"Ada\"]}\n",
        &["response /labels/- nullable true"],
    );
}

#[test]
fn buttons_that_run_together_are_no_parameter() {
    let page = "GET /people\n\nQuery Parameters\npage integer\nWas this page helpful?\nYesNo\n";
    never_states(page, &["query YesNo exists"]);
}

/// `email` may be a name or a format: behind a description it begins the next parameter.
#[test]
fn a_name_that_is_also_a_format_is_a_name_where_no_format_can_stand() {
    let head =
        "Find people\n\nget\n\nhttps://api.example.com/v2\n\n/people\n\nQuery parameters\n\n";
    for page in [
        format!("{head}phone\nOptional\n\nWith its country\n\nemail\nOptional\n\nWhere to write\n"),
        format!("{head}phone\n\nWith its country\n\nemail\n\nWhere to write\n"),
    ] {
        states(&page, &["query phone exists", "query email exists"]);
        never_states(&page, &["query phone format email"]);
    }
    let typed = format!("{head}contact\nstring\nemail\nOptional\n\nWhere to write\n");
    states(&typed, &["query contact format email"]);
    never_states(&typed, &["query email exists"]);
}

/// Sites have a page about their status; a list of names may have one that is called so.
#[test]
fn a_name_that_menus_have_is_one_in_a_list() {
    states(
        "Find people\n\nget\n\nhttps://api.example.com/v2\n\n/people\n\nQuery parameters\n\nsource\nstatus\nowner_id\n",
        &[
            "query source exists",
            "query status exists",
            "query owner_id exists",
        ],
    );
}

/// The title of the next section is no mark of the last option, and one that begins with a word for a place is no name.
#[test]
fn options_end_where_a_section_begins() {
    let page = "Find people\n\nput\n\nhttps://api.example.com/v2\n\n/people\n\nQuery Parameters\n\nemail\nstring\nOptional\n\n\
                lang\nstring\nOptional\n\nPossible values:\nde\nen\nfr\nBody\n\nname\nstring\nRequired\n";
    states(
        page,
        &[
            "query email exists",
            "query lang enum [\"de\",\"en\",\"fr\"]",
            "request /name exists",
        ],
    );
    never_states(page, &["query fr exists"]);
}

#[test]
fn sizes_of_pages_have_many_words() {
    for sentence in [
        "Each page holds 24 people, or fewer on the last one.",
        "Every page of the list has up to 24 people.",
        "Up to 24 people per page.",
        "The list is cut into pages of 24 people.",
    ] {
        states(
            &format!("# People\n\n`GET /people`\n\n{sentence}\n"),
            &["page size 24"],
        );
    }
}
