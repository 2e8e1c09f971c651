//! A new token for an account of a schema repo: made from the system's randomness, and written down as its hash.
//!
//! Not a commit: that is for people to make. Invariant: the token itself is in no file and in no line but the one it is
//! handed out in; what stands in `access/people.toml` stays as it is, to the byte.

use std::path::Path;
use std::time::Duration;

use access::{Scope, Token};
use rand::TryRng as _;
use rand::rngs::{SysError, SysRng};

use crate::checkout::Checkout;
use crate::desired::{Name, NameError};
use crate::status::Timestamp;

/// The file that tokens are listed in.
pub const PEOPLE: &str = "access/people.toml";

/// A new token, and what is to be committed of it.
pub struct NewToken {
    /// The token.
    pub token: Token,
    /// The lines for `access/people.toml`.
    pub lines: String,
    /// Whether the lines make the account too.
    pub is_new_account: bool,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum NewTokenError {
    /// The account has no such name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The system has no randomness.
    #[error("the system gives no randomness")]
    Random(#[source] SysError),
    /// The file cannot be written.
    #[error("cannot write `{path}`")]
    Write {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

impl NewToken {
    /// Makes a token for an account that a schema repo has or, as a service account, is to have.
    ///
    /// # Errors
    /// A name that is none; no randomness.
    pub fn make(
        account: &str,
        scopes: &[Scope],
        lasts: Duration,
        repo: Option<&Checkout>,
    ) -> Result<Self, NewTokenError> {
        let account = Name::parse(account)?;
        let mut entropy = [0; 32];
        SysRng.try_fill_bytes(&mut entropy).map_err(NewTokenError::Random)?;
        let token = Token::from_entropy(entropy);
        let is_new_account = !repo.is_some_and(|repo| repo.state.people.accounts.contains_key(account.as_str()));
        let mut lines = String::new();
        if is_new_account {
            lines.push_str(&format!("[[service-account]]\nname = \"{account}\"\n\n"));
        }
        let scopes: Vec<_> = scopes.iter().map(|scope| format!("\"{scope}\"")).collect();
        let end = Timestamp::from_seconds(Timestamp::now().after(lasts).seconds()).to_string().replace(".000Z", "Z");
        let (hash, scopes) = (token.hash(), scopes.join(", "));
        lines.push_str(&format!(
            "[[token]]\naccount = \"{account}\"\nhash = \"{hash}\"\nscopes = [{scopes}]\nexpires = {end}\n"
        ));
        Ok(Self { token, lines, is_new_account })
    }

    /// Adds the lines to the file of the schema repo in a folder, behind all that is there.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), NewTokenError> {
        let path = folder.join(PEOPLE);
        let failed = |source| NewTokenError::Write { path: path.display().to_string(), source };
        let mut text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed(error)),
        };
        let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
        if !text.is_empty() {
            let ends = text.ends_with('\n');
            text.push_str(if ends { "" } else { ending });
            text.push_str(ending);
        }
        text.push_str(&self.lines.replace('\n', ending));
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(failed)?;
        }
        std::fs::write(&path, text).map_err(failed)
    }
}
