//! What an editor sets.
//!
//! Invariant: a setting that is not known is told, never passed over.

use std::time::Duration;

use schema::Dialect;
use serde::Deserialize;
use serde_json::Value;

/// The settings, as initialization options or as `groundline` of a changed configuration.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Options {
    /// The engine of files that no schema repo has.
    #[serde(default)]
    engine: Option<Engine>,
    /// A policy file or a shipped pack, in place of what a schema repo says.
    #[serde(default)]
    pub(super) policy: Option<String>,
    /// The environment that files go to, for the policy.
    #[serde(default)]
    pub(super) environment: Option<String>,
    /// The target that files go to, for the policy.
    #[serde(default)]
    pub(super) target: Option<String>,
    /// Whether the runner puts each file into a transaction.
    #[serde(default)]
    pub(super) in_transaction: bool,
    /// How long nobody must type before a review begins, in milliseconds.
    #[serde(default)]
    debounce_ms: Option<u16>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Engine {
    #[serde(alias = "postgresql")]
    Postgres,
    #[serde(alias = "mariadb")]
    Mysql,
    Sqlite,
}

impl Options {
    /// Reads the settings; where there are none, the usual ones hold.
    pub(super) fn parse(value: &Value) -> Result<Self, String> {
        match value {
            Value::Null => Ok(Self::default()),
            value => {
                Self::deserialize(value).map_err(|error| format!("groundline: the settings are not used: {error}"))
            }
        }
    }

    pub(super) fn engine(&self) -> Option<Dialect> {
        self.engine.map(|engine| match engine {
            Engine::Postgres => Dialect::Postgres,
            Engine::Mysql => Dialect::MySql,
            Engine::Sqlite => Dialect::Sqlite,
        })
    }

    pub(super) fn debounce(&self) -> Duration {
        Duration::from_millis(self.debounce_ms.unwrap_or(150).into())
    }
}
