//! The review of a plan before it runs: the team's rules over the declarations that it comes from, and over its steps.
//!
//! Not how people write migrations: which rules speak of what is in `review::Text`. Invariant: what the plan does not touch is not
//! judged, so that an old table never keeps a new one waiting.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use engine::Source;
use plan::Plan;
use review::{Input, Level, PlanFinding, Policy, Settings, Spot, Text, review};
use schema::sql::{LineIndex, split};
use schema::{Database, Dialect, Kind, ObjectId};

use crate::desired::Target;
use crate::planning::Planned;
use crate::single::described;
use crate::sql_review::tables;

/// What a plan is held to.
#[derive(Clone, Copy, Debug)]
pub struct Standard<'a> {
    /// The team's policy.
    pub policy: &'a Policy,
    /// The environment of the target.
    pub environment: Option<&'a str>,
    /// The target.
    pub target: Option<&'a str>,
}

impl<'a> Standard<'a> {
    /// What the plans of a target of a schema repo are held to.
    pub fn of(policy: &'a Policy, target: &'a Target) -> Self {
        let (environment, target) = (Some(target.kind.environment.as_str()), Some(target.name.as_str()));
        Self { policy, environment, target }
    }

    /// A policy alone: one database, no schema repo.
    pub const fn only(policy: &'a Policy) -> Self {
        Self { policy, environment: None, target: None }
    }

    pub(crate) fn settings<'p>(&'p self, dialect: Dialect, policy: &'p Policy) -> Settings<'p> {
        let (environment, target) = (self.environment, self.target);
        Settings { environment, target, ..Settings::new(dialect, policy) }
    }
}

/// What the rules say of a plan: of the declarations that it comes from, in the order of files, then of its steps.
pub fn review_plan(planned: &Planned, sources: &[Source], standard: &Standard<'_>) -> Vec<PlanFinding> {
    if planned.plan.empty {
        return Vec::new();
    }
    let mut findings = of_declarations(planned, sources, standard);
    findings.extend(of_steps(planned, standard));
    findings
}

/// What the rules say of the steps of a plan.
pub fn of_steps(planned: &Planned, standard: &Standard<'_>) -> Vec<PlanFinding> {
    let dialect = planned.plan.engine;
    let policy = standard.policy.of_text(Text::Plan);
    let live: Vec<String> = described(&planned.observed).into_iter().map(|file| file.text).collect();
    let mut settings = standard.settings(dialect, &policy);
    settings.schema = Some(live.iter().map(|text| Input { path: "live", text }).collect());
    settings.facts.tables = planned.facts.as_ref().map(|facts| tables(&facts.sizes, dialect)).unwrap_or_default();
    let written = Written::of(planned);
    let found = review(&settings, &[Input { path: "plan", text: &written.text }]);
    let places = places(planned);
    let told = found.findings.into_iter().map(|finding| {
        let step = written.step_at(finding.span.start);
        let place = step.and_then(|step| places.get(&step).cloned());
        let (rule, level) = (finding.rule.to_owned(), finding.level);
        PlanFinding { rule, level, step, place, message: finding.message, help: finding.help }
    });
    let mut told: Vec<_> = told.collect();
    // A table that is written anew is named by several statements of one step.
    told.sort_by(|a, b| (a.step, &a.rule, &a.message).cmp(&(b.step, &b.rule, &b.message)));
    told.dedup();
    told
}

/// Where each step comes from in the desired SQL, by its number, as far as it can be told.
pub fn places(planned: &Planned) -> BTreeMap<u32, Spot> {
    let made = makers(planned);
    let place = |id: &ObjectId| maker(&made, id).map(|(path, line)| Spot { file: path.to_owned(), line, column: 1 });
    planned.plan.steps.iter().filter_map(|step| Some((step.id, place(&step.object)?))).collect()
}

/// The most grave level among findings.
pub fn gravest(findings: &[PlanFinding]) -> Level {
    findings.iter().map(|finding| finding.level).max().unwrap_or(Level::Off)
}

type Makers<'a> = BTreeMap<&'a ObjectId, (&'a str, usize)>;

fn makers(planned: &Planned) -> Makers<'_> {
    planned.provenance.iter().map(|(id, made)| (id, (&*made.path, made.line))).collect()
}

/// The statement that makes an object, or what it belongs to.
fn maker<'a>(made: &Makers<'a>, id: &ObjectId) -> Option<(&'a str, usize)> {
    let owners = [Kind::Table, Kind::View, Kind::MaterializedView].into_iter().filter_map(|kind| id.owner(kind));
    let owner = || owners.into_iter().find_map(|owner| made.get(&owner).copied());
    made.get(id).copied().or_else(owner)
}

fn of_declarations(planned: &Planned, sources: &[Source], standard: &Standard<'_>) -> Vec<PlanFinding> {
    let touched = touched(planned);
    if touched.is_empty() {
        return Vec::new();
    }
    let policy = standard.policy.of_text(Text::Declaration);
    let settings = standard.settings(planned.plan.engine, &policy);
    let inputs: Vec<_> = sources.iter().map(|source| Input { path: &source.path, text: &source.text }).collect();
    let found = review(&settings, &inputs);
    let ranges: BTreeMap<&str, Vec<Range<usize>>> = sources
        .iter()
        .filter_map(|source| {
            Some((source.path.as_str(), statements(settings.dialect, source, touched.get(&*source.path)?)))
        })
        .collect();
    let is_meant = |file: &str, line: usize| {
        ranges.get(file).is_some_and(|ranges| ranges.iter().any(|range| range.contains(&line)))
    };
    let meant = found.findings.into_iter().filter(|finding| is_meant(&finding.file, finding.line));
    meant
        .map(|finding| PlanFinding {
            rule: finding.rule.to_owned(),
            level: finding.level,
            step: None,
            place: Some(Spot { file: finding.file, line: finding.line, column: finding.column }),
            message: finding.message,
            help: finding.help,
        })
        .collect()
}

/// The files and lines of the statements that make what the plan adds or changes.
fn touched(planned: &Planned) -> BTreeMap<&str, BTreeSet<usize>> {
    let made = makers(planned);
    let mut touched: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for change in schema::diff(&planned.observed, &planned.desired) {
        let id = &change.object().id;
        let is_there = planned.desired.get(id).is_some();
        if let Some((path, line)) = maker(&made, id).filter(|_| is_there) {
            touched.entry(path).or_default().insert(line);
        }
    }
    touched
}

/// The lines of the statements of a file that begin on one of these lines, with the comment before each.
fn statements(dialect: Dialect, source: &Source, begin: &BTreeSet<usize>) -> Vec<Range<usize>> {
    let lines = LineIndex::new(&source.text);
    let mut ranges = Vec::new();
    let mut before = 0;
    for statement in split(dialect, &source.text).flatten() {
        let end = lines.position(statement.span.end).line;
        if begin.contains(&statement.position.line) {
            ranges.push(before + 1..end + 1);
        }
        before = end;
    }
    ranges
}

/// The statements of a plan as one text, with what is dropped said plainly: the planner moves a table aside instead.
struct Written {
    text: String,
    /// Where each step ends in the text.
    ends: Vec<(usize, u32)>,
}

impl Written {
    fn of(planned: &Planned) -> Self {
        let plan: &Plan = &planned.plan;
        let (mut text, mut ends) = (String::new(), Vec::new());
        for step in &plan.steps {
            if step.object.kind == Kind::Table && is_dropped(&step.object, &planned.observed, &planned.desired) {
                text.push_str(&format!("DROP TABLE {};\n", step.object.qualified(plan.engine)));
            }
            for statement in &step.statements {
                text.push_str(statement);
                text.push_str(";\n");
            }
            ends.push((text.len(), step.id));
        }
        Self { text, ends }
    }

    fn step_at(&self, offset: usize) -> Option<u32> {
        let at = self.ends.partition_point(|(end, _)| *end <= offset);
        self.ends.get(at).map(|(_, step)| *step)
    }
}

fn is_dropped(id: &ObjectId, observed: &Database, desired: &Database) -> bool {
    observed.get(id).is_some() && desired.get(id).is_none()
}
