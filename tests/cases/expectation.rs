//! What a case says about itself, in its `case.toml`; every key may be left out.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// A case's own words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Expectation {
    /// What the case shows, for people.
    #[serde(rename = "title")]
    pub(crate) _title: String,
    /// The hazards that are consented to; all where it is left out.
    pub(crate) allow: Option<Vec<String>>,
    /// The change does not happen and changes nothing, saying this: exit 3 where it is refused before it runs, exit 1 where
    /// a step finds rows that stand against it.
    pub(crate) refused: Option<String>,
    /// `table` or `table.column` whose rows or values the plan names as lost.
    pub(crate) lost: Vec<String>,
    /// `table.column` whose values take another form.
    pub(crate) converted: Vec<String>,
    /// New names of tables, and of columns as `table.column = "column"`, by the old.
    pub(crate) renamed: BTreeMap<String, String>,
    /// Tables that may be rewritten. Left out: none on PostgreSQL, any that the plan announces elsewhere.
    pub(crate) rewrites: Option<Vec<String>>,
    /// Whether `live.sql`, desired again after the change, brings back the base and the rows: what a revert does.
    pub(crate) reverts: bool,
    /// Whose server the case is for, where MySQL and MariaDB differ: `mysql` or `mariadb`.
    pub(crate) server: Option<String>,
    /// The oldest major version that knows what the case uses (MySQL and MariaDB: 1011 for 10.11, 800 for 8.0).
    pub(crate) min_version: Option<u32>,
    /// The newest major version that the case is true for.
    pub(crate) max_version: Option<u32>,
    /// The hazard codes of the plan, exactly, in the order of the steps.
    pub(crate) hazards: Option<Vec<String>>,
    /// Rules that the default policy has at error level and that the declarations break on purpose. The planner's own statements never
    /// break one.
    pub(crate) offends: BTreeSet<String>,
    /// Accounts (`name` or `name@host`, of MySQL and MariaDB) and roles that the case is about; each is made under a name of its own,
    /// which takes the place of this one wherever it stands in the case.
    pub(crate) accounts: Vec<String>,
    pub(crate) roles: Vec<String>,
    /// Texts that appear in the plan's statements, in this order.
    pub(crate) plan: Vec<String>,
    /// What is expected otherwise on MySQL, of a case that is for MariaDB too.
    pub(crate) mysql: OnMySql,
}

/// What takes the place of the case's own words on MySQL, where it is said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OnMySql {
    hazards: Option<Vec<String>>,
    plan: Option<Vec<String>>,
    refused: Option<String>,
}

impl Expectation {
    /// The words of the case as they are true on MySQL: it spells two of MariaDB's ways of ALTER TABLE otherwise.
    pub(crate) fn on_mysql(mut self) -> Self {
        let spelled = |text: &String| {
            text.replace("ALGORITHM=INSTANT, LOCK=NONE", "ALGORITHM=INSTANT").replace("=NOCOPY", "=INPLACE")
        };
        let OnMySql { hazards, plan, refused } = std::mem::take(&mut self.mysql);
        self.plan = plan.unwrap_or_else(|| self.plan.iter().map(spelled).collect());
        self.hazards = hazards.or(self.hazards);
        self.refused = refused.or(self.refused);
        self
    }
}

/// A case: what is live, what is desired, and what is expected of the way between.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) engine: super::database::Engine,
    pub(crate) live: String,
    pub(crate) rows: String,
    pub(crate) desired: String,
    pub(crate) expectation: Expectation,
    /// Whether it is one of ours: then locks, digests and point 1 by itself are checked too, which costs time.
    pub(crate) is_own: bool,
}

impl Case {
    /// Whether there can be rows to lose.
    pub(crate) fn holds_rows(&self) -> bool {
        let live = self.live.to_uppercase();
        !self.rows.is_empty() || self.is_own || ["INSERT", "COPY"].iter().any(|word| live.contains(word))
    }
}
