//! Edits of what is around parameters and fields.

use super::super::fact::{Aspect, Subject};
use super::super::model::{Model, Response};
use super::{Change, Mutant, Operator};

impl Operator {
    /// Edits of what is around parameters and fields.
    pub(super) fn around(self, model: &Model) -> Vec<Mutant> {
        let mutant = |subjects: Vec<Subject>, aspect, model| Mutant {
            operator: self,
            subjects,
            aspect,
            change: Change::Changed,
            model,
        };
        let mut found = Vec::new();
        let mut edited = model.clone();
        match self {
            Self::Host => {
                edited.server = model.server.replacen("https://", "https://eu.", 1);
                found.push(mutant(vec![Subject::Server], Aspect::Host, edited));
            }
            Self::AuthenticationName => {
                edited.auth.name = match model.auth.location.as_str() {
                    "query" => "access_key".to_owned(),
                    _ => "X-Access-Key".to_owned(),
                };
                // A bearer token has its place in the standard: another header makes it a key.
                edited.auth.kind = "apiKey".to_owned();
                edited.auth.text = edited.auth.text.replace("Bearer authentication header of the form Bearer <token>, where <token> is your auth token.", "The key of your account");
                found.push(mutant(vec![Subject::Authentication], Aspect::Name, edited));
            }
            Self::PageSize => {
                if let Some(size) = &mut edited.page_size {
                    size.records += 10;
                    found.push(mutant(vec![Subject::PageSize], Aspect::Records, edited));
                }
            }
            _ => {
                for nth in 0..model.endpoints.len() {
                    found.extend(self.around_endpoint(model, nth, &mutant));
                }
            }
        }
        found
    }

    pub(super) fn around_endpoint(
        self,
        model: &Model,
        nth: usize,
        mutant: &impl Fn(Vec<Subject>, Aspect, Model) -> Mutant,
    ) -> Vec<Mutant> {
        let mut found = Vec::new();
        let mut edited = model.clone();
        let Some(endpoint) = edited.endpoints.get_mut(nth) else {
            return found;
        };
        match self {
            Self::Path => {
                let last = endpoint
                    .path
                    .rsplit('/')
                    .find(|step| !step.starts_with('{'))
                    .unwrap_or_default()
                    .to_owned();
                let version = ["/v1/", "/v2/", "/v3/"]
                    .into_iter()
                    .find(|version| endpoint.path.contains(version));
                endpoint.path = match version {
                    Some(version) => endpoint.path.replacen(version, "/v9/", 1),
                    None => endpoint.path.replacen(&last, &format!("{last}-list"), 1),
                };
                found.push(mutant(vec![Subject::Endpoint(nth)], Aspect::Path, edited));
            }
            Self::Method => {
                endpoint.method = match endpoint.method.as_str() {
                    "GET" => "POST",
                    "POST" => "PUT",
                    "PUT" => "PATCH",
                    _ => "PUT",
                }
                .to_owned();
                found.push(mutant(vec![Subject::Endpoint(nth)], Aspect::Method, edited));
            }
            Self::Status => {
                let statuses = endpoint
                    .responses
                    .0
                    .iter()
                    .map(|(status, _)| status.clone());
                for (place, status) in statuses.collect::<Vec<_>>().into_iter().enumerate() {
                    let other = match status.as_str() {
                        "200" => "202",
                        "201" => "200",
                        "404" => "410",
                        "401" => "403",
                        "409" => "423",
                        _ => "418",
                    };
                    let mut edited = model.clone();
                    let responses = edited
                        .endpoints
                        .get_mut(nth)
                        .map(|endpoint| &mut endpoint.responses.0);
                    let known = responses
                        .iter()
                        .any(|all| all.iter().any(|(status, _)| status == other));
                    let response: Option<&mut (String, Response)> =
                        responses.and_then(|all| all.get_mut(place));
                    if let (Some(response), false) = (response, known) {
                        response.0 = other.to_owned();
                        let subjects = vec![
                            Subject::Response(nth, status),
                            Subject::Response(nth, other.to_owned()),
                        ];
                        found.push(mutant(subjects, Aspect::Exists, edited));
                    }
                }
            }
            _ => {}
        }
        found
    }
}
