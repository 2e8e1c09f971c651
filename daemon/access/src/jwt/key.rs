//! The public keys of an issuer, as its key set (RFC 7517) has them.
//!
//! Not the fetching. Invariant: a key checks only signatures of its own kind, whatever a token names.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::Value;

use super::algorithm::Algorithm;

/// The most keys of a set that are kept.
const MOST_KEYS: usize = 64;
/// The most keys that are tried for a token that names none.
const MOST_TRIED: usize = 4;

/// The keys of an issuer.
#[derive(Clone, Default)]
pub struct KeySet(Vec<Key>);

#[derive(Clone)]
struct Key {
    id: Option<String>,
    algorithm: Option<Algorithm>,
    material: Material,
}

#[derive(Clone)]
enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
}

/// What a key set says of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked<T> {
    /// A key vouches for it.
    Good(T),
    /// The key that is named does not vouch for it.
    Bad,
    /// The key that is named is not in the set, which may be old.
    NoSuchKey,
}

/// Why bytes are no key set.
#[derive(Debug, thiserror::Error)]
pub enum KeySetError {
    /// Not the JSON of a key set.
    #[error("it is no JSON object with a list `keys`")]
    Form,
    /// No key in it that could check a signature.
    #[error("it has no key that is taken: RSA, P-256, P-384 or Ed25519, for signatures")]
    Empty,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Written {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl KeySet {
    /// Reads a key set; keys for other purposes and of other kinds are passed over, as RFC 7517 says.
    ///
    /// # Errors
    /// Not a key set, or none of its keys could check a signature.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeySetError> {
        let document: Document = serde_json::from_slice(bytes).map_err(|_| KeySetError::Form)?;
        let keys = document.keys.into_iter().filter_map(|value| key(serde_json::from_value(value).ok()?));
        let keys: Vec<_> = keys.take(MOST_KEYS).collect();
        if keys.is_empty() { Err(KeySetError::Empty) } else { Ok(Self(keys)) }
    }

    pub(super) fn check(
        &self,
        id: Option<&str>,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Checked<()> {
        let named = |key: &&Key| id.is_none_or(|id| key.id.as_deref() == Some(id));
        let named: Vec<_> = self.0.iter().filter(named).collect();
        let mut fitting = named.iter().filter(|key| key.fits(algorithm)).take(MOST_TRIED);
        match fitting.any(|key| key.vouches(algorithm, message, signature)) {
            true => Checked::Good(()),
            // A token that names no key may be signed by one that came since.
            false if named.is_empty() || id.is_none() => Checked::NoSuchKey,
            false => Checked::Bad,
        }
    }
}

fn key(written: Written) -> Option<Key> {
    let is_for_signatures = written.usage.as_deref().is_none_or(|usage| usage == "sig");
    let verifies = written.key_ops.as_ref().is_none_or(|ops| ops.iter().any(|op| op == "verify"));
    if !is_for_signatures || !verifies {
        return None;
    }
    let decoded = |field: &Option<String>| URL_SAFE_NO_PAD.decode(field.as_ref()?).ok();
    let point = |size: usize| {
        let (x, y) = (decoded(&written.x)?, decoded(&written.y)?);
        (x.len() == size && y.len() == size).then(|| [vec![4], x, y].concat())
    };
    let material = match (written.kty.as_str(), written.crv.as_deref()) {
        ("RSA", _) => Material::Rsa { n: unpadded(decoded(&written.n)?), e: unpadded(decoded(&written.e)?) },
        ("EC", Some("P-256")) => Material::P256(point(32)?),
        ("EC", Some("P-384")) => Material::P384(point(48)?),
        ("OKP", Some("Ed25519")) => Material::Ed25519(decoded(&written.x).filter(|x| x.len() == 32)?),
        _ => return None,
    };
    let algorithm = match &written.alg {
        Some(name) => Some(Algorithm::parse(name)?),
        None => None,
    };
    Some(Key { id: written.kid, algorithm, material })
}

/// A big-endian number without leading zeros.
fn unpadded(number: Vec<u8>) -> Vec<u8> {
    number.into_iter().skip_while(|byte| *byte == 0).collect()
}

impl Key {
    fn fits(&self, algorithm: Algorithm) -> bool {
        let is_kind = match &self.material {
            Material::Rsa { .. } => algorithm.rsa().is_some(),
            Material::P256(_) => algorithm.p256().is_some(),
            Material::P384(_) => algorithm.p384().is_some(),
            Material::Ed25519(_) => algorithm.ed25519().is_some(),
        };
        is_kind && self.algorithm.is_none_or(|own| own == algorithm)
    }

    fn vouches(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let vouches = || match &self.material {
            Material::Rsa { n, e } => {
                Some(RsaPublicKeyComponents { n, e }.verify(algorithm.rsa()?, message, signature).is_ok())
            }
            Material::P256(point) => {
                Some(UnparsedPublicKey::new(algorithm.p256()?, point).verify(message, signature).is_ok())
            }
            Material::P384(point) => {
                Some(UnparsedPublicKey::new(algorithm.p384()?, point).verify(message, signature).is_ok())
            }
            Material::Ed25519(x) => {
                Some(UnparsedPublicKey::new(algorithm.ed25519()?, x).verify(message, signature).is_ok())
            }
        };
        vouches().unwrap_or(false)
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| key.id.as_deref().unwrap_or("-"))).finish()
    }
}
