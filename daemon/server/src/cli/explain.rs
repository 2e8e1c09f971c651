//! `groundline explain`.

use clap::Args;
use plan::HazardCode;

use crate::output::{Exit, Failure, print};

/// Shows the page of a hazard or an error code.
///
/// Example: groundline explain data-loss
#[derive(Args)]
pub(crate) struct Explain {
    /// The code, such as `data-loss`
    code: String,
}

impl Explain {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let Some(code) = HazardCode::parse(&self.code) else {
            let codes: Vec<_> = HazardCode::ALL.iter().map(|code| code.name()).collect();
            let failure = Failure::error(format!("there is no page for `{}`", self.code));
            return Err(failure.hint(format!("the hazards are {}", codes.join(", "))));
        };
        print(&format!("{code}\n\n{}\n", code.page()))?;
        Ok(Exit::Done)
    }
}
