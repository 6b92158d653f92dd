//! Captures of pages, wherever they come from: files, folders, standard input, the web.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Url;
use reqwest::blocking::{Client, Response};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::redirect::Policy;
use spec_drift::page::LARGEST;

/// So long a page may take, with all its forms.
const PATIENCE: Duration = Duration::from_secs(30);
/// Most redirects.
const REDIRECTS: usize = 5;
/// Deepest folder that is looked into.
const DEPTH: usize = 8;

/// A page as it was captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// What to call it: the path or the address as it was given, `-` for standard input.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why there is no capture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {reason}")]
pub struct Uncaptured {
    /// What was asked for, as it was given; the file where it is one of a folder.
    pub name: String,
    /// Why it can't be read.
    pub reason: String,
}

/// Reads what is named: a file, every file of a folder in order, `-` for standard input, or an `https://` address.
///
/// Of a page on the web its `.md` form is taken where there is one, then HTML, then text. Without TLS only this machine is
/// asked. A page larger than what is ever read is cut off behind that size, so that reading it refuses it.
///
/// # Errors
///
/// If it can't be read; a folder without files is none.
pub fn captures(name: &str, stdin: &mut dyn Read) -> Result<Vec<Capture>, Uncaptured> {
    let refused = |reason: String| Uncaptured {
        name: name.to_owned(),
        reason,
    };
    if name == "-" {
        let bytes = bounded(stdin).map_err(|error| refused(error.to_string()))?;
        return Ok(vec![Capture {
            name: name.to_owned(),
            bytes,
        }]);
    }
    if name.starts_with("https://") || name.starts_with("http://") {
        return web(name).map(|capture| vec![capture]).map_err(refused);
    }
    let mut files = Vec::new();
    list(Path::new(name), 0, &mut files).map_err(|error| refused(error.to_string()))?;
    if files.is_empty() {
        return Err(refused("there is no file in this folder".to_owned()));
    }
    let read = |file: String| {
        let failed = |error: std::io::Error| Uncaptured {
            name: file.clone(),
            reason: error.to_string(),
        };
        let mut open = fs::File::open(&file).map_err(failed)?;
        let bytes = bounded(&mut open).map_err(failed)?;
        Ok(Capture { name: file, bytes })
    };
    files.into_iter().map(read).collect()
}

fn bounded(from: &mut dyn Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LARGEST as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn list(path: &Path, depth: usize, files: &mut Vec<String>) -> std::io::Result<()> {
    if !path.is_dir() || depth > DEPTH {
        files.push(path.to_string_lossy().into_owned());
        return Ok(());
    }
    let mut entries: Vec<_> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if !entry.file_name().to_string_lossy().starts_with('.') {
            list(&entry.path(), depth + 1, files)?;
        }
    }
    Ok(())
}

fn web(address: &str) -> Result<Capture, String> {
    let url: Url = address
        .parse()
        .map_err(|error| format!("no address: {error}"))?;
    allowed(&url)?;
    let client = client()?;
    let until = Instant::now() + PATIENCE;
    let mut forms = Vec::new();
    if !url.path().ends_with(".md") {
        let mut markdown = url.clone();
        markdown.set_path(&format!("{}.md", url.path().trim_end_matches('/')));
        forms.push((markdown, "text/markdown, text/plain;q=0.5"));
    }
    forms.push((url, "text/markdown, text/html;q=0.9, text/plain;q=0.8"));
    let mut last = String::new();
    for (index, (url, accept)) in forms.iter().enumerate() {
        let is_markdown_form = index + 1 < forms.len();
        match get(&client, url, accept, until) {
            // A site without such a form answers with its page, or with one that says that nothing was found.
            Ok(answer) if is_markdown_form && answer.is_html => {}
            Ok(answer) => {
                return Ok(Capture {
                    name: address.to_owned(),
                    bytes: answer.bytes,
                });
            }
            Err(reason) => last = reason,
        }
    }
    Err(last)
}

struct Answer {
    bytes: Vec<u8>,
    is_html: bool,
}

fn get(client: &Client, url: &Url, accept: &str, until: Instant) -> Result<Answer, String> {
    let left = until.saturating_duration_since(Instant::now());
    let request = client.get(url.clone()).header(ACCEPT, accept).timeout(left);
    let mut answer: Response = request.send().map_err(|error| reason(&error))?;
    if !answer.status().is_success() {
        return Err(format!("the server answers {}", answer.status()));
    }
    let kind = answer.headers().get(CONTENT_TYPE);
    let kind = kind
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    let bytes = bounded(&mut answer).map_err(|error| error.to_string())?;
    let start: Vec<u8> = bytes.iter().take(300).map(u8::to_ascii_lowercase).collect();
    let start = String::from_utf8_lossy(&start).trim_start().to_owned();
    let is_html =
        kind.contains("html") || start.starts_with("<!doctype") || start.starts_with("<html");
    Ok(Answer { bytes, is_html })
}

/// The innermost cause, without the address: it is in the message already.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// Pages are asked for over TLS; without it, this machine only.
fn allowed(url: &Url) -> Result<(), String> {
    let here = url
        .host()
        .is_some_and(|host| match host.to_string().as_str() {
            "localhost" | "[::1]" => true,
            name => name
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback()),
        });
    match url.scheme() {
        "https" => Ok(()),
        "http" if here => Ok(()),
        _ => Err(
            "only https:// is asked; use the address with TLS, or save the page to a file"
                .to_owned(),
        ),
    }
}

fn client() -> Result<Client, String> {
    use rustls_platform_verifier::BuilderVerifierExt;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| format!("no TLS: {error}"))?
        .with_no_client_auth();
    let policy = Policy::custom(|attempt| {
        if attempt.previous().len() > REDIRECTS {
            return attempt.error("too many redirects");
        }
        match allowed(attempt.url()) {
            Ok(()) => attempt.follow(),
            Err(reason) => attempt.error(reason),
        }
    });
    Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(policy)
        .timeout(PATIENCE)
        .user_agent("spec-drift")
        .build()
        .map_err(|error| reason(&error))
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// A server for one page: answers each request by its path, and ends when the test does.
    fn serve(answer: fn(&str) -> String) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut first = String::new();
                reader.read_line(&mut first).unwrap();
                let mut line = String::new();
                while reader.read_line(&mut line).unwrap() > 2 {
                    line.clear();
                }
                let path = first.split(' ').nth(1).unwrap().to_owned();
                let _ = stream.write_all(answer(&path).as_bytes());
            }
        });
        address
    }

    fn http(status: &str, kind: &str, body: &str) -> String {
        let length = body.len();
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
    }

    fn text(address: &str) -> Result<String, String> {
        captures(address, &mut std::io::empty())
            .map(|captures| String::from_utf8(captures[0].bytes.clone()).unwrap())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn markdown_comes_before_html() {
        let both = serve(|path| match path {
            "/list.md" => http("200 OK", "text/markdown", "# List"),
            _ => http("200 OK", "text/html", "<html>List</html>"),
        });
        assert_eq!(text(&format!("{both}/list")), Ok("# List".to_owned()));
        let html = serve(|path| match path {
            "/list.md" => http("404 Not Found", "text/html", "<html>Nothing</html>"),
            _ => http("200 OK", "text/html", "<html>List</html>"),
        });
        assert_eq!(
            text(&format!("{html}/list")),
            Ok("<html>List</html>".to_owned())
        );
        let everything = serve(|_| http("200 OK", "text/html", "<html>Same</html>"));
        assert_eq!(
            text(&format!("{everything}/list")),
            Ok("<html>Same</html>".to_owned())
        );
    }

    #[test]
    fn only_this_machine_is_asked_without_tls() {
        for address in [
            "http://example.com/list",
            "http://10.0.0.1/",
            "ftp://example.com/",
        ] {
            let error = text(address).unwrap_err();
            assert!(error.starts_with(address), "{error}");
        }
        let away = serve(|_| {
            "HTTP/1.1 302 Found\r\nLocation: http://example.com/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        });
        let error = text(&format!("{away}/list.md")).unwrap_err();
        assert!(error.contains("only https://"), "{error}");
        let round = serve(|_| {
            "HTTP/1.1 302 Found\r\nLocation: /list.md\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        });
        let error = text(&format!("{round}/list.md")).unwrap_err();
        assert!(error.contains("too many redirects"), "{error}");
    }

    #[test]
    fn a_server_that_fails_is_said_to_fail() {
        let down = serve(|_| http("500 Internal Server Error", "text/plain", ""));
        let error = text(&format!("{down}/list.md")).unwrap_err();
        assert!(error.contains("the server answers 500"), "{error}");
    }

    #[test]
    fn a_folder_is_all_its_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["b/2.md", "a.txt", ".hidden", "b/1.md"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let captures = captures(folder.path().to_str().unwrap(), &mut std::io::empty()).unwrap();
        let bytes: Vec<_> = captures
            .iter()
            .map(|it| String::from_utf8_lossy(&it.bytes))
            .collect();
        assert_eq!(bytes, ["a.txt", "b/1.md", "b/2.md"]);
    }
}
