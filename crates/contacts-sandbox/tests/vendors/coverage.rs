//! Every operation of the specs is served.

use std::path::Path;

use contacts_sandbox::slugs;
use serde_json::json;

use super::with_contacts;

/// An operation of a spec: its method, its path below the server, and its name.
struct Operation {
    method: String,
    path: String,
    id: String,
    /// It has a server of its own, at whose root the path begins.
    elsewhere: bool,
}

/// Reads the paths by their indentation, which the specs of this repository keep to.
fn operations(slug: &str) -> Vec<Operation> {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    let spec = std::fs::read_to_string(specs.join(slug).join("openapi.yaml")).unwrap();
    let mut found: Vec<Operation> = Vec::new();
    let (mut path, mut method) = ("", "");
    let lines = spec.lines().skip_while(|line| *line != "paths:").skip(1);
    for line in lines.take_while(|line| line.is_empty() || line.starts_with([' ', '#'])) {
        let text = line.trim_start();
        match (line.len() - text.len(), text) {
            (2, _) if text.starts_with('/') => path = text.trim_end_matches(':'),
            (4, _) => method = text.trim_end_matches(':'),
            (6, "servers:") => found.last_mut().unwrap().elsewhere = true,
            (6, _) => {
                if let Some(id) = text.strip_prefix("operationId: ") {
                    found.push(Operation {
                        method: method.to_ascii_uppercase(),
                        path: path.to_owned(),
                        id: id.to_owned(),
                        elsewhere: false,
                    });
                }
            }
            _ => {}
        }
    }
    found
}

#[tokio::test]
async fn every_operation_of_the_specs_is_served() {
    let mut counts = Vec::new();
    for slug in slugs() {
        let wire = with_contacts(slug, 1).await;
        let operations = operations(slug);
        for operation in &operations {
            let base = if operation.elsewhere {
                wire.sandbox.origin()
            } else {
                wire.sandbox.base_url()
            };
            let path: Vec<&str> = operation.path.split('/').collect();
            let path: Vec<&str> = path
                .into_iter()
                .map(|step| if step.starts_with('{') { "1" } else { step })
                .collect();
            let url = format!("{base}{}", path.join("/"));
            let request = wire
                .http
                .request(operation.method.parse().unwrap(), url)
                .body("{}");
            let reply = wire.send(request).await;
            let line = wire.sandbox.requests().pop().unwrap();
            assert_eq!(
                line.operation,
                Some(operation.id.as_str()),
                "{slug} {line} {}",
                reply.text
            );
            assert!(reply.status != 405, "{slug} {line}");
        }
        counts.push(json!([slug, operations.len()]));
    }
    let expected = json!([
        ["insighto", 22],
        ["chatbotx", 42],
        ["digital99", 25],
        ["tetherai", 38],
        ["dmchamp", 12]
    ]);
    assert_eq!(json!(counts), expected);
}
