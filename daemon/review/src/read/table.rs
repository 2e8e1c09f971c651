//! CREATE TABLE.
//!
//! Not the definitions inside it, which are in `column` and `constraint`.
//!
//! Invariant: a definition that is not understood costs only itself.

use super::constraint::Definition;
use super::form::{CreateTable, TableOption, Tokens};
use super::reader::Reader;
use super::statement::Form;

/// Options of a table by their words.
const OPTIONS: &[(&str, &str)] = &[
    ("ENGINE", "ENGINE"),
    ("DEFAULT CHARACTER SET", "CHARSET"),
    ("DEFAULT CHARSET", "CHARSET"),
    ("CHARACTER SET", "CHARSET"),
    ("CHARSET", "CHARSET"),
    ("DEFAULT COLLATE", "COLLATE"),
    ("COLLATE", "COLLATE"),
    ("AUTO_INCREMENT", "AUTO_INCREMENT"),
    ("COMMENT", "COMMENT"),
    ("ROW_FORMAT", "ROW_FORMAT"),
    ("KEY_BLOCK_SIZE", "KEY_BLOCK_SIZE"),
    ("COMPRESSION", "COMPRESSION"),
    ("ALGORITHM", "ALGORITHM"),
    ("LOCK", "LOCK"),
];

impl Reader<'_> {
    /// Reads on behind the word TABLE; what stood between CREATE and it is in `table`.
    pub(crate) fn create_table(&mut self, mut table: CreateTable) -> Form {
        table.if_not_exists = self.take_all("IF NOT EXISTS");
        table.name = self.name();
        if table.name.is_none() {
            return Form::Unknown;
        }
        if self.take_all("PARTITION OF") {
            table.partition_of = self.name();
        }
        if self.take("LIKE") {
            table.like = self.name();
        }
        if self.is("(") && !self.is_ahead(1, "SELECT") && !self.is_ahead(1, "WITH") {
            let range = self.parenthesis().unwrap_or(0..0);
            self.definitions(&range, &mut table);
        }
        self.table_tail(&mut table);
        Form::CreateTable(Box::new(table))
    }

    fn definitions(&self, range: &Tokens, table: &mut CreateTable) {
        for element in self.elements(range) {
            let mut reader = self.within(&element);
            if reader.take("LIKE") {
                table.like = reader.name();
                continue;
            }
            match reader.definition() {
                Some(Definition::Constraint(constraint)) => table.constraints.push(*constraint),
                Some(Definition::Index(mut index)) => {
                    index.table.clone_from(&table.name);
                    table.indexes.push(*index);
                }
                None => table.columns.extend(reader.column()),
            }
        }
    }

    fn table_tail(&mut self, table: &mut CreateTable) {
        while !self.is_end() {
            let (from, span) = (self.at, self.span());
            if self.take_all("PARTITION BY") {
                self.skip_to(&["("]);
                let columns = self.columns();
                table.partition_by = Some((self.since(from), columns));
            } else if self.take("INHERITS") {
                table.inherits = true;
                self.parenthesis();
            } else if self.is_one_of(&["AS", "SELECT", "WITH"]) && self.begins_query() {
                table.as_query = Some(span);
                return;
            } else if self.take("STRICT") {
                table.is_strict = true;
            } else if self.take_all("WITHOUT ROWID") {
                table.without_rowid = true;
            } else if let Some(option) = self.table_option() {
                table.options.push(option);
            } else if self.parenthesis().is_none() {
                self.at += 1;
            }
        }
    }

    fn begins_query(&self) -> bool {
        self.is("SELECT")
            || (self.is("AS")
                && ["SELECT", "WITH", "(", "TABLE", "VALUES", "EXECUTE"].iter().any(|word| self.is_ahead(1, word)))
            || (self.is("WITH") && !self.is_ahead(1, "(") && self.is_ahead(2, "AS"))
    }

    /// Reads one option of a MySQL table.
    pub(crate) fn table_option(&mut self) -> Option<TableOption> {
        let from = self.at;
        let (_, key) = OPTIONS.iter().find(|(words, _)| self.take_all(words))?;
        self.take("=");
        let value = self.value();
        Some(TableOption { key, value, span: self.since(from) })
    }
}
