//! Where a repository is: a folder here, or a remote.
//!
//! Not a connection. Invariant: a location that parsed is safe to hand to a server or to an ssh program: no control
//! character in it, and neither host, user nor path can be taken for an option. It prints without password or token.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::access::{Credentials, Secret};
use crate::redact::redact;

/// Where a repository is.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A work tree or bare repository on this machine, read in place.
    Local(PathBuf),
    /// A repository that is mirrored before it is read.
    Remote(Remote),
}

/// A remote repository's address.
#[derive(Clone, PartialEq, Eq)]
pub struct Remote {
    pub(crate) scheme: Scheme,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<Secret>,
    /// Without the brackets of an IPv6 address.
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    /// For HTTP as it was written, else decoded.
    pub(crate) path: String,
}

/// The ways to reach a remote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    File,
    Http,
    Https,
    Ssh,
    Git,
}

/// Why a text is not a location.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// The scheme is not one of ours.
    #[error(
        "`{scheme}://` is no way to a Git repository: expected a path, file, https, http, ssh or git URL, or `host:path`"
    )]
    Scheme {
        /// What stood before `://`.
        scheme: String,
    },
    /// The text has the form of a URL and breaks its rules.
    #[error("`{location}` is not a usable repository address: {reason}")]
    Malformed {
        /// The text, redacted.
        location: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}

impl FromStr for Location {
    type Err = LocationError;

    fn from_str(text: &str) -> Result<Self, LocationError> {
        let malformed = |reason| LocationError::Malformed { location: redact(text), reason };
        if text.is_empty() {
            return Err(malformed("it is empty"));
        }
        if text.chars().any(char::is_control) {
            return Err(malformed("it holds a control character"));
        }
        if let Some((scheme, rest)) = text.split_once("://") {
            return url(scheme, rest).map_err(|e| e.into_error(text)).map(Self::Remote);
        }
        match scp_like(text) {
            Some(remote) => remote.and_then(Remote::checked).map_err(malformed).map(Self::Remote),
            None => Ok(Self::Local(PathBuf::from(text))),
        }
    }
}

/// A complaint that does not know the whole text yet.
enum Complaint {
    Scheme(String),
    Malformed(&'static str),
}

impl Complaint {
    fn into_error(self, text: &str) -> LocationError {
        match self {
            Self::Scheme(scheme) => LocationError::Scheme { scheme },
            Self::Malformed(reason) => LocationError::Malformed { location: redact(text), reason },
        }
    }
}

fn url(scheme: &str, rest: &str) -> Result<Remote, Complaint> {
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "file" => Scheme::File,
        "http" => Scheme::Http,
        "https" => Scheme::Https,
        "ssh" | "git+ssh" => Scheme::Ssh,
        "git" => Scheme::Git,
        other => return Err(Complaint::Scheme(other.to_owned())),
    };
    parts(scheme, rest).and_then(Remote::checked).map_err(Complaint::Malformed)
}

fn parts(scheme: Scheme, rest: &str) -> Result<Remote, &'static str> {
    let start = rest.find('/').ok_or("it has no path")?;
    let (authority, path) = rest.split_at(start);
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let (user, password) = match user.map(|u| u.split_once(':').unwrap_or((u, ""))) {
        None => (None, None),
        Some((user, "")) => (Some(decode(user)?), None),
        Some((user, password)) => (Some(decode(user)?), Some(Secret::new(decode(password)?))),
    };
    let (host, port) = host_and_port(host)?;
    let path = match scheme {
        Scheme::Http | Scheme::Https => path.to_owned(),
        Scheme::Ssh if path.starts_with("/~") => decode(&path[1..])?,
        Scheme::File | Scheme::Ssh | Scheme::Git => decode(path)?,
    };
    Ok(Remote { scheme, user, password, host, port, path })
}

fn host_and_port(text: &str) -> Result<(String, Option<u16>), &'static str> {
    let (host, port) = match text.strip_prefix('[').map(|inner| inner.split_once(']')) {
        Some(None) => return Err("its IPv6 address has no closing bracket"),
        Some(Some((host, ""))) => (host, None),
        Some(Some((host, port))) => (host, Some(port.strip_prefix(':').ok_or("its host is broken")?)),
        None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
    };
    let port = match port {
        None | Some("") => None,
        Some(digits) => Some(digits.parse().map_err(|_| "its port is not a number from 0 to 65535")?),
    };
    Ok((host.to_owned(), port))
}

/// Reads `[user@]host:path`; nothing when the text is a path.
fn scp_like(text: &str) -> Option<Result<Remote, &'static str>> {
    let after_bracket = match text.split_once('[') {
        Some((user, _)) if user.is_empty() || user.ends_with('@') => text.find(']')?,
        _ => 0,
    };
    let colon = after_bracket + text[after_bracket..].find(':')?;
    if text[..colon].contains('/') {
        return None;
    }
    let drive = cfg!(windows) && colon == 1;
    if drive {
        return None;
    }
    let (user, host) = match text[..colon].rsplit_once('@') {
        Some((user, host)) => (Some(user.to_owned()), host),
        None => (None, &text[..colon]),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let path = text[colon + 1..].to_owned();
    Some(Ok(Remote { scheme: Scheme::Ssh, user, password: None, host, port: None, path }))
}

impl Remote {
    /// Refuses what a server or program could take for something else.
    fn checked(self) -> Result<Self, &'static str> {
        let texts = [Some(&self.path), Some(&self.host), self.user.as_ref()];
        if texts.into_iter().flatten().any(|t| t.chars().any(char::is_control)) {
            return Err("it holds a control character");
        }
        if self.host.is_empty() && self.scheme != Scheme::File {
            return Err("it has no host");
        }
        if !matches!(self.host.as_str(), "" | "localhost") && self.scheme == Scheme::File {
            return Err("a file URL names no other machine: write `file:///path`");
        }
        if self.host.chars().any(|c| c.is_whitespace() || matches!(c, '/' | '@' | '%' | '\\')) {
            return Err("its host is broken");
        }
        if [Some(&self.host), self.user.as_ref(), Some(&self.path)].into_iter().flatten().any(|t| t.starts_with('-')) {
            return Err("user, host and path may not begin with `-`");
        }
        if matches!(self.scheme, Scheme::Http | Scheme::Https) && self.path.contains(['?', '#']) {
            return Err("a repository has neither `?` nor `#` in its address");
        }
        match self.path.trim_matches('/').is_empty() {
            true => Err("it has no path"),
            false => Ok(self),
        }
    }

    /// What the URL itself says about who we are.
    pub(crate) fn credentials(&self) -> Option<Credentials> {
        let user = self.user.clone()?;
        let secret = self.password.clone().unwrap_or_else(|| Secret::new(""));
        Some(Credentials::Basic { user, secret })
    }

    /// The address without user and password, the same whatever token is in use.
    pub(crate) fn place(&self) -> String {
        let scheme = match self.scheme {
            Scheme::File => "file",
            Scheme::Http => "http",
            Scheme::Https => "https",
            Scheme::Ssh => "ssh",
            Scheme::Git => "git",
        };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let user = match (self.scheme, &self.user) {
            (Scheme::Ssh, Some(user)) => format!("{user}@"),
            _ => String::new(),
        };
        let port = self.port.map(|p| format!(":{p}")).unwrap_or_default();
        match (self.path.starts_with(['/', '~']), self.path.starts_with('~')) {
            (false, _) => format!("{user}{host}:{}", self.path),
            (true, true) => format!("{scheme}://{user}{host}{port}/{}", self.path),
            (true, false) => format!("{scheme}://{user}{host}{port}{}", self.path),
        }
    }
}

impl fmt::Display for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(path) => write!(f, "{}", path.display()),
            Self::Remote(remote) => remote.fmt(f),
        }
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Undoes percent-encoding.
fn decode(text: &str) -> Result<String, &'static str> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => out.push(hex(bytes.next()).zip(hex(bytes.next())).map(|(a, b)| a << 4 | b).ok_or(NOT_ENCODED)?),
            other => out.push(other),
        }
    }
    String::from_utf8(out).map_err(|_| NOT_ENCODED)
}

const NOT_ENCODED: &str = "its percent-encoding is broken (write a literal `%` as `%25`)";

fn hex(byte: Option<u8>) -> Option<u8> {
    byte.and_then(|b| char::from(b).to_digit(16)).and_then(|digit| u8::try_from(digit).ok())
}
