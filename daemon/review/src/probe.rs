//! Looks at the rows that would settle a finding.
//!
//! Only the queries: they are run above, where there is a database, and never while a change waits. Invariant: a query holds names
//! that are quoted and what this program writes; of the reviewed text only conditions that can do nothing but compare.

use schema::sql::literal;

use crate::facts::Probe;
use crate::look::Look;
use crate::read::form::{KeyPart, Name, Part, Reference, Tokens, TypeName};

/// Functions that only compute, in every engine that has them.
const HARMLESS: &[&str] = &[
    "abs",
    "btrim",
    "ceil",
    "ceiling",
    "char_length",
    "character_length",
    "coalesce",
    "date",
    "floor",
    "greatest",
    "isnull",
    "least",
    "left",
    "length",
    "lower",
    "ltrim",
    "mod",
    "nullif",
    "octet_length",
    "right",
    "round",
    "rtrim",
    "sign",
    "substr",
    "substring",
    "trim",
    "upper",
    "year",
    "in",
    "and",
    "or",
    "not",
    "any",
    "between",
    "is",
    "like",
    "then",
    "else",
    "when",
    "values",
];

impl Look<'_> {
    /// A look at rows, where a live database can still tell: nothing in the change has touched the tables before.
    ///
    /// The query selects the rows that make the change fail; `rows` is what they are, in words.
    fn probe(&self, tables: &[&Name], query: String, rows: String) -> Option<Probe> {
        let is_untouched = tables.iter().all(|name| !self.touched.has_changed(self.dialect(), name));
        let tables = tables.iter().map(|name| self.catalog.key(name)).collect();
        is_untouched.then_some(Probe { query, rows, tables })
    }

    /// Values that a unique key over whole columns does not allow.
    pub(crate) fn duplicates(&self, table: &Name, parts: &[KeyPart], is_partial: bool) -> Option<Probe> {
        let columns: Vec<&Part> =
            parts.iter().filter(|part| part.prefix.is_none()).filter_map(|part| part.column.as_ref()).collect();
        if is_partial || columns.is_empty() || columns.len() != parts.len() {
            return None;
        }
        let names: Vec<_> = columns.iter().map(|column| self.quote(column.as_str())).collect();
        let (list, there) =
            (names.join(", "), names.iter().map(|name| format!("{name} IS NOT NULL")).collect::<Vec<_>>());
        let query = format!(
            "SELECT 1 AS found FROM {} WHERE {} GROUP BY {list} HAVING count(*) > 1",
            self.sql(table),
            there.join(" AND ")
        );
        self.probe(&[table], query, format!("values of {list} that several rows have"))
    }

    /// Rows with NULL in a column.
    pub(crate) fn nulls(&self, table: &Name, column: &str) -> Option<Probe> {
        let query = format!("SELECT 1 AS found FROM {} WHERE {} IS NULL", self.sql(table), self.quote(column));
        self.probe(&[table], query, format!("rows with NULL in `{column}`"))
    }

    /// Rows that point at nothing.
    pub(crate) fn orphans(&self, table: &Name, columns: &[Part], reference: &Reference) -> Option<Probe> {
        let key = self.table(&reference.table).and_then(|parent| parent.primary_key());
        let parent: Vec<String> = match reference.columns.as_slice() {
            [] => key?.columns.iter().map(|name| self.quote(name)).collect(),
            named => named.iter().map(|part| self.quote(part.as_str())).collect(),
        };
        if parent.len() != columns.len() {
            return None;
        }
        let own: Vec<_> = columns.iter().map(|part| self.quote(part.as_str())).collect();
        let there: Vec<_> = own.iter().map(|name| format!("c.{name} IS NOT NULL")).collect();
        let same: Vec<_> = own.iter().zip(&parent).map(|(own, other)| format!("p.{other} = c.{own}")).collect();
        let query = format!(
            "SELECT 1 AS found FROM {} AS c WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS p WHERE {})",
            self.sql(table),
            there.join(" AND "),
            self.sql(&reference.table),
            same.join(" AND ")
        );
        self.probe(&[table, &reference.table], query, "rows that point at nothing".to_owned())
    }

    /// Rows that break a condition, where it only computes and compares.
    pub(crate) fn breaking(&self, table: &Name, condition: &Tokens) -> Option<Probe> {
        let unit = self.unit;
        let is_harmless = |at: usize| HARMLESS.contains(&unit.token(at).to_lowercase().as_str());
        let acts = condition.clone().any(|at| {
            let is_query = ["SELECT", "WITH", "TABLE", "OPERATOR", ";"].iter().any(|word| unit.is(at, word));
            is_query || (unit.is_call(at) && (!is_harmless(at) || unit.token(at.wrapping_sub(1)) == "."))
        });
        let query = format!("SELECT 1 AS found FROM {} WHERE NOT ({})", self.sql(table), unit.written(condition));
        if acts { None } else { self.probe(&[table], query, "rows that break it".to_owned()) }
    }

    /// Values that do not fit into a narrower text or integer.
    pub(crate) fn too_big(&self, table: &Name, column: &str, new: &TypeName) -> Option<Probe> {
        let quoted = self.quote(column);
        let condition = match (new.base.as_str(), new.size()) {
            ("varchar" | "char", Some(size)) => format!("char_length({quoted}) > {size}"),
            (base, _) => {
                let (least, most) = range(base, new.is_unsigned)?;
                format!("{quoted} < {least} OR {quoted} > {most}")
            }
        };
        let query = format!("SELECT 1 AS found FROM {} WHERE {condition}", self.sql(table));
        self.probe(&[table], query, format!("rows whose `{column}` does not fit"))
    }

    /// Texts that are no value of another type, where the server can tell without failing: PostgreSQL from 16 on of every type, all others
    /// of integers.
    pub(crate) fn no_values(&self, table: &Name, column: &str, new: &TypeName) -> Option<Probe> {
        let quoted = self.quote(column);
        let condition = if self.is_mysql() {
            let (least, most) = range(&new.base, new.is_unsigned)?;
            // 60 digits are fewer than a decimal holds, and more than any integer.
            format!(
                "CASE WHEN {quoted} REGEXP '^[[:space:]]*[+-]?[0-9]{{1,60}}[[:space:]]*$' \
                 THEN CAST({quoted} AS DECIMAL(65, 0)) NOT BETWEEN {least} AND {most} ELSE {quoted} IS NOT NULL END"
            )
        } else if self.version().is_some_and(|version| version.numbers >= (16, 0, 0)) {
            let written = self.unit.text.get(new.span.clone())?;
            format!("NOT pg_input_is_valid({quoted}, {})", literal(self.dialect(), written))
        } else {
            let (least, most) = range(&new.base, false)?;
            // A CASE, so that nothing is turned into a number that is none.
            format!(
                "CASE WHEN {quoted} ~ '^\\s*[+-]?[0-9]{{1,99}}\\s*$' THEN {quoted}::numeric NOT BETWEEN {least} AND {most} \
                 ELSE {quoted} IS NOT NULL END"
            )
        };
        let query = format!("SELECT 1 AS found FROM {} WHERE {condition}", self.sql(table));
        self.probe(&[table], query, format!("rows whose `{column}` is no `{}`", new.base))
    }
}

/// The least and the greatest value of an integer type.
fn range(base: &str, is_unsigned: bool) -> Option<(i128, i128)> {
    let bits = match base {
        "tinyint" => 8,
        "smallint" => 16,
        "mediumint" => 24,
        "int" | "integer" => 32,
        "bigint" => 64,
        _ => return None,
    };
    let all = 1_i128 << bits;
    Some(if is_unsigned { (0, all - 1) } else { (-all / 2, all / 2 - 1) })
}
