//! ALTER TABLE: each action by itself.
//!
//! Not the ALTERs of other kinds.
//!
//! Invariant: an action that is not understood is `Unknown`, and the next one is still read.

use schema::Dialect;

use super::constraint::Definition;
use super::form::Part;
use super::reader::Reader;
use super::statement::{Act, Action, AlterTable, Form};

impl Reader<'_> {
    /// Reads on behind ALTER TABLE.
    pub(crate) fn alter_table(&mut self) -> Form {
        let if_exists = self.take_all("IF EXISTS");
        self.take("ONLY");
        let Some(table) = self.name() else { return Form::Unknown };
        self.take("*");
        let mut alter = AlterTable { table, if_exists, actions: Vec::new(), options: Vec::new() };
        while !self.is_end() {
            let from = self.at;
            match self.table_option().filter(|_| self.dialect == Dialect::MySql) {
                Some(option) => alter.options.push(option),
                None => {
                    self.at = from;
                    let act = self.act();
                    if act == Act::Unknown || act == Act::Other {
                        self.skip_to(&[","]);
                    }
                    self.skip_to(&[","]);
                    alter.actions.push(Action { span: self.since(from), act });
                }
            }
            self.take(",");
        }
        Form::AlterTable(alter)
    }

    fn act(&mut self) -> Act {
        self.known_act().unwrap_or(Act::Unknown)
    }

    fn known_act(&mut self) -> Option<Act> {
        if self.take("ADD") {
            return self.add();
        }
        if self.take("DROP") {
            return self.drop_part();
        }
        if self.take("ALTER") {
            return self.alter_column();
        }
        if self.take("RENAME") {
            return self.rename();
        }
        if self.take("MODIFY") {
            self.take("COLUMN");
            self.take_all("IF EXISTS");
            return self.column().map(|column| Act::Redefine { old: None, column: Box::new(column) });
        }
        if self.take("CHANGE") {
            self.take("COLUMN");
            self.take_all("IF EXISTS");
            let old = self.part()?;
            return self.column().map(|column| Act::Redefine { old: Some(old), column: Box::new(column) });
        }
        if self.take_all("VALIDATE CONSTRAINT") {
            return self.part().map(Act::Validate);
        }
        self.table_act()
    }

    fn table_act(&mut self) -> Option<Act> {
        if self.take("SET") {
            return Some(self.set_table());
        }
        if self.take_all("ATTACH PARTITION") {
            let name = self.name()?;
            return Some(Act::Attach(name, self.is("DEFAULT")));
        }
        if self.take_all("DETACH PARTITION") {
            let name = self.name()?;
            return Some(Act::Detach(name, self.is("CONCURRENTLY") || self.is("FINALIZE")));
        }
        let is_on = self.is("ENABLE");
        if is_on || self.is("DISABLE") {
            self.at += 1;
            self.take("REPLICA");
            self.take("ALWAYS");
            return Some(match () {
                () if self.take("TRIGGER") => Act::Trigger(is_on),
                () if self.take_all("ROW LEVEL SECURITY") => Act::RowSecurity(is_on),
                () => Act::Other,
            });
        }
        if self.take_all("CONVERT TO") {
            let _ = self.take_all("CHARACTER SET") || self.take("CHARSET");
            return Some(Act::Convert(self.value().to_lowercase()));
        }
        if self.is_one_of(&["TRUNCATE", "EXCHANGE"]) && self.is_ahead(1, "PARTITION") {
            let word = if self.is("TRUNCATE") { "TRUNCATE" } else { "EXCHANGE" };
            self.at = self.tokens.len();
            return Some(Act::LosePartition(word));
        }
        if self.dialect == Dialect::MySql && (self.is("ORDER") || self.is_ahead(1, "PARTITION")) {
            // A list of columns or partitions, which nothing follows.
            self.at = self.tokens.len();
            return Some(Act::Other);
        }
        if self.take_all("OWNER TO") {
            return self.part().map(Act::OwnerTo);
        }
        if self.is_one_of(&["CLUSTER", "RESET"]) {
            return Some(Act::Tune);
        }
        let known = [
            "INHERIT",
            "NO",
            "REPLICA",
            "OF",
            "NOT",
            "FORCE",
            "DISCARD",
            "IMPORT",
            "ORDER",
            "PARTITION",
            "REORGANIZE",
            "COALESCE",
            "REMOVE",
            "ANALYZE",
            "CHECK",
            "OPTIMIZE",
            "REBUILD",
            "REPAIR",
            "WITH",
            "WITHOUT",
            "STATS_PERSISTENT",
            "STATS_AUTO_RECALC",
            "STATS_SAMPLE_PAGES",
            "MAX_ROWS",
            "MIN_ROWS",
            "CHECKSUM",
            "PACK_KEYS",
            "UNION",
            "INSERT_METHOD",
            "CONNECTION",
            "ENCRYPTION",
            "TABLESPACE",
            "DEPENDS",
            "OPTIONS",
            "AVG_ROW_LENGTH",
            "DELAY_KEY_WRITE",
            "SECONDARY_LOAD",
            "PAGE_CHECKSUM",
            "WAIT",
            "NOWAIT",
        ];
        self.is_one_of(&known).then_some(Act::Other)
    }

    fn add(&mut self) -> Option<Act> {
        if self.is("PARTITION") && self.dialect == Dialect::MySql {
            return Some(Act::Other);
        }
        let from = self.at;
        if let Some(found) = self.definition() {
            return Some(match found {
                Definition::Constraint(constraint) => Act::AddConstraint(constraint),
                Definition::Index(index) => Act::AddIndex(index),
            });
        }
        self.at = from;
        self.take("COLUMN");
        let if_not_exists = self.take_all("IF NOT EXISTS");
        // MySQL takes several columns in parentheses; the first one stands for them.
        if self.is("(") {
            let range = self.parenthesis()?;
            let column = self.within(&range).column()?;
            return Some(Act::AddColumn { column: Box::new(column), if_not_exists });
        }
        self.column().map(|column| Act::AddColumn { column: Box::new(column), if_not_exists })
    }

    fn drop_part(&mut self) -> Option<Act> {
        if self.take_all("PRIMARY KEY") {
            return Some(Act::DropPrimaryKey);
        }
        if self.is("PARTITION") && self.dialect == Dialect::MySql {
            self.at = self.tokens.len();
            return Some(Act::LosePartition("DROP"));
        }
        let mysql = self.dialect == Dialect::MySql;
        if mysql && (self.take("INDEX") || self.take("KEY")) {
            self.take_all("IF EXISTS");
            return self.part().map(Act::DropIndex);
        }
        if self.is_one_of(&["EXPRESSION", "IDENTITY"]) {
            return Some(Act::Other);
        }
        let kind = if mysql {
            self.take_one_of(&["CONSTRAINT", "FOREIGN KEY", "CHECK"])
        } else {
            self.take_one_of(&["CONSTRAINT"])
        };
        if kind.is_none() {
            self.take("COLUMN");
        }
        let if_exists = self.take_all("IF EXISTS");
        let name = self.part()?;
        let cascade = self.take_span("CASCADE");
        self.take("RESTRICT");
        Some(match kind {
            Some(kind) => Act::DropConstraint { kind, name, cascade },
            None => Act::DropColumn { name, if_exists, cascade },
        })
    }

    fn alter_column(&mut self) -> Option<Act> {
        if self.dialect == Dialect::MySql && (self.is("INDEX") || self.is("KEY")) {
            self.at += 1;
            self.take_all("IF EXISTS");
            let name = self.part()?;
            let is_visible = self.is("VISIBLE") || self.is("NOT");
            return Some(Act::IndexVisible(name, is_visible));
        }
        if self.is_one_of(&["CONSTRAINT", "INDEX", "CHECK"]) && !self.is_ahead(1, "SET") {
            return Some(Act::Other);
        }
        self.take("COLUMN");
        let name = self.part()?;
        let from = self.at;
        if self.take_all("SET DATA TYPE") || self.take("TYPE") {
            let ty = self.type_name();
            self.skip_to(&["USING", ","]);
            let using = self.take("USING").then(|| self.expression(&[]));
            return Some(Act::SetType { name, ty, using });
        }
        if self.take_all("SET DEFAULT") {
            return Some(Act::SetDefault(name, self.expression(&[])));
        }
        Some(match () {
            () if self.take_all("DROP DEFAULT") => Act::DropDefault(name),
            () if self.take_all("SET NOT NULL") => Act::SetNotNull(name),
            () if self.take_all("DROP NOT NULL") => Act::DropNotNull(name),
            () if self.take_all("SET STATISTICS") => Act::Tune,
            () if self.is_one_of(&["SET", "RESET"]) && self.is_ahead(1, "(") => Act::Tune,
            () if self.is_one_of(&["SET", "DROP", "ADD", "RESET", "RESTART"]) => Act::AlterColumn(name),
            () => {
                self.at = from;
                return None;
            }
        })
    }

    fn rename(&mut self) -> Option<Act> {
        if self.take("TO") || self.take("AS") {
            return self.name().map(Act::RenameTo);
        }
        if self.take("CONSTRAINT") || (self.dialect == Dialect::MySql && (self.take("INDEX") || self.take("KEY"))) {
            let (from, to) = self.old_and_new()?;
            return Some(Act::RenamePart(from, to));
        }
        self.take("COLUMN");
        if self.dialect == Dialect::MySql && !self.is_ahead(1, "TO") {
            return self.name().map(Act::RenameTo);
        }
        let (from, to) = self.old_and_new()?;
        Some(Act::RenameColumn(from, to))
    }

    fn old_and_new(&mut self) -> Option<(Part, Part)> {
        let from = self.part()?;
        self.take("TO");
        Some((from, self.part()?))
    }

    fn set_table(&mut self) -> Act {
        match () {
            () if self.is("(") || self.is("WITHOUT") => Act::Tune,
            () if self.take("LOGGED") => Act::SetLogged(true),
            () if self.take("UNLOGGED") => Act::SetLogged(false),
            () if self.take("TABLESPACE") => Act::SetTablespace,
            () if self.take_all("ACCESS METHOD") => Act::SetAccessMethod,
            () if self.take("SCHEMA") => self.part().map_or(Act::Unknown, Act::SetSchema),
            () => Act::Other,
        }
    }
}
