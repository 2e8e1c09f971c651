//! What must be known of a table to save its rows: its columns, and by what a row is known.

use schema::{Ident, Kind, ObjectId};

use super::super::session::{Session, text};
use super::ident;
use crate::Result;

/// One table that holds rows itself.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) oid: String,
    pub(super) schema: String,
    pub(super) name: String,
    /// Without those that are generated.
    pub(super) columns: Vec<String>,
    /// Those that no UPDATE may set: `GENERATED ALWAYS AS IDENTITY`.
    pub(super) always: Vec<String>,
    /// The columns of a unique key without NULLs, each with the operator of its index; none where there is no such key.
    pub(super) key: Vec<(String, String)>,
    /// Whether foreign keys refer to it.
    pub(super) is_referenced: bool,
}

impl Shape {
    pub(super) fn id(&self) -> ObjectId {
        ObjectId::new(Kind::Table, Some(Ident::from(self.schema.as_str())), Ident::from(self.name.as_str()))
    }

    /// The table as SQL.
    pub(super) fn table(&self) -> String {
        format!("{}.{}", ident(&self.schema), ident(&self.name))
    }

    /// The columns as SQL, of a row under this name.
    pub(super) fn columns_of(&self, row: &str) -> String {
        self.columns.iter().map(|column| format!("{row}.{}", ident(column))).collect::<Vec<_>>().join(", ")
    }

    /// The names of the columns as SQL.
    pub(super) fn column_list(&self) -> String {
        self.columns.iter().map(|column| ident(column)).collect::<Vec<_>>().join(", ")
    }

    /// The row as one text: equal for equal rows, and for no others.
    pub(super) fn as_text(&self, row: &str) -> String {
        format!("ROW({})::text", self.columns_of(row))
    }

    /// The condition that two rows have the same key.
    pub(super) fn is(&self, one: &str, other: &str) -> String {
        let equal = |(column, operator): &(String, String)| {
            format!("{one}.{column} {operator} {other}.{column}", column = ident(column))
        };
        self.key.iter().map(equal).collect::<Vec<_>>().join(" AND ")
    }

    /// The condition that two rows have the same values, byte by byte: for types without equality too.
    pub(super) fn same(&self, one: &str, other: &str) -> String {
        format!("ROW({})::record OPERATOR(pg_catalog.*=) ROW({})::record", self.columns_of(one), self.columns_of(other))
    }

    /// The key of a row, for people; the whole row where there is none.
    pub(super) fn key_text(&self, row: &str) -> String {
        if self.key.is_empty() {
            return format!("left({}, 200)", self.as_text(row));
        }
        let part = |(column, _): &(String, String)| {
            let name = super::super::ledger::quoted(&format!("{column} = "));
            format!("{name} || {row}.{}::text", ident(column))
        };
        self.key.iter().map(part).collect::<Vec<_>>().join(" || ', ' || ")
    }
}

/// A unique key whose columns hold no NULL, and whose check is not put off: the primary key before others.
const KEY: &str = "(SELECT json_agg(json_build_array(a.attname, format('OPERATOR(%I.%s)', opn.nspname, op.oprname)) ORDER BY k.at) \
    FROM (SELECT i.* FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid \
    AND i.indpred IS NULL AND i.indexprs IS NULL AND NOT EXISTS (SELECT FROM pg_attribute x WHERE x.attrelid = c.oid \
    AND x.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]) AND (NOT x.attnotnull OR x.attgenerated <> '')) \
    ORDER BY i.indisprimary DESC, i.indexrelid LIMIT 1) i \
    CROSS JOIN LATERAL unnest((i.indkey::int2[])[0:i.indnkeyatts - 1], i.indclass::oid[]) WITH ORDINALITY k(att, class, at) \
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.att JOIN pg_opclass oc ON oc.oid = k.class \
    JOIN pg_amop ao ON ao.amopfamily = oc.opcfamily AND ao.amopstrategy = 3 AND ao.amoplefttype = oc.opcintype \
    AND ao.amoprighttype = oc.opcintype JOIN pg_operator op ON op.oid = ao.amopopr \
    JOIN pg_namespace opn ON opn.oid = op.oprnamespace)";

/// The tables of the program itself, and those that are no part of a target.
pub(super) const OURS: &str = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'groundline') \
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT LIKE 'groundline\\_%' AND c.relpersistence <> 't'";

impl Session {
    /// The tables that hold rows and meet a condition on `pg_class c` and `pg_namespace n`, by their names.
    pub(super) async fn row_shapes(&mut self, condition: &str) -> Result<Vec<Shape>> {
        let columns = |which: &str| {
            format!(
                "(SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]') FROM pg_attribute a WHERE a.attrelid = c.oid \
                 AND a.attnum > 0 AND NOT a.attisdropped AND {which})"
            )
        };
        let sql = format!(
            "SELECT c.oid::text, n.nspname, c.relname, {}, {}, coalesce({KEY}, '[]'), \
             EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = c.oid) \
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND {condition} \
             ORDER BY n.nspname, c.relname",
            columns("a.attgenerated = ''"),
            columns("a.attidentity = 'a'")
        );
        let rows = self.rows(&sql).await?;
        let mut shapes = Vec::new();
        for row in &rows {
            shapes.push(Shape {
                oid: self.value(row, 0)?,
                schema: self.value(row, 1)?,
                name: self.value(row, 2)?,
                columns: self.listed(row, 3)?,
                always: self.listed(row, 4)?,
                key: self.listed(row, 5)?,
                is_referenced: text(row, 6).ok().flatten().is_some_and(|word| word.starts_with('t')),
            });
        }
        Ok(shapes)
    }

    fn listed<T: serde::de::DeserializeOwned>(&self, row: &sqlx::postgres::PgRow, column: usize) -> Result<Vec<T>> {
        let value = self.value(row, column)?;
        serde_json::from_str(&value).map_err(|cause| self.spoiled(cause.to_string()))
    }
}
