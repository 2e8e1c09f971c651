//! The plans of targets, as the formats of findings show them.
//!
//! Invariant: a target without a plan is shown with the reason, and nothing of the SQL can end a code span.

use std::fmt::Write as _;

use plan::{Step, Undo};
use serde_json::{Value, json};

use super::junit::escape;
use super::markdown::{cell, code, sign};
use crate::finding::Level;
use crate::planned::{Made, Outcome, PlanFinding, TargetPlan};
use crate::review::Review;

/// How many steps of a plan, and how many characters of its statements, a comment shows: it has a greatest length.
const MOST_STEPS: usize = 40;
const MOST_SQL: usize = 4000;

/// The review with what is to be said of plans among its findings, for formats that know findings only.
pub(super) fn as_findings(review: &Review) -> Review {
    let mut all = review.clone();
    for plan in &review.plans {
        all.findings.extend(plan.made().into_iter().flat_map(|made| made.as_findings(&plan.target)));
    }
    all
}

/// One plan for programs.
pub(super) fn json(plan: &TargetPlan) -> Value {
    let (target, environment) = (&plan.target, &plan.environment);
    match &plan.outcome {
        Outcome::Missing { reason } => json!({
            "target": target, "environment": environment, "plan": null, "reason": reason, "findings": [], "needs_consent": [],
        }),
        Outcome::Made(made) => {
            let needs = made.needs_consent.iter().map(|needs| {
                let (code, message) = (needs.hazard.code, &needs.hazard.message);
                json!({ "step": needs.step, "object": needs.object, "hazard": code, "message": message })
            });
            json!({
                "target": target, "environment": environment, "plan": plan::show::plan_json(&made.plan), "reason": null,
                "findings": made.findings, "needs_consent": needs.collect::<Vec<_>>(),
            })
        }
    }
}

/// One plan in a comment: a table of its steps.
pub(super) fn markdown(plan: &TargetPlan) -> String {
    let mut out = format!("\n### `{}` ({})\n\n", code(&plan.target), cell(&plan.environment));
    match &plan.outcome {
        Outcome::Missing { reason } => {
            let _ = writeln!(out, "No plan: {}.", cell(reason));
        }
        Outcome::Made(made) if made.plan.empty => out.push_str("In sync: nothing to do.\n"),
        Outcome::Made(made) => steps(&mut out, made),
    }
    out
}

fn steps(out: &mut String, made: &Made) {
    out.push_str("| | step | lock | rewrite | hazards | undo |\n|---|---|---|---|---|---|\n");
    for step in made.plan.steps.iter().take(MOST_STEPS) {
        let rewrites: Vec<_> = step.rewrites.iter().map(|table| format!("`{}`", code(table))).collect();
        let rewrite = if step.rewrite { rewrites.join(", ") } else { "–".to_owned() };
        let (id, summary, lock) = (step.id, cell(&step.summary), step.lock);
        let _ = writeln!(out, "| {id} | {summary} | {lock} | {rewrite} | {} | {} |", hazards(made, step), undo(step));
    }
    if made.plan.steps.len() > MOST_STEPS {
        let _ = writeln!(out, "\n… and {} more steps.", made.plan.steps.len() - MOST_STEPS);
    }
    for finding in &made.findings {
        let help = finding.help.as_ref().map_or_else(String::new, |help| format!(" {}", cell(help)));
        let (sign, rule, place) = (sign(finding.level), cell(&finding.rule), cell(&finding.where_it_is()));
        let _ = writeln!(out, "\n{sign} `{rule}`, {place}: {}{help}", cell(&finding.message));
    }
    let statements = made.plan.steps.iter().flat_map(|step| &step.statements).map(|sql| format!("{sql};\n"));
    let sql: String = statements.collect::<String>().replace("```", "'''");
    let shown: String = sql.chars().take(MOST_SQL).collect();
    let rest = if shown.len() < sql.len() { "…\n" } else { "" };
    let digest = made.plan.digest;
    let _ = writeln!(
        out,
        "\n<details><summary>Plan <code>{digest}</code></summary>\n\n```sql\n{shown}{rest}```\n\n</details>"
    );
}

fn hazards(made: &Made, step: &Step) -> String {
    let named = step.hazards.iter().map(|hazard| {
        let consent = if made.lacks_consent(step.id, hazard) { " **needs consent**" } else { "" };
        format!("`{}`{consent}: {}", hazard.code, cell(&hazard.message))
    });
    let named: Vec<_> = named.collect();
    if named.is_empty() { "–".to_owned() } else { named.join("<br>") }
}

fn undo(step: &Step) -> String {
    match &step.undo {
        Undo::Statements { .. } => "by statements".to_owned(),
        Undo::Snapshot { .. } | Undo::Rows => "from a snapshot".to_owned(),
        Undo::Irreversible { reason } => format!("**not possible**: {}", cell(reason)),
    }
}

/// Suites of JUnit, with their numbers.
pub(super) struct Suites {
    pub(super) text: String,
    pub(super) tests: usize,
    pub(super) failures: usize,
}

/// A suite for each plan, a case for each step; findings at warning level and hazards without consent fail their step.
pub(super) fn suites(review: &Review) -> Suites {
    let mut suites = Suites { text: String::new(), tests: 0, failures: 0 };
    for plan in &review.plans {
        let cases = cases(plan);
        let name = escape(&format!("plan of {}", plan.target));
        let (tests, failures) = (cases.len(), cases.iter().filter(|case| case.failure.is_some()).count());
        let _ = writeln!(
            suites.text,
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
        );
        cases.iter().for_each(|case| case.write(&mut suites.text, &name));
        suites.text.push_str("  </testsuite>\n");
        suites.tests += tests;
        suites.failures += failures;
    }
    suites
}

/// One case of a suite.
#[derive(Default)]
struct Case {
    name: String,
    failure: Option<String>,
    skipped: Option<String>,
    said: String,
}

impl Case {
    fn write(&self, out: &mut String, class: &str) {
        let _ = writeln!(out, "    <testcase name=\"{}\" classname=\"{class}\">", escape(&self.name));
        if let Some(reason) = &self.skipped {
            let _ = writeln!(out, "      <skipped message=\"{}\"/>", escape(reason));
        }
        if let Some(failure) = &self.failure {
            let text = escape(failure);
            let _ = writeln!(out, "      <failure message=\"{text}\" type=\"plan\">{text}</failure>");
        }
        if !self.said.is_empty() {
            let _ = writeln!(out, "      <system-out>{}</system-out>", escape(&self.said));
        }
        out.push_str("    </testcase>\n");
    }
}

fn cases(plan: &TargetPlan) -> Vec<Case> {
    match &plan.outcome {
        Outcome::Missing { reason } => {
            vec![Case { name: "no plan".to_owned(), skipped: Some(reason.clone()), ..Case::default() }]
        }
        Outcome::Made(made) if made.plan.empty => vec![Case { name: "in sync".to_owned(), ..Case::default() }],
        Outcome::Made(made) => made.plan.steps.iter().map(|step| case(made, step)).collect(),
    }
}

fn case(made: &Made, step: &Step) -> Case {
    let fails = |finding: &&PlanFinding| finding.step == Some(step.id) && finding.level >= Level::Warning;
    let of_rules = made.findings.iter().filter(fails).map(|finding| format!("{}: {}", finding.rule, finding.message));
    let needs = made.needs_consent.iter().filter(|needs| needs.step == step.id);
    let of_consent = needs.map(|needs| format!("{} needs consent: {}", needs.hazard.code, needs.hazard.message));
    let failures: Vec<_> = of_rules.chain(of_consent).collect();
    let hazards = step.hazards.iter().map(|hazard| format!("{}: {}\n", hazard.code, hazard.message));
    Case {
        name: format!("step {} {}", step.id, step.summary),
        failure: (!failures.is_empty()).then(|| failures.join("\n")),
        skipped: None,
        said: format!("lock: {}\n{}", step.lock, hazards.collect::<String>()),
    }
}
