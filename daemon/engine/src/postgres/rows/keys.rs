//! Foreign keys around a restore: rows come back only to where what they refer to is, and nothing that is referred to goes.

use super::super::session::{Session, text};
use super::compare::Pair;
use crate::Result;

/// A foreign key that a table of the restore has, or that refers to one.
pub(super) struct ForeignKey {
    pub(super) name: String,
    /// The referring table, as SQL.
    pub(super) child: String,
    pub(super) child_oid: String,
    /// The table that is referred to, as SQL.
    pub(super) parent: String,
    pub(super) parent_oid: String,
    /// That a row `c` of the child refers to a row `p` of the parent.
    pub(super) refers: String,
    /// That all columns of the child's row have a value.
    has_values: String,
}

impl Session {
    /// The valid foreign keys from and to the tables.
    pub(super) async fn foreign_keys(&mut self, pairs: &[Pair]) -> Result<Vec<ForeignKey>> {
        let oids: Vec<&str> = pairs.iter().map(|pair| pair.shape.oid.as_str()).chain(["0"]).collect();
        let oids = oids.join(", ");
        let sql = format!(
            "SELECT k.conname, k.conrelid::regclass::text, k.conrelid::text, k.confrelid::regclass::text, k.confrelid::text, \
             string_agg(format('p.%I OPERATOR(%I.%s) c.%I', pa.attname, opn.nspname, op.oprname, ca.attname), ' AND ' ORDER BY x.at), \
             string_agg(format('c.%I IS NOT NULL', ca.attname), ' AND ' ORDER BY x.at) FROM pg_constraint k \
             CROSS JOIN LATERAL unnest(k.conkey, k.confkey, k.conpfeqop) WITH ORDINALITY x(child, parent, op, at) \
             JOIN pg_attribute ca ON ca.attrelid = k.conrelid AND ca.attnum = x.child \
             JOIN pg_attribute pa ON pa.attrelid = k.confrelid AND pa.attnum = x.parent \
             JOIN pg_operator op ON op.oid = x.op JOIN pg_namespace opn ON opn.oid = op.oprnamespace \
             WHERE k.contype = 'f' AND k.convalidated AND (k.conrelid IN ({oids}) OR k.confrelid IN ({oids}) \
             OR k.confrelid IN (SELECT inhparent FROM pg_inherits WHERE inhrelid IN ({oids}))) \
             GROUP BY k.oid ORDER BY k.conname, k.oid"
        );
        let rows = self.rows(&sql).await?;
        let word = |row, at| text(row, at).ok().flatten().unwrap_or_default();
        let read = |row| ForeignKey {
            name: word(row, 0),
            child: word(row, 1),
            child_oid: word(row, 2),
            parent: word(row, 3),
            parent_oid: word(row, 4),
            refers: word(row, 5),
            has_values: word(row, 6),
        };
        Ok(rows.iter().map(read).collect())
    }

    /// Which foreign key some row breaks, and how many do; none where all hold.
    pub(super) async fn broken_key(&mut self, keys: &[ForeignKey]) -> Result<Option<String>> {
        for key in keys {
            let broken = format!(
                "SELECT count(*) FROM {} c WHERE {} AND NOT EXISTS (SELECT FROM {} p WHERE {})",
                key.child, key.has_values, key.parent, key.refers
            );
            let count = self.one(&broken).await?;
            if count != "0" {
                return Ok(Some(format!(
                    "{count} row(s) of {} would refer to no row of {} (foreign key `{}`); nothing was changed; delete or mend those \
                     rows first",
                    key.child, key.parent, key.name
                )));
            }
        }
        Ok(None)
    }
}
