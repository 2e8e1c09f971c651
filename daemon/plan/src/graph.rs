//! Order in a graph of what must come before what.
//!
//! Generic: vertices are numbers, and a rank decides among those that may come next.
//!
//! Invariant: the same graph and ranks give the same order, whatever the order in which edges were added.

use std::collections::{BTreeMap, BTreeSet};

/// A graph of vertices `0..len` with edges from what comes before to what comes after.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    after: Vec<BTreeSet<usize>>,
}

impl Graph {
    /// A graph without edges.
    pub(crate) fn new(len: usize) -> Self {
        Self { after: vec![BTreeSet::new(); len] }
    }

    /// Demands that `before` comes before `after`; a vertex is never before itself.
    pub(crate) fn edge(&mut self, before: usize, after: usize) {
        if before != after {
            self.after[before].insert(after);
        }
    }

    /// Every vertex once, each after all that must come before it; among those that may come next the lowest rank is first.
    ///
    /// # Errors
    /// The vertices of one circle, each needed by the next.
    pub(crate) fn order<R: Ord>(&self, rank: impl Fn(usize) -> R) -> Result<Vec<usize>, Vec<usize>> {
        let mut waits = vec![0usize; self.after.len()];
        self.after.iter().flatten().for_each(|&vertex| waits[vertex] += 1);
        let mut ready: BTreeSet<(R, usize)> =
            (0..waits.len()).filter(|&v| waits[v] == 0).map(|v| (rank(v), v)).collect();
        let mut order = Vec::with_capacity(waits.len());
        while let Some((_, vertex)) = ready.pop_first() {
            order.push(vertex);
            for &next in &self.after[vertex] {
                waits[next] -= 1;
                if waits[next] == 0 {
                    ready.insert((rank(next), next));
                }
            }
        }
        if order.len() == waits.len() { Ok(order) } else { Err(self.circle(&waits)) }
    }

    /// One circle among the vertices that still wait: walking backwards from any of them never ends.
    fn circle(&self, waits: &[usize]) -> Vec<usize> {
        let mut before = BTreeMap::new();
        for (vertex, nexts) in self.after.iter().enumerate().filter(|(v, _)| waits[*v] > 0) {
            for &next in nexts.iter().filter(|&&next| waits[next] > 0) {
                before.entry(next).or_insert(vertex);
            }
        }
        let Some(&start) = before.keys().next() else { return Vec::new() };
        let (mut path, mut at) = (Vec::new(), start);
        while !path.contains(&at) {
            path.push(at);
            match before.get(&at) {
                Some(&previous) => at = previous,
                None => return path,
            }
        }
        let from = path.iter().position(|&v| v == at).unwrap_or(0);
        let mut circle = path.split_off(from);
        circle.reverse();
        circle
    }

    /// For each vertex the number of its strongly connected component: two vertices share it when they are on one circle.
    pub(crate) fn components(&self) -> Vec<usize> {
        let mut finished = Vec::with_capacity(self.after.len());
        let mut seen = vec![false; self.after.len()];
        for root in 0..self.after.len() {
            walk(root, &mut seen, &mut finished, |v| self.after[v].iter().copied().collect());
        }
        let mut before = vec![Vec::new(); self.after.len()];
        for (vertex, nexts) in self.after.iter().enumerate() {
            nexts.iter().for_each(|&next| before[next].push(vertex));
        }
        let mut component = vec![0; self.after.len()];
        let mut seen = vec![false; self.after.len()];
        for (number, &root) in finished.iter().rev().enumerate() {
            let mut members = Vec::new();
            walk(root, &mut seen, &mut members, |v| before[v].clone());
            members.into_iter().for_each(|member| component[member] = number);
        }
        component
    }
}

/// Visits what is reached from `root` depth first without recursion; `finished` gets each vertex after all it reaches.
fn walk(root: usize, seen: &mut [bool], finished: &mut Vec<usize>, nexts: impl Fn(usize) -> Vec<usize>) {
    if seen[root] {
        return;
    }
    seen[root] = true;
    let mut stack = vec![(root, nexts(root))];
    while let Some((vertex, waiting)) = stack.last_mut() {
        match waiting.pop() {
            Some(next) if !seen[next] => {
                seen[next] = true;
                stack.push((next, nexts(next)));
            }
            Some(_) => {}
            None => {
                finished.push(*vertex);
                stack.pop();
            }
        }
    }
}

/// Sets that grow together: who belongs to whom.
#[derive(Clone, Debug)]
pub(crate) struct Sets(Vec<usize>);

impl Sets {
    /// Every vertex alone.
    pub(crate) fn new(len: usize) -> Self {
        Self((0..len).collect())
    }

    /// The vertex that stands for the set of `vertex`: its lowest.
    pub(crate) fn of(&mut self, vertex: usize) -> usize {
        let mut root = vertex;
        while self.0[root] != root {
            self.0[root] = self.0[self.0[root]];
            root = self.0[root];
        }
        root
    }

    /// Joins the sets of two vertices.
    pub(crate) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        self.0[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(len: usize, edges: &[(usize, usize)]) -> Graph {
        let mut graph = Graph::new(len);
        edges.iter().for_each(|&(before, after)| graph.edge(before, after));
        graph
    }

    #[test]
    fn what_is_needed_comes_first_and_ranks_decide_the_rest() {
        assert_eq!(graph(4, &[(3, 0), (2, 0)]).order(|v| v), Ok(vec![1, 2, 3, 0]));
        assert_eq!(graph(4, &[(3, 0), (2, 0)]).order(|v| 9 - v), Ok(vec![3, 2, 1, 0]));
    }

    #[test]
    fn a_circle_is_reported_with_its_members_only() {
        let error = graph(5, &[(0, 1), (1, 2), (2, 3), (3, 1), (3, 4)]).order(|v| v).unwrap_err();
        assert_eq!(error.iter().copied().collect::<BTreeSet<_>>(), BTreeSet::from([1, 2, 3]));
    }

    #[test]
    fn vertices_on_one_circle_share_a_component() {
        let components = graph(5, &[(0, 1), (1, 2), (2, 3), (3, 1), (3, 4)]).components();
        assert_eq!(components[1], components[2]);
        assert_eq!(components[2], components[3]);
        assert_eq!(components.iter().collect::<BTreeSet<_>>().len(), 3);
    }

    #[test]
    fn joined_sets_share_their_lowest() {
        let mut sets = Sets::new(4);
        sets.join(3, 2);
        sets.join(2, 1);
        assert_eq!([sets.of(0), sets.of(1), sets.of(2), sets.of(3)], [0, 1, 1, 1]);
    }
}
