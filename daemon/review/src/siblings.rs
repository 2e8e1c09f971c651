//! The files of a review beside those that ran before: found by path, and by the number that their names begin with.
//!
//! Not what is in them. Invariant: a file is looked up at a cost that does not grow with the number of files.

use std::collections::{HashMap, HashSet};

use crate::known::Ran;
use crate::number::Number;

/// All files of a review, and those that ran before.
#[derive(Debug)]
pub struct Siblings<'a> {
    files: HashSet<&'a str>,
    ran: HashMap<&'a str, &'a Ran>,
    series: HashMap<(&'a str, String), Series<'a>>,
    /// The highest number of each folder.
    highest: HashMap<&'a str, Vec<u64>>,
}

/// The files of one folder and kind, which are counted together.
#[derive(Debug, Default)]
pub(crate) struct Series<'a> {
    /// The highest number that ran before, and its file.
    pub(crate) shipped: Option<(Vec<u64>, &'a str)>,
    /// The first file of the review with each number.
    pub(crate) first: HashMap<Vec<u64>, &'a str>,
}

impl<'a> Siblings<'a> {
    /// Files in the order of their review.
    pub(crate) fn new(paths: impl Iterator<Item = &'a str> + Clone, ran: &'a [Ran]) -> Self {
        let mut siblings = Self {
            files: paths.clone().collect(),
            ran: ran.iter().rev().map(|ran| (ran.path.as_str(), ran)).collect(),
            series: HashMap::new(),
            highest: HashMap::new(),
        };
        let shipped = ran.iter().map(|ran| (ran.path.as_str(), true));
        for (path, has_shipped) in shipped.chain(paths.map(|path| (path, false))) {
            if let Some(number) = Number::of(path) {
                siblings.count(path, number, has_shipped);
            }
        }
        siblings
    }

    fn count(&mut self, path: &'a str, number: Number<'a>, has_shipped: bool) {
        let Number { folder, kind, parts, .. } = number;
        let highest = self.highest.entry(folder).or_default();
        if parts > *highest {
            highest.clone_from(&parts);
        }
        let series = self.series.entry((folder, kind)).or_default();
        if !has_shipped {
            series.first.entry(parts).or_insert(path);
        } else if series.shipped.as_ref().is_none_or(|(before, _)| parts >= *before) {
            series.shipped = Some((parts, path));
        }
    }

    /// Whether the path is that of a file of the review, or of one that ran before.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains(path) || self.ran.contains_key(path)
    }

    /// The file of this path that ran before.
    pub fn ran(&self, path: &str) -> Option<&'a Ran> {
        self.ran.get(path).copied()
    }

    /// The files that are counted with one that has this number; itself among them.
    pub(crate) fn series(&self, number: &Number<'a>) -> Option<&Series<'a>> {
        self.series.get(&(number.folder, number.kind.clone()))
    }

    /// The highest number of a folder.
    pub(crate) fn highest(&self, folder: &str) -> &[u64] {
        self.highest.get(folder).map_or(&[], Vec::as_slice)
    }
}
