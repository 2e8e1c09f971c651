//! The first page: what waits for whom, then every target.

use maud::{Markup, html};
use reconcile::status::{DaemonStatus, PolicyWaits, SourceStatus, Sync, TargetStatus, Who};

use super::layout::{axes, commit, page, time};

/// The first page.
pub(crate) fn overview(status: &DaemonStatus) -> Markup {
    let waiting: Vec<_> = status.targets.iter().filter(|target| needs_somebody(target)).collect();
    let main = html! {
        h1 { "Targets" }
        @if let Some(why) = &status.halted {
            p class="alarm" role="alert" { "Nothing is applied: " (why) }
        }
        (source(&status.source))
        @if let Some(waits) = status.policy.as_ref().and_then(|policy| policy.waits.as_ref()) { (policy_waits(waits)) }
        (counters(status))
        @if !waiting.is_empty() {
            section aria-labelledby="waiting" {
                h2 id="waiting" { "Waiting for somebody" }
                ul { @for target in waiting { li { (waits(target)) } } }
            }
        }
        (table(&status.targets))
        p class="quiet" { "As of " (time(status.at)) ", version " (status.program) }
    };
    page("Targets", &main)
}

/// Another policy, or other people, that wait to be approved.
fn policy_waits(waits: &PolicyWaits) -> Markup {
    html! {
        section class="next" aria-labelledby="policy" {
            h2 id="policy" { "Policy and people at the head are not in force" }
            p { (waits.message) }
            pre { code { (waits.command) } }
        }
    }
}

fn needs_somebody(target: &TargetStatus) -> bool {
    target.next.as_ref().is_some_and(|next| next.who != Who::Daemon)
}

fn waits(target: &TargetStatus) -> Markup {
    html! {
        a href=(address(target)) { (target.name) } ": " (target.message)
        @if let Some(next) = &target.next { " — " (next.what) }
    }
}

/// The address of a target's page.
pub(super) fn address(target: &TargetStatus) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let escaped: String = target
        .name
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("/targets/{escaped}")
}

fn source(source: &SourceStatus) -> Markup {
    html! {
        section aria-label="Schema repo" {
            p {
                "Following " code { (source.reference) } " of " code { (source.location) } " at " (commit(source.revision.as_deref()))
                @if let Some(at) = source.last_success { ", last seen " (time(at)) }
            }
            @if let Some(failure) = &source.failure {
                p class="alarm" role="alert" { (failure.message) " (since " (time(failure.since)) "; the last good commit stays in force)" }
            }
            @if !source.diagnostics.is_empty() {
                ul { @for found in &source.diagnostics {
                    li class=(found.severity) { code { (found.location) } ": " (found.message) @if let Some(hint) = &found.hint { " — " (hint) } }
                } }
            }
        }
    }
}

fn counters(status: &DaemonStatus) -> Markup {
    html! {
        dl class="counters" {
            @for sync in Sync::ALL {
                div { dt { (sync.words()) } dd { (status.targets.iter().filter(|target| target.sync == sync).count()) } }
            }
        }
    }
}

fn table(targets: &[TargetStatus]) -> Markup {
    html! {
        table {
            caption { (targets.len()) " target(s)" }
            thead { tr { @for name in ["Target", "Environment", "Engine", "Sync", "Health", "Operation", "Commit", "Message"] { th scope="col" { (name) } } } }
            tbody { @for target in targets { (row(target)) } }
        }
    }
}

fn row(target: &TargetStatus) -> Markup {
    html! {
        tr {
            th scope="row" { a href=(address(target)) { (target.name) } }
            td { (target.environment) }
            td { (target.engine) }
            @for axis in axes(target) { td { (axis) } }
            td { (commit(target.revision.applied.as_deref())) }
            td { (target.message) }
        }
    }
}
