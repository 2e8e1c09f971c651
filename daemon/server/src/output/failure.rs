//! Failures at the edge: an exit code, the chain of messages, and hints.

use std::error::Error;
use std::process::ExitCode;

use engine::SqlDiagnostic;
use reconcile::chain;
use reconcile::planning::PlanError;
use reconcile::rollout::RolloutError;
use reconcile::single::SingleError;

/// The exit codes; fixed, because scripts depend on them.
///
/// The order is that of gravity: of several targets the gravest exit code is that of the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Done, or nothing to do.
    Done,
    /// There is a difference.
    Difference,
    /// Refused.
    Refused,
    /// An error.
    Error,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Error => 1,
            Exit::Difference => 2,
            Exit::Refused => 3,
        })
    }
}

/// How many messages of one failure are printed: a dump taken for a schema has one for each row.
const MOST: usize = 50;

/// Why a command failed, ready to be printed.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) exit: Exit,
    /// The lines after `error:`, one each.
    pub(crate) messages: Vec<String>,
    /// The lines after `hint:`.
    pub(crate) hints: Vec<String>,
}

impl Failure {
    /// An error with one message.
    pub(crate) fn error(message: impl Into<String>) -> Self {
        Self { exit: Exit::Error, messages: vec![message.into()], hints: Vec::new() }
    }

    /// A refusal with one message.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self { exit: Exit::Refused, ..Self::error(message) }
    }

    /// The same with a hint.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same, said of one target.
    pub(crate) fn about(mut self, target: &str) -> Self {
        for message in &mut self.messages {
            *message = format!("{target}: {message}");
        }
        self
    }

    /// Of any error: its chain.
    pub(crate) fn of(error: &(dyn Error + 'static)) -> Self {
        let mut failure = Self::error(chain(error));
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(engine) = error.downcast_ref::<engine::Error>() {
                failure.add_engine(engine);
            }
            cause = error.source();
        }
        failure
    }

    fn add_engine(&mut self, error: &engine::Error) {
        self.hints.extend(error.hint().map(str::to_owned));
        if let engine::Error::Desired(diagnostics) = error {
            self.messages = diagnostics.iter().map(ToString::to_string).collect();
            self.hints.extend(diagnostics.iter().filter_map(|diagnostic: &SqlDiagnostic| diagnostic.hint.clone()));
            self.hints.dedup();
        }
    }

    /// Prints it to standard error.
    pub(crate) fn print(&self) {
        for message in self.messages.iter().take(MOST) {
            eprintln!("error: {message}");
        }
        if self.messages.len() > MOST {
            eprintln!("error: … and {} more; mend these first", self.messages.len() - MOST);
        }
        for hint in self.hints.iter().take(MOST) {
            eprintln!("hint: {hint}");
        }
    }
}

impl From<SingleError> for Failure {
    fn from(error: SingleError) -> Self {
        let refused = error.is_refusal();
        let mut failure = match error {
            SingleError::Plan(error) => error.into(),
            SingleError::Rollout(error) => error.into(),
            other => Self::of(&other),
        };
        if refused {
            failure.exit = Exit::Refused;
        }
        failure
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        let mut failure = match &error {
            PlanError::Engine(engine) => Self::of(engine),
            other => Self::of(other),
        };
        if let PlanError::NotProven { diff, .. } = &error {
            failure.messages.extend(diff.lines().map(|line| format!("  {line}")));
            failure.hints.push("nothing was changed; this is a defect of groundline, please report it".to_owned());
        }
        if error.is_refusal() {
            failure.exit = Exit::Refused;
        }
        failure
    }
}

impl From<RolloutError> for Failure {
    fn from(error: RolloutError) -> Self {
        let mut failure = match &error {
            RolloutError::Engine(engine) => Self::of(engine),
            other => Self::of(other),
        };
        if error.is_refusal() {
            failure.exit = Exit::Refused;
        }
        failure
    }
}

/// Any other error as a failure: for `map_err`.
pub(crate) fn failures(error: impl Error + 'static) -> Failure {
    Failure::of(&error)
}
