//! One request over TLS or on this machine: the GET of a small document, or a knock that only the status code answers.
//!
//! Not a general client: no redirect is followed, so that an issuer cannot send the daemon anywhere. Invariant: time and size
//! are bounded, certificates are always checked.

use std::path::PathBuf;
use std::time::Duration;

use access::WebAddress;
use http_body_util::{BodyExt as _, Empty, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{ACCEPT, CONNECTION, CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// How long a document may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of a document.
const LARGEST: usize = 256 << 10;

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GetError {
    #[error("`{0}` cannot be reached")]
    Unreachable(String, #[source] std::io::Error),
    #[error("`{0}` is silent for {PATIENCE:?}")]
    Silent(String),
    #[error("`{0}` does not speak HTTP")]
    Http(String, #[source] hyper::Error),
    #[error("`{0}` has no host that a certificate can be for")]
    Host(String),
    #[error("`{0}` answers {1}; redirects are not followed")]
    Status(String, StatusCode),
    #[error("`{0}` has more than {LARGEST} bytes, or ends early")]
    Body(String),
    #[error("`{0}` cannot be asked for")]
    Address(String),
    #[error(transparent)]
    Trust(#[from] repo::TrustError),
}

/// The way out.
pub(crate) struct Door {
    ca_file: Option<PathBuf>,
    tls: OnceCell<TlsConnector>,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Door {
    pub(crate) fn new(ca_file: Option<PathBuf>) -> Self {
        Self { ca_file, tls: OnceCell::new() }
    }

    /// The document at an address.
    pub(super) async fn get(&self, address: &WebAddress) -> Result<Vec<u8>, GetError> {
        timeout(PATIENCE, self.got(address)).await.map_err(|_| GetError::Silent(address.to_string()))?
    }

    async fn got(&self, address: &WebAddress) -> Result<Vec<u8>, GetError> {
        let http = |error| GetError::Http(address.to_string(), error);
        let io = TokioIo::new(self.connect(address).await?);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.map_err(http)?;
        // Ended with this value, whatever becomes of the request.
        let mut driver = tokio::task::JoinSet::new();
        driver.spawn(connection);
        let request = Request::get(&address.path)
            .header(HOST, address.authority())
            .header(USER_AGENT, concat!("groundline/", env!("CARGO_PKG_VERSION")))
            .header(ACCEPT, "application/json")
            .header(CONNECTION, "close")
            .body(Empty::<Bytes>::new())
            .map_err(|_| GetError::Address(address.to_string()))?;
        let response = sender.send_request(request).await.map_err(http)?;
        if response.status() != StatusCode::OK {
            return Err(GetError::Status(address.to_string(), response.status()));
        }
        let body = Limited::new(response.into_body(), LARGEST).collect().await;
        Ok(body.map_err(|_| GetError::Body(address.to_string()))?.to_bytes().to_vec())
    }

    /// The status code that an address answers to a GET, or to a POST of this JSON.
    pub(crate) async fn knock(&self, address: &WebAddress, json: Option<Vec<u8>>) -> Result<u16, GetError> {
        let http = |error| GetError::Http(address.to_string(), error);
        let io = TokioIo::new(self.connect(address).await?);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.map_err(http)?;
        // Ended with this value, whatever becomes of the request.
        let mut driver = tokio::task::JoinSet::new();
        driver.spawn(connection);
        let method = if json.is_some() { Method::POST } else { Method::GET };
        let request = Request::builder()
            .method(method)
            .uri(&address.path)
            .header(HOST, address.authority())
            .header(USER_AGENT, concat!("groundline/", env!("CARGO_PKG_VERSION")))
            .header(CONTENT_TYPE, "application/json")
            .header(CONNECTION, "close")
            .body(Full::<Bytes>::new(json.unwrap_or_default().into()))
            .map_err(|_| GetError::Address(address.to_string()))?;
        Ok(sender.send_request(request).await.map_err(http)?.status().as_u16())
    }

    async fn connect(&self, address: &WebAddress) -> Result<Box<dyn Stream>, GetError> {
        let unreachable = |error| GetError::Unreachable(address.to_string(), error);
        let stream = TcpStream::connect((address.host.as_str(), address.port)).await.map_err(unreachable)?;
        if !address.is_tls {
            return Ok(Box::new(stream));
        }
        let tls = self.tls.get_or_try_init(|| repo::trusting(self.ca_file.as_deref())).await?;
        let name = ServerName::try_from(address.host.clone()).map_err(|_| GetError::Host(address.to_string()))?;
        Ok(Box::new(tls.connect(name, stream).await.map_err(unreachable)?))
    }
}
