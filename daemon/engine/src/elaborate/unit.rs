//! What a file of desired SQL defines and mentions, told from its text alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use schema::Dialect;
use schema::sql::{Defined, Statement, Verb, defines, mention_key, mentions, split};
use serde::{Deserialize, Serialize};

use crate::Source;

/// What a file defines and mentions: a superset, so that nothing is missed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Unit {
    /// The names of what it defines, changes or comments on, and of the tables these are on.
    pub(super) names: Vec<Box<str>>,
    /// Hashes of the names that it mentions, sorted.
    #[serde(with = "hex")]
    pub(super) mentions: Vec<u32>,
    /// Whether what it defines may look different when what it mentions does: views, types, children of tables.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) passes_on: bool,
    /// Whether everything else may need it without naming it: schemas, extensions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_base: bool,
    /// Whether a statement of it was not understood.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_opaque: bool,
}

/// A file that was read.
pub(super) struct Text<'a> {
    pub(super) source: &'a Source,
    /// The path of its file, for all that it makes.
    pub(super) path: Arc<str>,
    pub(super) unit: Unit,
    pub(super) statements: Vec<(Statement<'a>, Vec<Defined>)>,
}

impl<'a> Text<'a> {
    /// Reads a file; what cannot be split is left to the loader to say.
    pub(super) fn read(dialect: Dialect, source: &'a Source) -> Self {
        let (mut names, mut mentioned, mut unit) = (BTreeSet::new(), BTreeSet::new(), Unit::default());
        let mut statements = Vec::new();
        for statement in split(dialect, &source.text).flatten() {
            let defined = defines(dialect, statement.text);
            let words = mentions(dialect, statement.text);
            unit.is_opaque |= defined.is_empty() && !is_setting(dialect, statement.text);
            unit.is_base |= defined.iter().any(is_base);
            unit.passes_on |= passes_on(&defined, &words);
            for name in defined.iter().flat_map(|defined| [&defined.name, &defined.on_table]).flatten() {
                names.insert(mention_key(dialect, name.as_str()).into_owned());
            }
            if binds_tables(&defined, &words) {
                names.extend(words.iter().cloned());
            }
            mentioned.extend(words.iter().map(|word| hash(word)));
            statements.push((statement, defined));
        }
        unit.names = names.into_iter().map(String::into_boxed_str).collect();
        unit.mentions = mentioned.into_iter().collect();
        Self { source, path: Arc::from(source.path.as_str()), unit, statements }
    }
}

impl Unit {
    /// Whether it mentions the name with that hash.
    pub(super) fn mentions(&self, name: u32) -> bool {
        self.mentions.binary_search(&name).is_ok()
    }
}

/// MySQL: a setting is for the statements after it in its file, and a file is always loaded whole.
fn is_setting(dialect: Dialect, statement: &str) -> bool {
    let first = || statement.trim_start_matches("/*!").trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    dialect == Dialect::MySql && first().get(..3).is_some_and(|word| word.eq_ignore_ascii_case("SET"))
}

fn is_base(defined: &Defined) -> bool {
    matches!(defined.kind, "SCHEMA" | "DATABASE" | "EXTENSION")
}

/// Whether the columns or types of what is defined come from elsewhere.
fn passes_on(defined: &[Defined], words: &BTreeSet<String>) -> bool {
    let is_table = |defined: &Defined| defined.kind == "TABLE";
    let makes = |defined: &&Defined| defined.verb == Verb::Create;
    let borrows =
        ["inherits", "partition", "like", "as", "of", "inherit", "attach"].iter().any(|word| words.contains(*word));
    defined.iter().any(|defined| {
        !matches!(defined.kind, "TABLE" | "INDEX" | "CONSTRAINT" | "COLUMN" | "TRIGGER" | "SEQUENCE" | "GRANT")
    }) || (borrows
        && defined.iter().any(is_table)
        && defined.iter().any(|defined| makes(&defined) || is_table(defined)))
}

/// Whether an ALTER changes more than the object that it names.
fn binds_tables(defined: &[Defined], words: &BTreeSet<String>) -> bool {
    defined.iter().any(|defined| defined.verb == Verb::Alter)
        && ["attach", "detach", "inherit", "owned", "depends"].iter().any(|word| words.contains(*word))
}

/// A short hash of a name: two names that share it only cost work.
pub(super) fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Hashes as one string of hexadecimal digits, eight a hash.
mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(hashes: &[u32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hashes.iter().map(|hash| format!("{hash:08x}")).collect::<String>())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let digits = |chunk: &[u8]| std::str::from_utf8(chunk).ok().and_then(|hex| u32::from_str_radix(hex, 16).ok());
        text.as_bytes()
            .chunks(8)
            .map(|chunk| digits(chunk).ok_or_else(|| D::Error::custom("expected hashes")))
            .collect()
    }
}
