//! Those who walk over the files of a review: each of them knows all that is known, replays every statement, and looks at a share of
//! them. Looking is most of the work, replaying is little of it.
//!
//! Invariant: every statement is looked at by exactly one of them, and what they find is the same however many they are.

use std::sync::Arc;

use crate::levels::Levels;
use crate::parallel;
use crate::policy::{Active, Place};
use crate::read_file::ReadFile;
use crate::review::{Input, Settings};
use crate::rule::Rule;
use crate::walk::{Standpoint, Walk, Walked, before};

/// More of them do not pay: each replays everything.
const MOST: usize = 4;
/// So many bytes are worth one more of them.
const BYTES: usize = 64 << 10;
/// So many statements after one another are looked at by one of them.
const BLOCK: usize = 32;

/// Those who walk over the files.
pub(crate) struct Crew<'s> {
    walkers: Vec<Walker<'s>>,
}

/// One of them.
struct Walker<'s> {
    settings: &'s Settings<'s>,
    files: &'s [Input<'s>],
    share: Share,
    standpoint: Standpoint<'s>,
    /// The rules that are on for files, where the policy does not tell them apart.
    everywhere: Levels<'s>,
}

/// Which statements and files one of them looks at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    which: usize,
    of: usize,
}

/// What was found in a file.
pub(crate) struct Found {
    pub(crate) walked: Walked,
    /// The rules that are on whatever a statement is about.
    pub(crate) plain: Arc<[Active]>,
    /// The rules that were asked so far; none where no comment of the file is about rules.
    pub(crate) asked: Vec<&'static Rule>,
}

impl Share {
    /// Whether it looks at a statement of a file.
    pub(crate) const fn has(self, file: usize, at: usize) -> bool {
        (file + at / BLOCK) % self.of == self.which
    }

    /// Whether it looks at a file as a whole.
    pub(crate) const fn has_file(self, file: usize) -> bool {
        file % self.of == self.which
    }
}

impl<'s> Crew<'s> {
    /// As many as the files are worth, and as can run.
    pub(crate) fn of(settings: &'s Settings<'s>, files: &'s [Input<'s>]) -> Self {
        let bytes: usize = files.iter().map(|file| file.text.len()).sum();
        Self::sized((1 + bytes / BYTES).min(parallel::most()).min(MOST), settings, files)
    }

    /// So many.
    pub(crate) fn sized(of: usize, settings: &'s Settings<'s>, files: &'s [Input<'s>]) -> Self {
        let standpoint =
            Standpoint::new(settings.dialect, before(settings), &settings.facts, settings.schema.is_some());
        let walker = |which| Walker {
            settings,
            files,
            share: Share { which, of },
            standpoint: standpoint.clone(),
            everywhere: levels(settings, ""),
        };
        Self { walkers: (0..of).map(walker).collect() }
    }

    /// How many they are.
    pub(crate) fn size(&self) -> usize {
        self.walkers.len()
    }

    /// Walks over files that follow those before; what is found in each. `None` once nobody wants it.
    pub(crate) fn walk(&mut self, files: &[ReadFile<'_>], goes_on: &(dyn Fn() -> bool + Sync)) -> Option<Vec<Found>> {
        let threads = self.size();
        let walkers: Vec<_> = self.walkers.iter_mut().collect();
        let shares = parallel::map(walkers, threads, |walker| {
            files.iter().map(|file| walker.walk(file, goes_on)).collect::<Option<Vec<_>>>()
        });
        let mut shares = shares.into_iter().collect::<Option<Vec<_>>>()?.into_iter();
        let mut all = shares.next()?;
        for share in shares {
            all.iter_mut().zip(share).for_each(|(found, more)| found.add(more));
        }
        Some(all)
    }
}

impl Walker<'_> {
    fn walk(&mut self, file: &ReadFile<'_>, goes_on: &dyn Fn() -> bool) -> Option<Found> {
        let settings = self.settings;
        self.standpoint.begin_file(file.number);
        // Only a policy that tells paths apart is asked anew for each file.
        let mut own = settings.policy.tells_paths_apart().then(|| levels(settings, self.files[file.number].path));
        let levels = own.as_mut().unwrap_or(&mut self.everywhere);
        let plain = levels.plain(self.standpoint.catalog());
        let walk = Walk { file, is_wrapped: settings.is_wrapped, goes_on, share: self.share };
        let walked = walk.run(&mut self.standpoint, levels)?;
        let asked = if file.said.suppressions.is_empty() { Vec::new() } else { levels.asked() };
        Some(Found { walked, plain, asked })
    }
}

impl Found {
    fn add(&mut self, mut more: Self) {
        self.walked.fired.append(&mut more.walked.fired);
        self.walked.changes.append(&mut more.walked.changes);
        self.asked.append(&mut more.asked);
    }
}

/// The rules that are on for a file.
fn levels<'s>(settings: &'s Settings<'s>, path: &'s str) -> Levels<'s> {
    let (environment, target) = (settings.environment, settings.target);
    Levels::new(settings.policy, Place { environment, target, path, sizes: &[] })
}
