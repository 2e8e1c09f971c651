//! An order in which each comes after what it needs.

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
