//! Trust in the word of an issuer: whose tokens let in as which service account.
//!
//! Not the signature, which was checked before. Invariant: a token has an end, and lets in only while it lasts.

use std::collections::{BTreeMap, BTreeSet};

use crate::jwt::{Claims, Presented};
use crate::moment::Moment;
use crate::pattern::Pattern;
use crate::people::Caller;
use crate::refusal::{Refusal, Unwelcome};
use crate::scope::Scope;
use crate::web_address::Issuer;

/// How many seconds the clocks of issuer and daemon may differ.
pub const SKEW: i64 = 60;

/// Tokens of an issuer that let in as a service account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    /// The service account.
    pub account: String,
    /// Who signs.
    pub issuer: Issuer,
    /// Whom the tokens are for: us, by the name that we ask for.
    pub audience: String,
    /// What the claim `sub` must be.
    pub subject: Option<Pattern>,
    /// What other claims must be, by their names.
    pub claims: BTreeMap<String, Pattern>,
    /// What they may be used for.
    pub scopes: BTreeSet<Scope>,
    /// The targets that they may name; every one where there is nothing.
    pub targets: Option<Vec<Pattern>>,
}

impl Trust {
    /// Whether it is about the issuer and the audience that a token names.
    pub fn is_about(&self, token: &Presented) -> bool {
        token.issuer() == Some(self.issuer.as_str()) && token.is_for(&self.audience)
    }

    /// Whether claims are what it demands, times aside.
    fn is_met_by(&self, claims: &Claims) -> bool {
        let is_ours = claims.text("iss") == Some(self.issuer.as_str()) && claims.is_for(&self.audience);
        let is_subject = match (&self.subject, claims.text("sub")) {
            (None, _) => true,
            (Some(pattern), Some(subject)) => pattern.is_match(subject),
            (Some(_), None) => false,
        };
        is_ours && is_subject && self.claims.iter().all(|(name, pattern)| claims.is_match(name, pattern))
    }
}

/// Judges claims whose signature is good; of several trusts that are met the first counts.
pub(crate) fn judge<'t>(
    claims: &Claims,
    trusts: impl IntoIterator<Item = &'t Trust>,
    now: Moment,
) -> Result<Caller, Refusal> {
    in_time(claims, now)?;
    let met = trusts.into_iter().find(|trust| trust.is_met_by(claims));
    let met = met.ok_or(Unwelcome::Foreign.because("its claims are not what any `[[trust]]` demands"))?;
    let subject: String = claims.text("sub").unwrap_or("-").chars().take(200).collect();
    let (account, scopes, targets) = (met.account.clone(), met.scopes.clone(), met.targets.clone());
    Ok(Caller { account, scopes, targets, by: format!("{} {subject}", met.issuer) })
}

fn in_time(claims: &Claims, now: Moment) -> Result<(), Refusal> {
    let Some(end) = claims.moment("exp") else {
        return Err(Unwelcome::Foreign.because("it has no end: the claim `exp` is not there"));
    };
    if now >= end.after(SKEW) {
        return Err(Unwelcome::Expired.because("its end is over"));
    }
    for name in ["nbf", "iat"] {
        match claims.moment(name) {
            None if claims.has(name) => return Err(Unwelcome::Foreign.because("a time in it is no number")),
            Some(begin) if now.after(SKEW) < begin => {
                return Err(Unwelcome::Expired.because("its time has not come yet"));
            }
            _ => {}
        }
    }
    Ok(())
}
