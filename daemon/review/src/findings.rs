//! What fired in a file made to findings: what comments allow is left out, what is wrong in them is added, and all is put in order.
//!
//! Not what fires. Invariant: the order of findings is that of their places, whatever the order in which they were found.

use std::ops::Range;

use schema::sql::{DirectiveProblem, SplitError, SplitProblem};

use crate::Settings;
use crate::crew::Found;
use crate::estimate::{Dml, Statement};
use crate::finding::{Edit, Finding, Fix};
use crate::knowledge::Knowledge;
use crate::look::{Around, Mark};
use crate::places::Places;
use crate::policy::Active;
use crate::read_file::ReadFile;
use crate::review::Review;
use crate::rule::Rule;
use crate::rules;
use crate::settle::settle;
use crate::subject::subject;
use crate::suppress::Comments;
use crate::unit::Unit;
use crate::walk::Fired;

/// Adds what was found in a file to a review.
pub(crate) fn add(review: &mut Review, settings: &Settings<'_>, file: ReadFile<'_>, found: Found) {
    let ReadFile { around, units, mut said, unread, blanked, .. } = file;
    let Found { walked, plain, asked } = found;
    let unread = unread.iter().filter_map(|error| of_reading(&plain, error, blanked));
    let fired: Vec<_> = unread.chain(walked.fired).collect();
    review.summary.statements += units.len();
    let mut places = Places::new(around.text);
    let mut changes = walked.changes;
    changes.sort_by_key(|(at, _)| *at);
    let statements = changes.into_iter().map(|(at, dml)| statement(&around, &mut places, &units[at], dml));
    review.statements.extend(statements);
    let mut kept = Vec::new();
    for one in fired {
        let rule = rules::find(one.rule);
        let is_called = |name: &str| rule.is_some_and(|rule| rule.is_called(name)) || name == "all";
        let (statement, before) = one.statement.clone().unwrap_or((one.mark.span.clone(), 0));
        if said.allows(is_called, &statement, before, around.text) {
            review.summary.suppressed += 1;
            continue;
        }
        let about = subject(&units, &one.mark.span, around.text);
        kept.push((one, about));
    }
    for fired in of_comments(&plain, &asked, &said) {
        let about = around.text.get(fired.mark.span.clone()).unwrap_or_default().chars().take(160).collect();
        kept.push((fired, about));
    }
    let statement = |fired: &Fired| fired.statement.as_ref().map(|(statement, _)| statement.start);
    let key = |fired: &Fired| (fired.mark.span.start, fired.mark.span.end, fired.rule, statement(fired));
    kept.sort_by(|(a, _), (b, _)| key(a).cmp(&key(b)));
    let found = |(fired, about)| settle(finding(&around, &mut places, fired, about), &settings.facts);
    let mut findings: Vec<_> = kept.into_iter().map(found).collect();
    findings.dedup();
    review.findings.extend(findings);
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
fn of_comments(active: &[Active], asked: &[&Rule], said: &Comments) -> Vec<Fired> {
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
    let is_on = |name: &str| name == "all" || asked.iter().any(|rule| rule.is_called(name));
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
