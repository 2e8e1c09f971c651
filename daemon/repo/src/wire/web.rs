//! Git over HTTP and HTTPS: two requests to a smart server.
//!
//! Not a general HTTP client. Invariant: credentials go only to the host that they were given for; a redirect is followed
//! only for the first request, never from HTTPS to HTTP.

use http_body_util::Full;
use hyper::body::{Bytes as Body, Incoming};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, LOCATION, USER_AGENT};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::access::{Access, Credentials};
use crate::location::{Location, Remote, Scheme};
use crate::source_error::{Fault, said};
use crate::wire::base64::base64;
use crate::wire::pkt::Bytes;
use crate::wire::tls;

const DISCOVERY: &str = "/info/refs?service=git-upload-pack";
const MOST_REDIRECTS: usize = 5;

/// A smart HTTP server and who we are to it.
pub(crate) struct Web {
    remote: Remote,
    access: Access,
    credentials: Option<Credentials>,
    tls: TlsConnector,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Web {
    pub(crate) async fn new(remote: &Remote, access: &Access) -> Result<Self, Fault> {
        let credentials = access.credentials.clone().or_else(|| remote.credentials());
        let tls = tls::connector(access.ca_file.as_deref()).await?;
        Ok(Self { remote: remote.clone(), access: access.clone(), credentials, tls })
    }

    /// Asks what is there, following redirects to where the repository really is.
    pub(crate) async fn discover(&mut self) -> Result<Bytes, Fault> {
        for _ in 0..=MOST_REDIRECTS {
            let path = format!("{}{DISCOVERY}", self.base());
            let (response, _connection) = self.send(Method::GET, &path, &[], Body::new()).await?;
            if response.status().is_redirection() {
                self.redirect(&response)?;
                continue;
            }
            self.judge(&response, "application/x-git-upload-pack-advertisement")?;
            return Ok(Bytes::Body { body: response.into_body(), _connection });
        }
        Err(Fault::protocol(format!("it redirects more than {MOST_REDIRECTS} times")))
    }

    /// Sends the request for a pack.
    pub(crate) async fn request(&self, request: Vec<u8>) -> Result<Bytes, Fault> {
        let path = format!("{}/git-upload-pack", self.base());
        let headers =
            [(CONTENT_TYPE, "application/x-git-upload-pack-request"), (ACCEPT, "application/x-git-upload-pack-result")];
        let (response, _connection) = self.send(Method::POST, &path, &headers, Body::from(request)).await?;
        self.judge(&response, "application/x-git-upload-pack-result")?;
        Ok(Bytes::Body { body: response.into_body(), _connection })
    }

    fn base(&self) -> &str {
        self.remote.path.trim_end_matches('/')
    }

    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(HeaderName, &str)],
        body: Body,
    ) -> Result<(Response<Incoming>, JoinSet<()>), Fault> {
        let mut request = Request::builder().method(method).uri(path).header(HOST, self.host());
        request = request.header(USER_AGENT, concat!("git/2.0 (groundline ", env!("CARGO_PKG_VERSION"), ")"));
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        if let Some(credentials) = &self.credentials {
            request = request.header(AUTHORIZATION, authorization(credentials));
        }
        let unusable = |_| Fault::protocol("its address or the credentials hold a character that HTTP does not allow");
        let request = request.body(Full::new(body)).map_err(unusable)?;
        let exchange = async {
            let io = TokioIo::new(self.connect().await?);
            let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.map_err(Fault::broken)?;
            let mut driver = JoinSet::new();
            driver.spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "connection to the git server ended");
                }
            });
            let response = sender.send_request(request).await.map_err(Fault::broken)?;
            Ok((response, driver))
        };
        timeout(self.access.patience, exchange).await.map_err(|_| Fault::silent(self.access.patience))?
    }

    async fn connect(&self) -> Result<Box<dyn Stream>, Fault> {
        let (host, port) = (self.remote.host.as_str(), self.port());
        let stream = TcpStream::connect((host, port)).await.map_err(Fault::broken)?;
        if self.remote.scheme == Scheme::Http {
            return Ok(Box::new(stream));
        }
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| Fault::protocol("its host is no name for a certificate"))?;
        let stream = self.tls.connect(name, stream).await.map_err(|e| untrusted(&e))?;
        Ok(Box::new(stream))
    }

    fn port(&self) -> u16 {
        self.remote.port.unwrap_or(match self.remote.scheme {
            Scheme::Http => 80,
            _ => 443,
        })
    }

    fn host(&self) -> String {
        let host = match self.remote.host.contains(':') {
            true => format!("[{}]", self.remote.host),
            false => self.remote.host.clone(),
        };
        self.remote.port.map_or(host.clone(), |port| format!("{host}:{port}"))
    }

    fn judge(&self, response: &Response<Incoming>, expected: &str) -> Result<(), Fault> {
        let status = response.status();
        match status {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(self.refused(status)),
            StatusCode::NOT_FOUND | StatusCode::GONE => {
                return Err(Fault::NotFound(format!("{status}; or these credentials may not see it")));
            }
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => return Err(Fault::broken(status)),
            other if other.is_server_error() => return Err(Fault::broken(other)),
            other => return Err(Fault::protocol(format!("it answers {other}"))),
        }
        let kind = response.headers().get(CONTENT_TYPE).map(|v| v.as_bytes()).unwrap_or_default();
        match kind
            .split(|b| *b == b';')
            .next()
            .is_some_and(|k| k.trim_ascii().eq_ignore_ascii_case(expected.as_bytes()))
        {
            true => Ok(()),
            false => Err(Fault::protocol(format!("it sends `{}` where `{expected}` is expected", said(kind)))),
        }
    }

    fn refused(&self, status: StatusCode) -> Fault {
        Fault::Refused(match self.credentials {
            Some(_) => format!("{status}; it does not accept the credentials, check user and token"),
            None => format!("{status}; it wants credentials, give a user and a token"),
        })
    }

    /// Moves to where a redirect points.
    fn redirect(&mut self, response: &Response<Incoming>) -> Result<(), Fault> {
        let target = response.headers().get(LOCATION).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let base = target
            .strip_suffix(DISCOVERY)
            .ok_or_else(|| Fault::protocol("it redirects to a page that is no repository"))?;
        if base.starts_with('/') && !base.starts_with("//") {
            self.remote.path = base.to_owned();
            return Ok(());
        }
        let next = match base.parse() {
            Ok(Location::Remote(next)) if matches!(next.scheme, Scheme::Http | Scheme::Https) => next,
            _ => return Err(Fault::protocol("it redirects to something that is no web address")),
        };
        if (self.remote.scheme, next.scheme) == (Scheme::Https, Scheme::Http) {
            return Err(Fault::protocol("it redirects from https to http, which is not followed"));
        }
        let same_host = next.host.eq_ignore_ascii_case(&self.remote.host) && default_or_same(&self.remote, &next);
        if !same_host {
            self.credentials = None;
        }
        self.remote = Remote { user: None, password: None, ..next };
        Ok(())
    }
}

/// Says whether two addresses on one host are one server: the same port, or the default ports on the way to HTTPS.
fn default_or_same(one: &Remote, other: &Remote) -> bool {
    match one.scheme == other.scheme {
        true => one.port == other.port,
        false => matches!((one.port, other.port), (None | Some(80), None | Some(443))),
    }
}

fn authorization(credentials: &Credentials) -> String {
    match credentials {
        Credentials::Basic { user, secret } => {
            format!("Basic {}", base64(format!("{user}:{}", secret.expose()).as_bytes()))
        }
        Credentials::Bearer(secret) => format!("Bearer {}", secret.expose()),
    }
}

fn untrusted(error: &std::io::Error) -> Fault {
    let certificate = error.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>());
    match certificate {
        Some(rustls::Error::InvalidCertificate(why)) => Fault::Unreachable(format!(
            "its certificate is not trusted ({why}); if it comes from your own authority, name that authority's file as `ca_file`"
        )),
        _ => Fault::broken(error),
    }
}
