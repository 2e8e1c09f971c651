//! `groundline explain`.

use clap::Args;
use plan::HazardCode;

use crate::output::{Exit, Failure, print};

/// Shows the page of a hazard, an error code or a settings file.
///
/// Example: groundline explain data-loss
#[derive(Args)]
pub(crate) struct Explain {
    /// The code, such as `data-loss`
    code: String,
}

impl Explain {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let hazard = HazardCode::parse(&self.code).map(|code| format!("{code}\n\n{}\n", code.page()));
        let Some(page) = hazard.or_else(|| reconcile::desired::explain(&self.code)) else {
            let hazards: Vec<_> = HazardCode::ALL.iter().map(|code| code.name()).collect();
            let failure = Failure::error(format!("there is no page for `{}`", self.code));
            return Err(failure.hint(format!("the hazards are {}", hazards.join(", "))).hint(
                "errors of a schema repo have codes such as `GL-106`; settings files are `targets`, `rollout.toml`",
            ));
        };
        print(&page)?;
        Ok(Exit::Done)
    }
}
