//! A column whose default gives every row its own value, on a table that is not small: added beside the others, filled by ranges, and
//! given its name when it is full.
//!
//! Invariant: nobody sees the column before every row has its value.

use schema::ObjectId;
use schema::object::{Column, Table};

use super::before::{drop_trigger, function, trigger};
use super::names::Names;
use super::why_not;
use crate::lock::Lock;
use crate::online::Online;
use crate::postgres::act::after_add;
use crate::postgres::ground::Ground;
use crate::postgres::piece::Piece;
use crate::postgres::render::column_clause;
use crate::postgres::sql::{ident, name};

/// The function of the trigger that gives rows their value when they are written.
const GIVE: &str = "give";

/// The pieces; why it cannot be done online, where it cannot.
pub(in crate::postgres) fn pieces(
    ground: &Ground<'_>,
    table: &ObjectId,
    before: &Table,
    column: &Column,
) -> Result<Vec<Piece>, String> {
    let Some(default) = &column.default else {
        return Err(format!("values of column {} are computed by the server alone", column.name.as_str()));
    };
    if let Some(reason) = why_not::of_added(ground, table, before, column) {
        return Err(reason);
    }
    let names = Names::of(ground, table, [column]);
    let adding = Adding { table, column, default, names };
    let mut pieces = vec![adding.prepare(), adding.fill()];
    pieces.extend(adding.checks());
    pieces = pieces.into_iter().map(Piece::ahead).collect();
    pieces.push(adding.named());
    Ok(pieces.into_iter().map(Piece::brief).collect())
}

struct Adding<'a> {
    table: &'a ObjectId,
    column: &'a Column,
    default: &'a str,
    names: Names,
}

impl Adding<'_> {
    fn alter(&self) -> String {
        format!("ALTER TABLE {}", name(self.table))
    }

    fn shadow(&self) -> String {
        ident(&self.names.name("new", &self.column.name))
    }

    fn check(&self) -> String {
        ident(&self.names.name("null", &self.column.name))
    }

    /// A row that is written while the column is filled may be stored where the filling has been.
    fn helped(&self) -> Vec<String> {
        let shadow = self.shadow();
        let blocks = format!("  IF NEW.{shadow} IS NULL THEN\n    NEW.{shadow} := {};\n  END IF;\n", self.default);
        vec![
            format!("CREATE SCHEMA {}", ident(&self.names.schema)),
            function(&self.names, GIVE, "", &blocks),
            trigger(self.table, &self.names, GIVE),
        ]
    }

    fn unhelped(&self) -> Vec<String> {
        let schema = ident(&self.names.schema);
        vec![drop_trigger(self.table, &self.names), format!("DROP SCHEMA {schema} CASCADE")]
    }

    fn prepare(&self) -> Piece {
        let (alter, shadow) = (self.alter(), self.shadow());
        let bare = Column {
            name: self.names.name("new", &self.column.name),
            not_null: false,
            default: None,
            comment: None,
            ..self.column.clone()
        };
        let mut statements = vec![
            format!("{alter} ADD COLUMN {}", column_clause(&bare, false)),
            format!("{alter} ALTER COLUMN {shadow} SET DEFAULT {}", self.default),
        ];
        statements.extend(self.helped());
        let mut undo = self.unhelped();
        undo.push(format!("{alter} DROP COLUMN {shadow}"));
        let column = self.column.name.as_str();
        let piece = Piece::new(self.table, format!("add what becomes column {column} of {}", self.table));
        piece.run(statements, undo).lock(Lock::AccessExclusive)
    }

    fn fill(&self) -> Piece {
        let (set, pending) = (format!("{} = {}", self.shadow(), self.default), format!("{} IS NULL", self.shadow()));
        let statement = format!("UPDATE {} SET {set} WHERE {pending}", name(self.table));
        let column = self.column.name.as_str();
        let piece =
            Piece::new(self.table, format!("fill what becomes column {column} of {}, range by range", self.table));
        piece.run([statement], []).online(Online::Backfill {
            table: self.table.clone(),
            set,
            pending,
            uses: Vec::new(),
        })
    }

    fn checks(&self) -> Vec<Piece> {
        if !self.column.not_null {
            return Vec::new();
        }
        let (alter, check, column) = (self.alter(), self.check(), self.column.name.as_str());
        let add = format!("{alter} ADD CONSTRAINT {check} CHECK ({} IS NOT NULL) NOT VALID", self.shadow());
        let drop = format!("{alter} DROP CONSTRAINT IF EXISTS {check}");
        let first =
            Piece::new(self.table, format!("refuse new NULLs in what becomes column {column} of {}", self.table));
        let second =
            Piece::new(self.table, format!("look for old NULLs in what becomes column {column} of {}", self.table));
        let second = second.run([format!("{alter} VALIDATE CONSTRAINT {check}")], []);
        vec![first.one(add, drop).lock(Lock::AccessExclusive), second.lock(Lock::ShareUpdateExclusive)]
    }

    fn named(&self) -> Piece {
        let (alter, shadow, column) = (self.alter(), self.shadow(), ident(&self.column.name));
        let mut statements = vec![format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", name(self.table))];
        statements.extend(self.unhelped());
        statements.push(format!("{alter} RENAME COLUMN {shadow} TO {column}"));
        let mut undo = Vec::new();
        if self.column.not_null {
            statements.push(format!("{alter} ALTER COLUMN {column} SET NOT NULL"));
            statements.push(format!("{alter} DROP CONSTRAINT {}", self.check()));
            undo.push(format!("{alter} ALTER COLUMN {column} DROP NOT NULL"));
        }
        statements.extend(after_add(self.table, self.column));
        undo.push(format!("{alter} RENAME COLUMN {column} TO {shadow}"));
        undo.extend(self.helped());
        let what = format!("add column {} to {}", self.column.name.as_str(), self.table);
        Piece::new(self.table, what).run(statements, undo).lock(Lock::AccessExclusive)
    }
}
