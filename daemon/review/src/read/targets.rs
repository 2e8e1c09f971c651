//! The objects that a statement changes or fills, and whether it writes at all.
//!
//! Not the objects that it only reads.
//!
//! Invariant: names in the order in which they are written.

use super::form::Name;
use super::statement::{Act, Form};

impl Form {
    /// Objects that are there already and that the statement alters, drops or describes.
    pub fn altered(&self) -> Vec<&Name> {
        match self {
            Self::AlterTable(alter) => {
                let parts = alter.actions.iter().filter_map(|action| match &action.act {
                    Act::Attach(name, _) | Act::Detach(name, _) => Some(name),
                    _ => None,
                });
                std::iter::once(&alter.table).chain(parts).collect()
            }
            Self::CreateIndex(index) => index.table.iter().collect(),
            Self::Create(create) => create.on.iter().collect(),
            Self::Alter(alter) => alter.name.iter().collect(),
            Self::Drop(drop) => drop.names.iter().chain(&drop.on).collect(),
            Self::RenameTables(pairs) => pairs.iter().map(|(from, _)| from).collect(),
            Self::Truncate { tables, .. } => tables.iter().collect(),
            Self::Comment { name, .. } => name.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The objects that the statement makes.
    pub fn created(&self) -> Vec<&Name> {
        match self {
            Self::CreateTable(create) => create.name.iter().collect(),
            Self::Create(create) => create.name.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The tables whose rows the statement changes.
    pub fn filled(&self) -> Vec<&Name> {
        match self {
            Self::Insert(insert) => vec![&insert.table],
            Self::Update(change) | Self::Delete(change) => vec![&change.table],
            _ => Vec::new(),
        }
    }

    /// Whether it writes anything that others can see.
    pub fn writes(&self) -> bool {
        let upkeep = matches!(
            self,
            Self::Grant { .. }
                | Self::Comment { .. }
                | Self::Vacuum { .. }
                | Self::Cluster(_)
                | Self::Reindex { .. }
                | Self::Refresh { .. }
                | Self::Copy
        );
        self.is_ddl() || self.is_dml() || upkeep
    }
}
