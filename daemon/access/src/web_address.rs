//! The addresses of issuers and of their keys: `https://…`, or `http://…` of this machine.
//!
//! Not a connection. Invariant: an address without TLS is on the loopback interface.

use std::fmt;

/// An address on the web.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WebAddress {
    /// Whether it is `https`.
    pub is_tls: bool,
    /// The host: a name or an IP address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The path with the query, `/` at least.
    pub path: String,
    text: String,
}

/// The name by which an issuer of tokens calls itself: the claim `iss`, to the letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Issuer(WebAddress);

/// Why a text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no `https` address.
    #[error("it is no address `https://HOST/…`")]
    Form,
    /// It has no TLS and is not on this machine.
    #[error("`http` is for the loopback interface of this machine only")]
    Plain,
    /// It has a user, a query or a fragment.
    #[error("it has a user, a query or a fragment")]
    Adorned,
}

impl WebAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// Not `https`, nor `http` on the loopback interface; a user or a fragment.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let (is_tls, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return Err(AddressError::Form),
        };
        if !rest.bytes().all(|byte| byte.is_ascii_graphic()) || rest.contains(['\\', '"', '<', '>']) {
            return Err(AddressError::Form);
        }
        if rest.contains(['#', '@']) {
            return Err(AddressError::Adorned);
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (host, port) = authority_of(authority, if is_tls { 443 } else { 80 })?;
        if !is_tls && !is_loopback(&host) {
            return Err(AddressError::Plain);
        }
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self { is_tls, host, port, path, text: text.to_owned() })
    }

    /// The value of the header `Host`.
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        format!("{host}:{}", self.port)
    }
}

fn authority_of(authority: &str, default: u16) -> Result<(String, u16), AddressError> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']').ok_or(AddressError::Form)?;
            let port = if after.is_empty() { None } else { Some(after.strip_prefix(':').ok_or(AddressError::Form)?) };
            let host = host.parse::<core::net::Ipv6Addr>().map_err(|_| AddressError::Form)?.to_string();
            (host, port)
        }
        None => {
            let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
            if host.is_empty() || !host.chars().all(is_name) {
                return Err(AddressError::Form);
            }
            (host.to_ascii_lowercase(), port)
        }
    };
    let port = port.map_or(Ok(default), |port| port.parse().map_err(|_| AddressError::Form))?;
    Ok((host, port))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<core::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl Issuer {
    /// Reads the name of an issuer.
    ///
    /// # Errors
    /// As of an address; and a query.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let address = WebAddress::parse(text)?;
        if text.contains('?') { Err(AddressError::Adorned) } else { Ok(Self(address)) }
    }

    /// The name, to the letter.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// Where it tells about itself: OpenID Connect Discovery 1.0, section 4.
    pub fn discovery(&self) -> WebAddress {
        let path = format!("{}/.well-known/openid-configuration", self.0.path.trim_end_matches('/'));
        let text = format!("{}/.well-known/openid-configuration", self.0.text.trim_end_matches('/'));
        WebAddress { path, text, ..self.0.clone() }
    }

    /// The address of its keys, as it tells it: without TLS only where the issuer itself has none.
    ///
    /// # Errors
    /// No address, or one that the issuer's word is not enough for.
    pub fn keys_at(&self, text: &str) -> Result<WebAddress, AddressError> {
        let address = WebAddress::parse(text)?;
        if address.is_tls || !self.0.is_tls { Ok(address) } else { Err(AddressError::Plain) }
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_tells_where_it_tells_about_itself() {
        let of = |text: &str| Issuer::parse(text).map(|issuer| issuer.discovery());
        let plain = of("https://token.example.com").expect("an issuer");
        assert_eq!((plain.authority().as_str(), plain.is_tls), ("token.example.com:443", true));
        assert_eq!(plain.path, "/.well-known/openid-configuration");
        let deep = of("https://git.example.com:8443/auth/").expect("an issuer");
        assert_eq!((deep.port, deep.path.as_str()), (8443, "/auth/.well-known/openid-configuration"));
        assert_eq!(of("http://[::1]:80/x").expect("an issuer").authority(), "[::1]:80");
    }

    #[test]
    fn an_address_without_tls_is_on_this_machine() {
        for text in ["http://127.0.0.1:1", "http://localhost", "http://[::1]"] {
            assert!(WebAddress::parse(text).is_ok(), "{text}");
        }
        for text in ["http://example.com", "http://10.0.0.1", "http://localhost.example.com", "http://127.0.0.1.x.y"] {
            assert_eq!(WebAddress::parse(text), Err(AddressError::Plain), "{text}");
        }
        let issuer = Issuer::parse("https://a.example.com").expect("an issuer");
        assert_eq!(issuer.keys_at("http://127.0.0.1/keys"), Err(AddressError::Plain));
        assert!(issuer.keys_at("https://keys.example.com/a?b=c").is_ok());
    }

    #[test]
    fn what_is_no_address_is_told() {
        for text in [
            "",
            "https://",
            "ftp://x",
            "example.com",
            "https://a b",
            "https://a:99999/",
            "https://[::1",
            "https://\u{e9}",
        ] {
            assert_eq!(Issuer::parse(text), Err(AddressError::Form), "{text}");
        }
        for text in ["https://a@b.c/", "https://a/#b", "https://a/?b"] {
            assert_eq!(Issuer::parse(text), Err(AddressError::Adorned), "{text}");
        }
    }
}
