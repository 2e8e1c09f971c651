//! The thread that reviews, so that an editor never waits for a review.
//!
//! Invariant: a job that is not wanted any more is not begun, and one that runs ends at the next statement.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use review::{Baseline, Input, Policy, Settings, review_while};
use schema::Dialect;

use super::Event;
use super::document::Found;

/// A review to be made.
pub(super) struct Job {
    pub(super) uri: String,
    pub(super) version: i32,
    pub(super) text: Arc<str>,
    pub(super) by: Arc<Ruling>,
    pub(super) stop: Arc<AtomicBool>,
}

/// By what a text is reviewed.
#[derive(Debug)]
pub(super) struct Ruling {
    /// None where nothing says which engine it is for.
    pub(super) dialect: Option<Dialect>,
    pub(super) policy: Policy,
    pub(super) baseline: Baseline,
    /// Its path, as the policy and the baseline name it.
    pub(super) path: String,
    pub(super) environment: Option<String>,
    pub(super) target: Option<String>,
    pub(super) is_wrapped: bool,
    /// What is wrong with the settings.
    pub(super) notices: Vec<String>,
}

/// A review that was made.
pub(super) struct Reviewed {
    pub(super) uri: String,
    pub(super) version: i32,
    pub(super) found: Found,
}

/// Starts the thread; it ends with the sender of its jobs.
pub(super) fn start(events: Sender<Event>) -> Sender<Job> {
    let (jobs, wanted) = channel::<Job>();
    thread::spawn(move || {
        for job in wanted {
            let Some(reviewed) = job.made() else { continue };
            if events.send(Event::Reviewed(reviewed)).is_err() {
                return;
            }
        }
    });
    jobs
}

impl Job {
    fn is_wanted(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }

    /// The review; `None` where nobody wants it any more.
    pub(super) fn made(self) -> Option<Reviewed> {
        self.is_wanted().then_some(())?;
        let made = catch_unwind(AssertUnwindSafe(|| found(&self.by, &self.text, &|| self.is_wanted())));
        // A defect in a rule costs this review, not the editor's session.
        let found = made.unwrap_or_else(|_| {
            let notice = "the review of this text failed; this is a defect of groundline, please report it".to_owned();
            Some(Found { notices: vec![notice], ..Found::default() })
        });
        found.map(|found| Reviewed { uri: self.uri, version: self.version, found })
    }
}

/// Reviews a text; `None` once it is not wanted any more.
fn found(by: &Ruling, text: &str, goes_on: &(dyn Fn() -> bool + Sync)) -> Option<Found> {
    let notices = by.notices.clone();
    let Some(dialect) = by.dialect else { return Some(Found { notices, ..Found::default() }) };
    let settings = Settings {
        environment: by.environment.as_deref(),
        target: by.target.as_deref(),
        is_wrapped: by.is_wrapped,
        ..Settings::new(dialect, &by.policy)
    };
    let mut review = review_while(&settings, &[Input { path: &by.path, text }], goes_on)?;
    let old = by.baseline.sift(&mut review, &[&by.path]).old;
    Some(Found { dialect: Some(dialect), new: review.findings, old, notices })
}
