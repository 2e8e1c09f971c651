//! Answers with the headers that every answer bears: nothing foreign is loaded, nothing is framed, nothing is cached.

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Response, StatusCode, header};

/// An answer.
pub(super) type Answer = Response<BoxBody<Bytes, std::convert::Infallible>>;

const HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// An answer of text in a media type.
pub(super) fn text(status: StatusCode, media_type: &'static str, text: impl Into<Bytes>) -> Answer {
    stream(status, media_type, Full::new(text.into()).boxed())
}

/// An answer whose body may go on for long.
pub(super) fn stream(
    status: StatusCode,
    media_type: &'static str,
    body: BoxBody<Bytes, std::convert::Infallible>,
) -> Answer {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
