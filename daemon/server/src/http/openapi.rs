//! `GET /v1/openapi.json`: what may be asked over HTTP and what is answered, for programs.
//!
//! The document is a file; a test compares it with real answers. Invariant: it names every status that a review may answer.

use hyper::{Method, StatusCode};

use super::answer::{self, Answer};

/// Where the document is.
pub(super) const PATH: &str = "/v1/openapi.json";

const DOCUMENT: &str = include_str!("openapi.json");

/// Whether a method reads.
pub(super) fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// Answers with the document.
pub(super) fn answer() -> Answer {
    answer::text(StatusCode::OK, "application/json", DOCUMENT)
}
