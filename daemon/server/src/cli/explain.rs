//! `groundline explain`.

use clap::Args;
use plan::HazardCode;
use reconcile::status::TargetStatus;

use super::state::StateArgs;
use super::status::whats_next;
use crate::output::{Exit, Failure, failures, print};

/// Shows the page of a review rule, a hazard, an error code or a settings file; or why a target is as it is, and what it waits for,
/// as the daemon last saw it.
///
/// Example: groundline explain data-loss
///
/// Example: groundline explain shop-prod --repo shop-schemas
#[derive(Args)]
pub(crate) struct Explain {
    /// The code, such as `drop-table` or `data-loss`; or the name of a target
    topic: String,
    #[command(flatten)]
    state: StateArgs,
}

impl Explain {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let text = match page(&self.topic) {
            Some(page) => page,
            None => self.target().await?,
        };
        print(&text)?;
        Ok(Exit::Done)
    }

    async fn target(&self) -> Result<String, Failure> {
        let Ok(reader) = self.state.reader().await else { return Err(self.unknown(&[])) };
        let records = reader.targets().await.map_err(failures)?;
        reader.close().await;
        let found = records.iter().map(|record| &record.status).find(|status| status.name == self.topic);
        let names = || records.iter().map(|record| record.status.name.as_str()).collect::<Vec<_>>();
        found.map(explained).ok_or_else(|| self.unknown(&names()))
    }

    fn unknown(&self, targets: &[&str]) -> Failure {
        let hazards: Vec<_> = HazardCode::ALL.iter().map(|code| code.name()).collect();
        let failure = Failure::error(format!("there is no page for `{}`", self.topic))
            .hint(format!("the hazards are {}", hazards.join(", ")))
            .hint("rules of SQL review are listed in the documents; errors of a schema repo have codes such as `GL-106`; settings files are `targets`, `rollout.toml`, `review.toml`, `people.toml`");
        match targets.len() {
            0 => failure.hint("targets are explained where a daemon looked at them: `--repo` or `--state` says which"),
            1..=16 => failure.hint(format!("the daemon knows the targets {}", targets.join(", "))),
            _ => failure.hint("`groundline status` lists the targets that the daemon knows"),
        }
    }
}

fn page(topic: &str) -> Option<String> {
    let hazard = HazardCode::parse(topic).map(|code| format!("{code}\n\n{}\n", code.page()));
    let rule = || review::rules::find(topic).map(review::document);
    hazard.or_else(|| reconcile::desired::explain(topic)).or_else(rule)
}

/// Why a target is as it is.
fn explained(status: &TargetStatus) -> String {
    let TargetStatus { name, sync, health, operation, reason, message, since, .. } = status;
    let mut text = format!("{name}: {sync}, {health}, {operation} ({reason})\n  {message}\n  since {since}\n");
    if let Some(opens) = status.window.as_ref().and_then(|window| window.opens) {
        text.push_str(&format!("  it may begin from {opens} on\n"));
    }
    text.push_str(&whats_next(status));
    text
}
