//! Who there is: people, groups, service accounts, and what lets them in.
//!
//! Not the file that says so. Invariant: an account's tokens are known by their hashes only.

use std::collections::{BTreeMap, BTreeSet};

use crate::jwt::{Claims, Presented};
use crate::moment::Moment;
use crate::pattern::Pattern;
use crate::refusal::{Refusal, Unwelcome};
use crate::scope::Scope;
use crate::signing_key::SigningKey;
use crate::token::{Token, TokenHash};
use crate::trust::{self, Trust};

/// Everybody whom a schema repo names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// People and service accounts, by name.
    pub accounts: BTreeMap<String, Account>,
    /// Groups, by name.
    pub groups: BTreeMap<String, Group>,
    /// Tokens, in the order of the file.
    pub tokens: Vec<IssuedToken>,
    /// Issuers whose word is taken, in the order of the file.
    pub trusts: Vec<Trust>,
}

/// Somebody, or some program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Account {
    /// A human being.
    Person(Person),
    /// A program.
    Service,
}

/// A human being.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The addresses in the person's commits.
    pub emails: Vec<String>,
    /// The keys that the person signs with.
    pub keys: Vec<SigningKey>,
    /// The person's accounts on forges, as `forge:name` in lower case; by them bridges know whose a review is.
    pub logins: Vec<String>,
}

/// People under one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The names of its accounts.
    pub members: BTreeSet<String>,
}

/// A token that was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedToken {
    /// Whose it is.
    pub account: String,
    /// Its hash.
    pub hash: TokenHash,
    /// What it may be used for.
    pub scopes: BTreeSet<Scope>,
    /// The targets that it may name; every one where there is nothing.
    pub targets: Option<Vec<Pattern>>,
    /// From when on it does not let in any more.
    pub expires: Moment,
}

/// Somebody who was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub account: String,
    /// What may be done.
    pub scopes: BTreeSet<Scope>,
    /// The targets that may be named; every one where there is nothing.
    pub targets: Option<Vec<Pattern>>,
    /// What let in, for the log: the beginning of a token's hash, or issuer and subject.
    pub by: String,
}

impl Caller {
    /// Whether a target may be named.
    pub fn may_name(&self, target: &str) -> bool {
        self.targets.as_ref().is_none_or(|patterns| patterns.iter().any(|pattern| pattern.is_match(target)))
    }
}

impl People {
    /// Whose a token is, at a moment.
    ///
    /// # Errors
    /// Nobody's, or not any more.
    pub fn caller_of(&self, token: &Token, now: Moment) -> Result<Caller, Refusal> {
        let hash = token.hash();
        // Every hash is compared, wherever the right one stands.
        let found =
            self.tokens.iter().fold(None, |found, issued| if issued.hash == hash { Some(issued) } else { found });
        let issued = found.ok_or(Unwelcome::Unknown.because("it is nobody's, or was revoked"))?;
        if now >= issued.expires {
            return Err(Unwelcome::Expired.because("its end is over"));
        }
        let by = format!("token {}", hash.short());
        let (account, scopes, targets) = (issued.account.clone(), issued.scopes.clone(), issued.targets.clone());
        Ok(Caller { account, scopes, targets, by })
    }

    /// The trusts that are about the issuer and audience of a token; where there is none, nobody's keys need be fetched.
    ///
    /// # Errors
    /// There is none.
    pub fn trusts_of(&self, token: &Presented) -> Result<Vec<&Trust>, Refusal> {
        let about: Vec<_> = self.trusts.iter().filter(|trust| trust.is_about(token)).collect();
        match about.is_empty() {
            true => Err(Unwelcome::Foreign.because("no `[[trust]]` is about its issuer and audience")),
            false => Ok(about),
        }
    }

    /// Who claims whose signature is good let in as, at a moment.
    ///
    /// # Errors
    /// Out of time, or not what any trust demands.
    pub fn caller_with(&self, claims: &Claims, now: Moment) -> Result<Caller, Refusal> {
        trust::judge(claims, &self.trusts, now)
    }
}
