//! The public keys that people sign with, in the form of OpenSSH: `ssh-ed25519 AAAA… comment`.
//!
//! Not the checking of a signature. Invariant: a key that is held is of a kind and size that approvals take.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The kinds of keys that are taken.
const KINDS: [&str; 7] = [
    "ssh-ed25519",
    "sk-ssh-ed25519@openssh.com",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
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
        let shown = || kind.chars().take(40).flat_map(char::escape_default).collect();
        let kind = KINDS.into_iter().find(|known| *known == kind).ok_or_else(|| SigningKeyError::Kind(shown()))?;
        let blob = STANDARD.decode(coded).map_err(|_| SigningKeyError::Form)?;
        let fields = fields(&blob).filter(|fields| fields.first() == Some(&kind.as_bytes()));
        let fields = fields.ok_or(SigningKeyError::Form)?;
        check(kind, &fields[1..])?;
        Ok(Self { kind, blob })
    }

    /// The kind, as OpenSSH calls it.
    pub const fn kind(&self) -> &'static str {
        self.kind
    }
}

/// The fields of a blob, each behind its length.
fn fields(mut blob: &[u8]) -> Option<Vec<&[u8]>> {
    let mut fields = Vec::new();
    while !blob.is_empty() {
        let (length, rest) = blob.split_first_chunk::<4>()?;
        let (field, after) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        fields.push(field);
        blob = after;
    }
    Some(fields)
}

fn check(kind: &str, fields: &[&[u8]]) -> Result<(), SigningKeyError> {
    let is_point = |point: &[u8], size: usize| point.len() == 1 + 2 * size && point.first() == Some(&4);
    let is_form = match (kind, fields) {
        ("ssh-ed25519", [key]) => key.len() == 32,
        ("sk-ssh-ed25519@openssh.com", [key, _]) => key.len() == 32,
        ("ecdsa-sha2-nistp256", [b"nistp256", point]) => is_point(point, 32),
        ("ecdsa-sha2-nistp384", [b"nistp384", point]) => is_point(point, 48),
        ("ecdsa-sha2-nistp521", [b"nistp521", point]) => is_point(point, 66),
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
