//! What a statement does, in the internal form: one variant a kind that rules tell apart.
//!
//! Not the parts of a table, which are in `form`.
//!
//! Invariant: a statement that is not understood is `Unknown`, never something it is not.

use super::form::{Column, Constraint, CreateTable, Index, Name, Part, Span, TableOption, Tokens, TypeName};

/// What a statement does.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// CREATE TABLE.
    CreateTable(Box<CreateTable>),
    /// ALTER TABLE.
    AlterTable(AlterTable),
    /// CREATE INDEX.
    CreateIndex(Box<Index>),
    /// CREATE of any other kind.
    Create(Create),
    /// ALTER of any other kind.
    Alter(Alter),
    /// DROP of any kind.
    Drop(DropObjects),
    /// RENAME TABLE of MySQL: from, to.
    RenameTables(Vec<(Name, Name)>),
    /// TRUNCATE.
    Truncate {
        /// The tables.
        tables: Vec<Name>,
        /// Where CASCADE stands.
        cascade: Option<Span>,
    },
    /// INSERT or REPLACE.
    Insert(Insert),
    /// UPDATE.
    Update(Change),
    /// DELETE.
    Delete(Change),
    /// MERGE.
    Merge,
    /// SELECT, VALUES, WITH … SELECT, TABLE, SHOW, EXPLAIN.
    Query,
    /// BEGIN and its like.
    Transaction(Transaction),
    /// SET and its like.
    Set(Setting),
    /// PRAGMA of SQLite: the name in lower case, and the value.
    Pragma(String, String),
    /// COMMENT ON: the kind in upper case, the object, the text.
    Comment {
        /// The kind, such as `TABLE`.
        kind: String,
        /// What is described; a column as `schema.table` and `column`.
        name: Option<Name>,
        /// The column.
        column: Option<Part>,
        /// The text without quotes; `None` for NULL.
        text: Option<String>,
    },
    /// GRANT or REVOKE.
    Grant {
        /// REVOKE.
        is_revoke: bool,
    },
    /// VACUUM; FULL.
    Vacuum {
        /// FULL.
        is_full: bool,
        /// The tables.
        tables: Vec<Name>,
    },
    /// CLUSTER.
    Cluster(Option<Name>),
    /// REINDEX.
    Reindex {
        /// INDEX, TABLE, SCHEMA, DATABASE or SYSTEM.
        kind: &'static str,
        /// The object.
        name: Option<Name>,
        /// CONCURRENTLY.
        concurrently: bool,
        /// The word after which CONCURRENTLY would stand.
        word: Span,
    },
    /// REFRESH MATERIALIZED VIEW.
    Refresh {
        /// The view.
        name: Option<Name>,
        /// CONCURRENTLY.
        concurrently: bool,
        /// WITH NO DATA.
        no_data: bool,
        /// The word VIEW.
        word: Span,
    },
    /// LOCK TABLE: the tables and the mode in upper case.
    Lock(Vec<Name>, String),
    /// DO, EXECUTE, PREPARE: SQL inside a string.
    Dynamic,
    /// COPY, LOAD DATA.
    Copy,
    /// ANALYZE, USE, CALL, SHOW and other statements without a bearing on the rules, with their first word.
    Other(String),
    /// Not understood.
    Unknown,
}

/// ALTER TABLE.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterTable {
    /// The table.
    pub table: Name,
    /// IF EXISTS.
    pub if_exists: bool,
    /// Its actions in their order.
    pub actions: Vec<Action>,
    /// The options of MySQL that hold for all of it.
    pub options: Vec<TableOption>,
}

/// One action of ALTER TABLE.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// The whole of it.
    pub span: Span,
    /// What it does.
    pub act: Act,
}

/// What an action of ALTER TABLE does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// ADD COLUMN.
    AddColumn {
        /// The column.
        column: Box<Column>,
        /// IF NOT EXISTS.
        if_not_exists: bool,
    },
    /// DROP COLUMN.
    DropColumn {
        /// The column.
        name: Part,
        /// IF EXISTS.
        if_exists: bool,
        /// Where CASCADE stands.
        cascade: Option<Span>,
    },
    /// ALTER COLUMN … TYPE.
    SetType {
        /// The column.
        name: Part,
        /// The new type.
        ty: TypeName,
        /// The expression after USING.
        using: Option<Tokens>,
    },
    /// ALTER COLUMN … SET DEFAULT, with the value.
    SetDefault(Part, Tokens),
    /// ALTER COLUMN … DROP DEFAULT.
    DropDefault(Part),
    /// ALTER COLUMN … SET NOT NULL.
    SetNotNull(Part),
    /// ALTER COLUMN … DROP NOT NULL.
    DropNotNull(Part),
    /// ALTER COLUMN … anything else.
    AlterColumn(Part),
    /// MySQL: MODIFY, or CHANGE where there is an old name.
    Redefine {
        /// The old name, for CHANGE.
        old: Option<Part>,
        /// What it becomes.
        column: Box<Column>,
    },
    /// ADD CONSTRAINT, or a constraint without a name.
    AddConstraint(Box<Constraint>),
    /// VALIDATE CONSTRAINT.
    Validate(Part),
    /// DROP CONSTRAINT, DROP FOREIGN KEY, DROP CHECK: the kind in upper case.
    DropConstraint {
        /// `CONSTRAINT`, `FOREIGN KEY`, `CHECK`.
        kind: &'static str,
        /// Its name.
        name: Part,
        /// Where CASCADE stands.
        cascade: Option<Span>,
    },
    /// MySQL: DROP PRIMARY KEY.
    DropPrimaryKey,
    /// MySQL: ADD INDEX.
    AddIndex(Box<Index>),
    /// MySQL: DROP INDEX.
    DropIndex(Part),
    /// RENAME TO.
    RenameTo(Name),
    /// RENAME COLUMN: from, to.
    RenameColumn(Part, Part),
    /// RENAME CONSTRAINT or INDEX: from, to.
    RenamePart(Part, Part),
    /// SET LOGGED (true) or UNLOGGED.
    SetLogged(bool),
    /// SET TABLESPACE.
    SetTablespace,
    /// SET ACCESS METHOD.
    SetAccessMethod,
    /// SET SCHEMA.
    SetSchema(Part),
    /// OWNER TO.
    OwnerTo(Part),
    /// MySQL: ALTER INDEX … VISIBLE (true) or INVISIBLE; IGNORED in MariaDB.
    IndexVisible(Part, bool),
    /// ATTACH PARTITION; whether it is the default one.
    Attach(Name, bool),
    /// DETACH PARTITION; CONCURRENTLY or FINALIZE.
    Detach(Name, bool),
    /// ENABLE (true) or DISABLE TRIGGER.
    Trigger(bool),
    /// ENABLE (true) or DISABLE ROW LEVEL SECURITY.
    RowSecurity(bool),
    /// MySQL: CONVERT TO CHARACTER SET.
    Convert(String),
    /// MySQL: DROP, TRUNCATE or EXCHANGE PARTITION, with the word.
    LosePartition(&'static str),
    /// How it is stored, scanned or vacuumed from now on: options in parentheses, SET STATISTICS, CLUSTER ON.
    Tune,
    /// Understood, and no rule asks about it.
    Other,
    /// Not understood.
    Unknown,
}

/// CREATE of a kind that is neither table nor index.
#[derive(Clone, Debug, PartialEq)]
pub struct Create {
    /// The kind in upper case.
    pub kind: &'static str,
    /// Its name, where it could be read.
    pub name: Option<Name>,
    /// The table of a trigger, policy or rule.
    pub on: Option<Name>,
    /// OR REPLACE.
    pub or_replace: bool,
    /// IF NOT EXISTS.
    pub if_not_exists: bool,
    /// TEMPORARY.
    pub is_temporary: bool,
    /// MySQL: DEFINER, where it stands.
    pub definer: Option<Span>,
    /// The first token behind the name.
    pub rest: usize,
}

/// ALTER of a kind that is no table.
#[derive(Clone, Debug, PartialEq)]
pub struct Alter {
    /// The kind in upper case.
    pub kind: &'static str,
    /// Its name, where it could be read.
    pub name: Option<Name>,
    /// The first token behind the name.
    pub rest: usize,
}

/// DROP.
#[derive(Clone, Debug, PartialEq)]
pub struct DropObjects {
    /// The kind in upper case.
    pub kind: &'static str,
    /// What is dropped.
    pub names: Vec<Name>,
    /// The table, for an index of MySQL, a trigger or a policy.
    pub on: Option<Name>,
    /// IF EXISTS.
    pub if_exists: bool,
    /// CONCURRENTLY.
    pub concurrently: bool,
    /// TEMPORARY.
    pub is_temporary: bool,
    /// Where CASCADE stands.
    pub cascade: Option<Span>,
    /// The word of the kind.
    pub word: Span,
}

/// INSERT or REPLACE.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// The table.
    pub table: Name,
    /// REPLACE, or INSERT OR REPLACE.
    pub is_replace: bool,
    /// The columns; `None` where none are listed.
    pub columns: Option<Vec<Part>>,
    /// For VALUES: how many values each row has.
    pub rows: Vec<usize>,
    /// The tokens of the first row.
    pub first_row: Option<Tokens>,
    /// The query that it takes rows from.
    pub query: Option<Tokens>,
    /// ON CONFLICT or ON DUPLICATE KEY.
    pub on_conflict: bool,
}

/// UPDATE or DELETE.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The table; the first one where there are several.
    pub table: Name,
    /// What is set, for UPDATE.
    pub assignments: Vec<(Part, Tokens)>,
    /// The tokens of SET.
    pub set: Option<Tokens>,
    /// The condition.
    pub condition: Option<Tokens>,
    /// Where ORDER BY stands.
    pub order: Option<Span>,
    /// Where LIMIT stands.
    pub limit: Option<Span>,
    /// Whether other tables take part.
    pub has_join: bool,
}

/// A statement about transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transaction {
    /// BEGIN, START TRANSACTION.
    Begin,
    /// COMMIT, END.
    Commit,
    /// ROLLBACK, ABORT, not to a savepoint.
    Rollback,
    /// SAVEPOINT and what goes with it, SET TRANSACTION, PREPARE TRANSACTION.
    Other,
}

/// SET.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// GLOBAL, PERSIST, SESSION, LOCAL or nothing, in upper case.
    pub scope: String,
    /// The variable in lower case; `role`, `names` and such for the special forms.
    pub name: String,
    /// The value, without quotes.
    pub value: String,
}
