//! Which address answers with what. Only GET and HEAD; everything else is told so.

use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};
use maud::Markup;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::answer::{self, Answer};
use super::metrics::metrics;
use super::{Shown, events, state};
use crate::pages;

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
const PLAIN: &str = "text/plain; charset=utf-8";

/// Answers a request.
pub(super) fn answer(request: &Request<Incoming>, shown: &Shown, cancel: &CancellationToken) -> Answer {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return answer::text(
            StatusCode::METHOD_NOT_ALLOWED,
            PLAIN,
            "this face is read-only: changes are made by commits\n",
        );
    }
    let path = request.uri().path();
    let wants_json = request.uri().query().is_some_and(|query| query.split('&').any(|pair| pair == "format=json"));
    let now = shown.status.borrow().clone();
    if let Some(recorded) = state::answer(path, &now, shown.records.as_ref()) {
        return recorded;
    }
    match path {
        "/" if wants_json => json(&*now),
        "/" => html(StatusCode::OK, &pages::overview(&now)),
        "/style.css" => answer::text(StatusCode::OK, "text/css; charset=utf-8", pages::STYLE),
        "/live.js" => answer::text(StatusCode::OK, "text/javascript; charset=utf-8", pages::LIVE),
        "/events" => events::answer(shown.status.clone(), cancel.clone()),
        "/healthz" => answer::text(StatusCode::OK, PLAIN, "ok\n"),
        "/readyz" if now.source.revision.is_some() && now.halted.is_none() => {
            answer::text(StatusCode::OK, PLAIN, "ready\n")
        }
        "/readyz" => answer::text(StatusCode::SERVICE_UNAVAILABLE, PLAIN, "not ready\n"),
        "/metrics" => answer::text(StatusCode::OK, "text/plain; version=0.0.4", metrics(&now)),
        _ => {
            let name = path.strip_prefix("/targets/").map(decoded);
            match name.and_then(|name| now.target(&name).cloned()) {
                Some(target) if wants_json => json(&target),
                Some(target) => html(StatusCode::OK, &pages::target(&now, &target)),
                None => html(StatusCode::NOT_FOUND, &pages::missing(path)),
            }
        }
    }
}

fn html(status: StatusCode, page: &Markup) -> Answer {
    answer::text(status, HTML, page.0.clone())
}

fn json(value: &impl Serialize) -> Answer {
    match serde_json::to_vec_pretty(value) {
        Ok(bytes) => answer::text(StatusCode::OK, JSON, bytes),
        Err(error) => answer::text(StatusCode::INTERNAL_SERVER_ERROR, PLAIN, format!("{error}\n")),
    }
}

/// A path segment with its percent signs resolved; bytes that are no text become replacement characters.
fn decoded(segment: &str) -> String {
    let bytes = segment.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()).filter(|_| byte == b'%') {
            Some(value) => {
                out.push(value);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
