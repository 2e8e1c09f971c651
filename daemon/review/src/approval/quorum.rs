//! Whether enough people agree to one demand: each counts once, for the part where they are needed.
//!
//! Not who agrees. Invariant: what one more person adds never takes anything away; bridges stay within their cap.

use std::collections::{BTreeMap, BTreeSet};

use super::policy::{Demand, From};
use super::verdict::Lack;

/// Who there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// The people, by name.
    pub people: BTreeSet<String>,
    /// The members of groups.
    pub groups: BTreeMap<String, BTreeSet<String>>,
}

impl Roster {
    /// Whether a person comes from there.
    pub fn is_from(&self, person: &str, from: &From) -> bool {
        self.people.contains(person)
            && match from {
                From::Group(name) => self.groups.get(name).is_some_and(|members| members.contains(person)),
                From::Person(name) => name == person,
                From::Anyone => true,
            }
    }
}

/// Somebody who agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Voice<'a> {
    pub(super) person: &'a str,
    /// The cap of the bridge that tells of it; nothing where the person signed.
    pub(super) cap: Option<u32>,
}

/// How a demand is met.
#[derive(Debug, Default)]
pub(super) struct Met<'a> {
    pub(super) used: BTreeSet<&'a str>,
    pub(super) lacks: Vec<Lack>,
}

/// Gives as many places of the demand to people as can be.
pub(super) fn meet<'a>(demand: &Demand, voices: &[Voice<'a>], roster: &Roster) -> Met<'a> {
    let places: Vec<&From> = demand.approvals.iter().flat_map(|part| (0..part.count).map(|_| &part.from)).collect();
    let mut taken = Taken { places: &places, by: vec![None; places.len()], roster };
    // Who signed comes first; with bridges, the narrowest cap last, because it may be reached.
    let (mut signed, mut bridged): (Vec<&Voice<'a>>, Vec<&Voice<'a>>) =
        voices.iter().partition(|voice| voice.cap.is_none());
    signed.sort_by_key(|voice| voice.person);
    bridged.sort_by_key(|voice| (std::cmp::Reverse(voice.cap), voice.person));
    for voice in signed {
        taken.seat(voice.person);
    }
    let mut through_bridges = 0;
    for voice in bridged {
        let has_room = voice.cap.is_some_and(|cap| through_bridges < cap);
        if has_room && taken.seat(voice.person) {
            through_bridges += 1;
        }
    }
    let mut lacks: BTreeMap<&From, u32> = BTreeMap::new();
    places
        .iter()
        .zip(&taken.by)
        .filter(|(_, by)| by.is_none())
        .for_each(|(from, _)| *lacks.entry(from).or_default() += 1);
    let lacks = lacks.into_iter().map(|(from, count)| Lack { from: from.clone(), count }).collect();
    Met { used: taken.by.into_iter().flatten().collect(), lacks }
}

struct Taken<'p, 'a> {
    places: &'p [&'p From],
    by: Vec<Option<&'a str>>,
    roster: &'p Roster,
}

impl<'a> Taken<'_, 'a> {
    /// Finds a place for a person, moving others where they can sit elsewhere as well. Whoever has a place keeps one.
    fn seat(&mut self, person: &'a str) -> bool {
        let mut seen = BTreeSet::new();
        self.seat_beside(person, &mut seen)
    }

    fn seat_beside(&mut self, person: &'a str, seen: &mut BTreeSet<usize>) -> bool {
        for place in 0..self.places.len() {
            if !self.roster.is_from(person, self.places[place]) || !seen.insert(place) {
                continue;
            }
            let is_free = match self.by[place] {
                None => true,
                Some(other) => self.seat_beside(other, seen),
            };
            if is_free {
                self.by[place] = Some(person);
                return true;
            }
        }
        false
    }
}
