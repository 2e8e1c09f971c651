//! A list of allowed signers, as `ssh-keygen -Y verify` reads it: which keys and authorities speak for which principals.
//!
//! Not people: who has an address is said elsewhere. Invariant: an option or key that is not understood is refused with its line,
//! because passing it over could let somebody in.

use super::moment;
use super::signature::SshSignature;
use crate::moment::Moment;
use crate::pattern::Pattern;
use crate::signing_key::{SigningKey, SigningKeyError};

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedSigners {
    /// Its entries, in the order of the file.
    pub entries: Vec<Entry>,
}

/// One line: a key or authority, and what it is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    principals: Vec<(bool, Pattern)>,
    is_authority: bool,
    namespaces: Option<Vec<Pattern>>,
    after: Option<Moment>,
    before: Option<Moment>,
    key: SigningKey,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct AllowedError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub why: Wrong,
}

/// What can be wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Parts are missing.
    #[error("it is not `principals [options] kind key`, as `ssh-keygen` reads it")]
    Form,
    /// An option that is not known.
    #[error("`{0}` is no option of allowed signers")]
    Option(String),
    /// A moment that depends on where it is read.
    #[error("`{0}` is no moment such as `20261231Z` or `20261231235959Z`; it ends in `Z` for UTC")]
    Moment(String),
    /// The key is not taken.
    #[error(transparent)]
    Key(#[from] SigningKeyError),
}

/// Why a signature by that key does not count for a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// No entry has the key for that principal.
    #[error("the key is not one of theirs")]
    Unknown,
    /// The key is for other purposes.
    #[error("the key is not for approvals")]
    Purpose,
    /// The key or its certificate does not hold at that moment.
    #[error("the key was not valid when the signature was first seen")]
    Time,
}

impl AllowedSigners {
    /// Reads the list.
    ///
    /// # Errors
    /// The first line that is not right.
    pub fn parse(text: &str) -> Result<Self, AllowedError> {
        let lines = (1..).zip(text.lines()).filter(|(_, line)| {
            let line = line.trim_ascii();
            !line.is_empty() && !line.starts_with('#')
        });
        let entry = |(line, text): (usize, &str)| entry(text).map_err(|why| AllowedError { line, why });
        Ok(Self { entries: lines.map(entry).collect::<Result<_, _>>()? })
    }

    /// Whether the key of a signature speaks for a principal, for that purpose, at that moment.
    ///
    /// # Errors
    /// Why not; where several entries have the key, the reason of the one that came nearest.
    pub fn allows(
        &self,
        signature: &SshSignature,
        principal: &str,
        namespace: &str,
        at: Moment,
    ) -> Result<(), NotAllowed> {
        let mut nearest = NotAllowed::Unknown;
        for entry in self.entries.iter().filter(|entry| entry.is_about(signature, principal)) {
            match entry.judged(signature, namespace, at) {
                Ok(()) => return Ok(()),
                Err(why) => nearest = why,
            }
        }
        Err(nearest)
    }
}

impl Entry {
    /// The key, or that of the authority.
    pub const fn key(&self) -> &SigningKey {
        &self.key
    }

    fn is_about(&self, signature: &SshSignature, principal: &str) -> bool {
        let has_key = match (self.is_authority, signature.certificate()) {
            (true, Some(certificate)) => *certificate.authority() == self.key && certificate.speaks_for(principal),
            // A key counts as it stands here, also where a certificate came with it.
            (false, _) => *signature.key() == self.key,
            (true, None) => false,
        };
        has_key && self.has(principal)
    }

    fn has(&self, principal: &str) -> bool {
        let principal = principal.to_lowercase();
        let is_match = |wanted: bool| {
            self.principals.iter().any(|(is_denied, pattern)| *is_denied == wanted && pattern.is_match(&principal))
        };
        is_match(false) && !is_match(true)
    }

    fn judged(&self, signature: &SshSignature, namespace: &str, at: Moment) -> Result<(), NotAllowed> {
        if self.namespaces.as_ref().is_some_and(|known| !known.iter().any(|pattern| pattern.is_match(namespace))) {
            return Err(NotAllowed::Purpose);
        }
        let is_held = !self.is_authority || signature.certificate().is_some_and(|certificate| certificate.holds_at(at));
        let is_in_time = self.after.is_none_or(|after| at >= after) && self.before.is_none_or(|before| at < before);
        if is_held && is_in_time { Ok(()) } else { Err(NotAllowed::Time) }
    }
}

fn entry(line: &str) -> Result<Entry, Wrong> {
    let (principals, rest) = word(line).ok_or(Wrong::Form)?;
    let principals = unquoted(principals).split(',').map(|text| match text.strip_prefix('!') {
        Some(denied) => (true, Pattern::new(denied.to_lowercase())),
        None => (false, Pattern::new(text.to_lowercase())),
    });
    let mut entry = Entry {
        principals: principals.collect(),
        is_authority: false,
        namespaces: None,
        after: None,
        before: None,
        key: match SigningKey::parse(rest) {
            Ok(key) => key,
            Err(_) => SigningKey::parse(word(rest).ok_or(Wrong::Form)?.1)?,
        },
    };
    if SigningKey::parse(rest).is_err() {
        let (options, _) = word(rest).ok_or(Wrong::Form)?;
        split_outside_quotes(options).into_iter().try_for_each(|option| entry.option(option))?;
    }
    Ok(entry)
}

impl Entry {
    fn option(&mut self, option: &str) -> Result<(), Wrong> {
        let (name, value) =
            option.split_once('=').map_or((option, None), |(name, value)| (name, Some(unquoted(value))));
        let moment = |text: &str| moment::parse(text).ok_or_else(|| Wrong::Moment(shown(text)));
        match (name.to_ascii_lowercase().as_str(), value) {
            ("cert-authority", None) => self.is_authority = true,
            ("namespaces", Some(list)) => self.namespaces = Some(list.split(',').map(Pattern::new).collect()),
            ("valid-after", Some(text)) => self.after = Some(moment(text)?),
            ("valid-before", Some(text)) => self.before = Some(moment(text)?),
            _ => return Err(Wrong::Option(shown(name))),
        }
        Ok(())
    }
}

/// The first word of a line, whose quotes may hold spaces, and what follows it.
fn word(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_ascii_start();
    let mut is_quoted = false;
    let end = line.find(|c: char| {
        is_quoted ^= c == '"';
        c.is_ascii_whitespace() && !is_quoted
    });
    let (word, rest) = line.split_at(end?);
    (!word.is_empty()).then_some((word, rest.trim_ascii()))
}

fn split_outside_quotes(text: &str) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|c: char| {
        is_quoted ^= c == '"';
        c == ',' && !is_quoted
    })
    .collect()
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

fn shown(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_debug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIW+O8kz+8qbzPfTrntkJgXnWuPfG5y3wcUDcK0nN9HA ada@laptop";

    fn wrong(text: &str) -> String {
        AllowedSigners::parse(text).expect_err("it is wrong").to_string()
    }

    #[test]
    fn a_line_says_whose_key_it_is_and_what_for() {
        let text = format!(
            "# people\n\nada@example.com,*@ops.example.com,!eve@ops.example.com {KEY}\n\
             \"a@b\" cert-authority,namespaces=\"approval@groundline,git\",valid-after=\"20260101Z\" {KEY}\n"
        );
        let list = AllowedSigners::parse(&text).expect("it is right");
        let [first, second] = list.entries.as_slice() else { panic!("two entries") };
        assert!(first.has("Ada@Example.com") && first.has("bob@ops.example.com"));
        assert!(!first.has("eve@ops.example.com") && !first.has("bob@example.com") && !first.is_authority);
        assert!(second.is_authority && second.has("a@b") && second.after.is_some());
        assert_eq!(second.namespaces.as_ref().map(Vec::len), Some(2));
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_line() {
        assert!(wrong("ada@example.com\n").starts_with("line 1: it is not"));
        assert!(wrong(&format!("\na@b no-touch {KEY}\n")).contains("line 2: `no-touch` is no option"));
        assert!(wrong(&format!("a@b valid-before=\"20261231\" {KEY}\n")).contains("`20261231` is no moment"));
        assert!(wrong(&format!("a@b cert-authority=\"yes\" {KEY}\n")).contains("`cert-authority` is no option"));
        assert!(wrong("a@b ssh-dss AAAA\n").contains("line 1: it is no public key"));
    }
}
