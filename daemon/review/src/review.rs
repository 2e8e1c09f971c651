//! The review of files: split, recognised, replayed, looked at by every rule that is on.
//!
//! Not where the files come from, nor how findings are printed.
//!
//! Invariant: the order of findings is that of files and places, whatever the order of rules; the cost is linear in the text.

use std::collections::BTreeMap;
use std::ops::Range;

use schema::Dialect;
use schema::sql::{DirectiveProblem, LineIndex, SplitError, SplitProblem, split};

use crate::about::About;
use crate::catalog::Catalog;
use crate::finding::{Edit, Finding, Fix, Level, Summary};
use crate::look::{Look, Mark};
use crate::planned::TargetPlan;
use crate::policy::{Active, Parameters, Place, Policy};
use crate::rule::Check;
use crate::rules;
use crate::session::Session;
use crate::suppress::{Comments, comments};
use crate::unit::Unit;

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
    /// About how many rows tables have, where that is known; by the keys of their names.
    pub rows: BTreeMap<String, u64>,
}

/// What a review found.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// The findings in the order of their places.
    pub findings: Vec<Finding>,
    /// How many of which level.
    pub summary: Summary,
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
    let mut catalog = Catalog::new(settings.dialect);
    if let Some(schema) = &settings.schema {
        catalog.is_complete = true;
        for file in schema {
            let (text, _) = comments(settings.dialect, file.text);
            let statements = split(settings.dialect, &text).flatten();
            statements.for_each(|statement| catalog.replay(&Unit::new(settings.dialect, statement.text, 0)));
        }
    }
    settings.rows.iter().for_each(|(key, rows)| catalog.set_rows(key, *rows));
    // Only a policy that tells paths apart is asked anew for each file.
    let (environment, target) = (settings.environment, settings.target);
    let everywhere = settings.policy.active(settings.dialect, &Place { environment, target, path: "" });
    let everywhere = (!settings.policy.tells_paths_apart()).then_some(everywhere);
    let mut review = Review::default();
    for (number, file) in files.iter().enumerate() {
        catalog.begin_file(number);
        one(settings, file, everywhere.as_deref(), &mut catalog, &mut review);
    }
    review.summary.files = files.len();
    review.findings.iter().for_each(|finding| review.summary.count(finding.level));
    review
}

/// A mark with the rule that made it.
struct Fired {
    rule: &'static str,
    level: Level,
    mark: Mark,
    /// The statement, and the end of the one before it, for suppressions.
    statement: Option<(Range<usize>, usize)>,
}

fn one(
    settings: &Settings<'_>,
    file: &Input<'_>,
    everywhere: Option<&[Active]>,
    catalog: &mut Catalog,
    review: &mut Review,
) {
    let place = Place { environment: settings.environment, target: settings.target, path: file.path };
    let own = if everywhere.is_some() { Vec::new() } else { settings.policy.active(settings.dialect, &place) };
    let active = everywhere.unwrap_or(&own);
    let (text, mut said) = comments(settings.dialect, file.text);
    let mut fired = Vec::new();
    let mut units = Vec::new();
    for item in split(settings.dialect, &text) {
        match item {
            Ok(statement) => units.push(Unit::new(settings.dialect, statement.text, statement.span.start)),
            Err(error) => fired.extend(of_reading(active, &error, &text)),
        }
    }
    review.summary.statements += units.len();
    look(settings, file, active, &units, catalog, &mut fired);
    let lines = LineIndex::new(file.text);
    let mut findings = Vec::new();
    for one in fired {
        let rule = rules::find(one.rule);
        let is_called = |name: &str| rule.is_some_and(|rule| rule.is_called(name)) || name == "all";
        let (statement, before) = one.statement.clone().unwrap_or((one.mark.span.clone(), 0));
        if said.allows(is_called, &statement, before, file.text) {
            review.summary.suppressed += 1;
            continue;
        }
        findings.push(finding(file, &lines, one.rule, one.level, one.mark));
    }
    for (rule, level, mark) in of_comments(active, &said) {
        findings.push(finding(file, &lines, rule, level, mark));
    }
    findings.sort_by(|a, b| (a.span.start, a.span.end, a.rule).cmp(&(b.span.start, b.span.end, b.rule)));
    findings.dedup();
    review.findings.extend(findings);
}

fn look(
    settings: &Settings<'_>,
    file: &Input<'_>,
    active: &[Active],
    units: &[Unit<'_>],
    catalog: &mut Catalog,
    fired: &mut Vec<Fired>,
) {
    let about = &About::of(units);
    let mut session = Session::new(settings.is_wrapped);
    let mut marks = Vec::new();
    let mut before = 0;
    let path = file.path;
    for (at, unit) in units.iter().enumerate() {
        let span = unit.offset..unit.offset + unit.span().end;
        for active in active {
            let Check::Statement(check) = active.rule.check else { continue };
            let parameters = &active.parameters;
            check(&Look { unit, catalog, session: &session, units, at, path, about, parameters }, &mut marks);
            let statement = Some((span.clone(), before));
            let made = marks.drain(..);
            fired.extend(made.map(|mark| Fired {
                rule: active.rule.code,
                level: active.level,
                mark,
                statement: statement.clone(),
            }));
        }
        session.replay(unit, catalog, at);
        catalog.replay(unit);
        before = span.end;
    }
    let Some(unit) = units.last() else { return };
    for active in active {
        let Check::File(check) = active.rule.check else { continue };
        let parameters: &Parameters = &active.parameters;
        check(
            &Look { unit, catalog, session: &session, units, at: units.len() - 1, path, about, parameters },
            &mut marks,
        );
        for mark in marks.drain(..) {
            let at = units.partition_point(|unit| unit.offset <= mark.span.start).saturating_sub(1);
            let end = |unit: &Unit| unit.offset + unit.span().end;
            let before = at.checked_sub(1).and_then(|before| units.get(before)).map_or(0, end);
            let statement = units.get(at).map(|unit| (unit.offset..end(unit), before));
            fired.push(Fired { rule: active.rule.code, level: active.level, mark, statement });
        }
    }
}

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
    let mark = Mark { span: error.offset..end, message, help: None, fix: None };
    Some(Fired { rule: active.rule.code, level: active.level, mark, statement: None })
}

/// Findings about the comments that address the program.
fn of_comments(active: &[Active], said: &Comments) -> Vec<(&'static str, Level, Mark)> {
    let mut marks = Vec::new();
    let mut push = |code: &str, span: &Range<usize>, message: String, help: &str| {
        if let Some(active) = active.iter().find(|active| active.rule.code == code) {
            let help = (!help.is_empty()).then(|| help.to_owned());
            let mark = Mark { span: span.clone(), message, help, fix: None };
            marks.push((active.rule.code, active.level, mark));
        }
    };
    for (span, problem) in &said.wrong {
        let lacks_reason = matches!(problem, DirectiveProblem::Value { word: "allow", .. });
        let code = if lacks_reason { "suppression-without-reason" } else { "invalid-directive" };
        push(code, span, problem.to_string(), "");
    }
    let is_on = |name: &str| name == "all" || active.iter().any(|active| active.rule.is_called(name));
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

fn finding(file: &Input<'_>, lines: &LineIndex<'_>, rule: &'static str, level: Level, mark: Mark) -> Finding {
    let (start, end) = (lines.position(mark.span.start), lines.position(mark.span.end));
    let edit = |(span, text): (Range<usize>, String)| {
        let (start, end) = (lines.position(span.start), lines.position(span.end));
        let (line, column, end_line, end_column) = (start.line, start.column, end.line, end.column);
        Edit { line, column, end_line, end_column, text, span }
    };
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
        fix: mark.fix.map(|(summary, edits)| Fix { summary, edits: edits.into_iter().map(edit).collect() }),
        span: mark.span,
    }
}
