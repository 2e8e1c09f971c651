//! Who asks: the bearer token of a request, judged by the commit in force.
//!
//! Not the judging, which is in `access`. Invariant: the answer tells a caller one of three words about a token; the log may
//! say more, and neither holds anything of the token.

use access::jwt::Presented;
use access::{Caller, Moment, People, Refusal, Scope, Token, Unwelcome};
use hyper::StatusCode;
use hyper::header::{AUTHORIZATION, HeaderMap};
use reconcile::status::Timestamp;

use super::limits;
use crate::http::problem::Problem;
use crate::oidc::{Issuers, Unproven};

/// What is presented, as it is.
pub(super) fn presented(headers: &HeaderMap) -> Result<&str, Problem> {
    bearer(headers).ok_or_else(nobody)
}

/// Who asks.
pub(super) async fn caller(presented: &str, people: &People, issuers: &Issuers) -> Result<Caller, Problem> {
    if let Some(token) = Token::parse(presented) {
        return people.caller_of(&token, now()).map_err(|refusal| unwelcome(&refusal));
    }
    if !Presented::looks_like(presented) {
        return Err(unwelcome(&Unwelcome::Unknown.because("it has no form that is known")));
    }
    let token = Presented::parse(presented).map_err(|refusal| unwelcome(&refusal))?;
    let trusts = people.trusts_of(&token).map_err(|refusal| unwelcome(&refusal))?;
    // All of them name the same issuer: the token's.
    let Some(trust) = trusts.first() else { return Err(nobody()) };
    let claims = issuers.prove(&token, &trust.issuer).await.map_err(|unproven| match unproven {
        Unproven::Foreign(why) => unwelcome(&Unwelcome::Foreign.because(why)),
        Unproven::Unreachable => {
            let detail = "the keys of the token's issuer cannot be fetched now";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "issuer-unreachable", detail).after(limits::SOON)
        }
    })?;
    people.caller_with(&claims, now()).map_err(|refusal| unwelcome(&refusal))
}

/// Whether a caller may do that.
pub(super) fn may(caller: &Caller, scope: Scope) -> Result<(), Problem> {
    if caller.scopes.contains(&scope) {
        return Ok(());
    }
    let detail = format!("the token of `{}` has not the scope `{scope}`", caller.account);
    let challenge = match scope {
        Scope::Review => "Bearer realm=\"groundline\", error=\"insufficient_scope\", scope=\"review\"",
        Scope::ReviewLive => "Bearer realm=\"groundline\", error=\"insufficient_scope\", scope=\"review-live\"",
    };
    Err(Problem::new(StatusCode::FORBIDDEN, "scope", detail).challenge(challenge))
}

/// Whether a caller may name that target, there or not.
pub(super) fn may_name(caller: &Caller, target: &str) -> Result<(), Problem> {
    if caller.may_name(target) {
        return Ok(());
    }
    let detail = format!("the token of `{}` may not name this target", caller.account);
    let challenge = "Bearer realm=\"groundline\", error=\"insufficient_scope\"";
    let hint = "`targets` of its entry in `access/people.toml` says which";
    Err(Problem::new(StatusCode::FORBIDDEN, "targets", detail).hint(hint).challenge(challenge))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

fn nobody() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "no-token", "a token is needed and none is there")
        .hint("send the header `Authorization: Bearer TOKEN`; `groundline token new NAME` makes a token")
        .challenge("Bearer realm=\"groundline\"")
}

fn unwelcome(refusal: &Refusal) -> Problem {
    tracing::info!(kind = %refusal.kind, why = refusal.why, "a token does not let in");
    let (code, detail, challenge) = match refusal.kind {
        Unwelcome::Unknown => (
            "unknown-token",
            "the token is unknown",
            "Bearer realm=\"groundline\", error=\"invalid_token\", error_description=\"unknown\"",
        ),
        Unwelcome::Expired => (
            "expired-token",
            "the token is expired, or its time has not come yet",
            "Bearer realm=\"groundline\", error=\"invalid_token\", error_description=\"expired\"",
        ),
        Unwelcome::Foreign => (
            "foreign-token",
            "the token is foreign: nothing in the commit in force trusts it",
            "Bearer realm=\"groundline\", error=\"invalid_token\", error_description=\"foreign\"",
        ),
    };
    Problem::new(StatusCode::UNAUTHORIZED, code, detail).challenge(challenge)
}

fn now() -> Moment {
    Moment(Timestamp::now().seconds())
}
