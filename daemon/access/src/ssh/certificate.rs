//! Certificates of OpenSSH: an authority says which principals a key speaks for, and until when.
//!
//! Not whether the authority counts, which the list of allowed signers says. Invariant: one that is held bears a good signature of its
//! authority.

use super::check::vouches;
use super::wire::{Wire, fields, put};
use crate::moment::Moment;
use crate::signing_key::{SigningKey, SigningKeyError};

const MARK: &str = "-cert-v01@openssh.com";
/// The kind of certificate that people have; hosts have the other.
const OF_USER: u32 = 1;

/// A certificate whose signature is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    key: SigningKey,
    authority: SigningKey,
    id: String,
    principals: Vec<String>,
    after: u64,
    before: u64,
}

/// Why a certificate is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// It is not what OpenSSH writes.
    #[error("it is no certificate of OpenSSH")]
    Form,
    /// It vouches for a host.
    #[error("it is the certificate of a host, not of a person")]
    Host,
    /// It asks for something that is not understood.
    #[error("it has the critical option `{0}`, which is not understood")]
    Option(String),
    /// A key in it is not taken.
    #[error(transparent)]
    Key(#[from] SigningKeyError),
    /// Its authority did not sign it.
    #[error("it is not signed by the authority that it names")]
    Bad,
}

impl Certificate {
    /// Whether a blob is a certificate rather than a plain key.
    pub(super) fn is_one(blob: &[u8]) -> bool {
        Wire::new(blob).text().is_some_and(|kind| kind.ends_with(MARK))
    }

    pub(super) fn parse(blob: &[u8]) -> Result<Self, CertificateError> {
        let (key, mut wire) = plain_key(blob).ok_or(CertificateError::Form)?;
        let read = read(blob, &mut wire).ok_or(CertificateError::Form)?;
        if read.kind != OF_USER {
            return Err(CertificateError::Host);
        }
        if let Some(name) = read.critical {
            return Err(CertificateError::Option(name.chars().take(40).flat_map(char::escape_debug).collect()));
        }
        let (key, authority) = (SigningKey::from_blob(&key)?, SigningKey::from_blob(read.authority)?);
        if !vouches(&authority, read.signed, read.signature) {
            return Err(CertificateError::Bad);
        }
        let (id, principals) = (read.id.to_owned(), read.principals);
        Ok(Self { key, authority, id, principals, after: read.after, before: read.before })
    }

    /// The key that it vouches for.
    pub const fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The key of the authority that signed it.
    pub const fn authority(&self) -> &SigningKey {
        &self.authority
    }

    /// What the authority calls it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it speaks for a principal; one without principals speaks for nobody here.
    pub fn speaks_for(&self, principal: &str) -> bool {
        self.principals.iter().any(|known| known.eq_ignore_ascii_case(principal))
    }

    /// Whether it holds at a moment.
    pub fn holds_at(&self, now: Moment) -> bool {
        u64::try_from(now.0).is_ok_and(|now| (self.after..self.before).contains(&now))
    }
}

/// The plain key inside: its kind, and the fields between the nonce and the serial number.
fn plain_key(blob: &[u8]) -> Option<(Vec<u8>, Wire<'_>)> {
    let mut wire = Wire::new(blob);
    let kind = wire.text()?.strip_suffix(MARK)?;
    let (kind, count) = match kind {
        "ssh-ed25519" => ("ssh-ed25519", 1),
        "ecdsa-sha2-nistp256" => ("ecdsa-sha2-nistp256", 2),
        "ecdsa-sha2-nistp384" => ("ecdsa-sha2-nistp384", 2),
        "ssh-rsa" => ("ssh-rsa", 2),
        "sk-ssh-ed25519" => ("sk-ssh-ed25519@openssh.com", 2),
        "sk-ecdsa-sha2-nistp256" => ("sk-ecdsa-sha2-nistp256@openssh.com", 3),
        _ => return None,
    };
    let _nonce = wire.string()?;
    let mut key = Vec::new();
    put(&mut key, kind.as_bytes());
    for _ in 0..count {
        put(&mut key, wire.string()?);
    }
    Some((key, wire))
}

struct Read<'b> {
    kind: u32,
    id: &'b str,
    principals: Vec<String>,
    after: u64,
    before: u64,
    critical: Option<&'b str>,
    authority: &'b [u8],
    signed: &'b [u8],
    signature: &'b [u8],
}

fn read<'b>(blob: &'b [u8], wire: &mut Wire<'b>) -> Option<Read<'b>> {
    let (_serial, kind, id) = (wire.u64()?, wire.u32()?, wire.text()?);
    let principals = fields(wire.string()?)?;
    let principals = principals.into_iter().map(|name| String::from_utf8(name.to_vec()).ok()).collect::<Option<_>>()?;
    let (after, before) = (wire.u64()?, wire.u64()?);
    let critical = match wire.string()? {
        [] => None,
        options => Some(Wire::new(options).text()?),
    };
    let (_extensions, _reserved, authority) = (wire.string()?, wire.string()?, wire.string()?);
    let signed = &blob[..blob.len() - wire.rest().len()];
    let signature = wire.string()?;
    wire.rest().is_empty().then_some(Read {
        kind,
        id,
        principals,
        after,
        before,
        critical,
        authority,
        signed,
        signature,
    })
}
