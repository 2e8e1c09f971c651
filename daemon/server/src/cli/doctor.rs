//! `groundline doctor`.

use clap::Args;
use reconcile::rollout::Retry;
use reconcile::single::examine;

use super::options::site;
use crate::output::{Exit, Failure, print};

/// Looks at everything that a database must allow, and says how to mend what it does not.
///
/// Example: groundline doctor --url env:SHOP_URL
#[derive(Args)]
pub(crate) struct Doctor {
    /// The database: `postgres://…`, `sqlite:path`, or `env:NAME`
    #[arg(long)]
    url: String,
}

impl Doctor {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let site = site(&self.url, engine::Scope::default(), Retry::default())?;
        let findings = examine(&site).await?;
        for finding in &findings {
            let mark = if finding.good { "ok  " } else { "FAIL" };
            print(&format!("{mark} {}: {}\n", finding.subject, finding.detail))?;
        }
        Ok(if findings.iter().all(|finding| finding.good) { Exit::Done } else { Exit::Error })
    }
}
