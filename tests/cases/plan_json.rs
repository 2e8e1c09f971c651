//! The part of `plan --format json` that the property looks at.

use std::collections::BTreeSet;

use serde::Deserialize;

/// A plan, as the program prints it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Plan {
    pub(crate) digest: String,
    pub(crate) base: String,
    pub(crate) empty: bool,
    pub(crate) proven: bool,
    pub(crate) steps: Vec<Step>,
    #[serde(default)]
    findings: Vec<Finding>,
}

/// What the review says of it.
#[derive(Clone, Debug, Deserialize)]
struct Finding {
    rule: String,
    level: String,
    step: Option<u32>,
}

/// One step of it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Step {
    pub(crate) object: Object,
    pub(crate) statements: Vec<String>,
    pub(crate) lock: String,
    pub(crate) rewrite: bool,
    rewrites: BTreeSet<String>,
    pub(crate) hazards: Vec<Hazard>,
    pub(crate) undo: Undo,
}

/// What a step is about.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Object {
    pub(crate) name: String,
}

/// A named danger.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Hazard {
    pub(crate) code: String,
}

/// How a step is undone.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Undo {
    pub(crate) kind: String,
    /// What is dropped is named by table only where it is made again.
    #[serde(default)]
    statements: Vec<String>,
}

impl Plan {
    /// The hazards' codes in the order of the steps.
    pub(crate) fn hazards(&self) -> Vec<&str> {
        self.steps.iter().flat_map(|step| &step.hazards).map(|hazard| hazard.code.as_str()).collect()
    }

    /// Whether a step names the table among those that it rewrites.
    pub(crate) fn announces_rewrite_of(&self, table: &str) -> bool {
        self.steps.iter().any(|step| step.rewrite && step.rewrites.contains(table))
    }

    /// A step whose word about rewriting is not what it names.
    pub(crate) fn contradiction(&self) -> Option<&str> {
        self.steps.iter().find(|step| step.rewrite == step.rewrites.is_empty()).map(|step| step.object.name.as_str())
    }

    /// Whether a step that locks everybody out says that it is about this table.
    pub(crate) fn announces_strong_lock_on(&self, table: &str) -> bool {
        self.steps.iter().any(|step| {
            step.lock.to_lowercase().contains("access exclusive")
                && (step.is_about(table) || step.mentions(table) || step.rewrites.contains(table))
        })
    }

    /// Whether some step cannot be undone.
    pub(crate) fn is_irreversible(&self) -> bool {
        self.steps.iter().any(|step| step.undo.kind == "irreversible")
    }

    /// The rules at error level that its steps break, or the declarations that it comes from.
    pub(crate) fn offences(&self, of_steps: bool) -> BTreeSet<String> {
        let errors =
            self.findings.iter().filter(|finding| finding.level == "error" && finding.step.is_some() == of_steps);
        errors.map(|finding| finding.rule.clone()).collect()
    }

    /// Every statement, in order, as one text.
    pub(crate) fn statements(&self) -> String {
        self.steps.iter().flat_map(|step| &step.statements).map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

impl Step {
    fn is_about(&self, table: &str) -> bool {
        let name = &self.object.name;
        name == table || name.starts_with(&format!("{table}.")) || table.ends_with(&format!(".{name}"))
    }

    fn mentions(&self, table: &str) -> bool {
        let bare = table.rsplit('.').next().unwrap_or(table);
        self.statements.iter().chain(&self.undo.statements).any(|statement| statement.contains(bare))
    }
}
