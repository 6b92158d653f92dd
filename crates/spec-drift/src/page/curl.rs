//! Requests as commands: `curl` with its options, and HTTP as text.

use std::ops::Range;

/// A request that a page shows.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub method: Option<(String, Range<usize>)>,
    pub url: Option<(String, Range<usize>)>,
    /// Names, values, and the bytes of both.
    pub headers: Vec<(String, String, Range<usize>)>,
    /// Where the body stands.
    pub body: Option<Range<usize>>,
}

patterns! {
    START = r#"(?:^|[\s$>`])(curl(?:\.exe)?\s+(?:-|https?:|'|"|\\|\$))"#;
    LINE = r"^\s*(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(\S+)\s+HTTP/[\d.]+";
}

/// No command is longer.
const LONGEST: usize = 32 * 1024;

/// Where in a line a command starts.
pub(super) fn start(line: &str) -> Option<usize> {
    if !line.contains("curl") {
        return LINE.is_match(line).then_some(0);
    }
    START.captures(line)?.get(1).map(|found| found.start())
}

/// Where the command ends that starts here.
pub(super) fn end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    if LINE.is_match(rest.split('\n').next().unwrap_or_default()) {
        return start + http_end(rest);
    }
    words(text, start).1
}

/// HTTP as text goes on as long as lines are headers; copying may have doubled the ends of all lines.
fn http_end(rest: &str) -> usize {
    let mut lines = rest.split_inclusive('\n').peekable();
    let mut at = lines.next().map_or(0, str::len);
    let mut end = at;
    let doubled = lines.peek().is_some_and(|line| line.trim().is_empty());
    for line in lines {
        let header = line.trim_start().split_once(": ").is_some_and(|(name, _)| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|char| char.is_ascii_alphanumeric() || char == '-' || char == '_')
        });
        at += line.len();
        if header {
            end = at;
        } else if !(doubled && line.trim().is_empty()) {
            break;
        }
    }
    rest.get(..end).map_or(end, |whole| whole.trim_end().len())
}

/// Words as a shell takes them, each with its bytes, and where the command ends: at the end of a line that does not go on, or
/// at a body that is glued to it.
fn words(text: &str, start: usize) -> (Vec<(String, Range<usize>)>, usize) {
    let bytes = text.as_bytes();
    let limit = text.len().min(start + LONGEST);
    let mut words = Vec::new();
    let mut word: Option<(String, usize)> = None;
    let mut at = start;
    let mut last = start;
    while at < limit {
        let Some(byte) = bytes.get(at).copied() else {
            break;
        };
        match byte {
            b'\\' if bytes.get(at + 1) == Some(&b'\n') => {
                finish(&mut words, &mut word, at);
                at += 2;
                continue;
            }
            // Copying may take the line's end away and leave the backslash.
            b'\\' if bytes.get(at + 1) == Some(&b' ') => {
                finish(&mut words, &mut word, at);
                at += 2;
                continue;
            }
            b'\n' => {
                finish(&mut words, &mut word, at);
                let next = text.get(at..).unwrap_or_default().trim_start();
                if !(next.starts_with('-') && !next.starts_with("- ")
                    || words.len() == 1 && next.starts_with("http"))
                {
                    break;
                }
            }
            b' ' | b'\t' => finish(&mut words, &mut word, at),
            b'|' | b';' | b'`' if word.is_none() => break,
            b'{' | b'['
                if word.is_none()
                    || bytes
                        .get(at - 1)
                        .is_some_and(|before| matches!(before, b'"' | b'\'')) =>
            {
                break;
            }
            quote @ (b'"' | b'\'') => {
                let rest = text.get(at + 1..limit).unwrap_or_default();
                match closing(rest, quote) {
                    Some(end) => {
                        let from = word.as_ref().map_or(at, |(_, from)| *from);
                        let mut content =
                            word.take().map(|(content, _)| content).unwrap_or_default();
                        content.push_str(rest.get(..end).unwrap_or_default());
                        word = Some((content, from));
                        at += end + 2;
                        last = at;
                        continue;
                    }
                    None => {
                        at += 1;
                        continue;
                    }
                }
            }
            _ => {
                let char = text
                    .get(at..)
                    .and_then(|rest| rest.chars().next())
                    .unwrap_or(' ');
                word.get_or_insert_with(|| (String::new(), at)).0.push(char);
                at += char.len_utf8();
                last = at;
                continue;
            }
        }
        at += 1;
    }
    finish(&mut words, &mut word, at.min(limit));
    (words, last.max(start))
}

fn closing(rest: &str, quote: u8) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'\\' if quote == b'"' && !escaped => {
                escaped = true;
                continue;
            }
            _ if byte == quote && !escaped => return Some(at),
            _ => {}
        }
        escaped = false;
    }
    None
}

fn finish(words: &mut Vec<(String, Range<usize>)>, word: &mut Option<(String, usize)>, end: usize) {
    if let Some((content, start)) = word.take() {
        words.push((content, start..end));
    }
}

/// Reads a command or HTTP text that stands at this range.
pub(super) fn read(text: &str, range: Range<usize>) -> Option<Request> {
    let part = text.get(range.clone())?;
    if LINE.is_match(part.trim_start()) {
        return http(part.trim_start(), range.end - part.trim_start().len());
    }
    let offset = range.start + START.captures(part)?.get(1)?.start();
    let (words, _) = words(text.get(..range.end)?, offset);
    let mut request = Request::default();
    let mut words = words.into_iter().skip(1).peekable();
    while let Some((word, at)) = words.next() {
        let (flag, inline) = match word.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => {
                (flag.to_owned(), Some((value.to_owned(), at.clone())))
            }
            _ => (word.clone(), None),
        };
        let mut value = || inline.clone().or_else(|| words.next());
        match flag.as_str() {
            "-X" | "--request" => {
                request.method = value().map(|(method, at)| (method.to_ascii_uppercase(), at))
            }
            "--url" => request.url = value(),
            "-H" | "--header" => {
                if let Some((header, at)) = value()
                    && let Some((name, value)) = header.split_once(':')
                {
                    request
                        .headers
                        .push((name.trim().to_owned(), value.trim().to_owned(), at));
                }
            }
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--json" | "--data-urlencode"
            | "-F" | "--form" => {
                if let Some((_, at)) = value() {
                    request.body.get_or_insert(at);
                }
            }
            "-u" | "--user" => {
                if let Some((_, at)) = value() {
                    request.headers.push((
                        "Authorization".to_owned(),
                        "Basic <credentials>".to_owned(),
                        at,
                    ));
                }
            }
            "-G" | "--get" => request.method = Some(("GET".to_owned(), at)),
            "-I" | "--head" => request.method = Some(("HEAD".to_owned(), at)),
            "-o" | "--output" | "-b" | "--cookie" | "-A" | "--user-agent" | "--max-time" => {
                value();
            }
            other if other.starts_with("-X") && other.len() > 2 => {
                request.method = other
                    .get(2..)
                    .map(|method| (method.to_ascii_uppercase(), at));
            }
            other if other.contains("://") || other.starts_with('$') || other.starts_with("{{") => {
                request.url = Some((word, at))
            }
            _ => {}
        }
    }
    request.url.is_some().then_some(request)
}

fn http(part: &str, base: usize) -> Option<Request> {
    let mut request = Request::default();
    let found = LINE.captures(part)?;
    let at = |found: regex::Match<'_>| base + found.start()..base + found.end();
    request.method = found
        .get(1)
        .map(|found| (found.as_str().to_owned(), at(found)));
    let path = found.get(2)?;
    request.url = Some((path.as_str().to_owned(), at(path)));
    let mut offset = part.find('\n').map_or(part.len(), |end| end + 1);
    while let Some(line) = part
        .get(offset..)
        .filter(|rest| !rest.is_empty())
        .and_then(|rest| rest.split('\n').next())
    {
        if line.trim().is_empty() {
            offset += line.len() + 1;
            continue;
        }
        let Some((name, value)) = line.split_once(": ") else {
            if let Some(open) = part.get(offset..).and_then(|rest| rest.find('{')) {
                request.body = Some(base + offset + open..base + part.len());
            }
            break;
        };
        let name = name.trim();
        if name.eq_ignore_ascii_case("host") {
            if let Some((url, _)) = &mut request.url
                && url.starts_with('/')
            {
                *url = format!("https://{}{url}", value.trim());
            }
        } else {
            request.headers.push((
                name.to_owned(),
                value.trim().to_owned(),
                base + offset..base + offset + line.len(),
            ));
        }
        offset += line.len() + 1;
    }
    Some(request)
}
use super::pattern::patterns;
