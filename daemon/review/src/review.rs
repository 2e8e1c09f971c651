//! The review of files: split, recognised, replayed, looked at by every rule that is on.
//!
//! Not where the files come from, nor how findings are printed.
//!
//! Invariant: the order of findings is that of files and places, whatever the order of rules; the cost is linear in the text.

use std::ops::Range;

use schema::Dialect;
use schema::sql::{DirectiveProblem, SplitError, SplitProblem, split};

use crate::about::About;
use crate::estimate::{Dml, Statement};
use crate::facts::{Facts, Server};
use crate::finding::{Edit, Finding, Fix, Level, Summary};
use crate::knowledge::Knowledge;
use crate::known::Known;
use crate::levels::Levels;
use crate::look::{Around, Mark};
use crate::places::Places;
use crate::planned::TargetPlan;
use crate::policy::{Active, Place, Policy};
use crate::rules;
use crate::settle::settle;
use crate::siblings::Siblings;
use crate::subject::subject;
use crate::suppress::{Comments, comments};
use crate::unit::Unit;
use crate::walk::{Fired, Standpoint, Walk, before};

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

/// Reviews files in their order. Each is a change of its own: what one creates is there for the next, but no longer new.
pub fn review(settings: &Settings<'_>, files: &[Input<'_>]) -> Review {
    review_while(settings, files, &|| true).unwrap_or_default()
}

/// The same as long as somebody wants it: `goes_on` is asked at each statement, and `None` is the answer once it says no.
pub fn review_while(settings: &Settings<'_>, files: &[Input<'_>], goes_on: &dyn Fn() -> bool) -> Option<Review> {
    let has_schema = settings.schema.is_some();
    let mut standpoint = Standpoint::new(settings.dialect, before(settings), &settings.facts, has_schema);
    let siblings = Siblings::new(files.iter().map(|file| file.path), &settings.known.ran);
    // Only a policy that tells paths apart is asked anew for each file.
    let (environment, target) = (settings.environment, settings.target);
    let levels = |path| Levels::new(settings.policy, Place { environment, target, path, sizes: &[] });
    let mut everywhere = levels("");
    let mut review = Review { server: settings.facts.server.clone(), ..Review::default() };
    for (number, file) in files.iter().enumerate() {
        standpoint.begin_file(number);
        let around = Around { path: file.path, text: file.text, siblings: &siblings, known: &settings.known };
        let mut own = settings.policy.tells_paths_apart().then(|| levels(file.path));
        one(settings, &around, own.as_mut().unwrap_or(&mut everywhere), &mut standpoint, &mut review, goes_on)?;
    }
    review.summary.files = files.len();
    review.findings.iter().for_each(|finding| review.summary.count(finding.level));
    Some(review)
}

fn one<'p>(
    settings: &Settings<'p>,
    file: &Around<'_>,
    levels: &mut Levels<'p>,
    standpoint: &mut Standpoint<'_>,
    review: &mut Review,
    goes_on: &dyn Fn() -> bool,
) -> Option<()> {
    let plain = levels.plain(standpoint.catalog());
    let (text, mut said) = comments(settings.dialect, file.text);
    let mut fired = Vec::new();
    let mut units = Vec::new();
    for item in split(settings.dialect, &text) {
        match item {
            Ok(statement) => units.push(Unit::new(settings.dialect, statement.text, statement.span.start)),
            Err(error) => fired.extend(of_reading(&plain, &error, &text)),
        }
    }
    review.summary.statements += units.len();
    let about = &About::of(&units);
    let walk = Walk { around: file, units: &units, about, is_wrapped: settings.is_wrapped, goes_on };
    let (found, changes) = walk.run(standpoint, levels)?;
    fired.extend(found);
    let mut places = Places::new(file.text);
    review.statements.extend(changes.into_iter().map(|(at, dml)| statement(file, &mut places, &units[at], dml)));
    let mut kept = Vec::new();
    for one in fired {
        let rule = rules::find(one.rule);
        let is_called = |name: &str| rule.is_some_and(|rule| rule.is_called(name)) || name == "all";
        let (statement, before) = one.statement.clone().unwrap_or((one.mark.span.clone(), 0));
        if said.allows(is_called, &statement, before, file.text) {
            review.summary.suppressed += 1;
            continue;
        }
        let about = subject(&units, &one.mark.span, file.text);
        kept.push((one, about));
    }
    for fired in of_comments(&plain, levels, &said) {
        let about = file.text.get(fired.mark.span.clone()).unwrap_or_default().chars().take(160).collect();
        kept.push((fired, about));
    }
    let key = |fired: &Fired| (fired.mark.span.start, fired.mark.span.end, fired.rule);
    kept.sort_by(|(a, _), (b, _)| key(a).cmp(&key(b)));
    let found = |(fired, about)| settle(finding(file, &mut places, fired, about), &settings.facts);
    let mut findings: Vec<_> = kept.into_iter().map(found).collect();
    findings.dedup();
    review.findings.extend(findings);
    Some(())
}

fn statement(file: &Around<'_>, places: &mut Places<'_>, unit: &Unit, dml: Dml) -> Statement {
    Statement {
        file: file.path.to_owned(),
        line: places.of(&(unit.offset..unit.offset)).0.line,
        kind: dml.kind,
        table: dml.table,
        affected_rows: dml.rows,
        ask: dml.ask,
    }
}

/// Commands of a shell that leave the database as it is.
const IDLE: &[&str] = &[
    "\\echo",
    "\\qecho",
    "\\warn",
    "\\timing",
    "\\pset",
    "\\x",
    "\\a",
    "\\t",
    "\\q",
    "\\p",
    "\\conninfo",
    ".headers",
    ".mode",
    ".timer",
    ".echo",
    ".print",
    ".width",
    ".quit",
    ".exit",
];

/// A finding about a text that could not be split.
fn of_reading(active: &[Active], error: &SplitError, text: &str) -> Option<Fired> {
    let code = match error.problem {
        SplitProblem::Unterminated(_) | SplitProblem::EmptyDelimiter => "syntax-error",
        SplitProblem::ShellCommand(_) | SplitProblem::CopyData => "psql-meta-or-delimiter",
        SplitProblem::Directive(_) => "invalid-directive",
    };
    let active = active.iter().find(|active| active.rule.code == code)?;
    let end = text[error.offset..].find('\n').map_or(text.len(), |end| error.offset + end);
    let message = match error.problem {
        SplitProblem::CopyData => "COPY … FROM stdin brings its rows in the file, which only psql can run".to_owned(),
        _ => error.problem.to_string(),
    };
    // What only shows or times something is no loss.
    let written = text.get(error.offset..end).unwrap_or_default();
    let is_idle = code == "psql-meta-or-delimiter"
        && IDLE.iter().any(|word| written.split_whitespace().next().is_some_and(|first| first == *word));
    let line = error.offset..(end + 1).min(text.len());
    let fix = is_idle.then(|| ("leave it out".to_owned(), vec![(line, String::new())]));
    let mark = Mark { span: error.offset..end, message, help: None, fix, probe: None, known_by: None };
    let (rule, level, known_by) = (active.rule.code, active.level, Knowledge::Statement);
    Some(Fired { rule, level, mark, statement: None, known_by })
}

/// Findings about the comments that address the program.
fn of_comments(active: &[Active], levels: &Levels<'_>, said: &Comments) -> Vec<Fired> {
    let mut marks = Vec::new();
    let mut push = |code: &str, span: &Range<usize>, message: String, help: &str| {
        if let Some(active) = active.iter().find(|active| active.rule.code == code) {
            let fix = (!help.is_empty()).then(|| (help.to_owned(), vec![(span.clone(), String::new())]));
            let help = (!help.is_empty()).then(|| help.to_owned());
            let mark = Mark { span: span.clone(), message, help, fix, probe: None, known_by: None };
            let (rule, level, known_by) = (active.rule.code, active.level, Knowledge::Change);
            marks.push(Fired { rule, level, mark, statement: None, known_by });
        }
    };
    for (span, problem) in &said.wrong {
        let lacks_reason = matches!(problem, DirectiveProblem::Value { word: "allow", .. });
        let code = if lacks_reason { "suppression-without-reason" } else { "invalid-directive" };
        push(code, span, problem.to_string(), "");
    }
    let is_on = |name: &str| name == "all" || levels.seen().any(|active| active.rule.is_called(name));
    for one in said.suppressions.iter().filter(|one| !one.is_used) {
        // What is off now may be on elsewhere.
        if rules::find(&one.rule).is_some() && !is_on(&one.rule) {
            continue;
        }
        let message = match rules::find(&one.rule) {
            Some(_) => format!("`{}` does not fire here: the comment allows nothing", one.rule),
            None if one.rule == "all" => "nothing fires here: the comment allows nothing".to_owned(),
            None => crate::policy::PolicyError::unknown_rule(&one.rule).to_string(),
        };
        push("unused-suppression", &one.span, message, "remove the comment");
    }
    marks
}

fn finding(file: &Around<'_>, places: &mut Places<'_>, fired: Fired, subject: String) -> Finding {
    let Fired { rule, level, mark, known_by, .. } = fired;
    let (start, end) = places.of(&mark.span);
    let mut edit = |(span, text): (Range<usize>, String)| {
        let (start, end) = places.of(&span);
        let (line, column, end_line, end_column) = (start.line, start.column, end.line, end.column);
        Edit { line, column, end_line, end_column, text, span }
    };
    let fix = mark.fix.map(|(summary, edits)| Fix { summary, edits: edits.into_iter().map(&mut edit).collect() });
    Finding {
        rule,
        level,
        file: file.path.to_owned(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        message: mark.message,
        help: mark.help,
        fix,
        known_by,
        probe: mark.probe,
        span: mark.span,
        subject,
    }
}
