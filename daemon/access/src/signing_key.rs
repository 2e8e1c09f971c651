//! The public keys that people sign with, in the form of OpenSSH: `ssh-ed25519 AAAA… comment`.
//!
//! Not the checking of a signature. Invariant: a key that is held is of a kind and size that approvals take.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::ssh::fields;

/// The kinds of keys that are taken.
const KINDS: [&str; 6] = [
    "ssh-ed25519",
    "sk-ssh-ed25519@openssh.com",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "ssh-rsa",
];

/// The fewest bits of an RSA key.
const LEAST_RSA_BITS: usize = 3072;

/// A public key; two are equal when they are the same key, whatever their comments.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SigningKey {
    kind: &'static str,
    blob: Vec<u8>,
}

/// Why a text is not a key that is taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SigningKeyError {
    /// It is a private key.
    #[error("this is a private key, which is a secret")]
    Private,
    /// A kind that is not taken.
    #[error("`{0}` is no kind of key that is taken; taken are {list}", list = KINDS.join(", "))]
    Kind(String),
    /// It is not what OpenSSH writes.
    #[error("it is no public key of OpenSSH")]
    Form,
    /// An RSA key that is too short.
    #[error("an RSA key has at least {LEAST_RSA_BITS} bits, and this has {0}")]
    Short(usize),
}

impl SigningKey {
    /// Reads a line as `ssh-keygen` writes it into a `.pub` file.
    ///
    /// # Errors
    /// Not such a line, or a kind or size that is not taken.
    pub fn parse(text: &str) -> Result<Self, SigningKeyError> {
        if text.contains("PRIVATE KEY") {
            return Err(SigningKeyError::Private);
        }
        let mut words = text.split_ascii_whitespace();
        let (Some(kind), Some(coded)) = (words.next(), words.next()) else { return Err(SigningKeyError::Form) };
        let kind = known(kind)?;
        let blob = STANDARD.decode(coded).map_err(|_| SigningKeyError::Form)?;
        let key = Self::from_blob(&blob)?;
        if key.kind == kind { Ok(key) } else { Err(SigningKeyError::Form) }
    }

    /// Reads the wire form of a key, as signatures and certificates bear it.
    ///
    /// # Errors
    /// Not such a form, or a kind or size that is not taken.
    pub fn from_blob(blob: &[u8]) -> Result<Self, SigningKeyError> {
        let fields = fields(blob).ok_or(SigningKeyError::Form)?;
        let (first, rest) = fields.split_first().ok_or(SigningKeyError::Form)?;
        let kind = known(std::str::from_utf8(first).map_err(|_| SigningKeyError::Form)?)?;
        check(kind, rest)?;
        Ok(Self { kind, blob: blob.to_vec() })
    }

    /// The kind, as OpenSSH calls it.
    pub const fn kind(&self) -> &'static str {
        self.kind
    }

    /// The fingerprint that `ssh-keygen -l` shows.
    pub fn fingerprint(&self) -> String {
        format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(&self.blob)))
    }

    pub(crate) fn blob(&self) -> &[u8] {
        &self.blob
    }
}

fn known(kind: &str) -> Result<&'static str, SigningKeyError> {
    let shown = || kind.chars().take(40).flat_map(char::escape_default).collect();
    KINDS.into_iter().find(|known| *known == kind).ok_or_else(|| SigningKeyError::Kind(shown()))
}

fn check(kind: &str, fields: &[&[u8]]) -> Result<(), SigningKeyError> {
    let is_point = |point: &[u8], size: usize| point.len() == 1 + 2 * size && point.first() == Some(&4);
    let is_form = match (kind, fields) {
        ("ssh-ed25519", [key]) => key.len() == 32,
        ("sk-ssh-ed25519@openssh.com", [key, _]) => key.len() == 32,
        ("ecdsa-sha2-nistp256", [b"nistp256", point]) => is_point(point, 32),
        ("ecdsa-sha2-nistp384", [b"nistp384", point]) => is_point(point, 48),
        ("sk-ecdsa-sha2-nistp256@openssh.com", [b"nistp256", point, _]) => is_point(point, 32),
        ("ssh-rsa", [_, modulus]) => {
            let first = modulus.iter().position(|byte| *byte != 0).unwrap_or(modulus.len());
            let zeros = modulus.get(first).map_or(0, |byte| byte.leading_zeros() as usize);
            let bits = (modulus.len() - first) * 8 - zeros;
            if bits < LEAST_RSA_BITS {
                return Err(SigningKeyError::Short(bits));
            }
            true
        }
        _ => false,
    };
    if is_form { Ok(()) } else { Err(SigningKeyError::Form) }
}

impl fmt::Display for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, STANDARD.encode(&self.blob))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
