//! What came of a case, and the tally of all that `tests/run` prints at its end.

use std::io::Write;

use libtest_mimic::Failed;
use tests::Fault;

/// What came of a case; each word is counted apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Every point of the property holds.
    Passed,
    /// The program says that it does not understand something: a kind not yet built.
    Refused(String),
    /// The program, or an observer after it, ended with an error.
    Failed(String),
    /// A plan against what was just made is not empty.
    NotConverged(String),
    /// The database is not what was desired, or something was lost.
    Wrong(String),
    /// The case itself does not load on this server.
    Unusable(String),
}

impl From<Fault> for Outcome {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault.to_string())
    }
}

impl From<std::io::Error> for Outcome {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Which outcomes a group of cases may have without failing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Demand {
    /// Each must pass.
    Pass,
    /// Each must pass, be refused by name, or not load.
    PassOrRefuse,
}

impl Outcome {
    fn word_and_reason(&self) -> (&'static str, &str) {
        match self {
            Self::Passed => ("passed", ""),
            Self::Refused(reason) => ("refused", reason),
            Self::Failed(reason) => ("failed", reason),
            Self::NotConverged(reason) => ("not converged", reason),
            Self::Wrong(reason) => ("wrong", reason),
            Self::Unusable(reason) => ("unusable", reason),
        }
    }

    /// The same with an error counted as a refusal, where an error is what is expected.
    pub(crate) fn told_as_refusal(self) -> Self {
        match self {
            Self::Failed(reason) => Self::Refused(reason),
            other => other,
        }
    }

    /// Counts it in the tally of its group, and says whether the test fails.
    pub(crate) fn counted(self, group: &str, name: &str, demand: Demand) -> Result<(), Failed> {
        let (word, reason) = self.word_and_reason();
        if let Some(file) = std::env::var_os("GROUNDLINE_TEST_TALLY") {
            let line =
                reason.lines().find(|line| line.to_lowercase().contains("error:")).or_else(|| reason.lines().next());
            let line = line.unwrap_or("").replace('\t', " ");
            let mut tally = std::fs::OpenOptions::new().append(true).create(true).open(file)?;
            tally.write_all(format!("{group}\t{word}\t{name}\t{line}\n").as_bytes())?;
        }
        match self {
            Self::Passed => Ok(()),
            Self::Refused(_) | Self::Unusable(_) if demand == Demand::PassOrRefuse => {
                println!("{word}: {reason}");
                Ok(())
            }
            _ => Err(Failed::from(format!("{word}: {reason}"))),
        }
    }
}
