//! `groundline approvals`.

use std::path::PathBuf;

use clap::Args;
use reconcile::checkout::Checkout;
use reconcile::status::PolicyWaits;
use reconcile::store::{StoreReader, TargetRecord};
use review::approval::{Standing, Verdict, printable};
use schema::Digest;
use serde_json::{Value, json};

use super::approve::policy_and_people;
use super::options::Format;
use super::schema_repo::open;
use crate::output::{Exit, Failure, failures, json, print};

/// Shows the approvals of plans: who agrees, who is missing, and whose statement does not count and why.
///
/// It shows what the daemon judged last, from its store. Exit 3 where a plan waits for approvals or is rejected.
///
/// Example: groundline approvals --repo shop-schemas
///
/// Example: groundline approvals sha256:6f1c2b7a90de --format json
#[derive(Args)]
pub(crate) struct Approvals {
    /// Only this plan: its digest, or the first digits of it
    plan: Option<String>,
    /// The schema repo that the daemon follows
    #[arg(long, value_name = "DIR", default_value = ".")]
    repo: PathBuf,
    /// The daemon's state folder, where it is not the usual one
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// How the approvals are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// A plan, or a change of the policy, with what was judged of it.
struct Judged {
    target: String,
    plan: Digest,
    verdict: Verdict,
}

impl Approvals {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let checkout: Checkout = open(&self.repo)?;
        let (store, _) = policy_and_people(&checkout, &self.repo, self.state.as_deref()).await?;
        let Some(store) = store else {
            return Err(Failure::error(
                "there is no store of a daemon here, and it is the daemon that judges approvals",
            )
            .hint("give its state folder with `--state`; its pages and `GET /` show the same"));
        };
        let judged = self.judged(&store).await?;
        match self.format {
            Format::Json => {
                json(&json!({ "version": 1, "plans": judged.iter().map(Judged::json).collect::<Vec<_>>() }))?
            }
            Format::Text | Format::Diff if judged.is_empty() => print("no plan waits for approvals\n")?,
            Format::Text | Format::Diff => print(&judged.iter().map(Judged::text).collect::<String>())?,
        }
        let waits = judged.iter().any(|one| !one.verdict.may_run());
        Ok(if waits { Exit::Refused } else { Exit::Done })
    }

    async fn judged(&self, store: &StoreReader) -> Result<Vec<Judged>, Failure> {
        let records = store.targets().await.map_err(failures)?;
        let waits = store.policy_waits().await.map_err(failures)?;
        let mut judged: Vec<_> = waits.into_iter().map(of_policy).collect();
        judged.extend(records.into_iter().filter_map(of_target));
        let wanted = self.plan.as_deref().map(|name| name.trim_start_matches("sha256:"));
        judged.retain(|one| wanted.is_none_or(|digits| one.plan.hex().starts_with(digits)));
        match wanted {
            Some(digits) if judged.is_empty() => {
                let shown: String = digits.chars().take(64).flat_map(char::escape_debug).collect();
                Err(Failure::error(format!("no plan that is ready begins with `{shown}`"))
                    .hint("a plan that was run, or that another took the place of, is in `groundline history`"))
            }
            _ => Ok(judged),
        }
    }
}

fn of_policy(waits: PolicyWaits) -> Judged {
    Judged { target: "policy and people".to_owned(), plan: waits.change, verdict: waits.approval }
}

fn of_target(record: TargetRecord) -> Option<Judged> {
    let summary = record.status.plan?;
    Some(Judged { target: record.status.name, plan: summary.digest, verdict: summary.approval? })
}

impl Judged {
    fn json(&self) -> Value {
        json!({ "target": self.target, "plan": self.plan, "message": self.verdict.sentence(), "approval": self.verdict })
    }

    fn text(&self) -> String {
        let Self { target, plan, verdict } = self;
        let mut text = format!("{target}  {plan}\n  {}\n  risk {}", verdict.sentence(), verdict.risk);
        if !matches!(verdict.standing, Standing::NotNeeded) {
            text.push_str(&format!(", {}: {}", verdict.assurance, verdict.assurance.proves()));
        }
        text.push('\n');
        for one in &verdict.counted {
            let bridge = one.bridge.as_ref().map(|name| format!(", told by the bridge {name}")).unwrap_or_default();
            text.push_str(&format!("  present  {} ({}{bridge})\n", one.person, one.source));
        }
        for lack in &verdict.missing {
            text.push_str(&format!("  missing  {} from {}\n", lack.count, lack.from));
        }
        for one in &verdict.ignored {
            text.push_str(&format!("  ignored  {} ({}): {}\n", one.approver, one.source, one.why));
        }
        printable(&text)
    }
}
