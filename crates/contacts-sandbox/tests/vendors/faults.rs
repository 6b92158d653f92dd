//! Each fault over a real socket.

use std::sync::{Arc, Mutex};

use contacts_sandbox::{Faults, Oddities, Options};
use serde_json::{Value, json};

use super::{Wire, each, length, start};

async fn with(faults: &str, contacts: u64) -> Wire {
    let options = Options {
        contacts,
        oddities: Oddities::Off,
        faults: faults.parse().unwrap(),
        ..Options::default()
    };
    let mut wire = start("chatbotx", options).await;
    let token = wire.credential("developerAccessToken");
    wire.headers
        .push(("authorization", format!("Bearer {token}")));
    wire
}

async fn list(wire: &Wire, page: u64) -> Value {
    let reply = wire.get(&format!("/v1/contacts?page={page}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()
}

fn set(wire: &Wire, faults: &str) {
    wire.sandbox.set_faults(faults.parse().unwrap());
}

async fn raw(wire: &Wire) -> reqwest::Response {
    let url = format!("{}/v1/contacts", wire.sandbox.base_url());
    let request = wire
        .http
        .get(url)
        .header("authorization", &wire.headers[0].1);
    request.send().await.unwrap()
}

#[tokio::test]
async fn statuses_come_by_number_and_the_vendor_knows_nothing_of_them() {
    let wire = with("503@2..3 502@2", 5).await;
    let tags = || wire.call("GET", "/v1/tags", None);
    // Of two that meet one request, the first rule counts.
    for status in [201, 503, 503] {
        let reply = wire
            .post("/v1/tags", json!({"name": format!("after {status}")}))
            .await;
        assert_eq!(reply.status, status, "{}", reply.text);
    }
    assert_eq!(length(&tags().await.json()["data"]), 9);
    // Setting faults counts from 1 again.
    set(&wire, "429@1");
    assert_eq!((tags().await.status, tags().await.status), (429, 200));
}

#[tokio::test]
async fn the_rate_limit_says_when_to_come_again() {
    let wire = with("rate-limit=2/10m:retry-after=3", 1).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let reply = raw(&wire).await;
        let after = reply
            .headers()
            .get("retry-after")
            .map(|value| value.to_str().unwrap().to_owned());
        statuses.push((reply.status().as_u16(), after));
    }
    let refused = (429, Some("3".to_owned()));
    assert_eq!(
        statuses,
        [(200, None), (200, None), refused.clone(), refused]
    );
    set(&wire, "rate-limit=0/1s");
    assert_eq!(raw(&wire).await.headers().get("retry-after"), None);
}

const JSON: &str = "application/json";

/// What each vendor answers with a status, by its pages and the framework that it is made with.
const FAILURES: &[(&str, &str, &str, &str)] = &[
    ("insighto", "429", JSON, r#"{"detail":"Too Many Requests"}"#),
    (
        "insighto",
        "500",
        "text/plain; charset=utf-8",
        "Internal Server Error",
    ),
    (
        "chatbotx",
        "429",
        JSON,
        r#"{"defined":false,"code":"tooManyRequests","status":429,"message":"Too many requests"}"#,
    ),
    (
        "chatbotx",
        "503",
        JSON,
        r#"{"defined":false,"code":"SERVICE_UNAVAILABLE","status":503,"message":"Service Unavailable"}"#,
    ),
    ("digital99", "429", "text/plain", "Retry later\n"),
    (
        "digital99",
        "500",
        JSON,
        r#"{"status":500,"error":"Internal Server Error"}"#,
    ),
    (
        "tetherai",
        "401",
        JSON,
        r#"{"error":"Invalid or expired token"}"#,
    ),
    (
        "tetherai",
        "500",
        JSON,
        r#"{"error":"Internal server error"}"#,
    ),
    ("dmchamp", "401", JSON, "Unauthorized"),
    (
        "dmchamp",
        "500",
        JSON,
        r#"{"success":false,"message":"Internal server error"}"#,
    ),
];

#[tokio::test]
async fn each_vendor_fails_in_its_own_form() {
    for &(slug, fault, media, body) in FAILURES {
        let (status, said, text) = failed(slug, fault).await;
        assert_eq!((status.as_str(), said.as_str()), (fault, media), "{slug}");
        // The order of members says nothing.
        let parsed = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| json!(text));
        assert_eq!(parsed(&text), parsed(body), "{slug}");
    }
    // What stands before a vendor knows nothing of its form.
    for slug in contacts_sandbox::slugs() {
        let (status, media, body) = failed(slug, "gateway=502").await;
        assert_eq!((status.as_str(), media.as_str()), ("502", "text/html"));
        assert!(body.starts_with("<html>"), "{body}");
    }
}

/// Status, media type and body.
async fn failed(slug: &str, faults: &str) -> (String, String, String) {
    let wire = super::with_contacts(slug, 1).await;
    set(&wire, faults);
    let reply = wire.http.get(wire.sandbox.base_url()).send().await.unwrap();
    // No page of any vendor promises it.
    assert_eq!(reply.headers().get("retry-after"), None, "{slug}");
    let media = reply.headers()["content-type"].to_str().unwrap().to_owned();
    let status = reply.status().as_u16().to_string();
    let body = reply.text().await.unwrap();
    wire.sandbox.stop().await;
    (status, media, body)
}

#[tokio::test]
async fn a_cut_body_breaks_off_after_the_work_was_done() {
    let wire = with("cut@1", 3).await;
    let url = format!("{}/v1/tags", wire.sandbox.base_url());
    let request = wire
        .http
        .post(url)
        .header("authorization", &wire.headers[0].1);
    let response = request.body(r#"{"name": "new"}"#).send().await.unwrap();
    assert_eq!(response.status(), 201);
    assert!(response.bytes().await.is_err());
    assert_eq!(length(&wire.get("/v1/tags").await.json()["data"]), 9);
}

#[tokio::test]
async fn a_stalled_body_waits_and_does_not_keep_the_sandbox_from_stopping() {
    let wire = with("stall@1", 3).await;
    let mut response = raw(&wire).await;
    let announced = response.content_length().unwrap();
    let mut read = 0;
    let first = response.chunk().await.unwrap().unwrap();
    read += u64::try_from(first.len()).unwrap();
    assert!(read < announced);
    let rest = tokio::spawn(async move { response.chunk().await.map(|chunk| chunk.is_some()) });
    // Others are served meanwhile.
    assert_eq!(list(&wire, 1).await["totalCount"], 3);
    assert!(!rest.is_finished());
    wire.sandbox.stop().await;
    assert!(rest.await.unwrap().is_err());
}

#[tokio::test]
async fn rows_come_and_go_between_pages() {
    let wire = with("insert@2", 100).await;
    let first = list(&wire, 1).await;
    let second = list(&wire, 2).await;
    assert_eq!(
        (&first["totalCount"], &second["totalCount"]),
        (&json!(100), &json!(101))
    );
    // The newest come first, so the last of the first page comes again.
    assert_eq!(first["data"][49]["id"], second["data"][0]["id"]);
    set(&wire, "delete@2");
    let first = list(&wire, 1).await;
    let second = list(&wire, 2).await;
    assert_eq!(second["totalCount"], 99);
    // One was moved to the first page, and nobody saw it.
    let seen: Vec<_> = each(&first["data"], "id")
        .into_iter()
        .chain(each(&second["data"], "id"))
        .collect();
    set(&wire, "");
    let now = list(&wire, 1).await;
    assert!(!seen.contains(&&now["data"][49]["id"]));
}

#[tokio::test]
async fn records_are_odd_for_as_long_as_it_is_asked_for() {
    let wire = with(
        "broken-records@1 unknown-fields@2 unknown-values@3 new-version@4",
        30,
    )
    .await;
    let broken = list(&wire, 1).await;
    let odd: Vec<_> = each(&broken["data"], "emailVerified")
        .into_iter()
        .filter(|value| value.is_string())
        .collect();
    assert_eq!(odd.len(), 3);
    let fields = list(&wire, 1).await;
    assert!(
        each(&fields["data"], "loyalty")
            .iter()
            .all(|value| value.is_object())
    );
    let values = list(&wire, 1).await;
    assert!(
        each(&values["data"], "gender")
            .iter()
            .all(|value| **value == "other")
    );
    let version = list(&wire, 1).await;
    assert!(version["apiVersion"].is_string());
    assert!(
        version["data"][0]["createdAt"].is_null() && version["data"][0]["creationTime"].is_string()
    );
    let plain = list(&wire, 1).await;
    assert!(plain.get("apiVersion").is_none() && plain["data"][0].get("loyalty").is_none());
    assert_ne!(plain["data"][0]["gender"], "other");
}

#[tokio::test]
async fn chances_fall_the_same_way_each_time() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let wire = with("500@30%", 1).await;
        for _ in 0..40 {
            raw(&wire).await;
        }
        runs.push(
            wire.sandbox
                .requests()
                .iter()
                .map(|line| line.status)
                .collect::<Vec<_>>(),
        );
    }
    assert_eq!(runs[0], runs[1]);
    assert!(runs[0].contains(&500) && runs[0].contains(&200));
}

#[tokio::test]
async fn latency_comes_before_the_answer() {
    let wire = with("latency=1ms", 1).await;
    assert_eq!(list(&wire, 1).await["totalCount"], 1);
}

#[tokio::test]
async fn each_request_is_told_to_the_callback() {
    let wire = with("503@2", 1).await;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&lines);
    wire.sandbox
        .on_request(move |line| told.lock().unwrap().push(line.to_string()));
    for path in ["/v1/contacts?page=1", "/v1/tags", "/v1/nothing"] {
        wire.get(path).await;
    }
    let expected = [
        "200 GET /api/v1/contacts listContacts",
        "503 GET /api/v1/tags listTags 503",
        "404 GET /api/v1/nothing",
    ];
    assert_eq!(*lines.lock().unwrap(), expected);
    let empty: Faults = "".parse().unwrap();
    assert_eq!(empty, Faults::default());
}
