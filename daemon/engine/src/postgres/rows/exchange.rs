//! Putting rows in the place of others, without triggers and cascades: what those did is among the saved rows.

use super::super::session::Session;
use super::Side;
use super::compare::{Pair, numbered};
use super::ident;
use super::keys::ForeignKey;
use crate::rows::Conflicts;
use crate::{Error, Result};

/// Whether the server lets this role put foreign keys out of force for the transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Force {
    /// No trigger fires, those of foreign keys among them: they are checked afterwards.
    Out,
    /// Foreign keys stay in force: rows go children first and come parents first, and what stays is changed where it is.
    In,
}

/// What comes first where a table is changed in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// The rows before the step: others refer to them.
    OldFirst,
    /// The rows that go: their unique keys are wanted.
    NewFirst,
}

impl Session {
    /// Puts foreign keys out of force where the role may, and says what came of it.
    pub(super) async fn put_out_of_force(&mut self) -> Result<Force> {
        self.batch("SET CONSTRAINTS ALL DEFERRED; SAVEPOINT groundline_force").await?;
        if self.batch("SET LOCAL session_replication_role = replica").await.is_ok() {
            self.batch("RELEASE SAVEPOINT groundline_force").await?;
            return Ok(Force::Out);
        }
        self.batch("ROLLBACK TO SAVEPOINT groundline_force; RELEASE SAVEPOINT groundline_force").await?;
        Ok(Force::In)
    }

    /// Turns off the triggers and rules of the tables that would fire; gives the statements that turn them on again as they were.
    pub(super) async fn take_triggers(&mut self, pairs: &[Pair], force: Force) -> Result<Vec<String>> {
        let oids: Vec<&str> = pairs.iter().map(|pair| pair.shape.oid.as_str()).chain(["0"]).collect();
        let fires = if force == Force::Out { "('A', 'R')" } else { "('O', 'A')" };
        let again = |column: &str| {
            format!("CASE {column} WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END")
        };
        let sql = format!(
            "SELECT format('ALTER TABLE ONLY %s %s TRIGGER %I', tgrelid::regclass, {}, tgname), \
             format('ALTER TABLE ONLY %s DISABLE TRIGGER %I', tgrelid::regclass, tgname) FROM pg_trigger \
             WHERE NOT tgisinternal AND tgrelid IN ({oids}) AND tgenabled IN {fires} UNION ALL \
             SELECT format('ALTER TABLE %s %s RULE %I', ev_class::regclass, {}, rulename), \
             format('ALTER TABLE %s DISABLE RULE %I', ev_class::regclass, rulename) FROM pg_rewrite \
             WHERE ev_class IN ({oids}) AND ev_enabled IN {fires} AND ev_type <> '1' ORDER BY 1",
            again("tgenabled"),
            again("ev_enabled"),
            oids = oids.join(", ")
        );
        let mut made = Vec::new();
        for row in self.rows(&sql).await? {
            made.push(self.value(&row, 0)?);
            let off = self.value(&row, 1)?;
            self.batch(&off).await?;
        }
        Ok(made)
    }

    /// Puts the rows before the step in the place of those that it left. The tables come parents first. The inner error says what
    /// is in the way.
    ///
    /// Where foreign keys stay in force, what is referred to comes before the new rows go; where a unique key is in the way of that, they
    /// go before.
    pub(super) async fn exchange(
        &mut self,
        pairs: &[Pair],
        keys: &[ForeignKey],
        force: Force,
        conflicts: Conflicts,
    ) -> Result<Result<(), String>> {
        let in_place = |pair: &&Pair| force == Force::In && pair.shape.is_referenced && !pair.shape.key.is_empty();
        let (kept, others): (Vec<&Pair>, Vec<&Pair>) = pairs.iter().partition(in_place);
        for pair in others.iter().rev() {
            for statement in delete_all(pair, conflicts) {
                self.batch(&statement).await?;
            }
        }
        self.batch("SAVEPOINT groundline_order").await?;
        let mut changed = self.change_in_place(pairs, &kept, keys, Order::OldFirst).await;
        if matches!(changed, Err(Error::Statement { .. })) {
            self.batch("ROLLBACK TO SAVEPOINT groundline_order").await?;
            changed = self.change_in_place(pairs, &kept, keys, Order::NewFirst).await;
        }
        if let Err(what) = changed? {
            return Ok(Err(what));
        }
        for pair in &others {
            self.batch(&insert(pair)).await?;
        }
        Ok(Ok(()))
    }

    /// Restores tables that others refer to, row by row where it is.
    async fn change_in_place(
        &mut self,
        pairs: &[Pair],
        kept: &[&Pair],
        keys: &[ForeignKey],
        order: Order,
    ) -> Result<Result<(), String>> {
        let come = async |session: &mut Self| -> Result<()> {
            for pair in kept {
                session.batch(&insert(pair)).await?;
            }
            for pair in kept {
                session.batch(&update(pair)).await?;
            }
            Ok(())
        };
        if order == Order::OldFirst {
            come(self).await?;
        }
        for pair in kept.iter().rev() {
            if let Some(what) = self.still_referred_to(pair, pairs, keys).await? {
                return Ok(Err(what));
            }
            self.batch(&delete_new(pair)).await?;
        }
        if order == Order::NewFirst {
            come(self).await?;
        }
        Ok(Ok(()))
    }

    /// Whether rows that stay refer to a row that goes: a cascade would take them with it.
    async fn still_referred_to(&mut self, pair: &Pair, pairs: &[Pair], keys: &[ForeignKey]) -> Result<Option<String>> {
        for key in keys.iter().filter(|key| key.parent_oid == pair.shape.oid) {
            // Rows that go themselves are not in the way.
            let child = pairs.iter().find(|other| other.shape.oid == key.child_oid && !other.shape.key.is_empty());
            let itself = child.map(|child| format!(" AND NOT {}", is_new(child, "c"))).unwrap_or_default();
            let sql = format!(
                "SELECT count(*) FROM {} c JOIN ONLY {} p ON {} WHERE {}{itself}",
                key.child,
                pair.shape.table(),
                key.refers,
                is_new(pair, "p")
            );
            let count = self.one(&sql).await?;
            if count != "0" {
                return Ok(Some(format!(
                    "{count} row(s) of {} refer to rows of {} that the step made (foreign key `{}`); delete or mend those rows first",
                    key.child, key.parent, key.name
                )));
            }
        }
        Ok(None)
    }
}

/// That a row is one that the step made.
fn is_new(pair: &Pair, row: &str) -> String {
    format!(
        "(EXISTS (SELECT FROM {} a WHERE {}) AND NOT EXISTS (SELECT FROM {} b WHERE {}))",
        pair.kept(Side::After),
        pair.shape.is("a", row),
        pair.kept(Side::Before),
        pair.shape.is("b", row)
    )
}

fn delete_new(pair: &Pair) -> String {
    format!("DELETE FROM ONLY {} t WHERE {}", pair.shape.table(), is_new(pair, "t"))
}

fn delete_all(pair: &Pair, conflicts: Conflicts) -> Vec<String> {
    let table = pair.shape.table();
    if pair.shape.key.is_empty() {
        return vec![format!(
            "WITH a AS ({}), t AS ({}) DELETE FROM ONLY {table} x USING a JOIN t USING (row, nth) WHERE x.ctid = t.place",
            numbered(&pair.shape, &pair.kept(Side::After)),
            numbered(&pair.shape, &table)
        )];
    }
    let sides: &[Side] = if conflicts == Conflicts::Overwrite { &[Side::After, Side::Before] } else { &[Side::After] };
    let delete = |side: &Side| {
        format!("DELETE FROM ONLY {table} t USING {} k WHERE {}", pair.kept(*side), pair.shape.is("t", "k"))
    };
    sides.iter().map(delete).collect()
}

fn update(pair: &Pair) -> String {
    let set: Vec<String> = pair
        .shape
        .columns
        .iter()
        .filter(|column| !pair.shape.always.contains(column))
        .map(|column| format!("{column} = b.{column}", column = ident(column)))
        .collect();
    if set.is_empty() {
        return "SELECT 1".to_owned();
    }
    format!(
        "UPDATE ONLY {} t SET {} FROM {} b WHERE {}",
        pair.shape.table(),
        set.join(", "),
        pair.kept(Side::Before),
        pair.shape.is("t", "b")
    )
}

/// Inserts what is not there; a table without a key has had its rows taken away.
fn insert(pair: &Pair) -> String {
    let absent = if pair.shape.key.is_empty() {
        String::new()
    } else {
        format!(" WHERE NOT EXISTS (SELECT FROM ONLY {} t WHERE {})", pair.shape.table(), pair.shape.is("t", "b"))
    };
    format!(
        "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {} b{absent}",
        pair.shape.table(),
        pair.shape.column_list(),
        pair.shape.columns_of("b"),
        pair.kept(Side::Before)
    )
}
