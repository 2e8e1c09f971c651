//! What a plan is to the conditions of the approval policy.

use std::collections::{BTreeMap, BTreeSet};

use plan::{Plan, TableSize};
use review::PlanFinding;
use review::approval::Features;
use schema::sql::{StatementClass, classify};
use schema::{Kind, ObjectId};

use crate::desired::Target;
use crate::planning::Planned;

/// What is known of a plan of a target. Without `planned` nothing is known of the sizes of tables.
pub fn features(
    target: &Target,
    plan: &Plan,
    planned: Option<&Planned>,
    findings: &[PlanFinding],
    authors: &BTreeMap<String, String>,
) -> Features {
    let statements = plan.steps.iter().flat_map(|step| &step.statements);
    let sizes = planned.and_then(|planned| Some((planned, &planned.facts.as_ref()?.sizes)));
    Features {
        environment: target.kind.environment.to_string(),
        target: target.name.to_string(),
        engine: plan.engine.name().to_owned(),
        labels: target.kind.labels.clone(),
        schema: target.kind.schema.to_string(),
        objects: plan.steps.iter().map(|step| step.object.dotted()).collect(),
        kinds: plan.steps.iter().map(|step| step.object.kind.to_string()).collect(),
        statements: statements.map(|sql| word(classify(plan.engine, sql))).collect(),
        hazards: plan.steps.iter().flat_map(|step| &step.hazards).map(|hazard| hazard.code).collect(),
        findings: findings.iter().map(|finding| finding.rule.clone()).collect(),
        gravest: findings.iter().map(|finding| finding.level).max(),
        affected_rows: sizes.and_then(|(planned, sizes)| affected_rows(plan, planned, sizes)),
        table_rows: sizes.and_then(|(planned, sizes)| table_rows(plan, planned, sizes)),
        steps: plan.steps.len(),
        is_reversible: plan.is_reversible(),
        authors: authors.keys().cloned().collect(),
    }
}

const fn word(class: StatementClass) -> &'static str {
    match class {
        StatementClass::Create => "create",
        StatementClass::Alter => "alter",
        StatementClass::Drop => "drop",
        StatementClass::Comment => "comment",
        StatementClass::Grant => "grant",
        StatementClass::DataChange => "data-change",
        StatementClass::Session | StatementClass::Transaction => "session",
        StatementClass::Query => "query",
        StatementClass::Other => "other",
    }
}

/// The table that a step is about.
fn table_of(object: &ObjectId) -> Option<ObjectId> {
    if object.kind == Kind::Table { Some(object.clone()) } else { object.owner(Kind::Table) }
}

/// The rows of a table: none of one that is not there yet; nothing where it is not known.
fn rows(table: &ObjectId, planned: &Planned, sizes: &BTreeMap<ObjectId, TableSize>) -> Option<u64> {
    match planned.observed.get(table) {
        None => Some(0),
        Some(_) => sizes.get(table).map(|size| size.rows),
    }
}

fn table_rows(plan: &Plan, planned: &Planned, sizes: &BTreeMap<ObjectId, TableSize>) -> Option<u64> {
    let touched: BTreeSet<_> = plan.steps.iter().filter_map(|step| table_of(&step.object)).collect();
    touched.iter().map(|table| rows(table, planned, sizes)).try_fold(0, |most, rows| Some(most.max(rows?)))
}

/// The rows of the tables that are written anew, and of those that lose something.
fn affected_rows(plan: &Plan, planned: &Planned, sizes: &BTreeMap<ObjectId, TableSize>) -> Option<u64> {
    let named =
        |name: &str| planned.observed.objects.keys().find(|id| id.kind == Kind::Table && id.dotted() == name).cloned();
    let mut tables: BTreeSet<ObjectId> =
        plan.steps.iter().flat_map(|step| &step.rewrites).filter_map(|name| named(name)).collect();
    let loses =
        plan.steps.iter().filter(|step| step.hazards.iter().any(|hazard| hazard.code == plan::HazardCode::DataLoss));
    tables.extend(loses.filter_map(|step| table_of(&step.object)));
    tables.iter().map(|table| rows(table, planned, sizes)).try_fold(0_u64, |sum, rows| Some(sum.saturating_add(rows?)))
}
