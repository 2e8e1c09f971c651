//! The command line: one file a command, whose doc comment is its help.

mod apply;
mod approvals;
mod approve;
mod audit;
mod changelist;
mod demo;
mod diff;
mod doctor;
mod drift;
mod explain;
mod history;
mod import;
mod init;
mod judged;
mod lsp;
mod old_findings;
mod online;
mod options;
mod plan;
mod policy;
mod recorded_targets;
mod review;
mod rollback;
mod rollout;
mod schema_repo;
pub(crate) mod serve;
mod state;
mod status;
mod token;
mod undo;

use std::process::ExitCode;

use clap::Parser;

use crate::output::{Exit, Failure};

/// Keeps live databases on the line that Git draws.
///
/// Exit codes: 0 done or nothing to do; 1 an error; 2 there is a difference (plan, diff, drift); 3 refused.
#[derive(Parser)]
#[command(name = "groundline", version, max_term_width = 100)]
struct Groundline {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Demo(demo::DemoCommand),
    Init(init::Init),
    Serve(serve::Serve),
    Import(import::Import),
    Plan(plan::PlanCommand),
    Review(review::ReviewCommand),
    Lsp(lsp::Lsp),
    Diff(diff::Diff),
    Apply(apply::Apply),
    Approve(approve::Approve),
    Reject(approve::Reject),
    Revoke(approve::Revoke),
    Bridge(approve::BridgeCommand),
    Approvals(approvals::Approvals),
    Online(online::Online),
    Undo(undo::Undo),
    Rollback(rollback::Rollback),
    Rollout(rollout::RolloutCommand),
    Changelist(changelist::ChangelistCommand),
    Status(status::Status),
    History(history::History),
    Drift(drift::DriftCommand),
    Audit(audit::Audit),
    Doctor(doctor::Doctor),
    Token(token::TokenCommand),
    Explain(explain::Explain),
}

impl Command {
    async fn run(self) -> Result<Exit, Failure> {
        match self {
            Self::Demo(command) => command.run().await,
            Self::Serve(command) => command.run().await,
            Self::Init(command) => command.run(),
            Self::Import(command) => command.run().await,
            Self::Plan(command) => command.run().await,
            Self::Review(command) => command.run().await,
            Self::Lsp(command) => command.run(),
            Self::Diff(command) => command.run().await,
            Self::Apply(command) => command.run().await,
            Self::Approve(command) => command.run().await,
            Self::Reject(command) => command.run().await,
            Self::Revoke(command) => command.run().await,
            Self::Bridge(command) => command.run().await,
            Self::Approvals(command) => command.run().await,
            Self::Online(command) => command.run().await,
            Self::Undo(command) => command.run().await,
            Self::Rollback(command) => command.run().await,
            Self::Rollout(command) => command.run().await,
            Self::Changelist(command) => command.run().await,
            Self::Status(command) => command.run().await,
            Self::History(command) => command.run().await,
            Self::Drift(command) => command.run().await,
            Self::Audit(command) => command.run().await,
            Self::Doctor(command) => command.run().await,
            Self::Token(command) => command.run(),
            Self::Explain(command) => command.run().await,
        }
    }
}

/// Reads the command line of this process, runs it, and says how it ended.
pub(crate) fn run() -> ExitCode {
    let command = match Groundline::try_parse() {
        Ok(groundline) => groundline.command,
        Err(error) => return usage(&error),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return report(Failure::error(format!("cannot start: {error}"))),
    };
    match runtime.block_on(command.run()) {
        Ok(exit) => exit.into(),
        Err(failure) => report(failure),
    }
}

fn report(failure: Failure) -> ExitCode {
    failure.print();
    failure.exit.into()
}

/// Help and version are results; a wrong command line is an error like any other, because 2 means a difference.
fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if error.use_stderr() { Exit::Error.into() } else { Exit::Done.into() }
}
