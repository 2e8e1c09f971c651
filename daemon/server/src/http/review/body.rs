//! The body of a request: JSON, not too much of it, not too slowly.
//!
//! Not its meaning. Invariant: no more than the limit is ever held.

use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use hyper::{StatusCode, header};
use tokio::time::timeout;

use super::limits::Limits;
use crate::http::problem::Problem;

/// How much of what nobody reads is taken in before the connection is closed, and for how long.
const DRAINED: usize = 16 << 20;
const DRAINING: Duration = Duration::from_secs(3);

/// Refuses what is not JSON as it is.
pub(super) fn is_json(headers: &HeaderMap) -> Result<(), Problem> {
    let wrong = |detail: &str| {
        let hint = "send the header `Content-Type: application/json`, and the body as it is";
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", detail).hint(hint)
    };
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let kind = text(CONTENT_TYPE).unwrap_or_default().split(';').next().unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case("application/json") {
        return Err(wrong("the body must be `application/json`"));
    }
    match text(CONTENT_ENCODING) {
        None => Ok(()),
        Some(coding) if coding.trim().eq_ignore_ascii_case("identity") => Ok(()),
        Some(_) => Err(wrong("a compressed body is not taken")),
    }
}

/// Reads a body within the limits.
pub(super) async fn read(body: &mut Incoming, limits: &Limits) -> Result<Vec<u8>, Problem> {
    let largest = limits.largest_body;
    let too_large = || {
        let detail = format!("the body has more than {largest} bytes");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail)
            .with("limit", largest)
            .hint("send fewer files at once; `largest_body` in `[review]` of the daemon's configuration is the limit")
    };
    if body.size_hint().lower() > largest as u64 {
        return Err(too_large());
    }
    let reading = async {
        let mut bytes = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| Problem::malformed("the body ended before it was complete"))?;
            let Ok(piece) = frame.into_data() else { continue };
            if piece.len() > largest - bytes.len() {
                return Err(too_large());
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    };
    timeout(limits.body_time, reading).await.map_err(|_| {
        let detail = format!("the body took longer than {:?} to arrive", limits.body_time);
        Problem::new(StatusCode::REQUEST_TIMEOUT, "too-slow", detail)
    })?
}

/// Takes in what is left of a body, within bounds, and drops it.
pub(super) async fn drain(mut body: Incoming) {
    let draining = async {
        let mut taken = 0;
        while let Some(Ok(frame)) = body.frame().await {
            taken += frame.data_ref().map_or(0, hyper::body::Bytes::len);
            if taken > DRAINED {
                return;
            }
        }
    };
    let _ = timeout(DRAINING, draining).await;
}
