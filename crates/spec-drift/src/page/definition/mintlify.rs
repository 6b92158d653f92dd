//! The form of an operation that Mintlify puts into its pages.

use super::super::node::Node;
use super::schema::alternatives;
use super::{Reader, Target, location};
use crate::claim::{Fact, Says, Side};

impl<'a> Reader<'a> {
    /// One operation as Mintlify writes it: schemas in lists, parameters by place, answers by status and media type.
    pub(super) fn operation_of_mintlify(&mut self, paths: &'a Node, path: &str, method: &str) {
        let range = paths
            .get("path")
            .map_or(paths.range.clone(), |node| node.range.clone());
        self.endpoint(range, method, path);
        self.servers(paths.get("servers"));
        let request = paths.get("request");
        for security in request
            .and_then(|request| request.get("security"))
            .map(Node::elements)
            .unwrap_or_default()
        {
            for place in security
                .get("parameters")
                .map(Node::members)
                .unwrap_or_default()
            {
                for scheme in place.value.members() {
                    self.scheme(
                        &scheme.value,
                        Some(scheme.key.clone()),
                        location(&place.key),
                    );
                }
            }
        }
        for place in request
            .and_then(|request| request.get("parameters"))
            .map(Node::members)
            .unwrap_or_default()
        {
            for parameter in place.value.members() {
                let target = Target::Parameter(parameter.key.clone(), location(&place.key));
                self.say(parameter.key_range.clone(), &target, Says::Exists);
                for schema in parameter
                    .value
                    .get("schema")
                    .map(alternatives)
                    .unwrap_or_default()
                {
                    self.schema(schema, &target, 0);
                }
            }
        }
        for media in request
            .and_then(|request| request.get("body"))
            .map(Node::members)
            .unwrap_or_default()
        {
            self.media_of_mintlify(&media.value, Side::Request);
        }
        for answer in paths.get("response").map(Node::members).unwrap_or_default() {
            let status = answer.key.parse().ok();
            self.fact(
                answer.key_range.clone(),
                Fact::Response { status, text: None },
            );
            for media in answer.value.members() {
                self.media_of_mintlify(&media.value, Side::Response(status));
            }
        }
    }

    pub(super) fn media_of_mintlify(&mut self, media: &'a Node, side: Side) {
        let target = Target::Field(side, String::new());
        for schema in media
            .get("schemaArray")
            .map(alternatives)
            .unwrap_or_default()
        {
            self.schema(schema, &target, 0);
        }
        self.examples(media, side);
    }
}
