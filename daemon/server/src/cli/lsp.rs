//! `groundline lsp`.

use clap::Args;

use crate::output::{Exit, Failure};

/// Serves editors: SQL review as you type, by the language server protocol on standard input and output.
///
/// An editor starts it; daemon/docs/editor.md tells how. A file in a schema repo is reviewed for the engine of its targets and by the
/// policy of the repo; for other files the editor's settings say the engine.
///
/// Exit codes: 0 after `shutdown` and `exit`; 1 for `exit` without `shutdown`, and where the editor is gone.
///
/// Example: groundline lsp
#[derive(Args)]
pub(crate) struct Lsp {
    /// Accepted, because some editors always give it: there is no other way
    #[arg(long, hide = true)]
    stdio: bool,
}

impl Lsp {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let _ = self.stdio;
        crate::lsp::serve()
    }
}
