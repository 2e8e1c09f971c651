//! A plan with what the review says of it, as commands show and refuse it.

use std::io::IsTerminal as _;

use reconcile::plan_review::gravest;
use reconcile::planning::Planned;
use review::format::plan_findings;
use review::{Level, PlanFinding, Statement};

use super::options::Format;
use crate::output::{Exit, Failure, json, print};

/// Prints a plan and what the review says of it.
pub(crate) fn show(planned: &Planned, findings: &[PlanFinding], format: Format) -> Result<(), Failure> {
    show_with_rows(planned, findings, &[], format)
}

/// The same with how many rows its statements change.
pub(crate) fn show_with_rows(
    planned: &Planned,
    findings: &[PlanFinding],
    rows: &[Statement],
    format: Format,
) -> Result<(), Failure> {
    match format {
        Format::Text => {
            print(&plan::show::plan_text(&planned.plan))?;
            for one in rows {
                let table = one.table.as_deref().unwrap_or("an unknown table");
                print(&format!("\nrows of {table}, {}:{}: {}\n", one.file, one.line, one.affected_rows.shown()))?;
            }
            let gap = if findings.is_empty() { "" } else { "\n" };
            print(&format!("{gap}{}", plan_findings(findings, has_colour())))
        }
        Format::Json => {
            let mut value = plan::show::plan_json(&planned.plan);
            value["findings"] = serde_json::to_value(findings).map_err(|error| Failure::of(&error))?;
            if planned.plan.changelist.is_some() {
                value["affected_rows"] = serde_json::to_value(rows).map_err(|error| Failure::of(&error))?;
            }
            json(&value)
        }
        Format::Diff => print(&planned.unified_diff()),
    }
}

/// Refuses a plan in which the review finds an error.
pub(crate) fn refuse_reviewed(findings: &[PlanFinding]) -> Result<(), Failure> {
    if gravest(findings) < Level::Error {
        return Ok(());
    }
    let errors = || findings.iter().filter(|finding| finding.level >= Level::Error);
    let line = |finding: &PlanFinding| {
        format!("the review refuses the plan: `{}` at {}: {}", finding.rule, finding.where_it_is(), finding.message)
    };
    let mut hints: Vec<_> = errors().filter_map(|finding| finding.help.clone()).collect();
    hints.push(
        "change what is desired; or write `-- groundline: allow RULE REASON` on the line before the statement; or set another level \
         in `policies/review.toml`"
            .to_owned(),
    );
    hints.dedup();
    Err(Failure { exit: Exit::Refused, messages: errors().map(line).collect(), hints })
}

/// Whether standard output takes colours.
pub(crate) fn has_colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
