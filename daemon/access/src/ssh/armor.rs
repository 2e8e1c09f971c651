//! The armor around a signature: base64 between two lines, as `ssh-keygen -Y sign` writes it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
/// The longest armor that is read: the signature of an RSA key of 16,384 bits with a certificate is shorter.
const LONGEST: usize = 64 * 1024;

/// What is between the lines, decoded.
pub(super) fn decode(armored: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(armored).ok().filter(|text| text.len() <= LONGEST)?;
    let coded: String = text.trim_ascii().strip_prefix(BEGIN)?.strip_suffix(END)?.split_ascii_whitespace().collect();
    STANDARD.decode(coded).ok()
}

/// Splits what a signed object of Git holds into what is signed and the armor at its end.
pub(super) fn split_signed(object: &[u8]) -> Option<(&[u8], &[u8])> {
    let begin = BEGIN.as_bytes();
    let is_begin = |at: &usize| object[*at..].starts_with(begin) && (*at == 0 || object[*at - 1] == b'\n');
    let at = (0..object.len().saturating_sub(begin.len() - 1)).rev().find(is_begin)?;
    Some(object.split_at(at))
}
