//! judges.toml speaks of operations that there are.

use super::Findings;
use super::spec::Spec;
use crate::diagnostic::{Code, child, did_you_mean, quoted};
use crate::vendor::VendorFolder;

pub(super) fn check(folder: &VendorFolder, spec: &Spec<'_>, found: &mut Findings) {
    let Some(document) = &folder.judges_document else {
        return;
    };
    let sent = folder.judges.operations.keys();
    let sent = sent.map(|id| (child("/operations", id), id));
    let explained = folder.judges.deviations.iter().enumerate();
    let explained = explained.flat_map(|(place, deviation)| {
        let operations = deviation.operations.iter().enumerate();
        operations.map(move |(at, id)| (format!("/deviation/{place}/operations/{at}"), id))
    });
    for (pointer, id) in sent.chain(explained) {
        let mut known = spec.operations.iter().filter_map(|operation| operation.id);
        if known.clone().any(|known| known == id) {
            continue;
        }
        let remedy = match did_you_mean(id, known.by_ref()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "take it out, or write the operationId as openapi.yaml has it".to_owned(),
        };
        let reason = format!("the spec has no operation {}", quoted(id));
        found.find(
            document,
            Code::JudgesUnknownOperation,
            pointer,
            reason,
            remedy,
        );
    }
}
