//! Where requests go: whatever a caller passes, it stays in its place or is refused.

use proptest::prelude::*;

use crate::client::{BaseUrl, BaseUrlError, Request, RequestError, Style};
use crate::operation::Operation;

static INNER: Operation = Operation::new("inner", "GET", "/v1/contacts/{id}/tags/{tag}");
static LAST: Operation = Operation::new("last", "GET", "/contacts/{id}");

/// Any text, and often one of those that URL rules read in a way of their own.
fn value() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        ".",
        "/",
        "\\",
        "%",
        "%2e",
        "%2E",
        "%2f",
        "%5c",
        "%252e",
        "?",
        "#",
        ";",
        ":",
        "@",
        "&",
        "=",
        "+",
        " ",
        "\t",
        "\n",
        "\r",
        "\0",
        "..",
        "{tag}",
        "{id}",
        "．",
        "。",
        "\u{ff0e}\u{ff0e}",
        "\u{202e}",
        "\u{feff}",
        "é",
        "e\u{301}",
        "😀",
        "a",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(odd, 0..5).prop_map(|parts| parts.concat()),
    ]
}

fn decoded(segment: &str) -> String {
    let bytes = percent_encoding::percent_decode_str(segment);
    bytes
        .decode_utf8()
        .expect("what was encoded is UTF-8")
        .into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_path_parameter_is_one_segment_or_refused(
        id in value(), tag in value(), base in prop::sample::select(vec!["", "/", "/api", "/api/", "/a/b%20c/"]),
    ) {
        let base_url: BaseUrl = format!("https://crm.example.com{base}").parse().expect("a base URL");
        let refused = |text: &str| matches!(text, "" | "." | "..");
        let request = Request::new(&INNER).path("id", &id).and_then(|request| request.path("tag", &tag));
        match request {
            Err(error) => {
                prop_assert!(matches!(error, RequestError::PathSegment { .. }), "{}", error);
                prop_assert!(refused(&id) || refused(&tag));
            }
            Ok(request) => {
                prop_assert!(!refused(&id) && !refused(&tag));
                let url = request.query("q", Style::Form, &tag).and_then(|request| request.url(&base_url)).expect("a URL");
                let url = reqwest::Url::parse(&url).expect("a URL");
                let stem = base.trim_end_matches('/');
                let path = url.path().strip_prefix(stem).expect("the stem of the base URL");
                let segments: Vec<&str> = path.split('/').collect();
                prop_assert_eq!(segments.len(), 6, "{}", path);
                prop_assert_eq!([segments[0], segments[1], segments[2], segments[4]], ["", "v1", "contacts", "tags"]);
                prop_assert_eq!((decoded(segments[3]), decoded(segments[5])), (id, tag.clone()));
                prop_assert_eq!(url.origin().ascii_serialization(), "https://crm.example.com");
                let pairs: Vec<_> = url.query_pairs().into_owned().collect();
                prop_assert_eq!(pairs, [("q".to_owned(), tag)]);
                prop_assert_eq!(url.fragment(), None);
            }
        }
    }

    #[test]
    fn a_last_segment_cannot_be_lost(id in value()) {
        let base_url: BaseUrl = "https://crm.example.com/api".parse().expect("a base URL");
        if let Ok(request) = Request::new(&LAST).path("id", &id) {
            let url = request.url(&base_url).expect("a URL");
            let segment = url.strip_prefix("https://crm.example.com/api/contacts/").expect("the template");
            prop_assert!(!segment.is_empty() && !segment.contains(['/', '?', '#', '\\']));
            prop_assert_eq!(decoded(segment), id);
        }
    }

    #[test]
    fn a_header_is_carried_as_it_is_or_refused(value in value()) {
        match Request::new(&LAST).header("X-Trace", Some(&value)) {
            Ok(request) => {
                prop_assert!(!value.chars().any(|character| character.is_ascii_control() && character != '\t'));
                prop_assert!(request.path("id", &7).expect("a segment").url(&"https://crm.example.com".parse().expect("a base URL")).is_ok());
            }
            Err(error) => prop_assert!(matches!(error, RequestError::Header { name: "X-Trace", .. }), "{}", error),
        }
    }

    /// No text makes a base URL that is not what it says, and no error shows it.
    #[test]
    fn any_text_is_a_safe_base_url_or_an_error_that_does_not_show_it(
        scheme in prop::sample::select(vec!["https://", "http://", "HTTP://", "ftp://", "//", "", "https:", "http:/"]),
        user in prop::sample::select(vec!["", "ada@", "ada:hunter2@", ":hunter2@", "@"]),
        host in prop::sample::select(vec![
            "crm.example.com", "127.0.0.1", "127.1", "0x7f.1", "[::1]", "[::2]", "localhost", "localhost.example.com", "LOCALHOST",
            "10.0.0.1", "", "ex ample", "例え.example",
        ]),
        port in prop::sample::select(vec!["", ":8080", ":0", ":99999", ":x"]),
        path in prop::sample::select(vec!["", "/", "/api", "/api/", "/../x", "/%2e%2e/x", "\\api"]),
        rest in prop::sample::select(vec!["", "?", "?key=hunter2", "#", "#hunter2"]),
    ) {
        let text = format!("{scheme}{user}{host}{port}{path}{rest}");
        match text.parse::<BaseUrl>() {
            Ok(base) => {
                let url = reqwest::Url::parse(&base.to_string()).expect("a URL");
                let local = ["127.0.0.1", "[::1]", "localhost"].contains(&url.host_str().unwrap_or_default());
                prop_assert!(url.scheme() == "https" || url.scheme() == "http" && local, "{}", url);
                prop_assert!(url.username().is_empty() && url.password().is_none());
                prop_assert!(url.query().is_none() && url.fragment().is_none());
                let request = Request::new(&LAST).path("id", &7).expect("a segment").url(&base).expect("a URL");
                let stem = base.to_string();
                prop_assert_eq!(request, format!("{}/contacts/7", stem.trim_end_matches('/')));
            }
            Err(error) => {
                let shown = format!("{error} {error:?}");
                prop_assert!(!shown.contains("hunter2") && !shown.contains("ada"), "{}", shown);
            }
        }
    }
}

#[test]
fn base_urls_are_refused_with_what_to_do() {
    let table = [
        (
            "http://crm.example.com",
            BaseUrlError::PlainHttp,
            "use https",
        ),
        (
            "http://localhost.example.com",
            BaseUrlError::PlainHttp,
            "use https",
        ),
        (
            "https://ada:hunter2@crm.example.com",
            BaseUrlError::UserInfo,
            "pass credentials by their slots",
        ),
        (
            "https://crm.example.com/?key=hunter2",
            BaseUrlError::QueryOrFragment,
            "leave out everything",
        ),
        (
            "https://crm.example.com/#hunter2",
            BaseUrlError::QueryOrFragment,
            "leave out everything",
        ),
        ("ftp://crm.example.com", BaseUrlError::Scheme, "use https"),
    ];
    for (text, expected, remedy) in table {
        let error = text.parse::<BaseUrl>().expect_err(text);
        assert_eq!(error, expected, "{text}");
        assert!(error.to_string().contains(remedy), "{error}");
    }
    assert!(BaseUrl::allow_http("http://crm.example.com").is_ok());
}
