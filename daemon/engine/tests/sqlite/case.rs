//! A case folder: what is live, what is desired, and what is expected of the way between.

use std::path::Path;

use plan::Rename;
use schema::sql::{DirectiveKind, Target, defines, split};
use schema::{Dialect, Kind, ObjectId};

/// A case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Case {
    pub(crate) live: String,
    pub(crate) rows: String,
    pub(crate) desired: String,
    pub(crate) refused: Option<String>,
    /// Consent is asked for above the engine: such a case says nothing about it.
    pub(crate) is_about_consent: bool,
    pub(crate) lost: Vec<String>,
    pub(crate) converted: Vec<String>,
    pub(crate) renamed: Vec<(String, String)>,
    pub(crate) plan: Vec<String>,
    pub(crate) hazards: Option<Vec<String>>,
}

impl Case {
    pub(crate) fn read(folder: &Path) -> Self {
        let file = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        let settings: toml::Table = toml::from_str(&file("case.toml")).expect("case.toml is TOML");
        let list = |key: &str| -> Option<Vec<String>> {
            let values = settings.get(key)?.as_array()?;
            Some(values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect())
        };
        let renamed = settings.get("renamed").and_then(toml::Value::as_table).cloned().unwrap_or_default();
        let allow = list("allow");
        let refused = settings.get("refused").and_then(toml::Value::as_str).map(str::to_owned);
        Self {
            live: file("live.sql"),
            rows: file("rows.sql"),
            desired: file("desired.sql"),
            is_about_consent: refused.is_some() && allow.is_some(),
            refused,
            lost: list("lost").unwrap_or_default(),
            converted: list("converted").unwrap_or_default(),
            renamed: renamed.into_iter().filter_map(|(old, new)| Some((old, new.as_str()?.to_owned()))).collect(),
            plan: list("plan").unwrap_or_default(),
            hazards: list("hazards"),
        }
    }

    /// The renames that the desired SQL declares.
    pub(crate) fn renames(&self) -> Vec<Rename> {
        let mut renames = Vec::new();
        for statement in split(Dialect::Sqlite, &self.desired).filter_map(Result::ok) {
            let Some(made) = defines(Dialect::Sqlite, statement.text).into_iter().next() else { continue };
            let (Some(name), "TABLE" | "VIRTUAL TABLE") = (made.name, made.kind) else { continue };
            let kind = if made.kind == "TABLE" { Kind::Table } else { Kind::VirtualTable };
            let object = ObjectId::new(kind, None, name);
            for directive in statement.directives {
                let DirectiveKind::RenamedFrom(from) = directive.kind else { continue };
                let column = match directive.target {
                    Target::Column(column) => Some(column),
                    _ => None,
                };
                renames.push(Rename { object: object.clone(), column, from: from.name });
            }
        }
        renames
    }
}
