//! The gate before a run: asked under the target's lock, when the base is known to be unchanged, immediately before the run is claimed.
//!
//! Not the judging of approvals. Invariant: what the gate lets through is claimed with exactly the approvals that it names.

use std::future::Future;

use engine::UsedApproval;

use crate::store::Glass;

/// What a run rests on.
#[derive(Clone, Debug, Default)]
pub struct Claim {
    /// The approvals; each counts once.
    pub used: Vec<UsedApproval>,
    /// That somebody on call let it go.
    pub glass: Option<Glass>,
}

/// Whoever says whether a run may begin.
pub trait Gate: Send {
    /// Says whether the run may begin, and what it rests on; or why not.
    fn pass(&mut self) -> impl Future<Output = Result<Claim, String>> + Send;
}

/// A gate that is open: nobody has to agree.
#[derive(Clone, Copy, Debug)]
pub struct Open;

impl Gate for Open {
    async fn pass(&mut self) -> Result<Claim, String> {
        Ok(Claim::default())
    }
}
