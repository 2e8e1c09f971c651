//! What is done about a difference: nothing, shown, blocked, left to a person, or run.
//!
//! Pure: no clock, no store, no database. Invariant: whatever is not plainly allowed is not run.

use std::fmt::Write as _;
use std::time::SystemTime;

use plan::{Consent, Plan};
use review::approval::{Standing, Verdict};
use review::{Level, PlanFinding};
use schema::Digest;

use super::goal::Goal;
use super::trust::short_name;
use crate::desired::written::quoted;
use crate::desired::{DriftMode, Mode};
use crate::status::{GlassStatus, Missed, MissingConsent, Next, Reason, Sync, ThreeWay, WaveStatus, WindowStatus};

/// Everything that a decision rests on.
pub(super) struct Case<'a> {
    pub(super) goal: &'a Goal,
    pub(super) plan: &'a Plan,
    /// How the target stands to Git.
    pub(super) sync: Sync,
    pub(super) three_way: &'a ThreeWay,
    /// What the rules say of the plan.
    pub(super) findings: &'a [PlanFinding],
    /// Whether everybody agrees who must.
    pub(super) verdict: &'a Verdict,
    /// Runs that somebody let go at once and that were not approved since.
    pub(super) glass: &'a [GlassStatus],
    /// Whether nothing is desired and something is live.
    pub(super) would_empty: bool,
    pub(super) allow_empty: bool,
    /// Whether the plan failed before at this commit.
    pub(super) barred: bool,
    /// Why nothing is applied at all.
    pub(super) halted: Option<&'a str>,
    pub(super) now: SystemTime,
    /// Why no plan may begin now, by windows and freezes.
    pub(super) closed: Option<&'a WindowStatus>,
    /// What holds it in its wave.
    pub(super) held: Option<&'a WaveStatus>,
    /// The schema repo as a person types it.
    pub(super) repo: &'a str,
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// There is nothing to do.
    InSync,
    /// Drift is shown; nothing else is to be done.
    ShowDrift(Said),
    /// It must not run.
    Block(Said),
    /// A person runs it.
    Wait(Said),
    /// It runs by itself at a later moment.
    Later(Said, WindowStatus),
    /// It runs by itself after other targets.
    InTurn(Said, WaveStatus),
    /// It failed at this commit and is not run again.
    Barred,
    /// It runs.
    Run,
}

/// Why, and what is next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) reason: Reason,
    pub(super) message: String,
    pub(super) next: Next,
}

impl Said {
    pub(super) fn new(reason: Reason, message: impl Into<String>, next: Next) -> Self {
        Self { reason, message: message.into(), next }
    }
}

/// Decides.
pub(super) fn decide(case: &Case<'_>) -> Decision {
    let sync = case.sync;
    let looks_for_drift = case.goal.settings.drift != DriftMode::Off;
    if !case.plan.unsupported.is_empty() {
        return Decision::Block(unsupported(case));
    }
    if case.plan.empty {
        return Decision::InSync;
    }
    if sync == Sync::Drifted {
        return Decision::ShowDrift(drifted(case));
    }
    if let Some(said) = steered(case) {
        return Decision::Wait(said);
    }
    if case.would_empty && !case.allow_empty {
        return Decision::Block(would_empty(case));
    }
    let missing = missing_consent(case.goal, case.plan, case.now);
    if !missing.is_empty() {
        return Decision::Block(no_consent(case, &missing));
    }
    if let Some(first) = case.findings.iter().find(|finding| finding.level >= Level::Error) {
        return Decision::Block(reviewed(case, first));
    }
    if case.goal.settings.suspend {
        return Decision::Wait(suspended());
    }
    if let Some(glass) = case.glass.iter().find(|glass| glass.is_overdue) {
        return Decision::Block(overdue(case, glass));
    }
    match (&case.verdict.standing, case.halted) {
        (Standing::Rejected { .. }, _) => return Decision::Block(rejected(case)),
        (Standing::Waiting, _) => return Decision::Wait(not_approved(case)),
        (Standing::NotNeeded, _) => {}
        (Standing::Approved | Standing::BrokenGlass { .. }, _) if case.barred => return Decision::Barred,
        (Standing::Approved | Standing::BrokenGlass { .. }, Some(why)) => return Decision::Block(halted(why)),
        (Standing::Approved | Standing::BrokenGlass { .. }, None) => return run_in_time(case),
    }
    match case.goal.settings.mode {
        Mode::Manual => Decision::Wait(manual(case, sync)),
        Mode::Auto if sync == Sync::Diverged && looks_for_drift => Decision::Block(in_the_way(case)),
        Mode::Auto if case.barred => Decision::Barred,
        Mode::Auto => match case.halted {
            Some(why) => Decision::Block(halted(why)),
            None => run_in_time(case),
        },
    }
}

/// It runs now, or when windows, freezes and the targets before it allow it.
fn run_in_time(case: &Case<'_>) -> Decision {
    let Some(closed) = case.closed else {
        return case.held.map_or(Decision::Run, |held| Decision::InTurn(said_of_wave(held), held.clone()));
    };
    let reason = match closed.missed.first().map(|missed| missed.why) {
        _ if closed.windows.is_empty() => Reason::Frozen,
        None => Reason::OutsideWindow,
        Some(Missed::StartBy) => Reason::StartByPassed,
        Some(Missed::FinishBy | Missed::TooShort) => Reason::CannotFinishInTime,
    };
    let next = match closed.opens {
        Some(opens) => Next::by_daemon(format!("it is applied from {opens} on")),
        None => Next::by_committer(
            "change the windows and freezes in the rollout policy: no moment was found that they allow",
        ),
    };
    Decision::Later(Said::new(reason, closed.sentence(), next), closed.clone())
}

/// Why a target waits in its wave, and what lets it go.
pub(super) fn said_of_wave(held: &WaveStatus) -> Said {
    if held.depends_on.is_some() {
        let next = match held.failed.is_empty() {
            true => Next::by_daemon("it is applied by itself then"),
            false => Next::by_committer("mend what failed and commit; it goes on when that target is what Git says"),
        };
        return Said::new(Reason::DependsOn, held.sentence(), next);
    }
    if held.check.as_ref().is_some_and(|check| check.failure.is_some()) {
        let next = Next::by_operator(
            "mend what the check looks at; it is asked again by itself, and the wave goes on when it holds",
        );
        return Said::new(Reason::CheckFailed, held.sentence(), next);
    }
    if held.failed.is_empty() {
        return Said::new(Reason::EarlierWave, held.sentence(), Next::by_daemon("it is applied by itself then"));
    }
    let next = Next::by_committer("mend what failed and commit; it goes on when the failed targets are what Git says");
    Said::new(Reason::WaveFailed, held.sentence(), next)
}

/// The hazards of a plan that nobody consented to.
pub(super) fn missing_consent(goal: &Goal, plan: &Plan, now: SystemTime) -> Vec<MissingConsent> {
    let needed = Consent::default().missing(plan);
    let open = needed.into_iter().filter(|need| !goal.is_consented(&need.object, need.hazard.code, now));
    open.map(|need| MissingConsent {
        step: need.step,
        object: need.object,
        hazard: need.hazard.code,
        message: need.hazard.message,
    })
    .collect()
}

/// What people decided about the target, or about all that Git says.
fn steered(case: &Case<'_>) -> Option<Said> {
    if let Some(skip) = case.goal.skip(case.now) {
        let message = format!("left as it is by {}: {}", skip.origin, skip.reason);
        let next = Next::by_committer(format!("take the `[[skip]]` out of {} when it is to go on", skip.origin.file));
        return Some(Said::new(Reason::Skipped, message, next));
    }
    let cancel = case.goal.cancelled.as_ref()?;
    let message = format!("cancelled by {}: {}", cancel.origin, cancel.reason);
    let what = "revert or change what Git says, or take the rollout back with `groundline rollback`; or take the `[[cancel]]` out";
    Some(Said::new(Reason::Cancelled, message, Next::by_committer(what)))
}

fn suspended() -> Said {
    let next = Next::by_committer("take `suspend` out of the rollout policy");
    Said::new(Reason::Suspended, "Git says that nothing is applied for now", next)
}

fn overdue(case: &Case<'_>, glass: &GlassStatus) -> Said {
    let GlassStatus { run, plan, person, due, message, .. } = glass;
    let message = format!("{person} let run {run} go at once, and it was not approved by {due}: {message}");
    let what = "approve what was run; nothing more is applied until then";
    Said::new(Reason::ReviewOverdue, message, Next::by_approver(what).with_command(approve_command(case, *plan)))
}

fn rejected(case: &Case<'_>) -> Said {
    let next = Next::by_committer("change what is desired and commit; or whoever rejected the plan revokes that");
    let revoke = format!("groundline revoke {} --repo {}", short_name(case.plan.digest), case.repo);
    Said::new(Reason::Rejected, case.verdict.sentence(), next.with_command(revoke))
}

fn not_approved(case: &Case<'_>) -> Said {
    let steps = case.plan.steps.len();
    let message = format!("{steps} step(s) at risk {}: {}", case.verdict.risk, case.verdict.sentence());
    let next = Next::by_approver("look at the plan and approve it; it runs by itself then");
    Said::new(Reason::NeedsApproval, message, next.with_command(approve_command(case, case.plan.digest)))
}

/// The command by which a person approves a plan.
fn approve_command(case: &Case<'_>, plan: Digest) -> String {
    format!("groundline approve {} --repo {}", short_name(plan), case.repo)
}

/// The command by which a person applies the plan.
fn apply_command(case: &Case<'_>) -> String {
    format!("groundline apply --repo {} --target {}", case.repo, case.goal.name())
}

fn unsupported(case: &Case<'_>) -> Said {
    let first = case.plan.unsupported.first().map(|one| format!("{}: {}", one.object, one.reason)).unwrap_or_default();
    let more = match case.plan.unsupported.len() {
        0 | 1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    };
    let next = Next::by_committer("leave the objects out with `exclude` in the target or the rollout policy");
    Said::new(Reason::Unsupported, format!("not understood, so nothing is changed: {first}{more}"), next)
}

fn drifted(case: &Case<'_>) -> Said {
    let name = case.goal.name();
    let what = "take the change over into Git, or revert it in the database";
    let next = Next::by_operator(what).with_command(format!("groundline drift --repo {} --target {name}", case.repo));
    Said::new(Reason::Drift, format!("drifted from Git: {}", listed(case.three_way)), next)
}

fn in_the_way(case: &Case<'_>) -> Said {
    let message = format!("Git asks for a change, and applying it would also revert drift: {}", listed(case.three_way));
    let what = "take the drift over into Git or revert it in the database; or apply both by hand";
    Said::new(Reason::DriftInTheWay, message, Next::by_operator(what).with_command(apply_command(case)))
}

fn would_empty(case: &Case<'_>) -> Said {
    let message = format!(
        "the desired schema `{}` has no object at all, and would drop everything",
        case.goal.target.kind.schema
    );
    let next = Next::by_committer(
        "write the schema; if the database is really to be emptied, start the daemon with `--allow-empty`",
    );
    Said::new(Reason::EmptyDesired, message, next)
}

fn no_consent(case: &Case<'_>, missing: &[MissingConsent]) -> Said {
    let first = &missing[0];
    let more = match missing.len() {
        1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    };
    let message =
        format!("step {} needs consent to {} on {}: {}{more}", first.step, first.hazard, first.object, first.message);
    let next = Next::by_committer("write the consent into the schema repo, with the reason, and commit")
        .with_text("policies/rollout.toml", consent_entries(case.goal.name(), missing));
    Said::new(Reason::MissingConsent, message, next)
}

fn reviewed(case: &Case<'_>, first: &PlanFinding) -> Said {
    let errors = case.findings.iter().filter(|finding| finding.level >= Level::Error).count();
    let more = if errors > 1 { format!(" (and {} more)", errors - 1) } else { String::new() };
    let (rule, place) = (&first.rule, first.where_it_is());
    let message = format!("the review refuses the plan: `{rule}` at {place}: {}{more}", first.message);
    let allow = match &first.place {
        Some(spot) if first.step.is_none() => {
            format!("write `-- groundline: allow {rule} REASON` on the line before the statement in `{}`", spot.file)
        }
        _ => format!("set another level for `{rule}` in `policies/review.toml`"),
    };
    Said::new(Reason::Review, message, Next::by_committer(format!("change what is desired, or {allow}, and commit")))
}

/// Ready `[[consent]]` entries: one for each object and hazard.
fn consent_entries(target: &str, missing: &[MissingConsent]) -> String {
    let mut wanted: Vec<_> = missing.iter().map(|need| (&need.object, need.hazard)).collect();
    wanted.sort();
    wanted.dedup();
    let mut text = String::new();
    for (object, hazard) in wanted {
        let _ = write!(
            text,
            "\n[[consent]]\ntargets = [{}]\nobject = {}\nhazard = \"{hazard}\"\nreason = \"\"  # why it may be\n",
            quoted(target),
            quoted(&as_glob(object)),
        );
    }
    text
}

/// A name as a glob that matches it alone.
fn as_glob(name: &str) -> String {
    name.chars().flat_map(|c| if "*?[]{}\\!".contains(c) { vec!['\\', c] } else { vec![c] }).collect()
}

fn manual(case: &Case<'_>, sync: Sync) -> Said {
    let steps = case.plan.steps.len();
    if let (Some(changelist), Some(undoes)) = (&case.plan.changelist, case.plan.undoes) {
        let message = format!("run {} of the changelist `{}` waits to be taken back", undoes.run, changelist.id);
        let next = Next::by_operator("look at the plan and apply it").with_command(apply_command(case));
        return Said::new(Reason::ManualMode, message, next);
    }
    if let Some(changelist) = &case.plan.changelist {
        let message = format!("the changelist `{}` waits to be applied: {}", changelist.id, changelist.title);
        let next = Next::by_operator("look at its plan and apply it").with_command(apply_command(case));
        return Said::new(Reason::ManualMode, message, next);
    }
    let message = match sync {
        Sync::Diverged => {
            format!("{steps} step(s) wait to be applied, and would also revert drift: {}", listed(case.three_way))
        }
        _ => format!(
            "{steps} step(s) wait to be applied: {}",
            case.plan.steps.first().map(|step| step.summary.as_str()).unwrap_or_default()
        ),
    };
    Said::new(
        Reason::ManualMode,
        message,
        Next::by_operator("look at the plan and apply it").with_command(apply_command(case)),
    )
}

fn halted(why: &str) -> Said {
    let next = Next::by_operator("mend the daemon's store; it goes on by itself then");
    Said::new(Reason::StoreFailed, format!("nothing is applied: {why}"), next)
}

/// The drifted objects, the first few of them.
fn listed(three_way: &ThreeWay) -> String {
    let mut text = String::new();
    for (at, (id, word)) in three_way.drifted.iter().take(3).enumerate() {
        let comma = if at > 0 { ", " } else { "" };
        let _ = write!(text, "{comma}{id} {}", word.word());
    }
    match three_way.drifted.len() {
        0..=3 => text,
        count => format!("{text} and {} more", count - 3),
    }
}
