//! What is no page of documentation is refused with a reason, and fast.

use std::time::{Duration, Instant};

use spec_drift::page::{self, Unreadable};

fn refusal(bytes: &[u8]) -> Unreadable {
    page::read("page", bytes).expect_err("refused")
}

#[test]
fn nothing() {
    for bytes in ["", "  \r\n\t", "\u{feff}\u{200b}\u{a0}\n"] {
        assert_eq!(refusal(bytes.as_bytes()), Unreadable::Empty);
    }
}

#[test]
fn too_much() {
    let bytes = vec![b'a'; 50 * 1024 * 1024];
    let start = Instant::now();
    assert_eq!(
        refusal(&bytes),
        Unreadable::TooLarge {
            bytes: bytes.len(),
            limit: page::LARGEST
        }
    );
    assert!(start.elapsed() < Duration::from_millis(50));
}

#[test]
fn no_text() {
    assert!(matches!(
        refusal(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"),
        Unreadable::Binary { what: "a PDF" }
    ));
    assert!(matches!(
        refusal(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        Unreadable::Binary { .. }
    ));
    let noise: Vec<u8> = (0..4096_u32)
        .map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    assert!(matches!(refusal(&noise), Unreadable::Binary { .. }));
}

#[test]
fn logins() {
    for text in [
        "Example Docs\nSign in to continue\nEmail\nPassword\nForgot password?\nSign in\n",
        "<html><head><title>Log in</title></head><body><form><input name=\"email\"><input type=\"password\"><button>Continue</button></form></body></html>",
        "# Sign in\n\nPlease sign in to view this page.\n",
    ] {
        assert!(
            matches!(refusal(text.as_bytes()), Unreadable::Login { .. }),
            "{text}"
        );
    }
}

#[test]
fn errors() {
    for text in [
        "404\nPage not found\nGo back home\n",
        "<!doctype html><html><head><title>404</title></head><body><h1>404</h1><p>This page could not be found.</p></body></html>",
        "# Page Not Found\n\nThe page you look for has moved.\n",
        "<html><body><h1>502 Bad Gateway</h1></body></html>",
        "Just a moment...\nVerify you are human\n",
    ] {
        assert!(
            matches!(refusal(text.as_bytes()), Unreadable::ErrorPage { .. }),
            "{text}"
        );
    }
}

#[test]
fn a_page_that_documents_errors_is_none() {
    let text = "Get a person\nGET\n/v1/people/{id}\nResponses\n200 OK\n404 Not Found\nPage not found\n401 Unauthorized\nPlease sign in again\n";
    assert!(page::read("page", text.as_bytes()).is_ok());
}
