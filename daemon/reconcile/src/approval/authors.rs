//! Who wrote a change: the people in the commits that a plan comes from.
//!
//! Not Git: the commits are arguments. Invariant: whoever is an author by the governance in force or by that of the head is one; a forged
//! name can keep somebody from approving, and never lets anybody approve.

use std::collections::BTreeMap;

use access::ssh::SshSignature;
use repo::Contribution;
use review::approval::TAG_NAMESPACE;

use crate::desired::{Governance, Target};

/// The paths whose commits make the plans of a target.
pub fn contributing_paths(target: &Target) -> Vec<String> {
    let others = ["targets", "policies/rollout.toml", "rollouts"];
    std::iter::once(format!("schemas/{}", target.kind.schema)).chain(others.map(str::to_owned)).collect()
}

/// The people who wrote, committed or signed these commits, each with the newest of theirs.
pub fn authors(contributions: &[Contribution], governances: [&Governance; 2]) -> BTreeMap<String, String> {
    let mut authors = BTreeMap::new();
    for commit in contributions {
        let id: String = commit.revision.short().chars().take(7).collect();
        let signer = commit.signature.as_ref().and_then(|signed| {
            let signature = SshSignature::parse(&signed.signature).ok()?;
            signature.verify(TAG_NAMESPACE, &signed.content).ok()?;
            Some(signature)
        });
        for governance in governances {
            let by_address = commit.people.iter().filter_map(|person| governance.person_of(&person.email));
            let has_key =
                |person: &access::Person| signer.as_ref().is_some_and(|signer| person.keys.contains(signer.key()));
            let by_key = governance.persons().filter(|(_, person)| has_key(person));
            for (name, _) in by_address.chain(by_key) {
                authors.entry(name.to_owned()).or_insert_with(|| id.clone());
            }
        }
    }
    authors
}
