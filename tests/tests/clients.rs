//! The generated clients over real sockets: what they send, what they make of answers, what they never show.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use contacts_runtime::client::{
    BaseUrl, BaseUrlError, Error, Policy, Request, RequestError, Slot, Transport,
};
use contacts_runtime::operation::Operation;
use contacts_tests::server::{Server, answer, json};
use futures_util::TryStreamExt;
use proptest::prelude::*;

const SECRET: &str = "in-SECRET/+&ö";

fn base(server: &Server) -> BaseUrl {
    server.url().parse().unwrap()
}

/// A transport that tries once: what is tried again is another test's.
fn once(base_url: BaseUrl, credential: Vec<Slot>) -> Transport {
    let policy = Policy::default().with_attempts(1);
    let builder = Transport::builder(base_url, credential).policy(policy);
    builder.build().unwrap()
}

fn insighto(server: &Server) -> contacts_insighto::Client {
    let credential = contacts_insighto::Credential::api_key(SECRET);
    contacts_insighto::Client::with_transport(once(base(server), credential.into_slots()))
}

fn dmchamp(server: &Server) -> contacts_dmchamp::Client {
    let credential = contacts_dmchamp::Credential::api_key(SECRET);
    contacts_dmchamp::Client::with_transport(once(base(server), credential.into_slots()))
}

/// Everything that an error can show.
fn shown<E>(error: &Error<E>) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}

#[tokio::test]
async fn credentials_go_where_the_spec_says_and_nowhere_else() {
    let server = Server::start(|_| json(404, "{}")).unwrap();
    let _ = insighto(&server).list_contacts().send().await;
    let chatbotx = contacts_chatbotx::Client::new(
        base(&server),
        contacts_chatbotx::Credential::developer_access_token("t-1"),
    );
    let _ = chatbotx.unwrap().list_contacts().send().await;
    let query = contacts_chatbotx::Client::new(
        base(&server),
        contacts_chatbotx::Credential::token_in_search_params("t-2"),
    );
    let _ = query.unwrap().list_contacts().send().await;
    let digital99 = contacts_digital99::Client::new(
        base(&server),
        contacts_digital99::Credential::user_api_key("t-3"),
    );
    let _ = digital99.unwrap().list_contacts(7).send().await;
    let tetherai = contacts_tetherai::Client::new(
        base(&server),
        contacts_tetherai::Credential::bearer_auth("t-4"),
    )
    .unwrap();
    let _ = tetherai.list_contacts().send().await;
    let _ = tetherai
        .login(contacts_tetherai::types::LoginRequest::new(
            "ada@example.com",
            "pw",
        ))
        .send()
        .await;
    let asked = server.asked();
    let has = |index: usize, header: &str| asked[index].headers.iter().any(|line| line == header);
    assert_eq!(
        asked[0].line,
        "GET /api/v1/contact?api_key=in-SECRET%2F%2B%26%C3%B6"
    );
    assert!(has(1, "authorization: Bearer t-1") && asked[1].line == "GET /v1/contacts");
    assert!(
        asked[2].line == "GET /v1/contacts?token=t-2"
            && !asked[2]
                .headers
                .iter()
                .any(|line| line.starts_with("authorization"))
    );
    assert!(has(3, "api_access_token: t-3"));
    assert!(has(4, "authorization: Bearer t-4"));
    assert!(
        !asked[5].headers.iter().any(|line| line.contains("t-4")),
        "login carries no credential"
    );
    assert!(asked.iter().all(|asked| {
        !asked
            .headers
            .iter()
            .any(|line| line.starts_with("api-version") || line.starts_with("referer"))
    }));
}

#[tokio::test]
async fn errors_name_operation_and_status_and_show_no_secret_and_no_person() {
    let person = "grace.hopper@example.org";
    let bodies = [
        json(200, &format!("{{\"data\": \"{person}\"}}")),
        json(
            200,
            &format!("{{\"data\": {{\"items\": [], \"email\": \"{person}"),
        ),
        json(422, &format!("{{\"detail\": [{{\"msg\": \"{person}\"}}]}}")),
        answer(503, "text/html", &format!("<html>{person}</html>")),
        answer(200, "text/html", &format!("<html>{person}</html>")),
        format!("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{person}").into_bytes(),
        b"not http at all".to_vec(),
        [
            b"HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"data\": \"\xff".as_slice(),
            b"\"}",
        ]
        .concat(),
    ];
    let mut messages = Vec::new();
    for bytes in bodies {
        let server = Server::start(move |_| bytes.clone()).unwrap();
        let error = insighto(&server).list_contacts().send().await.unwrap_err();
        let text = shown(&error);
        assert!(
            !text.contains("SECRET") && !text.contains("grace"),
            "{text}"
        );
        messages.push(error.to_string().replace(&server.url(), "http://server"));
    }
    let credential = contacts_insighto::Credential::api_key(SECRET);
    let nobody = "http://127.0.0.1:1".parse().unwrap();
    let refused = contacts_insighto::Client::with_transport(once(nobody, credential.into_slots()));
    let error = refused.list_contacts().send().await.unwrap_err();
    assert!(!shown(&error).contains("SECRET"), "{}", shown(&error));
    messages.push(error.to_string());
    insta::assert_snapshot!(messages.join("\n"));
    assert!(!format!("{refused:?} {:?}", refused.transport()).contains("SECRET"));
}

/// The first is documented, the second is no JSON, and the third is no error by its status.
#[tokio::test]
async fn the_vendors_reason_is_in_the_body_of_every_error_and_shown_by_none() {
    let bodies = [
        (422, r#"{"detail": [{"msg": "grace must be in e164"}]}"#),
        (503, "<b>grace is down</b>"),
        (200, r#"{"data": "grace"}"#),
    ];
    for (status, body) in bodies {
        let server = Server::start(move |_| json(status, body)).unwrap();
        let error = insighto(&server).list_contacts().send().await.unwrap_err();
        assert_eq!(matches!(error, Error::Api { .. }), status == 422);
        assert_eq!(error.body().unwrap().as_bytes(), body.as_bytes());
        assert!(!shown(&error).contains("grace"), "{}", shown(&error));
        let text = error.body().unwrap().text().into_owned();
        let mapped = error.map(|_| ());
        assert_eq!(mapped.body().unwrap().text(), text, "{mapped}");
        assert!(!shown(&mapped).contains("grace"), "{}", shown(&mapped));
    }
    let nobody = "http://127.0.0.1:1".parse().unwrap();
    let client = contacts_insighto::Client::with_transport(once(nobody, Vec::new()));
    let error = client.list_contacts().send().await.unwrap_err();
    assert!(error.body().is_none(), "{error}");
}

#[tokio::test]
async fn of_a_page_that_is_read_and_odd_nothing_is_said_that_nobody_knows() {
    let page = r#"{"data": [{"id": "1"}, {"id": "2"}], "pageCount": 1}"#;
    let server = Server::start(move |_| json(200, page)).unwrap();
    let transport = Transport::builder(base(&server), Vec::new())
        .policy(Policy::default().with_items(1))
        .build()
        .unwrap();
    let client = contacts_chatbotx::Client::with_transport(transport);
    let records: Result<Vec<_>, _> = client.list_contacts().stream().try_collect().await;
    assert_eq!(
        records.unwrap_err().to_string(),
        "listContacts: the answer 200 is not of the spec's shape: 2 records on a page, more than 1"
    );
}

#[tokio::test]
async fn a_duplicate_that_comes_as_200_is_the_conflict_that_it_is() {
    let server = Server::start(|_| {
        json(
            200,
            r#"{"success": false, "error_code": 409, "message": "exists"}"#,
        )
    })
    .unwrap();
    let body = contacts_dmchamp::types::NewContact::new("+12025550123");
    let error = dmchamp(&server)
        .create_contact(body)
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(409));
    assert!(
        matches!(
            error,
            Error::Api {
                error: contacts_dmchamp::errors::CreateContactError::Conflict(_),
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn bare_text_is_a_documented_error() {
    for body in ["Unauthorized", "\"Unauthorized\""] {
        let server = Server::start(move |_| json(401, body)).unwrap();
        let error = dmchamp(&server)
            .get_contact()
            .phone_number("+12025550123")
            .send()
            .await
            .unwrap_err();
        let Error::Api {
            error: contacts_dmchamp::errors::GetContactError::Unauthorized(text),
            ..
        } = error
        else {
            panic!("{error}");
        };
        assert_eq!(text, "Unauthorized");
    }
}

#[tokio::test]
async fn a_body_goes_with_delete_and_a_form_is_a_form() {
    let server = Server::start(|_| json(200, "{}")).unwrap();
    let ids = contacts_insighto::types::ContactIds::new(vec![
        "3c90c3cc-0d44-4b50-8888-8dd25736052a".to_owned(),
    ]);
    let _ = insighto(&server).delete_contacts(ids).send().await;
    let client = contacts_digital99::Client::new(
        base(&server),
        contacts_digital99::Credential::user_api_key("k"),
    )
    .unwrap();
    let file =
        contacts_runtime::client::FilePart::new("people \"1\".csv", "text/csv", "name\nAda\n");
    client.import_contacts(7, file).send().await.unwrap();
    let asked = server.asked();
    assert!(asked[0].line.starts_with("DELETE /api/v1/contact/multiple"));
    assert_eq!(
        asked[0].body,
        r#"{"contact_ids":["3c90c3cc-0d44-4b50-8888-8dd25736052a"]}"#
    );
    insta::assert_snapshot!(asked[1].body.replace('\r', ""));
}

#[tokio::test]
async fn parameters_are_written_in_their_styles() {
    let server = Server::start(|_| json(200, r#"{"data": [], "pageCount": 0}"#)).unwrap();
    let client =
        contacts_chatbotx::Client::new(base(&server), contacts_chatbotx::Credential::Anonymous)
            .unwrap();
    let filter: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(r#"{"operator": "and", "conditions": [{"field": "email"}]}"#).unwrap();
    let channels = [
        contacts_chatbotx::types::Channel::Whatsapp.into(),
        "carrier-pigeon"
            .parse::<contacts_runtime::Open<_>>()
            .unwrap(),
    ];
    client
        .list_contacts()
        .keyword("a&b")
        .channels(channels)
        .contact_filter(filter)
        .send()
        .await
        .unwrap();
    let target = server.asked()[0].line.clone();
    let url = format!("http://x{}", target.trim_start_matches("GET "));
    let mut pairs: Vec<String> = url
        .split_once('?')
        .unwrap()
        .1
        .split('&')
        .map(str::to_owned)
        .collect();
    pairs.sort();
    insta::assert_snapshot!(pairs.join("\n"));
}

#[tokio::test]
async fn a_stream_goes_to_the_real_end_and_one_broken_record_loses_nobody() {
    let server = Server::start(|asked| {
        let page: u64 = asked
            .line
            .split("page=")
            .nth(1)
            .and_then(|rest| rest.split('&').next())
            .unwrap()
            .parse()
            .unwrap();
        let body = match page {
            1 => r#"{"data": [{"id": "1"}, {"id": "2"}], "pageCount": 1}"#,
            2 => r#"{"data": [{"id": {"no": "id"}}, {"id": "4"}], "pageCount": 1}"#,
            _ => r#"{"data": [], "pageCount": 1}"#,
        };
        json(200, body)
    })
    .unwrap();
    let client =
        contacts_chatbotx::Client::new(base(&server), contacts_chatbotx::Credential::Anonymous)
            .unwrap();
    let records: Vec<_> = client.list_contacts().stream().try_collect().await.unwrap();
    let raw: Vec<_> = records.iter().map(contacts_runtime::Sourced::raw).collect();
    assert_eq!(
        raw.len(),
        4,
        "the count of pages is capped at the vendor's and must not end the list"
    );
    assert_eq!(raw[2], r#"{"id": {"no": "id"}}"#);
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn a_stream_begins_at_the_page_that_the_call_asks_for() {
    let server = Server::start(|asked| {
        let items = if asked.line.contains("page=4") {
            ""
        } else {
            "{}"
        };
        json(200, &format!("{{\"data\": {{\"items\": [{items}]}}}}"))
    })
    .unwrap();
    let records: Vec<_> = insighto(&server)
        .list_contacts()
        .page(2)
        .stream()
        .try_collect()
        .await
        .unwrap();
    let pages: Vec<_> = server
        .asked()
        .iter()
        .filter_map(|asked| asked.line.split_once("page=")?.1.chars().next())
        .collect();
    assert_eq!((records.len(), pages), (2, vec!['2', '3', '4']));
}

/// TetherAI names no default size for its stages, and gives the first page of a stage that is left out.
#[tokio::test]
async fn every_stage_is_read_to_its_end() {
    let server = Server::start(|asked| {
        let body: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
        let mut data = serde_json::Map::new();
        for (stage, total) in [("New", 3), ("Won", 1)] {
            let number = body["page"][stage].as_u64().unwrap_or(1);
            let contacts: Vec<_> = (0..total)
                .skip((number as usize - 1) * 2)
                .take(2)
                .map(|n| serde_json::json!({ "_id": format!("{stage}-{n}") }))
                .collect();
            data.insert(
                stage.to_owned(),
                serde_json::json!({ "contacts": contacts, "total": total }),
            );
        }
        json(200, &serde_json::json!({ "data": data }).to_string())
    })
    .unwrap();
    let client = contacts_tetherai::Client::new(
        base(&server),
        contacts_tetherai::Credential::bearer_auth("t"),
    )
    .unwrap();
    let body = contacts_tetherai::types::ContactsByStageRequest::new();
    let records: Vec<_> = client
        .list_contacts_by_stage(body)
        .stream()
        .try_collect()
        .await
        .unwrap();
    let raw: Vec<_> = records.iter().map(contacts_runtime::Sourced::raw).collect();
    assert_eq!(
        raw,
        [
            r#"{"_id":"New-0"}"#,
            r#"{"_id":"New-1"}"#,
            r#"{"_id":"Won-0"}"#,
            r#"{"_id":"New-2"}"#
        ]
    );
}

#[test]
fn base_urls_are_checked() {
    let table: &[(&str, Result<(), BaseUrlError>)] = &[
        ("https://crm.example.com", Ok(())),
        ("https://crm.example.com/api/", Ok(())),
        ("http://127.0.0.1:8080", Ok(())),
        ("http://localhost/api", Ok(())),
        ("http://[::1]:9/", Ok(())),
        ("http://crm.example.com", Err(BaseUrlError::PlainHttp)),
        ("http://localhost.example.com", Err(BaseUrlError::PlainHttp)),
        (
            "https://user:pw@crm.example.com",
            Err(BaseUrlError::UserInfo),
        ),
        (
            "https://crm.example.com/?key=1",
            Err(BaseUrlError::QueryOrFragment),
        ),
        (
            "https://crm.example.com/#x",
            Err(BaseUrlError::QueryOrFragment),
        ),
        ("ftp://crm.example.com", Err(BaseUrlError::Scheme)),
    ];
    for (text, expected) in table {
        assert_eq!(&text.parse::<BaseUrl>().map(|_| ()), expected, "{text}");
    }
    assert!(matches!(
        "crm.example.com".parse::<BaseUrl>(),
        Err(BaseUrlError::NotAUrl(_))
    ));
    assert!(BaseUrl::allow_http("http://crm.example.com").is_ok());
}

static ONE: Operation = Operation::new("one", "GET", "/v1/contacts/{id}/tags");

proptest! {
    /// Whatever the text, it is either refused or exactly one segment of the path.
    #[test]
    fn a_path_parameter_cannot_leave_its_segment(id in "\\PC*|[./%2eE\\\\]{0,6}|.{0,3}") {
        match Request::new(&ONE).path("id", &id) {
            Err(RequestError::PathSegment { .. }) => prop_assert!(matches!(id.as_str(), "" | "." | "..")),
            Err(other) => prop_assert!(false, "{other}"),
            Ok(request) => {
                let url = request.url(&"https://crm.example.com/api".parse().unwrap()).unwrap();
                let segments: Vec<&str> = url.trim_start_matches("https://crm.example.com/").split('/').collect();
                prop_assert_eq!(segments.len(), 5, "{}", url);
                prop_assert_eq!((segments[0], segments[1], segments[2], segments[4]), ("api", "v1", "contacts", "tags"));
                prop_assert_eq!(percent_decode(segments[3]), id);
            }
        }
    }
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}
