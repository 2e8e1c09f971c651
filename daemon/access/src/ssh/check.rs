//! Whether a key made a signature over a message: the arithmetic is that of `ring`.
//!
//! Invariant: SHA-1 vouches for nothing, and the signature of a hardware key counts only where somebody touched it.

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA512,
    RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use sha2::{Digest as _, Sha256};

use super::wire::{Wire, fields};
use crate::signing_key::SigningKey;

/// The flag of a hardware key: somebody was there and touched it.
const TOUCHED: u8 = 1;

/// Whether the key made the signature, given in the form of SSH, over the message.
pub(super) fn vouches(key: &SigningKey, message: &[u8], signature: &[u8]) -> bool {
    judged(key, message, signature).unwrap_or(false)
}

fn judged(key: &SigningKey, message: &[u8], signature: &[u8]) -> Option<bool> {
    let fields = fields(key.blob())?;
    let mut wire = Wire::new(signature);
    let (algorithm, made) = (wire.text()?, wire.string()?);
    let is_good = match (key.kind(), algorithm, fields.as_slice()) {
        ("ssh-ed25519", "ssh-ed25519", [_, point]) => plain(&ED25519, point, message, made),
        ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", [_, _, point]) => {
            plain(&ECDSA_P256_SHA256_FIXED, point, message, &ecdsa(made, 32)?)
        }
        ("ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384", [_, _, point]) => {
            plain(&ECDSA_P384_SHA384_FIXED, point, message, &ecdsa(made, 48)?)
        }
        ("ssh-rsa", "rsa-sha2-256" | "rsa-sha2-512", [_, e, n]) => {
            let (e, n) = (unpadded(e), unpadded(n));
            let hash =
                if algorithm == "rsa-sha2-256" { &RSA_PKCS1_2048_8192_SHA256 } else { &RSA_PKCS1_2048_8192_SHA512 };
            RsaPublicKeyComponents { n, e }.verify(hash, message, made).is_ok()
        }
        ("sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519@openssh.com", [_, point, application]) => {
            let message = of_hardware(&mut wire, application, message)?;
            plain(&ED25519, point, &message, made)
        }
        ("sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", [_, _, point, application]) => {
            let message = of_hardware(&mut wire, application, message)?;
            plain(&ECDSA_P256_SHA256_FIXED, point, &message, &ecdsa(made, 32)?)
        }
        _ => false,
    };
    Some(is_good && wire.rest().is_empty())
}

fn plain(algorithm: &'static dyn VerificationAlgorithm, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok()
}

/// Both numbers of an ECDSA signature, one behind the other.
fn ecdsa(made: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut wire = Wire::new(made);
    let numbers = [wire.number(size)?, wire.number(size)?].concat();
    wire.rest().is_empty().then_some(numbers)
}

/// A big-endian number without leading zeros.
fn unpadded(number: &[u8]) -> &[u8] {
    let first = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    &number[first..]
}

/// What a hardware key signs: the hash of its application, its flags and counter, the hash of the message.
fn of_hardware(wire: &mut Wire<'_>, application: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    let (flags, counter) = (wire.u8()?, wire.u32()?);
    if flags & TOUCHED == 0 {
        return None;
    }
    Some([&Sha256::digest(application)[..], &[flags], &counter.to_be_bytes(), &Sha256::digest(message)[..]].concat())
}
