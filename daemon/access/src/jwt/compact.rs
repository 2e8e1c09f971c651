//! A token in compact form, as it was presented: what may be known of it before its signature is checked.
//!
//! Invariant: the claims are out of reach until a key of the issuer vouched for them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::algorithm::Algorithm;
use super::claims::Claims;
use super::key::{Checked, KeySet};
use crate::refusal::{Refusal, Unwelcome};

/// The most bytes of a token.
pub const LARGEST: usize = 16 << 10;

/// A token whose signature was not checked yet.
#[derive(Clone)]
pub struct Presented {
    signed: String,
    signature: Vec<u8>,
    algorithm: Algorithm,
    key_id: Option<String>,
    claims: Claims,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// Extensions that must be understood; none is.
    crit: Option<Value>,
}

impl Presented {
    /// Whether a text has the look of such a token.
    pub fn looks_like(text: &str) -> bool {
        text.starts_with("eyJ") && text.bytes().filter(|byte| *byte == b'.').count() == 2
    }

    /// Reads a token.
    ///
    /// # Errors
    /// Not a signed token in compact form, or an algorithm that is not taken.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        if text.len() > LARGEST {
            return Err(Unwelcome::Foreign.because("it is longer than 16 KiB"));
        }
        let parts: Vec<&str> = text.split('.').collect();
        let [header, payload, signature] = parts[..] else {
            return Err(Unwelcome::Unknown.because("it is no token of three parts"));
        };
        let broken = || Unwelcome::Unknown.because("its parts are not base64url of JSON");
        let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| broken());
        let head: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| broken())?;
        let claims: Map<String, Value> = serde_json::from_slice(&decoded(payload)?).map_err(|_| broken())?;
        if head.crit.is_some() {
            return Err(Unwelcome::Foreign.because("it has critical extensions"));
        }
        let algorithm = Algorithm::parse(&head.alg);
        let algorithm = algorithm.ok_or(Unwelcome::Foreign.because("its algorithm is not one that is taken"))?;
        let signed = format!("{header}.{payload}");
        Ok(Self { signed, signature: decoded(signature)?, algorithm, key_id: head.kid, claims: Claims::new(claims) })
    }

    /// Whom it names as its issuer, which is not proven yet.
    pub fn issuer(&self) -> Option<&str> {
        self.claims.text("iss")
    }

    /// Whether it is for an audience, which is not proven yet.
    pub fn is_for(&self, audience: &str) -> bool {
        self.claims.is_for(audience)
    }

    /// Looks for the key that vouches for it.
    pub fn check(&self, keys: &KeySet) -> Checked<Claims> {
        match keys.check(self.key_id.as_deref(), self.algorithm, self.signed.as_bytes(), &self.signature) {
            Checked::Good(()) => Checked::Good(self.claims.clone()),
            Checked::Bad => Checked::Bad,
            Checked::NoSuchKey => Checked::NoSuchKey,
        }
    }
}
