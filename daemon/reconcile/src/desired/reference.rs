//! The reference of the settings, as text.
//!
//! Written from `keys`; the page `daemon/docs/settings.md` is this text, and a test compares them.

use super::keys::SHAPES;
use super::shape::{Absent, Key, Shape};

const HEAD: &str = "\
# Settings of a schema repo

Every file, table and key, with its type, its default and an example. The guide is [schema-repo.md](schema-repo.md).
`groundline explain groundline.toml`, `… targets`, `… rollout.toml`, `… changelist.toml`, `… rollouts`, `… people.toml` and `… approval.toml` show the
same. The keys of `policies/review.toml`
are the codes of rules: [review.md](review.md#policy), and [the rules](rules/README.md).

This page is written from the program's own list of keys; `UPDATE_DOCS=1 cargo test -p reconcile` writes it anew.

Some types:

- *name*: ASCII letters, digits, `-`, `_` and `.`, first a letter or digit, at most 63 characters
- *duration*: whole numbers with units, in quotes: `\"100ms\"`, `\"3s\"`, `\"20m\"`, `\"1h30m\"`, `\"30d\"`
- *glob*: over the dotted name of an object (`schema.object`; SQLite: `object`): `*` any characters, `?` one, `[ab]`, `{a,b}`
- *database URL*: `sqlite:PATH` or `postgres://USER@HOST:PORT/DATABASE`; never with a password
";

/// The whole reference page, in Markdown.
pub fn reference() -> String {
    let mut text = HEAD.to_owned();
    let mut file = "";
    for shape in SHAPES {
        if shape.file != file {
            file = shape.file;
            text.push_str(&format!("\n## {file}\n"));
        }
        text.push_str(&section(shape));
    }
    text
}

/// The part of the reference about one file: `groundline.toml`, `targets`, `rollout.toml`, `people.toml` or `approval.toml`.
pub fn reference_of(topic: &str) -> Option<String> {
    let wanted = plain(topic).to_ascii_lowercase();
    let is_it = |shape: &&&Shape| plain(shape.file) == wanted;
    let shapes: Vec<_> = SHAPES.iter().filter(is_it).collect();
    let first = shapes.first()?;
    let sections: String = shapes.iter().map(|shape| section(shape)).collect();
    Some(format!("{}\n{sections}", first.file))
}

/// A file's name without its folder and ending.
fn plain(file: &str) -> &str {
    let name = file.trim_start_matches("policies/").trim_start_matches("access/").trim_start_matches("changelists/*/");
    name.trim_end_matches(".toml").trim_end_matches("/*")
}

fn section(shape: &Shape) -> String {
    let mut text = match shape.header {
        "" => String::new(),
        header => format!("\n### `{header}`\n"),
    };
    text.push_str(&format!("\n{}\n\n| key | type | default |\n|---|---|---|\n", words(shape.about)));
    for key in shape.keys {
        text.push_str(&format!("| `{}` | {} | {} |\n", key.name, key.kind, default(key)));
    }
    text.push('\n');
    for key in shape.keys {
        text.push_str(&format!("- `{}`: {} Example: `{} = {}`\n", key.name, words(key.about), key.name, key.example));
    }
    if !shape.later.is_empty() {
        let later: Vec<_> = shape.later.iter().map(|key| format!("`{key}`")).collect();
        text.push_str(&format!("\nKept for later versions, and refused until then: {}.\n", later.join(", ")));
    }
    text
}

fn default(key: &Key) -> String {
    match key.default {
        Absent::Required => "required".to_owned(),
        Absent::Value(value) => format!("`{value}`"),
        Absent::Words(words) => words.to_owned(),
    }
}

/// A text with single spaces.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
