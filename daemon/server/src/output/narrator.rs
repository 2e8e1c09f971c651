//! Tells a run while it happens: a progress bar on a terminal, plain lines elsewhere. Writes to standard error only.
//!
//! Its entries are not durable: where there is no store, the ledger of the target is the record.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use engine::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use plan::Plan;
use reconcile::rollout::{Entry, Journal, JournalError};

use super::fault::Fault;
use super::online::{self, OnlineTeller};

/// Tells a run to a person.
pub(crate) struct Narrator {
    bar: Option<ProgressBar>,
    is_silent: bool,
    steps: Vec<String>,
    waits_for: Option<String>,
    trouble: Trouble,
    fault: Fault,
    online: OnlineTeller,
}

/// What went wrong last: the same again is said in few words.
#[derive(Default)]
struct Trouble {
    step: u32,
    error: String,
    tries: u32,
    is_undoing: bool,
}

impl Narrator {
    /// A narrator for this process.
    pub(crate) fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| ProgressBar::new(0));
        if let Some(bar) = &bar {
            let style = ProgressStyle::with_template("{spinner} [{elapsed_precise}] {bar:24} {pos}/{len} {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self {
            bar,
            is_silent: false,
            steps: Vec::new(),
            waits_for: None,
            trouble: Trouble::default(),
            fault: Fault::of_this_process(),
            online: OnlineTeller::default(),
        }
    }

    /// A narrator that says nothing.
    pub(crate) fn silent() -> Self {
        Self {
            bar: None,
            is_silent: true,
            steps: Vec::new(),
            waits_for: None,
            trouble: Trouble::default(),
            fault: Fault::default(),
            online: OnlineTeller::default(),
        }
    }

    fn begin(&mut self, plan: &Plan) {
        self.steps = plan.steps.iter().map(|step| step.summary.clone()).collect();
        if let Some(bar) = &self.bar {
            bar.set_length(self.steps.len() as u64);
        }
    }

    fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            None => eprintln!("{line}"),
        }
    }

    fn step(&self, step: u32) -> String {
        let summary = (step as usize).checked_sub(1).and_then(|index| self.steps.get(index));
        format!("step {step}/{} {}", self.steps.len(), summary.map_or("", String::as_str))
    }

    /// The error, or that it is the same as at the last try.
    fn trouble(&mut self, step: u32, error: &str) -> String {
        if self.trouble.step != step {
            self.trouble = Trouble { step, ..Trouble::default() };
        }
        self.trouble.tries += 1;
        if self.trouble.error == error {
            return "the same again".to_owned();
        }
        error.clone_into(&mut self.trouble.error);
        error.to_owned()
    }

    fn tell(&mut self, entry: &Entry<'_>) {
        match entry {
            Entry::RunBegins { run, plan, .. } => {
                self.begin(plan);
                self.say(&format!("run {run} begins: {} step(s)", plan.steps.len()));
            }
            Entry::RunResumes { run, plan } => {
                self.begin(plan);
                self.say(&format!("run {run} is taken up again"));
            }
            Entry::StepBegins { step, attempt, .. } => {
                let again = if *attempt > 1 { format!(" (try {attempt})") } else { String::new() };
                match &self.bar {
                    Some(bar) => bar.set_message(format!("{}{again}", self.step(*step))),
                    // That it is tried again was said when it failed.
                    None if *attempt > 1 => {}
                    None => eprintln!("{} …", self.step(*step)),
                }
            }
            Entry::StepDone { step, .. } => match &self.bar {
                Some(bar) => bar.inc(1),
                None => eprintln!("{}: done", self.step(*step)),
            },
            Entry::StepFailed { step, error, again, .. } => {
                let what = self.trouble(*step, error);
                let next = if *again { format!("; try {} follows", self.trouble.tries + 1) } else { String::new() };
                self.say(&format!("{}: {what}{next}", self.step(*step)));
            }
            Entry::UndoBegins { step, .. } => {
                if !self.trouble.is_undoing || self.trouble.step != *step {
                    self.trouble = Trouble { step: *step, is_undoing: true, ..Trouble::default() };
                    self.say(&format!("{}: undoing", self.step(*step)));
                }
            }
            Entry::UndoDone { step, .. } => self.say(&format!("{}: undone", self.step(*step))),
            Entry::Verifying { .. } => self.say("verifying"),
            Entry::RunEnds { run, state } => {
                if let Some(bar) = &self.bar {
                    bar.finish_and_clear();
                }
                self.say(&format!("run {run} {}", state.word()));
            }
        }
    }
}

impl Journal for Narrator {
    async fn record(&mut self, entry: Entry<'_>) -> Result<(), JournalError> {
        if !self.is_silent {
            self.tell(&entry);
        }
        self.fault.reach(&entry.point()).await;
        Ok(())
    }

    fn progresses(&mut self, step: u32, progress: &Progress) {
        if self.is_silent {
            return;
        }
        match &self.bar {
            Some(bar) => bar.set_message(format!("{}: {}", self.step(step), online::in_words(progress))),
            None => {
                if let Some(line) = self.online.line(progress, Instant::now()) {
                    eprintln!("{}: {line}", self.step(step));
                }
            }
        }
    }

    fn waits(&mut self, who: &str) {
        let is_news = self.waits_for.as_deref() != Some(who);
        if is_news && !self.is_silent {
            self.say(&format!("waiting for the lock of the target, held by {who}"));
        }
        self.waits_for = Some(who.to_owned());
    }
}
