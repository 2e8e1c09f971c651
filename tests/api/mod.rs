//! The review API of the daemon, asked over HTTP by a client of its own, with good, bad, expired, foreign and revoked tokens.

mod answers;
mod bodies;
mod client;
mod document;
mod issuer;
mod limits;
mod secure;
mod tokens;
mod workload;
mod world;

use libtest_mimic::{Failed, Trial};
use tests::Fault;

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    [
        ("an answer has the form of the command's JSON", answers::same_as_command as fn() -> Result<(), Fault>),
        ("a target settles engine, environment, policy and what is there before", answers::target),
        ("a policy may be sent, and what is wrong in it has its place", answers::policy),
        ("what a request says and the schema repo says otherwise is refused", answers::contradictions),
        ("fail_on says what fails", answers::fail_on),
        ("the live database of a target is asked for whoever may have it asked", answers::live),
        ("a review leaves the schema repo and the target as they are", answers::changes_nothing),
        ("the document is served, and every address in it answers", answers::document),
        ("a token that a person makes lets in once its commit is in force", tokens::good),
        ("no token, a bad one and an expired one do not let in", tokens::bad),
        ("a token ends with the commit that takes it out, beside another of its account", tokens::revoked),
        ("a token may name the targets that it is for", tokens::targets),
        ("a new token leaves comments and order of the file as they are", tokens::written),
        ("no token is in the log, in an answer or in the schema repo", tokens::secret),
        ("a workload's token lets in, by every kind of key", workload::good),
        ("a workload's token that is wrong in any way does not let in", workload::bad),
        ("keys rotate, and made-up key names do not hammer the issuer", workload::rotation),
        ("an issuer that is not trusted is never asked", workload::stranger),
        ("an issuer that is gone or lies is waited for, and stops nobody else", workload::unreachable),
        ("an issuer behind TLS is asked when its authority is trusted", secure::trusted),
        ("trust ends with the commit that takes it out", workload::revoked),
        ("an account that asks too often is told when to come again, and nobody else is", limits::pace),
        ("a review that takes too long is given up on, and the next one is answered", limits::time),
        ("no more is held at once than may be", limits::held),
        ("a limit that is zero or unknown is refused at the start", limits::configuration),
        ("a body that is too large is refused with the limit, announced or not", bodies::too_large),
        ("a body that is too slow is refused", bodies::too_slow),
        ("garbage is refused by name", bodies::garbage),
        ("what is not JSON is refused", bodies::media_type),
    ]
    .into_iter()
    .map(|(name, run)| Trial::test(format!("api/{name}"), move || run().map_err(Failed::from)))
    .collect()
}
