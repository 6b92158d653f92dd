//! Components of MDX and the tags of GitBook: cards, sides, and noise.

use std::ops::Range;

use super::super::chips::{self, Chip};
use super::super::constraint;
use super::super::part::{Card, Part, Place};
use super::{ATTRIBUTE, Reader};
use crate::claim::{Location, Says};

impl Reader<'_> {
    /// A component's tag, its attributes over several lines if need be; where it ends.
    pub(super) fn component(&mut self, start: usize) -> Option<usize> {
        let rest = self.slice(start..self.text.len());
        let closing = rest.starts_with("</");
        let name_at = if closing { 2 } else { 1 };
        if !rest.starts_with('<')
            || !rest
                .get(name_at..)?
                .starts_with(|char: char| char.is_ascii_uppercase())
        {
            return None;
        }
        let after = rest.get(name_at..)?;
        let name_len = after.find(|char: char| !char.is_ascii_alphanumeric() && char != '.')?;
        let name = after.get(..name_len)?;
        let end = tag_end(rest)?;
        let range = start..start + end;
        let own_closing = self.slice(range.clone()).ends_with("/>");
        if closing {
            if matches!(name, "ParamField" | "ResponseField" | "Param" | "Property")
                && self.cards > 0
            {
                self.cards -= 1;
                self.parts.push(Part::Close);
            }
            return Some(range.end);
        }
        let attributes = attributes(
            self.slice(start + name_at + name_len..range.end),
            start + name_at + name_len,
        );
        if name.starts_with("Agent") && !own_closing {
            let close = format!("</{name}>");
            let rest = self.slice(range.end..self.text.len());
            let end = range.end + rest.find(&close).map_or(0, |at| at + close.len());
            let all = self.raw(range.start..end);
            self.parts.push(Part::Noise {
                range: all,
                rule: "agent-instructions",
            });
            return Some(end);
        }
        match name {
            "ParamField" | "ResponseField" | "Param" | "Property" => {
                let opened = self.card(name, &range, &attributes);
                if opened && own_closing {
                    self.parts.push(Part::Close);
                } else if opened {
                    self.cards += 1;
                }
            }
            "RequestExample" => self.parts.push(Part::Side { request: true }),
            "ResponseExample" => self.parts.push(Part::Side { request: false }),
            "Tab" | "Accordion" | "AccordionItem" | "Panel" => {
                if let Some((_, value, at)) = attributes.iter().find(|(name, _, _)| name == "title")
                {
                    let range = self.raw(*at..*at + value.len());
                    self.parts.push(Part::Line { range });
                }
            }
            _ => {}
        }
        Some(range.end)
    }

    pub(super) fn card(
        &mut self,
        component: &str,
        range: &Range<usize>,
        attributes: &[(String, String, usize)],
    ) -> bool {
        let mut place = if component == "ResponseField" {
            Place::Response
        } else {
            Place::Section
        };
        let mut name = None;
        let mut marks = Vec::new();
        let tag = self.raw(range.clone());
        let moved = |at: usize| tag.start + (at - range.start);
        for (key, value, at) in attributes {
            // An attribute without a value is shown by its name.
            let span = if value.is_empty() {
                moved(at.saturating_sub(key.len()))..moved(*at)
            } else {
                moved(*at)..moved(*at) + value.len()
            };
            let mut parameter = |location| {
                place = Place::Parameter(Some(location));
                name = Some((value.clone(), span.clone()));
            };
            match key.as_str() {
                "query" => parameter(Location::Query),
                "path" => parameter(Location::Path),
                "header" => parameter(Location::Header),
                "cookie" => parameter(Location::Cookie),
                "body" => {
                    place = Place::Request;
                    name = Some((value.clone(), span));
                }
                "name" => name = Some((value.clone(), span)),
                "type" => {
                    if let Some(found) = chips::all(value) {
                        marks.extend(found.into_iter().map(|(range, chip)| {
                            (range.start + span.start..range.end + span.start, chip)
                        }));
                    }
                }
                "required" => marks.push((span, Chip::Says(Says::Required(value != "false")))),
                "deprecated" => marks.push((span, Chip::Says(Says::Deprecated(value != "false")))),
                "default" => {
                    let kind = marks.iter().find_map(|(_, chip)| match chip {
                        Chip::Type(typed) => typed.kind,
                        _ => None,
                    });
                    marks.push((
                        span,
                        Chip::Says(Says::Default(constraint::literal(value, kind))),
                    ));
                }
                _ => {}
            }
        }
        let Some((name, name_range)) = name else {
            return false;
        };
        self.parts.push(Part::Open(Card {
            range: tag,
            name,
            name_range,
            place,
            marks,
        }));
        true
    }

    /// GitBook's tags: endpoints, parameters, answers, tabs.
    pub(super) fn gitbook(&mut self, range: Range<usize>) {
        let text = self.slice(range.clone());
        let inner = text.trim_start_matches("{%").trim_end_matches("%}");
        let offset = range.start + 2;
        let trimmed = inner.trim_start();
        let name_len = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
        let name = trimmed.get(..name_len).unwrap_or_default();
        let skip = inner.len() - trimmed.len() + name_len;
        let attributes = attributes(inner.get(skip..).unwrap_or_default(), offset + skip);
        let find = |key: &str| {
            attributes
                .iter()
                .find(|(name, _, _)| name == key)
                .map(|(_, value, at)| (value.clone(), *at))
        };
        match name {
            "openapi" | "openapi-operation" | "swagger" | "api-method" => {
                let whole = self.raw(range.clone());
                let base = find("baseUrl")
                    .or_else(|| find("host"))
                    .map(|(base, _)| base)
                    .unwrap_or_default();
                let method = find("method").map(|(method, _)| method.to_ascii_uppercase());
                if let Some((path, _)) = find("path") {
                    self.parts.push(Part::Endpoint {
                        range: whole,
                        method,
                        url: format!("{}{path}", base.trim_end_matches('/')),
                    });
                }
                if let Some((summary, at)) = find("summary") {
                    let range = self.raw(at..at + summary.len());
                    self.parts.push(Part::Line { range });
                }
            }
            "swagger-parameter" | "api-method-parameter" => {
                let place = match find("in")
                    .map(|(place, _)| place)
                    .unwrap_or_default()
                    .as_str()
                {
                    "body" => Place::Request,
                    "path" => Place::Parameter(Some(Location::Path)),
                    "query" => Place::Parameter(Some(Location::Query)),
                    "header" => Place::Parameter(Some(Location::Header)),
                    _ => Place::Section,
                };
                let renamed: Vec<_> = attributes
                    .iter()
                    .filter(|(name, _, _)| name != "in")
                    .cloned()
                    .collect();
                if self.card("Param", &range, &renamed) {
                    self.cards += 1;
                    if let Some(Part::Open(card)) = self.parts.last_mut() {
                        card.place = place;
                    }
                }
            }
            "endswagger-parameter" | "endapi-method-parameter" if self.cards > 0 => {
                self.cards -= 1;
                self.parts.push(Part::Close);
            }
            "swagger-response" | "tab" | "code" | "api-method-response-example" => {
                for key in ["status", "httpCode", "title"] {
                    if let Some((title, at)) = find(key) {
                        let range = self.raw(at..at + title.len());
                        self.parts.push(Part::Line { range });
                        break;
                    }
                }
            }
            _ => {}
        }
    }
}

/// Where a tag ends, quotes and braces respected.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut braces = 0_usize;
    for (at, char) in text.char_indices().take(5000) {
        match (quote, char) {
            (Some(open), _) if char == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(char),
            (None, '{') => braces += 1,
            (None, '}') => braces = braces.saturating_sub(1),
            (None, '>') if braces == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Names, values and where the values start; an attribute without a value has an empty one.
fn attributes(text: &str, base: usize) -> Vec<(String, String, usize)> {
    let Some(pattern) = ATTRIBUTE.regex() else {
        return Vec::new();
    };
    let found = pattern.captures_iter(text).take(40);
    found
        .filter_map(|found| {
            let name = found.get(1)?;
            let value = (2..=5).find_map(|group| found.get(group));
            let at = value.map_or(name.end(), |value| value.start());
            Some((
                name.as_str().to_owned(),
                value
                    .map(|value| value.as_str().to_owned())
                    .unwrap_or_default(),
                base + at,
            ))
        })
        .collect()
}
