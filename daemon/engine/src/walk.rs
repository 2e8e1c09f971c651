//! An order in which each comes after what it needs, and the circles in which there is none.

use std::collections::{BTreeMap, BTreeSet};

/// The numbers of `needs` in an order in which each comes after what it needs, begun at `starts` in turn. A circle is left where
/// it was entered.
pub(crate) fn after_needs(needs: &[Vec<usize>], starts: Vec<usize>) -> Vec<usize> {
    let mut visit = Visit { needs, seen: vec![false; needs.len()], order: Vec::with_capacity(needs.len()) };
    for at in starts {
        visit.from(at);
    }
    visit.order
}

/// A walk that leaves a piece after everything it needs.
struct Visit<'a> {
    needs: &'a [Vec<usize>],
    seen: Vec<bool>,
    order: Vec<usize>,
}

impl Visit<'_> {
    /// Without recursion: desired SQL may be deep.
    fn from(&mut self, start: usize) {
        if std::mem::replace(&mut self.seen[start], true) {
            return;
        }
        let mut path = vec![(start, 0)];
        while let Some((at, next)) = path.last_mut() {
            match self.needs[*at].get(*next) {
                Some(needed) => {
                    *next += 1;
                    if !std::mem::replace(&mut self.seen[*needed], true) {
                        path.push((*needed, 0));
                    }
                }
                None => {
                    self.order.push(*at);
                    path.pop();
                }
            }
        }
    }
}

/// Every circle of those that each wait for one other, each circle once.
pub(crate) fn circles(waits: &BTreeMap<usize, usize>) -> Vec<Vec<usize>> {
    let mut found: BTreeSet<Vec<usize>> = BTreeSet::new();
    for start in waits.keys() {
        let mut path = vec![*start];
        while let Some(next) = path.last().and_then(|at| waits.get(at)) {
            if let Some(from) = path.iter().position(|at| at == next) {
                let mut circle = path.split_off(from);
                let least = circle.iter().enumerate().min_by_key(|(_, at)| **at).map_or(0, |(index, _)| index);
                circle.rotate_left(least);
                found.insert(circle);
                break;
            }
            path.push(*next);
        }
    }
    found.into_iter().collect()
}
