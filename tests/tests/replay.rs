//! Every sample of every vendor through the generated types: read, written again, nothing lost. And every operation
//! through the generated client, by its name.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, also in its helpers"
)]

use contacts_runtime::client::Transport;
use contacts_runtime::replay::{CallError, Replay};
use contacts_tests::fault::policy;
use contacts_tests::server::{Server, json};
use contacts_tests::{CLIENTS, Fill, Subject};
use serde_json::{Value, json};
use xtask::generate::api::Location;
use xtask::generate::names;

#[test]
fn every_sample_survives_its_types() {
    let mut replayed = 0;
    for subject in Subject::all().expect("the specs load") {
        for sample in &subject.folder.samples {
            let name = sample.name().expect("check holds the names");
            let Some(schema) = subject.schema(&name) else {
                continue;
            };
            let body: Value =
                serde_json::from_slice(&sample.bytes).expect("check holds the samples");
            for part in subject.parts(schema, &body) {
                let value = body.pointer(&part.pointer).expect("it is there");
                replayed += usize::from(same(subject.client, &part.component, value, &sample.file));
            }
        }
    }
    assert!(replayed > 500, "only {replayed} values were replayed");
}

/// Unions are no structs: the components around them are replayed.
fn same(client: &Replay, component: &str, value: &Value, file: &str) -> bool {
    let component = names::type_ident(component).to_string();
    let Some(result) = (client.round_trip)(&component, &value.to_string()) else {
        return false;
    };
    let written = result.unwrap_or_else(|error| panic!("{file} as {component}: {error}"));
    assert_eq!(&written, value, "{file} as {component}");
    true
}

fn transport(server: &Server) -> Transport {
    let base_url = server.url().parse().unwrap();
    Transport::builder(base_url, Vec::new())
        .policy(policy())
        .single_server()
        .build()
        .unwrap()
}

#[tokio::test]
async fn every_operation_is_called_by_its_name_with_what_it_needs_and_with_all_it_takes() {
    let server = Server::start(|_| json(418, "{}")).unwrap();
    let transport = transport(&server);
    for subject in Subject::all().unwrap() {
        for operation in &subject.api.operations {
            for fill in [Fill::Needed, Fill::Every] {
                let arguments = subject.arguments(operation, fill);
                let call = (subject.client.call)(
                    transport.clone(),
                    operation.id.clone(),
                    arguments.clone(),
                );
                let error = call.await.expect_err("the server is a teapot");
                let CallError::Call(error) = error else {
                    panic!("{error}: {arguments:#}");
                };
                assert_eq!(error.status(), Some(418), "{error}");
                let asked = server.asked().pop().unwrap();
                assert!(asked.line.starts_with(&operation.method), "{}", asked.line);
                let query = operation.parameters.iter().filter(|parameter| {
                    parameter.location == Location::Query
                        && arguments.get(&parameter.name).is_some()
                });
                for parameter in query {
                    let name = parameter.name.split('[').next().unwrap();
                    assert!(
                        asked.line.contains(name),
                        "{}: {}",
                        parameter.name,
                        asked.line
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn arguments_that_are_none_are_refused_by_name_and_not_sent() {
    let server = Server::start(|_| json(200, "{}")).unwrap();
    let client = CLIENTS
        .iter()
        .find(|client| client.vendor.slug == "chatbotx")
        .unwrap();
    let mut messages = Vec::new();
    for (operation, arguments) in [
        ("getContacts", json!({})),
        ("getContact", json!(["1"])),
        ("getContact", json!({})),
        ("getContact", json!({ "identifier": { "id": "grace" } })),
        ("getContact", json!({ "identifier": "1", "identifer": "2" })),
        ("createContact", json!({ "body": "grace" })),
    ] {
        let call = (client.call)(transport(&server), operation.to_owned(), arguments);
        let error = call.await.expect_err(operation);
        assert!(!matches!(error, CallError::Call(_)), "{error}");
        messages.push(error.to_string());
    }
    assert!(server.asked().is_empty());
    insta::assert_snapshot!(messages.join("\n"));
}
