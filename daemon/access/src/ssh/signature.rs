//! One detached signature: which key made it, for which purpose, and whether it is good.
//!
//! Not whose the key is. Invariant: a signature is only ever checked for a purpose that the caller names, so that one that was made
//! for another never counts.

use sha2::{Digest as _, Sha256, Sha512};

use super::armor;
use super::certificate::{Certificate, CertificateError};
use super::check::vouches;
use super::wire::{Wire, put};
use crate::signing_key::{SigningKey, SigningKeyError};

const MAGIC: &[u8] = b"SSHSIG";

/// A detached signature, read and not judged yet.
#[derive(Clone, Debug)]
pub struct SshSignature {
    key: SigningKey,
    certificate: Option<Certificate>,
    namespace: String,
    hash: Hash,
    made: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Sha256,
    Sha512,
}

/// Why a signature does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// It is not what `ssh-keygen -Y sign` writes.
    #[error("it is no signature as `ssh-keygen -Y sign` writes it")]
    Form,
    /// Its key is not taken.
    #[error("its key is not taken: {0}")]
    Key(#[from] SigningKeyError),
    /// Its certificate is not right.
    #[error("its certificate is not taken: {0}")]
    Certificate(#[from] CertificateError),
    /// It was made for something else.
    #[error("it was made for `{found}` and not for `{wanted}`")]
    Purpose {
        /// The namespace in it.
        found: String,
        /// The namespace that counts here.
        wanted: String,
    },
    /// The key did not sign that.
    #[error("it is not over this text: the text was changed after it was signed, or signed by another key")]
    Bad,
}

impl SshSignature {
    /// Reads the armored form.
    ///
    /// # Errors
    /// Not such a form, or a key or certificate that is not taken.
    pub fn parse(armored: &[u8]) -> Result<Self, SignatureError> {
        let blob = armor::decode(armored).ok_or(SignatureError::Form)?;
        let (key, rest) = head(&blob).ok_or(SignatureError::Form)?;
        let (namespace, hash, made) = tail(rest).ok_or(SignatureError::Form)?;
        let (key, certificate) = match Certificate::is_one(key) {
            true => {
                let certificate = Certificate::parse(key)?;
                (certificate.key().clone(), Some(certificate))
            }
            false => (SigningKey::from_blob(key)?, None),
        };
        Ok(Self { key, certificate, namespace, hash, made })
    }

    /// Splits a signed object of Git, such as a tag, into what is signed and the armored signature at its end.
    pub fn split_signed(object: &[u8]) -> Option<(&[u8], &[u8])> {
        armor::split_signed(object)
    }

    /// The key that made it; of a certificate the key that it vouches for.
    pub const fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The certificate that came with it.
    pub const fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// Whether the key made it over the message and for the purpose.
    ///
    /// # Errors
    /// Another purpose, or it is not good.
    pub fn verify(&self, namespace: &str, message: &[u8]) -> Result<(), SignatureError> {
        if self.namespace != namespace {
            let found = self.namespace.chars().take(40).flat_map(char::escape_debug).collect();
            return Err(SignatureError::Purpose { found, wanted: namespace.to_owned() });
        }
        match vouches(&self.key, &self.signed(message), &self.made) {
            true => Ok(()),
            false => Err(SignatureError::Bad),
        }
    }

    /// What the key really signs: purpose and hash of the message.
    fn signed(&self, message: &[u8]) -> Vec<u8> {
        let (name, hash): (&[u8], Vec<u8>) = match self.hash {
            Hash::Sha256 => (b"sha256", Sha256::digest(message).to_vec()),
            Hash::Sha512 => (b"sha512", Sha512::digest(message).to_vec()),
        };
        let mut signed = MAGIC.to_vec();
        for part in [self.namespace.as_bytes(), b"", name, &hash] {
            put(&mut signed, part);
        }
        signed
    }
}

/// The key, and what stands behind it.
fn head(blob: &[u8]) -> Option<(&[u8], Wire<'_>)> {
    let mut wire = Wire::new(blob);
    if wire.take(MAGIC.len())? != MAGIC || wire.u32()? != 1 {
        return None;
    }
    Some((wire.string()?, wire))
}

fn tail(mut wire: Wire<'_>) -> Option<(String, Hash, Vec<u8>)> {
    let (namespace, _reserved) = (wire.text()?.to_owned(), wire.string()?);
    let hash = match wire.text()? {
        "sha256" => Hash::Sha256,
        "sha512" => Hash::Sha512,
        _ => return None,
    };
    let made = wire.string()?.to_vec();
    (wire.rest().is_empty() && !namespace.is_empty()).then_some((namespace, hash, made))
}
