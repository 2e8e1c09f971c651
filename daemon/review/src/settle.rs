//! What a look at the rows makes of a finding: proven, or allowed by the data, or still open.
//!
//! Invariant: a finding is never dropped: rows may come until the change runs.

use crate::facts::{Facts, Probed};
use crate::finding::{Finding, Level};
use crate::knowledge::Knowledge;

/// Says what the rows say. What they prove is an error, what they allow is good to know.
pub(crate) fn settle(mut finding: Finding, facts: &Facts) -> Finding {
    let Some((probe, answer)) = finding.probe.as_ref().and_then(|probe| Some((probe, facts.probes.get(&probe.query)?)))
    else {
        return finding;
    };
    let said = match answer {
        Probed::Found { rows, is_more } => {
            let count = if *is_more { format!("more than {rows}") } else { rows.to_string() };
            finding.level = Level::Error;
            finding.known_by = Knowledge::Live;
            format!("proven, {}: {count}", probe.rows)
        }
        Probed::Clean => {
            finding.level = finding.level.min(Level::Notice);
            finding.known_by = Knowledge::Live;
            format!("the data allows it now, {}: none", probe.rows)
        }
        Probed::Unknown(reason) => format!("not looked at: {reason}"),
    };
    finding.message = format!("{}; {said}", finding.message);
    finding
}
