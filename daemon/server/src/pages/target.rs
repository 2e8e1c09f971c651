//! The page of one target: the axes, what is next and by whom, the plan, the drift, the last run.

use maud::{Markup, html};
use reconcile::status::{
    ChangelistStatus, DaemonStatus, DriftSummary, GlassStatus, Next, OnlineProgress, PlanSummary, RunSummary,
    TargetStatus, Who, WindowEdge, WindowStatus,
};
use review::approval::Verdict;

use super::layout::{axes, commit, page, time};

/// The page of a target.
pub(crate) fn target(status: &DaemonStatus, target: &TargetStatus) -> Markup {
    let [sync, health, operation] = axes(target);
    let main = html! {
        h1 { (target.name) }
        p { (sync) " " (health) " " (operation) }
        p { (target.message) " (since " (time(target.since)) ")" }
        @if let Some(next) = &target.next { (whats_next(next)) }
        @if let Some(progress) = &target.progress {
            p role="status" { "Step " (progress.step) " of " (progress.of) ": " (progress.summary) " " progress max=(progress.of) value=(progress.step.saturating_sub(1)) {} }
            @if let Some(online) = &progress.online { (show_online(online)) }
        }
        @if let Some(window) = &target.window { (show_window(window)) }
        @if let Some(plan) = &target.plan { (show_plan(plan)) }
        @if !target.glass.is_empty() { (show_glass(&target.glass)) }
        @if !target.changelists.is_empty() { (show_changelists(&target.changelists)) }
        @if let Some(drift) = &target.drift { (show_drift(drift)) }
        @if let Some(run) = &target.last_run { (show_run(run)) }
        (facts(target))
        p class="quiet" { "As of " (time(status.at)) }
    };
    page(&target.name, &main)
}

fn show_online(online: &OnlineProgress) -> Markup {
    html! {
        p role="status" {
            (online.table) ": " (online.phase) ", " (online.rows) " of " (online.of.max(online.rows)) " rows, " (online.rows_per_second) " rows/s"
            @if let Some(left) = online.left_s { ", " (left) " s left" }
            @if online.waiting > 0 { ", " (online.waiting) " to replay" }
            " " progress max=(online.of.max(online.rows).max(1)) value=(online.rows) {}
        }
        @if let Some(reason) = &online.throttled { p { "Waits: " (reason) } }
    }
}

fn whats_next(next: &Next) -> Markup {
    let who = match next.who {
        Who::Daemon => "by itself",
        Who::Committer => "by a commit",
        Who::Operator => "by an operator",
        Who::Approver => "by whoever must agree",
    };
    html! {
        section class="next" aria-labelledby="next" {
            h2 id="next" { "Next, " (who) }
            p { (next.what) }
            @if let Some(command) = &next.command { pre { code { (command) } } }
            @if let Some(write) = &next.write { p { "In " code { (write.file) } ":" } pre { code { (write.text) } } }
        }
    }
}

fn show_window(window: &WindowStatus) -> Markup {
    let edge = |edge: &WindowEdge| html! { @if let (Some(at), Some(local)) = (edge.at, &edge.local) { time datetime=(at) { (local) } } @else { "never" } };
    html! {
        section aria-labelledby="window" {
            h2 id="window" { "When it may run" }
            @if let Some(opens) = window.opens { p { "From " (time(opens)) " on." } } @else { p { "No moment was found that windows and freezes allow." } }
            ul {
                @for one in &window.missed { li { (one.sentence()) } }
                @for one in &window.windows { li { "Window " code { (one.name) } " opens " (edge(one)) } }
                @for one in &window.freezes { li { "Freeze " code { (one.name) } " ends " (edge(one)) } }
            }
        }
    }
}

fn show_plan(plan: &PlanSummary) -> Markup {
    html! {
        section aria-labelledby="plan" {
            h2 id="plan" { "Plan" }
            p { code { (plan.digest) } }
            @if let Some(id) = &plan.changelist { p { "Of the changelist " code { (id) } } }
            ol { @for step in &plan.steps { li { (step) } } }
            @if !plan.estimates.is_empty() {
                ul { @for one in &plan.estimates { li { (one.location) ": " (one.shown) @if let Some(table) = &one.table { " of " (table) } } } }
            }
            @if !plan.hazards.is_empty() { p { "Hazards: " @for hazard in &plan.hazards { span class="badge bad" { (hazard) } " " } } }
            @if !plan.missing_consent.is_empty() {
                h3 { "Missing consent" }
                ul { @for missing in &plan.missing_consent { li { "step " (missing.step) ", " (missing.object) ", " (missing.hazard) ": " (missing.message) } } }
            }
            @if let Some(verdict) = &plan.approval { (show_approval(verdict)) }
            @if !plan.findings.is_empty() {
                h3 { "Review" }
                ul { @for finding in &plan.findings { li { (finding.level) " " code { (finding.rule) } ", " (finding.where_it_is()) ": " (finding.message) } } }
            }
        }
    }
}

/// Who agrees, who is missing, and whose statement does not count.
pub(super) fn show_approval(verdict: &Verdict) -> Markup {
    html! {
        h3 { "Approval" }
        p { "Risk " (verdict.risk) ". " (verdict.sentence()) }
        @if verdict.is_asked() { p { span class="badge quiet" { (verdict.assurance) } " " (verdict.assurance.proves()) } }
        @if !(verdict.counted.is_empty() && verdict.missing.is_empty() && verdict.ignored.is_empty()) {
            ul {
                @for one in &verdict.counted { li { (one.person) " agrees" @if let Some(bridge) = &one.bridge { ", told by the bridge " (bridge) } ": " code { (one.source) } } }
                @for lack in &verdict.missing { li { (lack.count) " missing from " (lack.from) } }
                @for one in &verdict.ignored { li { (one.approver) " does not count: " (one.why) " (" code { (one.source) } ")" } }
            }
        }
    }
}

fn show_glass(glass: &[GlassStatus]) -> Markup {
    html! {
        section aria-labelledby="glass" {
            h2 id="glass" { "To be approved afterwards" }
            @for one in glass {
                p class=[one.is_overdue.then_some("alarm")] {
                    (one.person) " let run " (one.run) " go at once: " (one.reason) ". Due " (time(one.due)) ": " (one.message)
                }
            }
        }
    }
}

fn show_changelists(changelists: &[ChangelistStatus]) -> Markup {
    html! {
        section aria-labelledby="changelists" {
            h2 id="changelists" { "Changelists" }
            ul { @for one in changelists {
                li {
                    code { (one.id) } " " (one.state) ": " (one.title)
                    @if !one.waits_for.is_empty() { ", for " (one.waits_for.join(", ")) }
                    @if let Some(run) = one.run { ", run " (run) }
                }
            } }
        }
    }
}

fn show_drift(drift: &DriftSummary) -> Markup {
    html! {
        section aria-labelledby="drift" {
            h2 id="drift" { "Drift" }
            p { "Found " (time(drift.since)) ". The target changed and Git did not ask for it:" }
            ul { @for object in &drift.objects { li { (object.object) ": " (object.change.word()) } } }
        }
    }
}

fn show_run(run: &RunSummary) -> Markup {
    html! {
        section aria-labelledby="run" {
            h2 id="run" { "Last run" }
            p { "Run " (run.run) " of " code { (run.plan.short()) } " " (run.state) ", begun " (time(run.started)) }
            @if let Some(failure) = &run.failure { p class="alarm" { (failure) } }
        }
    }
}

fn facts(target: &TargetStatus) -> Markup {
    html! {
        table {
            caption { "Facts" }
            tbody {
                tr { th scope="row" { "Environment" } td { (target.environment) } }
                tr { th scope="row" { "Engine" } td { (target.engine) } }
                tr { th scope="row" { "URL" } td { code { (target.url) } } }
                tr { th scope="row" { "Commit asked for" } td { (commit(target.revision.desired.as_deref())) } }
                tr { th scope="row" { "Commit reached" } td { (commit(target.revision.applied.as_deref())) } }
                @if let Some(at) = target.last_verified { tr { th scope="row" { "Last verified" } td { (time(at)) } } }
                @if let Some(at) = target.next_reconcile { tr { th scope="row" { "Looked at again" } td { (time(at)) } } }
            }
        }
    }
}
