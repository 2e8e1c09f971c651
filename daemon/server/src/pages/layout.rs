//! What every page has: head, landmarks, and the words for states.

use maud::{DOCTYPE, Markup, html};
use reconcile::status::{Health, Operation, Sync, TargetStatus, Timestamp};

/// A page with its title.
pub(super) fn page(title: &str, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Groundline" }
                link rel="stylesheet" href="/style.css";
                script src="/live.js" defer {}
            }
            body {
                a class="skip" href="#main" { "Skip to content" }
                header { nav aria-label="Main" { a class="brand" href="/" { "Groundline" } span id="connection" role="status" aria-live="polite" {} } }
                main id="main" { (main) }
                footer { p { "Read-only. Changes are made by commits." } }
            }
        }
    }
}

/// The page for an address that has none.
pub(crate) fn missing(path: &str) -> Markup {
    page(
        "Not found",
        &html! { h1 { "Nothing here" } p { "There is no page at " code { (path) } ". " a href="/" { "All targets" } } },
    )
}

/// How a state looks: a shape and a class beside its words, so that colour is never the only sign.
pub(super) struct Badge {
    shape: &'static str,
    class: &'static str,
    words: &'static str,
}

impl Badge {
    pub(super) fn of_sync(sync: Sync) -> Self {
        let (shape, class) = match sync {
            Sync::InSync => ("●", "good"),
            Sync::Pending => ("◐", "busy"),
            Sync::Drifted | Sync::Diverged => ("▲", "bad"),
            Sync::Unknown => ("○", "quiet"),
        };
        Self { shape, class, words: sync.words() }
    }

    pub(super) fn of_health(health: Health) -> Self {
        let (shape, class) = match health {
            Health::Reachable => ("●", "good"),
            Health::Degraded => ("▲", "bad"),
            Health::Unreachable => ("■", "bad"),
            Health::Unknown => ("○", "quiet"),
        };
        Self { shape, class, words: health.words() }
    }

    pub(super) fn of_operation(operation: Operation) -> Self {
        let (shape, class) = match operation {
            Operation::Idle => ("○", "quiet"),
            Operation::Succeeded => ("●", "good"),
            operation if operation.is_unhappy() => ("▲", "bad"),
            _ => ("◐", "busy"),
        };
        Self { shape, class, words: operation.words() }
    }

    pub(super) fn show(&self) -> Markup {
        html! { span class={ "badge " (self.class) } { span aria-hidden="true" { (self.shape) } " " (self.words) } }
    }
}

/// The three axes of a target.
pub(super) fn axes(target: &TargetStatus) -> [Markup; 3] {
    [
        Badge::of_sync(target.sync).show(),
        Badge::of_health(target.health).show(),
        Badge::of_operation(target.operation).show(),
    ]
}

/// A moment, with its full text for machines.
pub(super) fn time(at: Timestamp) -> Markup {
    html! { time datetime=(at) { (at) } }
}

/// A commit in short.
pub(super) fn commit(revision: Option<&str>) -> Markup {
    match revision {
        Some(revision) => html! { code title=(revision) { (revision.chars().take(10).collect::<String>()) } },
        None => html! { "none" },
    }
}
