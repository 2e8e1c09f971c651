//! The targets that a daemon has recorded, asked for over the web: `--from-status URL`.

use reconcile::checkout::Checkout;
use reconcile::desired::Target;
use reconcile::from_status::plan_from_status;
use reconcile::planning::Planned;
use reconcile::recorded::{RecordedState, RecordedSummary};
use repo::{Access, read_document};
use serde::Deserialize;

use super::options::{cache_folder, url, variable};
use crate::output::{Failure, failures};

/// A daemon that publishes what it observes.
pub(crate) struct RecordedTargets {
    base: String,
    access: Access,
    /// What it has recorded.
    targets: Vec<RecordedSummary>,
}

#[derive(Deserialize)]
struct Listed {
    targets: Vec<RecordedSummary>,
}

impl RecordedTargets {
    /// Asks the daemon at an address, or at that of `env:NAME`, which targets it has recorded.
    pub(crate) async fn ask(address: &str) -> Result<Self, Failure> {
        let base = match address.strip_prefix("env:") {
            Some(name) => {
                variable(name).ok_or_else(|| Failure::error(format!("the environment variable `{name}` is not set")))?
            }
            None => address.to_owned(),
        };
        let access = Access { largest_fetch: 512 << 20, ..Access::default() };
        let bytes = read_document(&base, "/v1/state", &access).await.map_err(|error| {
            failures(error).hint("the daemon publishes its recorded state with `groundline serve --publish-state`")
        })?;
        let listed: Listed = serde_json::from_slice(&bytes).map_err(|error| {
            Failure::error(format!("`{}` does not answer as a daemon: {error}", repo::redact(&base)))
        })?;
        Ok(Self { base, access, targets: listed.targets })
    }

    /// Lets a schema repo know the members of its target sets that are recorded.
    pub(crate) fn make_known(&self, checkout: &mut Checkout) {
        checkout.take_members(self.targets.iter().map(|summary| summary.target.as_str()));
    }

    /// Plans a target against what is recorded of it; gives the desired SQL with the plan.
    pub(crate) async fn plan(
        &self,
        checkout: &Checkout,
        target: &Target,
        scratch_url: Option<&str>,
    ) -> Result<(Planned, Vec<engine::Source>), Failure> {
        let state = self.state(target).await?;
        let scratch = scratch_url.map(url).transpose()?;
        let planning = checkout.planning(target, scratch, &variable, cache_folder().as_deref())?;
        let sources = checkout.sources(target)?;
        let planned = plan_from_status(state, &sources, &planning).await?;
        Ok((planned, sources))
    }

    async fn state(&self, target: &Target) -> Result<RecordedState, Failure> {
        let name = target.name.as_str();
        if !self.targets.iter().any(|summary| summary.target == name) {
            let known: Vec<_> = self.targets.iter().map(|summary| format!("`{}`", summary.target)).collect();
            let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
            let failure = Failure::error(format!("the daemon has recorded nothing of `{name}`; it has {known}"));
            return Err(failure.hint("a target is recorded when the daemon has looked at it"));
        }
        let bytes = read_document(&self.base, &format!("/v1/state/{name}"), &self.access).await.map_err(failures)?;
        RecordedState::read(&bytes).map_err(failures)
    }
}
