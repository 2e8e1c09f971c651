//! Who signed a statement, by the key: a person, or a bridge that speaks for one.
//!
//! Not whether what they say counts. Invariant: a key counts only where the governance in force and that of the head both have it, so that
//! one that is taken out counts no more from that moment on, and one that comes counts only when it was approved.

use access::Moment;
use access::ssh::{NotAllowed, SshSignature};

use super::evidence::Evidence;
use crate::desired::Governance;

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The person whose statement it is, or why it is nobody's.
    pub person: Result<String, String>,
    /// The bridge that tells of it.
    pub bridge: Option<String>,
}

/// Finds out who signed a statement; `at` is when the signature was first seen.
pub fn identify(evidence: &Evidence, in_force: &Governance, head: &Governance, at: Moment) -> Identity {
    let nobody = |why: String| Identity { person: Err(why), bridge: None };
    let signature = match SshSignature::parse(&evidence.signature) {
        Ok(signature) => signature,
        Err(error) => return nobody(format!("the signature is not taken: {error}")),
    };
    if let Err(error) = signature.verify(evidence.namespace, &evidence.signed) {
        return nobody(format!("the signature is not good: {error}"));
    }
    let address = &evidence.statement.approver;
    let (Some((name, _)), Some((same, _))) = (in_force.person_of(address), head.person_of(address)) else {
        return nobody(format!("nobody is known by {address}"));
    };
    if name != same {
        return nobody(format!("{address} is another person's now"));
    }
    let name = name.to_owned();
    if evidence.statement.via.is_some() {
        return match bridge_of(&signature, in_force)
            .filter(|bridge| bridge_of(&signature, head).as_ref() == Some(bridge))
        {
            Some(bridge) => Identity { person: Ok(name), bridge: Some(bridge) },
            None => nobody("it says `via`, and its key is not one of a bridge".to_owned()),
        };
    }
    let person = [in_force, head].into_iter().try_for_each(|one| speaks(one, &signature, evidence, at));
    Identity { person: person.map(|()| name).map_err(|why| why.to_string()), bridge: None }
}

fn bridge_of(signature: &SshSignature, governance: &Governance) -> Option<String> {
    let key = signature.key().to_string();
    governance.approval.bridges.iter().find(|bridge| bridge.keys.contains(&key)).map(|bridge| bridge.name.clone())
}

/// Whether the key speaks for the address: as one of the person's own, or by the list of allowed signers.
fn speaks(
    governance: &Governance,
    signature: &SshSignature,
    evidence: &Evidence,
    at: Moment,
) -> Result<(), NotAllowed> {
    let address = &evidence.statement.approver;
    let is_own = governance.person_of(address).is_some_and(|(_, person)| person.keys.contains(signature.key()));
    match is_own {
        true => Ok(()),
        false => governance.signers.allows(signature, address, evidence.namespace, at),
    }
}
