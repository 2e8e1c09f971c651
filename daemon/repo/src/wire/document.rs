//! One document from a web address.
//!
//! Not Git: it is here because the one HTTP client is. Invariant: memory is bounded by the limit, and what is slow ends.

use hyper::body::Bytes as Body;
use hyper::{Method, StatusCode};

use super::pkt::Bytes;
use super::web::Web;
use crate::access::Access;
use crate::location::{Location, Remote, Scheme};
use crate::source_error::{Fault, SourceError};

/// Why a document was not read.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The address is none of the web.
    #[error("`{0}` is no web address; write it like `https://groundline.example.com`")]
    Address(String),
    /// The server did not give it.
    #[error("`{address}`: {reason}")]
    Refused {
        /// The address, without user and password.
        address: String,
        /// What the server answered, on one line.
        reason: String,
    },
    /// The server cannot be reached, or does not talk as it should.
    #[error(transparent)]
    Server(#[from] SourceError),
}

/// Reads the document at a path below a web address; user and password of the address are sent to its host alone.
///
/// # Errors
/// No web address, a server that does not answer or refuses, or more bytes than `access` allows in one fetch.
pub async fn read_document(base: &str, path: &str, access: &Access) -> Result<Vec<u8>, DocumentError> {
    let remote = match format!("{}{path}", base.trim_end_matches('/')).parse() {
        Ok(Location::Remote(remote)) if matches!(remote.scheme, Scheme::Http | Scheme::Https) => remote,
        _ => return Err(DocumentError::Address(crate::redact(base))),
    };
    let (status, bytes) = fetched(&remote, access).await.map_err(|fault| fault.at(&remote, access))?;
    if status == StatusCode::OK {
        return Ok(bytes);
    }
    let said = crate::source_error::said(&bytes);
    let reason = if said.is_empty() { status.to_string() } else { format!("{status}: {said}") };
    Err(DocumentError::Refused { address: remote.to_string(), reason })
}

async fn fetched(remote: &Remote, access: &Access) -> Result<(StatusCode, Vec<u8>), Fault> {
    let web = Web::new(remote, access).await?;
    let (response, _connection) = web.send(Method::GET, &remote.path, &[], Body::new()).await?;
    let status = response.status();
    let mut body = Bytes::Body { body: response.into_body(), _connection };
    let mut bytes = Vec::new();
    loop {
        let chunk = tokio::time::timeout(access.patience, body.chunk());
        let Some(chunk) = chunk.await.map_err(|_| Fault::silent(access.patience))?? else { return Ok((status, bytes)) };
        bytes.extend(chunk);
        if bytes.len() as u64 > access.largest_fetch {
            return Err(Fault::TooLarge);
        }
    }
}
