//! Types of columns: read, and brought to one name for all their spellings.
//!
//! Not a catalog of types: a type that is not known keeps its own lower-case name.
//!
//! Invariant: two spellings that the engine takes for the same type have the same base.

use schema::Dialect;
use schema::sql::{TokenKind, unquote};

use super::form::{Span, TypeName};
use super::reader::{Reader, string_value};

/// Words that end a type.
const ENDS: &[&str] = &[
    "NOT",
    "NULL",
    "DEFAULT",
    "PRIMARY",
    "UNIQUE",
    "REFERENCES",
    "CHECK",
    "CONSTRAINT",
    "GENERATED",
    "COLLATE",
    "AUTO_INCREMENT",
    "AUTOINCREMENT",
    "COMMENT",
    "ON",
    "CHARSET",
    "AS",
    "USING",
    "FIRST",
    "AFTER",
    "STORAGE",
    "COMPRESSION",
    "INVISIBLE",
    "VISIBLE",
    "KEY",
    "VIRTUAL",
    "STORED",
    "PERSISTENT",
    "SRID",
    "COLUMN_FORMAT",
    "OPTIONS",
    "DEFERRABLE",
    "INITIALLY",
    "SERIAL_DEFAULT",
    "ASCII",
    "UNICODE",
    "CASCADE",
    "RESTRICT",
    "ENABLE",
    "MATCH",
    "COMPRESSED",
    "REF_SYSTEM_ID",
    "PERIOD",
];

impl Reader<'_> {
    /// Reads a type; its base is empty where none is written.
    pub(crate) fn type_name(&mut self) -> TypeName {
        let from = self.at;
        let mut ty = TypeName::default();
        let mut words: Vec<String> = Vec::new();
        while let Some(kind) = self.kind() {
            match kind {
                TokenKind::Word if self.ends_type(&words) => break,
                TokenKind::Word => self.type_word(&mut ty, &mut words),
                TokenKind::QuotedIdent => words.push(unquote(self.dialect, self.next().unwrap_or_default())),
                _ if self.is("(") && !words.is_empty() => self.type_arguments(&mut ty),
                _ if self.is("[") => {
                    ty.is_array = true;
                    while !self.is_end() && !self.take("]") {
                        self.at += 1;
                    }
                }
                _ if self.is(".") => {
                    self.at += 1;
                    words.pop();
                }
                _ => break,
            }
        }
        ty.span = self.since(from);
        ty.base = normal(self.dialect, &words.join(" ").to_lowercase());
        implied(self.dialect, &mut ty);
        ty
    }

    fn ends_type(&self, words: &[String]) -> bool {
        let is_set = self.is("CHARACTER") && self.is_ahead(1, "SET");
        let is_charset = self.is("SET") && !words.is_empty();
        let is_with = self.is("WITH") && !self.is_ahead(1, "TIME") && !self.is_ahead(1, "LOCAL");
        // A column may be of a type that is called so; a first word never ends a type but for constraints.
        is_set || is_charset || is_with || self.is_one_of(ENDS)
    }

    fn type_word(&mut self, ty: &mut TypeName, words: &mut Vec<String>) {
        let word = self.next().unwrap_or_default().to_ascii_lowercase();
        match word.as_str() {
            "unsigned" => ty.is_unsigned = true,
            "zerofill" => ty.is_unsigned = true,
            "signed" if !words.is_empty() => {}
            "array" if !words.is_empty() => ty.is_array = true,
            "binary" if !words.is_empty() && self.dialect == Dialect::MySql => {}
            _ => words.push(word),
        }
    }

    fn type_arguments(&mut self, ty: &mut TypeName) {
        let Some(range) = self.parenthesis() else { return };
        for part in self.elements(&range) {
            let reader = self.within(&part);
            let text = reader.ahead(0);
            let is_string = reader.kind() == Some(TokenKind::String);
            ty.arguments.push(if is_string { string_value(text) } else { text.to_owned() });
        }
    }

    /// Takes the argument of a named setting such as `COLLATE x`, in quotes or not.
    pub(crate) fn setting_part(&mut self) -> Option<super::form::Part> {
        self.take("=");
        let span: Span = self.span();
        let name = self.value();
        (!name.is_empty()).then(|| super::form::Part { name: name.to_lowercase().into(), span })
    }
}

/// The one name of a type.
fn normal(dialect: Dialect, words: &str) -> String {
    let name = match dialect {
        Dialect::Postgres => postgres(words),
        Dialect::MySql => mysql(words),
        Dialect::Sqlite => words,
    };
    name.to_owned()
}

fn postgres(words: &str) -> &str {
    match words {
        "int" | "int4" => "integer",
        "int8" => "bigint",
        "int2" => "smallint",
        "serial4" => "serial",
        "serial8" => "bigserial",
        "serial2" => "smallserial",
        "character varying" => "varchar",
        "character" | "bpchar" | "nchar" | "national character" => "char",
        "timestamp without time zone" => "timestamp",
        "timestamp with time zone" => "timestamptz",
        "time without time zone" => "time",
        "time with time zone" => "timetz",
        "decimal" | "dec" => "numeric",
        "float" | "float8" | "double precision" => "double",
        "float4" => "real",
        "bool" => "boolean",
        "bit varying" => "varbit",
        other => other,
    }
}

fn mysql(words: &str) -> &str {
    match words {
        "integer" | "int4" => "int",
        "int8" => "bigint",
        "int2" => "smallint",
        "int3" | "middleint" => "mediumint",
        "int1" | "bool" | "boolean" => "tinyint",
        "character varying" | "varcharacter" | "national varchar" | "nvarchar" => "varchar",
        "character" | "nchar" | "national char" => "char",
        "numeric" | "dec" | "fixed" => "decimal",
        "double precision" | "real" => "double",
        "long" | "long varchar" => "mediumtext",
        other => other,
    }
}

/// What a spelling leaves out.
fn implied(dialect: Dialect, ty: &mut TypeName) {
    if ty.base == "char" && ty.arguments.is_empty() && dialect != Dialect::Sqlite {
        ty.arguments.push("1".to_owned());
    }
    if dialect == Dialect::MySql && ty.base == "serial" {
        ty.base = "bigint".to_owned();
        ty.is_unsigned = true;
    }
}
