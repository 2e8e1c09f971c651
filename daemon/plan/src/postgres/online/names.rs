//! The names of what an online change makes.
//!
//! Invariant: they are a function of the change, and no kept thing has them already.

use schema::object::Column;
use schema::{Digest, Ident, ObjectId};

use crate::postgres::ground::Ground;
use crate::postgres::keep::column_definition;

/// What begins the names of everything that belongs to online changes; inspection leaves it out.
const OWN: &str = "groundline_online_";

/// Where and under which names an online change of a table is made.
#[derive(Clone, Debug)]
pub(super) struct Names {
    digest: String,
    /// The schema of its functions.
    pub(super) schema: Ident,
    /// The trigger; it is the last of its kind, so that it sees what others made of a row.
    pub(super) trigger: Ident,
}

impl Names {
    /// The names for these columns of a table, as they were and as they are to be.
    pub(super) fn of<'c>(ground: &Ground<'_>, table: &ObjectId, columns: impl IntoIterator<Item = &'c Column>) -> Self {
        let columns = columns.into_iter().map(|column| column_definition(column).hex());
        let base: Vec<String> = std::iter::once(table.dotted()).chain(columns).collect();
        let is_taken =
            |schema: &Ident| ground.situation.kept.iter().any(|kept| kept.keep.in_schema.as_ref() == Some(schema));
        let mut round = 0u32;
        loop {
            let round_text = round.to_string();
            let digest = digest(base.iter().chain([&round_text]));
            let schema = Ident::new(format!("{OWN}{digest}"));
            if !is_taken(&schema) {
                return Self { schema, trigger: Ident::new(format!("zzz_{OWN}{digest}")), digest };
            }
            round += 1;
        }
    }

    /// A name for what stands for something of that name: `role` says as what.
    pub(super) fn name(&self, role: &str, of: &Ident) -> Ident {
        Ident::new(format!("{OWN}{role}_{}", digest([&self.digest, &of.as_str().to_owned()])))
    }
}

fn digest<'p>(parts: impl IntoIterator<Item = &'p String>) -> String {
    Digest::of_parts(parts.into_iter().map(String::as_bytes)).short()
}

/// Whether a trigger of that name would come after ours.
pub(super) fn comes_after_ours(trigger: &Ident) -> bool {
    trigger.as_str().as_bytes() > format!("zzz_{OWN}").as_bytes()
}
