//! Approvals: a plan runs when the people agree who must, and the threats that this must stand, one by one.
//!
//! Real Git, real keys and signatures of `ssh-keygen`, the built program and its daemon on SQLite.

mod bridge;
mod carriers;
mod changes;
mod engines;
mod signers;
mod threats;
mod world;

use libtest_mimic::{Failed, Trial};
use tests::Fault;

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    [
        (
            "an approved plan runs by itself, and ssh-keygen verifies the signature",
            carriers::file as fn() -> Result<(), Fault>,
        ),
        ("a statement that is signed by hand counts", carriers::by_hand),
        ("a signed tag counts, made by the program or by git", carriers::tags),
        ("a statement survives a squash merge", carriers::squash),
        ("line ends that were converted are told, and the statement does not count", carriers::line_ends),
        ("apply by hand is refused where approvals are asked for", carriers::apply),
        ("an approval is replayed on no other target", threats::other_target),
        ("an approval counts once: apply, revert, apply again", threats::replay),
        ("sqlite: a daemon whose store was lost uses no approval twice", engines::sqlite),
        ("postgres: a daemon whose store was lost uses no approval twice", engines::postgres),
        ("mysql: a daemon whose store was lost uses no approval twice", engines::mysql),
        ("an approval ends with the plan: another commit, another live schema", threats::other_plan),
        ("a trailer in a signed commit is no approval", threats::trailer),
        (
            "a key that had expired when it was first seen does not count, whatever the commit says",
            threats::expired_key,
        ),
        ("an approval that is taken away does not count, and a rejection stays", threats::deleted),
        ("whoever wrote the change does not approve it, by no key", threats::author),
        ("two keys of one person are one person", threats::two_keys),
        ("a history that is rewritten is not followed", threats::rewritten),
        ("a change and its undo leave nothing to approve", threats::undone),
        ("what hides in a plan is written out", threats::hidden),
        ("an approval for less risk, of another project, or expired does not count", threats::lesser),
        ("a policy that is changed with the change is not in force before it is approved", changes::policy),
        (
            "a key that is added in the same change does not count, and one that is taken out ends at once",
            changes::keys,
        ),
        ("a pinned policy holds whatever the schema repo says", changes::pinned),
        ("broken glass runs at once, and stops the next plan until it is approved", changes::glass),
        ("keys of every kind count, with certificates and hardware keys", signers::kinds),
        ("a bridge counts within its cap, and shows as bridged", signers::bridge),
        ("a review on a forge counts as an approval, once and within the cap", bridge::counts),
        ("a review that is dismissed or turned takes back what the bridge told", bridge::ends),
        ("a bridge signs nothing by another key, nor from facts that cannot be read", bridge::refuses),
        ("doctor tests key, signature and entry", signers::doctor),
    ]
    .into_iter()
    .map(|(name, run)| Trial::test(format!("approvals/{name}"), move || run().map_err(Failed::from)))
    .collect()
}
