//! The names of what an online change makes.
//!
//! Invariant: they are a function of the change, and no kept thing has them already.

use schema::object::Column;
use schema::{Digest, Ident, ObjectId};

use crate::postgres::ground::Ground;

/// What begins the names of everything that belongs to online changes; inspection leaves it out.
const OWN: &str = "groundline_online_";

/// Where and under which names an online change of a table is made.
#[derive(Clone, Debug)]
pub(super) struct Names {
    parts: Vec<String>,
    /// The schema of its functions.
    pub(super) schema: Ident,
    /// The trigger; it is the last of its kind, so that it sees what others made of a row.
    pub(super) trigger: Ident,
}

impl Names {
    /// The names for these columns of a table, before and after.
    pub(super) fn of(ground: &Ground<'_>, table: &ObjectId, pairs: &[(&Column, &Column)]) -> Self {
        let described = |column: &Column| format!("{column:?}");
        let columns = pairs.iter().flat_map(|(from, to)| [described(from), described(to)]);
        let base: Vec<String> = std::iter::once(table.dotted()).chain(columns).collect();
        let is_taken =
            |schema: &Ident| ground.situation.kept.iter().any(|kept| kept.keep.in_schema.as_ref() == Some(schema));
        let mut round = 0u32;
        loop {
            let parts: Vec<String> = base.iter().cloned().chain([round.to_string()]).collect();
            let digest = digest(&parts);
            let schema = Ident::new(format!("{OWN}{digest}"));
            if !is_taken(&schema) {
                return Self { parts, schema, trigger: Ident::new(format!("zzz_{OWN}{digest}")) };
            }
            round += 1;
        }
    }

    /// A name for what stands for something of that name: `role` says as what.
    pub(super) fn name(&self, role: &str, of: &Ident) -> Ident {
        let parts: Vec<String> = self.parts.iter().cloned().chain([of.as_str().to_owned()]).collect();
        Ident::new(format!("{OWN}{role}_{}", digest(&parts)))
    }
}

fn digest(parts: &[String]) -> String {
    Digest::of_parts(parts.iter().map(String::as_bytes)).short()
}

/// Whether a trigger of that name would come after ours.
pub(super) fn comes_after_ours(trigger: &Ident) -> bool {
    trigger.as_str().as_bytes() > format!("zzz_{OWN}").as_bytes()
}
