//! The keys of rows that were touched and not replayed yet.
//!
//! Invariant: a key stays until its row was written as it is after the last touch that was read. Touches of the open transaction,
//! and of transactions that reads may not see yet, wait.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::mysql::binlog::{Key, Position};

/// A touch of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Touch {
    /// The number of the transaction that touched it last.
    number: u64,
    /// Whether a row went away from it since it was replayed: then what is there of it must be taken away.
    pub(super) leaves: bool,
}

/// Keys that wait.
#[derive(Debug)]
pub(super) struct Pending {
    keys: HashMap<Key, Touch>,
    /// The transaction that is being read.
    open: u64,
    /// Where the transactions before it end, as far as something of them waits.
    ends: VecDeque<(u64, Position)>,
    /// Up to where the log was read.
    read: Position,
    /// When that was written, in seconds since 1970-01-01 UTC.
    pub(super) written_at: u32,
    /// The keys that were touched since recording began.
    recorded: Option<HashSet<Key>>,
    has_touched: bool,
}

impl Pending {
    /// Nothing, at a place in the log.
    pub(super) fn new(at: Position) -> Self {
        Self {
            keys: HashMap::new(),
            open: 1,
            ends: VecDeque::new(),
            read: at,
            written_at: 0,
            recorded: None,
            has_touched: false,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Up to where the log was read.
    pub(super) const fn read(&self) -> &Position {
        &self.read
    }

    /// Whether something can be replayed before more is read.
    pub(super) fn has_ended(&self) -> bool {
        !self.ends.is_empty()
    }

    /// Rows were touched by the open transaction; whether some went away from their keys.
    pub(super) fn touch(&mut self, keys: Vec<Key>, leaves: bool) {
        self.has_touched = true;
        let number = self.open;
        for key in keys {
            if let Some(recorded) = self.recorded.as_mut() {
                recorded.insert(key.clone());
            }
            let touch = self.keys.entry(key).or_insert(Touch { number, leaves });
            *touch = Touch { number, leaves: touch.leaves || leaves };
        }
    }

    /// The open transaction ended there.
    pub(super) fn commit(&mut self, at: Position, written_at: u32) {
        if std::mem::take(&mut self.has_touched) {
            self.ends.push_back((self.open, at.clone()));
            self.open += 1;
        }
        self.read = at;
        if written_at > 0 {
            self.written_at = written_at;
        }
    }

    /// The number of the last transaction that ended there or before.
    pub(super) fn number_at(&self, at: &Position) -> u64 {
        let first_after = self.ends.iter().find(|(_, end)| end > at);
        first_after.map_or(self.open, |(number, _)| *number).saturating_sub(1)
    }

    /// Takes the keys out that were last touched up to that transaction.
    pub(super) fn take(&mut self, upto: u64) -> Vec<(Key, Touch)> {
        self.ends.retain(|(number, _)| *number > upto);
        let taken: Vec<(Key, Touch)> = self.keys.extract_if(|_, touch| touch.number <= upto).collect();
        if self.keys.is_empty() {
            self.keys.shrink_to(4096);
        }
        taken
    }

    /// Gives back what was taken and not replayed.
    pub(super) fn give_back(&mut self, keys: impl IntoIterator<Item = (Key, Touch)>) {
        for (key, before) in keys {
            self.keys.entry(key).and_modify(|touch| touch.leaves |= before.leaves).or_insert(before);
        }
    }

    /// Begins to record what is touched, with what waits.
    pub(super) fn record(&mut self) {
        self.recorded = Some(self.keys.keys().cloned().collect());
    }

    /// What was recorded; recording ends.
    pub(super) fn recorded(&mut self) -> HashSet<Key> {
        self.recorded.take().unwrap_or_default()
    }
}
