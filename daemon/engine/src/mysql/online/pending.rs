//! The keys of rows that were touched and not replayed yet.
//!
//! Invariant: a key stays until its row was written as it is after the last touch that was read. Touches of the open transaction,
//! and of transactions that reads may not see yet, wait.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::mysql::binlog::{Key, Position};

/// Keys that wait.
#[derive(Debug)]
pub(super) struct Pending {
    /// Each with the number of the transaction that touched it last.
    keys: HashMap<Key, u64>,
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

    /// Rows were touched by the open transaction.
    pub(super) fn touch(&mut self, keys: Vec<Key>) {
        self.has_touched = true;
        for key in keys {
            if let Some(recorded) = self.recorded.as_mut() {
                recorded.insert(key.clone());
            }
            self.keys.insert(key, self.open);
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
    pub(super) fn take(&mut self, upto: u64) -> Vec<(Key, u64)> {
        self.ends.retain(|(number, _)| *number > upto);
        let taken: Vec<(Key, u64)> = self.keys.extract_if(|_, number| *number <= upto).collect();
        if self.keys.is_empty() {
            self.keys.shrink_to(4096);
        }
        taken
    }

    /// Gives back what was taken and not replayed.
    pub(super) fn give_back(&mut self, keys: impl IntoIterator<Item = (Key, u64)>) {
        for (key, number) in keys {
            self.keys.entry(key).or_insert(number);
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
