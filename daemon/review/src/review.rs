//! The review of files: split, recognised, replayed, looked at by every rule that is on.
//!
//! Not where the files come from, nor how findings are printed.
//!
//! Invariant: the order of findings is that of files and places, whatever the order of rules; the cost is linear in the text.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use schema::Dialect;
use schema::sql::{DirectiveProblem, SplitError, SplitProblem, split};

use crate::about::About;
use crate::catalog::Catalog;
use crate::finding::{Edit, Finding, Fix, Level, Summary};
use crate::levels::Levels;
use crate::look::{Look, Mark};
use crate::places::Places;
use crate::policy::{Active, Parameters, Place, Policy};
use crate::rule::Check;
use crate::rules;
use crate::session::Session;
use crate::subject::subject;
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
    /// About how many bytes they have, likewise.
    pub bytes: BTreeMap<String, u64>,
}

/// What a review found.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// The findings in the order of their places.
    pub findings: Vec<Finding>,
    /// How many of which level.
    pub summary: Summary,
}

impl Review {
    /// Whether there is a finding at or above a level.
    pub fn reaches(&self, level: Level) -> bool {
        self.findings.iter().any(|finding| finding.level >= level)
    }
}

/// Reviews files in their order. Each is a change of its own: what one creates is there for the next, but no longer new.
pub fn review(settings: &Settings<'_>, files: &[Input<'_>]) -> Review {
    review_while(settings, files, &|| true).unwrap_or_default()
}

/// The same as long as somebody wants it: `goes_on` is asked at each statement, and `None` is the answer once it says no.
pub fn review_while(settings: &Settings<'_>, files: &[Input<'_>], goes_on: &dyn Fn() -> bool) -> Option<Review> {
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
    settings.bytes.iter().for_each(|(key, bytes)| catalog.set_bytes(key, *bytes));
    // Only a policy that tells paths apart is asked anew for each file.
    let (environment, target) = (settings.environment, settings.target);
    let levels = |path| Levels::new(settings.policy, Place { environment, target, path, sizes: &[] });
    let mut everywhere = levels("");
    let mut review = Review::default();
    for (number, file) in files.iter().enumerate() {
        catalog.begin_file(number);
        let mut own = settings.policy.tells_paths_apart().then(|| levels(file.path));
        let levels = own.as_mut().unwrap_or(&mut everywhere);
        one(settings, file, levels, &mut catalog, &mut review, goes_on)?;
    }
    review.summary.files = files.len();
    review.findings.iter().for_each(|finding| review.summary.count(finding.level));
    Some(review)
}

/// A mark with the rule that made it.
struct Fired {
    rule: &'static str,
    level: Level,
    mark: Mark,
    /// The statement, and the end of the one before it, for suppressions.
    statement: Option<(Range<usize>, usize)>,
}

fn one<'p>(
    settings: &Settings<'p>,
    file: &Input<'_>,
    levels: &mut Levels<'p>,
    catalog: &mut Catalog,
    review: &mut Review,
    goes_on: &dyn Fn() -> bool,
) -> Option<()> {
    let plain = levels.plain(catalog);
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
    look(settings, file, levels, &units, catalog, &mut fired, goes_on)?;
    let mut kept = Vec::new();
    for one in fired {
        let rule = rules::find(one.rule);
        let is_called = |name: &str| rule.is_some_and(|rule| rule.is_called(name)) || name == "all";
        let (statement, before) = one.statement.clone().unwrap_or((one.mark.span.clone(), 0));
        if said.allows(is_called, &statement, before, file.text) {
            review.summary.suppressed += 1;
            continue;
        }
        let subject = subject(&units, &one.mark.span, file.text);
        kept.push((one.rule, one.level, one.mark, subject));
    }
    for (rule, level, mark) in of_comments(&plain, levels, &said) {
        let subject = file.text.get(mark.span.clone()).unwrap_or_default().chars().take(160).collect();
        kept.push((rule, level, mark, subject));
    }
    kept.sort_by(|(rule, _, a, _), (other, _, b, _)| {
        (a.span.start, a.span.end, *rule).cmp(&(b.span.start, b.span.end, *other))
    });
    let mut places = Places::new(file.text);
    let mut findings: Vec<_> = kept.into_iter().map(|one| finding(file, &mut places, one)).collect();
    findings.dedup();
    review.findings.extend(findings);
    Some(())
}

fn look<'p>(
    settings: &Settings<'p>,
    file: &Input<'_>,
    levels: &mut Levels<'p>,
    units: &[Unit<'_>],
    catalog: &mut Catalog,
    fired: &mut Vec<Fired>,
    goes_on: &dyn Fn() -> bool,
) -> Option<()> {
    let about = &About::of(units);
    let mut session = Session::new(settings.is_wrapped);
    let mut marks = Vec::new();
    let mut before = 0;
    let path = file.path;
    // The rules that were on at each statement.
    let mut on: Vec<Rc<[Active]>> = Vec::with_capacity(units.len());
    for (at, unit) in units.iter().enumerate() {
        if !goes_on() {
            return None;
        }
        let span = unit.offset..unit.offset + unit.span().end;
        let active = levels.of(unit, catalog);
        for active in active.iter() {
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
        on.push(active);
        session.replay(unit, catalog, at);
        catalog.replay(unit);
        before = span.end;
    }
    let Some(unit) = units.last() else { return Some(()) };
    let mut sets: Vec<&Rc<[Active]>> = Vec::new();
    for set in &on {
        if !sets.iter().any(|known| Rc::ptr_eq(known, set)) {
            sets.push(set);
        }
    }
    for set in sets {
        for active in set.iter() {
            let Check::File(check) = active.rule.check else { continue };
            let parameters: &Parameters = &active.parameters;
            let at = units.len() - 1;
            check(&Look { unit, catalog, session: &session, units, at, path, about, parameters }, &mut marks);
            for mark in marks.drain(..) {
                let at = units.partition_point(|unit| unit.offset <= mark.span.start).saturating_sub(1);
                // What the rule says of a statement for which it is set otherwise does not count.
                if on.get(at).is_some_and(|own| !Rc::ptr_eq(own, set)) {
                    continue;
                }
                let end = |unit: &Unit| unit.offset + unit.span().end;
                let before = at.checked_sub(1).and_then(|before| units.get(before)).map_or(0, end);
                let statement = units.get(at).map(|unit| (unit.offset..end(unit), before));
                fired.push(Fired { rule: active.rule.code, level: active.level, mark, statement });
            }
        }
    }
    Some(())
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
fn of_comments(active: &[Active], levels: &Levels<'_>, said: &Comments) -> Vec<(&'static str, Level, Mark)> {
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

/// A mark with its rule, its level and what it is about.
type Kept = (&'static str, Level, Mark, String);

fn finding(file: &Input<'_>, places: &mut Places<'_>, (rule, level, mark, subject): Kept) -> Finding {
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
        span: mark.span,
        subject,
    }
}
