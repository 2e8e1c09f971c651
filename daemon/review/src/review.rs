//! The review of files: split, recognised, replayed, looked at by every rule that is on.
//!
//! Not where the files come from, nor how findings are printed. Data goes one way: `read_file` reads, `crew` and `walk` look, `findings`
//! tells.
//!
//! Invariant: the order of findings is that of files and places, whatever the order of rules; the cost is linear in the text.

use schema::Dialect;

use crate::crew::Crew;
use crate::estimate::Statement;
use crate::facts::{Facts, Server};
use crate::finding::{Finding, Level, Summary};
use crate::findings;
use crate::known::Known;
use crate::planned::TargetPlan;
use crate::policy::Policy;
use crate::read_file::read;
use crate::siblings::Siblings;

/// One text to review.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Its path, as findings name it.
    pub path: &'a str,
    /// Its SQL.
    pub text: &'a str,
}

/// How a review is done.
#[derive(Clone, Debug)]
pub struct Settings<'a> {
    /// The dialect of all files.
    pub dialect: Dialect,
    /// Levels and parameters.
    pub policy: &'a Policy,
    /// The environment that the files go to.
    pub environment: Option<&'a str>,
    /// The target that the files go to.
    pub target: Option<&'a str>,
    /// What exists before the change; `None` where nobody knows.
    pub schema: Option<Vec<Input<'a>>>,
    /// Whether the runner puts each file into a transaction.
    pub is_wrapped: bool,
    /// What a live database told; empty where nobody asked one.
    pub facts: Facts,
    /// What else the caller knows.
    pub known: Known,
}

impl<'a> Settings<'a> {
    /// A review by a policy, of which nothing else is known.
    pub fn new(dialect: Dialect, policy: &'a Policy) -> Self {
        Self {
            dialect,
            policy,
            environment: None,
            target: None,
            schema: None,
            is_wrapped: false,
            facts: Facts::default(),
            known: Known::default(),
        }
    }
}

/// What a review found.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// The findings in the order of their places.
    pub findings: Vec<Finding>,
    /// The statements that change rows, in the order of their places.
    pub statements: Vec<Statement>,
    /// How many of which level.
    pub summary: Summary,
    /// What the server is, where one was asked.
    pub server: Option<Server>,
    /// The plans of the targets that the change touches, where somebody made them.
    pub plans: Vec<TargetPlan>,
}

impl Review {
    /// Whether there is a finding at or above a level, those about plans included.
    pub fn reaches(&self, level: Level) -> bool {
        let of_plans = self.plans.iter().flat_map(TargetPlan::findings).map(|finding| finding.level);
        self.findings.iter().map(|finding| finding.level).chain(of_plans).any(|found| found >= level)
    }
}

/// So many bytes of files are read at once, which bounds what is held in memory.
const AT_ONCE: usize = 8 << 20;

/// Reviews files in their order. Each is a change of its own: what one creates is there for the next, but no longer new.
///
/// Much text is looked at by several threads.
pub fn review(settings: &Settings<'_>, files: &[Input<'_>]) -> Review {
    review_while(settings, files, &|| true).unwrap_or_default()
}

/// The same as long as somebody wants it: `goes_on` is asked at each statement, and `None` is the answer once it says no.
pub fn review_while(
    settings: &Settings<'_>,
    files: &[Input<'_>],
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Option<Review> {
    review_by(Crew::of(settings, files), settings, files, goes_on)
}

fn review_by<'s>(
    mut crew: Crew<'s>,
    settings: &'s Settings<'s>,
    files: &'s [Input<'s>],
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Option<Review> {
    let siblings = Siblings::new(files.iter().map(|file| file.path), &settings.known.ran);
    let mut review = Review { server: settings.facts.server.clone(), ..Review::default() };
    let mut rest = files;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(at_once(rest));
        read(settings, &siblings, files.len() - rest.len(), now, crew.size(), |read| {
            let found = crew.walk(&read, goes_on)?;
            read.into_iter().zip(found).for_each(|(file, found)| findings::add(&mut review, settings, file, found));
            Some(())
        })?;
        rest = later;
    }
    review.summary.files = files.len();
    review.findings.iter().for_each(|finding| review.summary.count(finding.level));
    Some(review)
}

/// How many of the files are read at once: one at least.
fn at_once(files: &[Input<'_>]) -> usize {
    let mut bytes = 0;
    let fit = files.iter().take_while(|file| {
        bytes += file.text.len();
        bytes <= AT_ONCE
    });
    fit.count().max(1)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// Statements that fire, that are allowed, that need what came before, and one that cannot be split.
    fn text(number: usize) -> String {
        let mut text = format!("CREATE TABLE \"T{number}\" (a int);\n");
        for at in 0..90 {
            let _ = write!(
                text,
                "-- groundline: allow table-require-pk it is a log\nCREATE TABLE t{number}_{at} (id int, name varchar(9));\n\
                 ALTER TABLE t{number}_{at} ADD COLUMN b int NOT NULL;\nUPDATE t{}_{at} SET name = 'x';\n\
                 CREATE INDEX i{number}_{at} ON old{at} (name);\nDELETE FROM t{number}_{at};\n",
                number.saturating_sub(1),
            );
        }
        text.push_str("COMMIT;\nSELECT 'open");
        text
    }

    #[test]
    fn findings_are_the_same_however_many_threads_look() {
        let texts: Vec<_> = (0..7).map(|number| (format!("m/{number:04}.sql"), text(number))).collect();
        let files: Vec<_> = texts.iter().map(|(path, text)| Input { path, text }).collect();
        let policy = Policy::default();
        let settings = Settings::new(Dialect::Postgres, &policy);
        let by =
            |size| review_by(Crew::sized(size, &settings, &files), &settings, &files, &|| true).expect("it goes on");
        let alone = by(1);
        assert!(alone.findings.len() > 1_000 && alone.summary.suppressed > 0, "{:?}", alone.summary);
        for size in 2..=5 {
            let together = by(size);
            assert_eq!(together.findings, alone.findings, "{size}");
            assert_eq!(format!("{:?}", together.statements), format!("{:?}", alone.statements), "{size}");
            assert_eq!(format!("{:?}", together.summary), format!("{:?}", alone.summary), "{size}");
        }
    }

    #[test]
    fn nobody_looks_on_when_it_is_not_wanted() {
        let text = text(1);
        let files = [Input { path: "1.sql", text: &text }];
        let policy = Policy::default();
        let settings = Settings::new(Dialect::Postgres, &policy);
        assert!(review_by(Crew::sized(3, &settings, &files), &settings, &files, &|| false).is_none());
    }
}
