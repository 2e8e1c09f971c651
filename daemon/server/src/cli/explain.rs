//! `groundline explain`.

use clap::Args;
use plan::HazardCode;

use crate::output::{Exit, Failure, print};

/// Shows the page of a review rule, a hazard, an error code or a settings file.
///
/// Example: groundline explain data-loss
#[derive(Args)]
pub(crate) struct Explain {
    /// The code, such as `drop-table` or `data-loss`
    code: String,
}

impl Explain {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let hazard = HazardCode::parse(&self.code).map(|code| format!("{code}\n\n{}\n", code.page()));
        let rule = || review::rules::find(&self.code).map(review::document);
        let Some(page) = hazard.or_else(|| reconcile::desired::explain(&self.code)).or_else(rule) else {
            let hazards: Vec<_> = HazardCode::ALL.iter().map(|code| code.name()).collect();
            let failure = Failure::error(format!("there is no page for `{}`", self.code));
            return Err(failure.hint(format!("the hazards are {}", hazards.join(", "))).hint(
                "rules of SQL review are listed in the documents; errors of a schema repo have codes such as `GL-106`; settings files are `targets`, `rollout.toml`, `review.toml`, `people.toml`",
            ));
        };
        print(&page)?;
        Ok(Exit::Done)
    }
}
