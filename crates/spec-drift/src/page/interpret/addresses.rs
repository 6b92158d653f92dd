//! Methods and addresses in lines: on one, or spread over as many as a page has pieces.

use std::ops::Range;

use super::super::words::{self, Section};
use super::Interpreter;
use crate::claim::Fact;

/// An endpoint as lines name it.
pub(super) struct Named {
    pub method: String,
    /// Where the page sets it apart from the path.
    pub server: Option<String>,
    /// The path, or the whole address.
    pub url: String,
    pub range: Range<usize>,
    /// So many parts.
    pub taken: usize,
}

impl Interpreter<'_> {
    /// Method and address at this place, over as many lines as a page spreads them.
    pub(super) fn endpoint_at(&self, index: usize) -> Option<Named> {
        let (text, range) = match self.parts.get(index)? {
            super::Part::Line { range } | super::Part::Heading { range } => {
                (self.slice(range), range.clone())
            }
            _ => return None,
        };
        if let Some((method, url)) = words::endpoint(text) {
            return Some(Named {
                method,
                server: None,
                url,
                range,
                taken: 1,
            });
        }
        let method = words::method(text)?;
        let (next, next_range) = self.line_at(index + 1)?;
        if !next.starts_with('/') && !next.starts_with("http") && !next.starts_with("{{") {
            return None;
        }
        if !is_in_pieces(next) {
            return None;
        }
        let mut url: String = next.split_whitespace().collect();
        let mut end = next_range.end;
        let mut taken = 2;
        // What a page sets apart from the path is the server, base path and all.
        let mut server = next
            .split_whitespace()
            .next()
            .filter(|first| first.len() < url.len() && first.contains("://"))
            .map(str::to_owned);
        // `/`, `v1`, `/`, `contacts`: each on a line of its own.
        while let Some((line, line_range)) = self.line_at(index + taken) {
            let segment = line.trim();
            let plain = !segment.is_empty()
                && segment
                    .chars()
                    .all(|char| char.is_ascii_alphanumeric() || "_-.{}:~<>".contains(char));
            let goes_on = if url.ends_with('/') {
                plain
            } else {
                segment == "/" || (segment.starts_with('/') && !segment.contains(' '))
            };
            if !goes_on || taken > 40 {
                break;
            }
            if taken == 2 && url.contains("://") && segment.len() > 1 && segment.starts_with('/') {
                server = Some(url.clone());
            }
            url.push_str(segment);
            end = line_range.end;
            taken += 1;
        }
        if let Some(server) = &mut server {
            url.drain(..server.len());
            server.truncate(server.trim_end_matches('/').len());
        }
        (url.len() > 1).then_some(Named {
            method,
            server,
            url,
            range: range.start..end,
            taken,
        })
    }

    pub(super) fn endpoint_line(&mut self, index: usize) -> Option<usize> {
        let named = self.endpoint_at(index)?;
        self.declare_endpoint(named.range.clone(), Some(named.method), &named.url);
        if let Some(server) = named.server {
            self.state(named.range, None, Fact::Server(server));
        }
        self.title = None;
        Some(named.taken)
    }

    pub(super) fn whole_address(&mut self, range: Range<usize>, text: &str) {
        if path_is_operation(text, &self.declared) {
            self.address(range.clone(), range, None, text);
        } else if self.section == Section::Endpoint {
            self.state(
                range,
                None,
                Fact::Server(text.trim_end_matches('/').to_owned()),
            );
        } else {
            self.out.prose.push((range, "address"));
        }
    }
}

/// Whether a line is an address, in one piece or in several that all belong to it: `https://api.example.com /v1/ {id}`.
fn is_in_pieces(line: &str) -> bool {
    let mut before = "/";
    line.split_whitespace().all(|piece| {
        let joined = before.ends_with('/') || piece.starts_with(['/', '{']);
        before = piece;
        joined
    })
}

/// Whether an address ends in a path that an operation has, and is not only a server's.
fn path_is_operation(text: &str, declared: &[(String, String)]) -> bool {
    declared
        .iter()
        .any(|(_, path)| path_of(text).ends_with(path.as_str()))
        || text.contains(['{', ':']) && path_of(text).contains('{')
}

/// The path of an address, in braces for parameters, without query and slash at its end.
pub(super) fn path_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = if url.contains("://") || !rest.starts_with('/') {
        rest.find('/')
            .and_then(|at| rest.get(at..))
            .unwrap_or_default()
    } else {
        rest
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let segments = path.split('/').map(|segment| {
        let inner = segment
            .strip_prefix(':')
            .or_else(|| {
                segment
                    .strip_prefix("{{")
                    .and_then(|inner| inner.strip_suffix("}}"))
            })
            .or_else(|| {
                segment
                    .strip_prefix('{')
                    .and_then(|inner| inner.strip_suffix('}'))
            })
            .or_else(|| {
                segment
                    .strip_prefix('<')
                    .and_then(|inner| inner.strip_suffix('>'))
            });
        match inner {
            Some(name) if !name.is_empty() => format!("{{{name}}}"),
            _ => segment.to_owned(),
        }
    });
    let path = segments.collect::<Vec<_>>().join("/");
    if path.len() > 1 {
        path.trim_end_matches('/').to_owned()
    } else {
        path
    }
}
