//! What conditions of `policies/approval.toml` may ask of a plan, as data.

use std::collections::{BTreeMap, BTreeSet};

use plan::HazardCode;

use super::risk::Risk;
use crate::condition::{Domain, Values, Variable, Vocabulary};
use crate::finding::Level;

const LEVELS: &[&str] = &["off", "notice", "warning", "error"];

const fn variable(name: &'static str, domain: Domain, about: &'static str) -> Variable {
    Variable { name, domain, about }
}

const ENVIRONMENT: Variable = variable("environment", Domain::Text, "The environment of the target.");
const TARGET: Variable = variable("target", Domain::Text, "The target.");
const ENGINE: Variable = variable("engine", Domain::Word(&["postgres", "mysql", "sqlite"]), "Its engine.");
const LABELS: Variable = variable("labels", Domain::Table, "Its labels: `labels.tier == \"1\"`.");
const SCHEMA: Variable = variable("schema", Domain::Text, "Its desired schema.");
const OBJECTS: Variable = variable(
    "objects",
    Domain::Texts,
    "The objects that steps are about, by dotted name: `objects startsWith \"billing.\"`.",
);
const KINDS: Variable = variable("kinds", Domain::Texts, "The kinds of these objects: `\"table\" in kinds`.");
const STATEMENTS: Variable = variable(
    "statements",
    Domain::Texts,
    "The kinds of statements: `create`, `alter`, `drop`, `comment`, `grant`, `data-change`, `session`, `query`, `other`.",
);
const HAZARDS: Variable = variable("hazards", Domain::Texts, "The hazards of the steps: `\"data-loss\" in hazards`.");
const FINDINGS: Variable = variable("findings", Domain::Texts, "The rules that fire in the review of the plan.");
const GRAVEST: Variable =
    variable("gravest_finding", Domain::Grade(LEVELS), "The gravest level among these; `off` where none fires.");
const AFFECTED: Variable = variable(
    "affected_rows",
    Domain::Number,
    "About how many rows are written anew or lost. Where it is not known, a rule that asks for it holds.",
);
const TABLE_ROWS: Variable = variable(
    "table_rows",
    Domain::Number,
    "About how many rows the biggest table has that is touched. Where it is not known, a rule that asks for it holds.",
);
const STEPS: Variable = variable("steps", Domain::Number, "How many steps there are.");
const REVERSIBLE: Variable = variable("is_reversible", Domain::Truth, "Whether every step can be undone.");
const AUTHORS: Variable = variable("authors", Domain::Texts, "The people whose commits the plan comes from, by name.");
const RISK: Variable = variable("risk", Domain::Grade(Risk::WORDS), "How risky the plan is: `risk >= \"moderate\"`.");

/// What `when` of `[[risk]]` may ask.
pub static OF_RISK: Vocabulary = Vocabulary {
    of: "a risk rule",
    variables: &[
        ENVIRONMENT,
        TARGET,
        ENGINE,
        LABELS,
        SCHEMA,
        OBJECTS,
        KINDS,
        STATEMENTS,
        HAZARDS,
        FINDINGS,
        GRAVEST,
        AFFECTED,
        TABLE_ROWS,
        STEPS,
        REVERSIBLE,
        AUTHORS,
    ],
};

/// What `when` of `[[rule]]` may ask: the risk as well.
pub static OF_RULES: Vocabulary = Vocabulary {
    of: "an approval rule",
    variables: &[
        ENVIRONMENT,
        TARGET,
        ENGINE,
        LABELS,
        SCHEMA,
        OBJECTS,
        KINDS,
        STATEMENTS,
        HAZARDS,
        FINDINGS,
        GRAVEST,
        AFFECTED,
        TABLE_ROWS,
        STEPS,
        REVERSIBLE,
        AUTHORS,
        RISK,
    ],
};

/// What is known of a plan when its risk is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// The environment of the target.
    pub environment: String,
    /// The target.
    pub target: String,
    /// Its engine.
    pub engine: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its desired schema.
    pub schema: String,
    /// The objects that steps are about, by dotted name.
    pub objects: BTreeSet<String>,
    /// Their kinds.
    pub kinds: BTreeSet<String>,
    /// The kinds of statements.
    pub statements: BTreeSet<&'static str>,
    /// The hazards.
    pub hazards: BTreeSet<HazardCode>,
    /// The rules that fire.
    pub findings: BTreeSet<String>,
    /// The gravest level among them.
    pub gravest: Option<Level>,
    /// How many rows are written anew or lost; nothing where it is not known.
    pub affected_rows: Option<u64>,
    /// How many rows the biggest touched table has; nothing where it is not known.
    pub table_rows: Option<u64>,
    /// How many steps there are.
    pub steps: usize,
    /// Whether every step can be undone.
    pub is_reversible: bool,
    /// The people whose commits it comes from.
    pub authors: BTreeSet<String>,
}

impl Features {
    /// What conditions ask, but the risk.
    pub(super) fn values(&self) -> Values {
        Values::new()
            .text("environment", &self.environment)
            .text("target", &self.target)
            .text("engine", &self.engine)
            .table("labels", self.labels.clone())
            .text("schema", &self.schema)
            .texts("objects", self.objects.iter().cloned())
            .texts("kinds", self.kinds.iter().cloned())
            .texts("statements", self.statements.iter().copied())
            .texts("hazards", self.hazards.iter().map(|code| code.name()))
            .texts("findings", self.findings.iter().cloned())
            .text("gravest_finding", self.gravest.unwrap_or(Level::Off).name())
            .number("affected_rows", self.affected_rows)
            .number("table_rows", self.table_rows)
            .number("steps", u64::try_from(self.steps).ok())
            .truth("is_reversible", self.is_reversible)
            .texts("authors", self.authors.iter().cloned())
    }
}
