//! `groundline doctor`.

use clap::Args;
use engine::Finding;
use reconcile::rollout::{Retry, Site};
use reconcile::single::examine;

use super::approve::own_key;
use super::options::{Format, site};
use super::schema_repo::RepoArgs;
use crate::output::{Exit, Failure, json, print};

/// Looks at everything that a plan would need of a database, and says how to mend what is missing.
///
/// With `--url`: one database. Without it: the settings of the schema repo in `--repo`, and every target of it: variables,
/// connectivity, privileges; and where its policy asks for approvals, whether you could give one: key, signature, entry. Exit 1 when something has to be mended.
///
/// Example: groundline doctor --url env:SHOP_URL
///
/// Example: groundline doctor --repo shop-schemas
#[derive(Args)]
pub(crate) struct Doctor {
    /// The database: `postgres://…`, `mysql://…`, `sqlite:path`, or `env:NAME`
    #[arg(long, conflicts_with_all = ["repo", "target"])]
    url: Option<String>,
    #[command(flatten)]
    repo: RepoArgs,
    /// How the findings are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Doctor {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let mut found = Vec::new();
        match &self.url {
            Some(url) => {
                let site = site(url, engine::Scope::default(), Retry::default())?;
                found.push((site.url.to_string(), looked_at(&site).await));
            }
            None => {
                let mut checkout = super::schema_repo::open(&self.repo.repo)?;
                for wrong in checkout.ask_members(&super::options::variable, self.repo.target.as_deref()).await {
                    let parts = [Some(wrong.message), wrong.hint];
                    let detail = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
                    found.push((
                        wrong.location,
                        vec![Finding { subject: "target set".to_owned(), good: false, detail }],
                    ));
                }
                let own = own_key(&self.repo.repo, &checkout.state.governance);
                if !own.is_empty() {
                    found.push(("approvals".to_owned(), own));
                }
                for target in checkout.targets(self.repo.target.as_deref())? {
                    let findings = match checkout.assign(target, &super::options::variable, None) {
                        Ok(assignment) => looked_at(&assignment.site).await,
                        Err(error) => vec![problem("settings", &Failure::from(error))],
                    };
                    found.push((target.name.to_string(), findings));
                }
            }
        }
        self.show(&found)?;
        let good = found.iter().all(|(_, findings)| findings.iter().all(|finding| finding.good));
        Ok(if good { Exit::Done } else { Exit::Error })
    }

    fn show(&self, found: &[(String, Vec<Finding>)]) -> Result<(), Failure> {
        if self.format == Format::Json {
            let finding = |finding: &Finding| serde_json::json!({ "subject": finding.subject, "good": finding.good, "detail": finding.detail });
            let target = |(name, findings): &(String, Vec<Finding>)| serde_json::json!({ "target": name, "findings": findings.iter().map(finding).collect::<Vec<_>>() });
            let targets: Vec<_> = found.iter().map(target).collect();
            return json(&serde_json::json!({ "version": 1, "targets": targets }));
        }
        for (name, findings) in found {
            print(&format!("{name}\n"))?;
            for finding in findings {
                let mark = if finding.good { "ok  " } else { "FAIL" };
                print(&format!("  {mark} {}: {}\n", finding.subject, finding.detail))?;
            }
        }
        Ok(())
    }
}

/// What the engine finds, or why it cannot look.
async fn looked_at(site: &Site) -> Vec<Finding> {
    match examine(site).await {
        Ok(findings) => findings,
        Err(error) => vec![problem("connection", &Failure::from(error))],
    }
}

fn problem(subject: &str, failure: &Failure) -> Finding {
    let parts: Vec<&str> = failure.messages.iter().chain(&failure.hints).map(String::as_str).collect();
    Finding { subject: subject.to_owned(), good: false, detail: parts.join("; ") }
}
