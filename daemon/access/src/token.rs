//! Tokens of accounts: `gline_`, 43 random characters, six of a check sum; and the hash that is kept in their place.
//!
//! Not who has one. Invariant: a token is never printed but by `expose`; hashes are compared in constant time.

use std::fmt;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// What every token begins with, so that people and scanners of leaked secrets know one.
const PREFIX: &str = "gline_";
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^43 is more than 2^256.
const BODY: usize = 43;
/// 62^6 is more than 2^32.
const CHECK: usize = 6;

/// A token of an account.
#[derive(Clone)]
pub struct Token(String);

/// The SHA-256 of a token: what is committed, and what a presented token is compared with.
#[derive(Clone)]
pub struct TokenHash([u8; 32]);

/// Why a text is not the hash of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// It is a token itself.
    #[error("this is a token, which is a secret, and not its hash")]
    Secret,
    /// It is something else.
    #[error("a hash is `sha256:` and 64 lower-case hexadecimal digits")]
    Form,
}

impl Token {
    /// The token of 32 random bytes.
    pub fn from_entropy(entropy: [u8; 32]) -> Self {
        let body = format!("{PREFIX}{}", digits(&entropy, BODY));
        let check = check_sum(&body);
        Self(body + &check)
    }

    /// Reads a token; `None` where the prefix, the length or the check sum is not that of one.
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.get(..text.len().checked_sub(CHECK)?)?;
        let is_form = text.len() == PREFIX.len() + BODY + CHECK && text.starts_with(PREFIX);
        (is_form && text.ends_with(&check_sum(body))).then(|| Self(text.to_owned()))
    }

    /// The token itself, to be handed to the one whose it is.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The hash that is kept in its place.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

fn check_sum(body: &str) -> String {
    digits(&Sha256::digest(body.as_bytes())[..4], CHECK)
}

/// A big-endian number in base 62, with so many digits.
fn digits(number: &[u8], count: usize) -> String {
    let mut number = number.to_vec();
    let mut text = vec![0; count];
    for digit in text.iter_mut().rev() {
        let mut rest = 0_u16;
        for byte in &mut number {
            let value = (rest << 8) | u16::from(*byte);
            *byte = u8::try_from(value / 62).unwrap_or(u8::MAX);
            rest = value % 62;
        }
        *digit = ALPHABET[usize::from(rest)];
    }
    String::from_utf8_lossy(&text).into_owned()
}

impl TokenHash {
    /// Reads `sha256:` and 64 hexadecimal digits.
    ///
    /// # Errors
    /// Anything else; a token in its place is told apart.
    pub fn parse(text: &str) -> Result<Self, HashError> {
        if text.starts_with(PREFIX) {
            return Err(HashError::Secret);
        }
        let hex = text.strip_prefix("sha256:").ok_or(HashError::Form)?;
        let is_hex = hex.len() == 64 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2).filter(|_| is_hex)) {
            let pair = std::str::from_utf8(pair).map_err(|_| HashError::Form)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| HashError::Form)?;
        }
        if is_hex { Ok(Self(bytes)) } else { Err(HashError::Form) }
    }

    /// The first eight digits, by which a log tells tokens apart.
    pub fn short(&self) -> String {
        self.0[..4].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// In constant time.
impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for TokenHash {}

impl fmt::Display for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_one_wrong_character_does_not() {
        for byte in [0, 1, 7, 255] {
            let token = Token::from_entropy([byte; 32]);
            let text = token.expose();
            assert_eq!(text.len(), 55, "{text}");
            assert!(Token::parse(text).is_some_and(|read| read.hash() == token.hash()));
            for at in 0..text.len() {
                let mut other = text.as_bytes().to_vec();
                other[at] = if other[at] == b'x' { b'y' } else { b'x' };
                assert!(Token::parse(&String::from_utf8_lossy(&other)).is_none(), "{at}");
            }
        }
        for text in ["", "gline_", "é", "éééééé", "gline_éé", &"x".repeat(55)] {
            assert!(Token::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_highest_entropy_has_room() {
        let token = Token::from_entropy([255; 32]);
        assert!(!token.expose()[6..].starts_with('0'), "all 256 bits are in it");
        assert_ne!(token.hash(), Token::from_entropy([254; 32]).hash());
    }

    #[test]
    fn a_hash_reads_back_and_a_token_in_its_place_is_refused() {
        let token = Token::from_entropy([3; 32]);
        let shown = token.hash().to_string();
        assert_eq!(TokenHash::parse(&shown), Ok(token.hash()));
        assert_eq!(format!("{token:?}"), "***");
        assert_eq!(TokenHash::parse(token.expose()), Err(HashError::Secret));
        let upper = shown.to_uppercase();
        for text in ["", "sha256:", "sha256:00", &shown[7..], &upper, &format!("{shown}0")] {
            assert_eq!(TokenHash::parse(text), Err(HashError::Form), "{text}");
        }
    }
}
