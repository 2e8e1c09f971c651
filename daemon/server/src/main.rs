//! Floor 3: the program `groundline`.
//!
//! The command line, the pages and the API. It touches no database and no Git but through `reconcile`.

mod cli;
mod demo;
mod gate;
mod http;
mod lsp;
mod oidc;
mod output;
mod pages;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
