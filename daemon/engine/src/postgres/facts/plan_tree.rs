//! Reads the plan that EXPLAIN prints as JSON.
//!
//! Invariant: what a plan does not say is no number; a plan that cannot be read is none.

use serde_json::Value;

use crate::facts::Scan;

/// How many rows go into the nodes that change rows, and how tables are read.
pub(super) struct PlanTree {
    pub(super) rows: u64,
    pub(super) scans: Vec<Scan>,
}

/// Reads the plans of one statement; rules may make several of it.
///
/// `is_select`: it is the SELECT of the rows, which is changed by nothing.
pub(super) fn read(json: &str, is_select: bool) -> Option<PlanTree> {
    let plans: Value = serde_json::from_str(json).ok()?;
    let mut tree = PlanTree { rows: 0, scans: Vec::new() };
    for plan in plans.as_array()? {
        tree.walk(&plan["Plan"]);
        if is_select {
            tree.rows = tree.rows.saturating_add(rows_of(&plan["Plan"]));
        }
    }
    Some(tree)
}

impl PlanTree {
    fn walk(&mut self, node: &Value) {
        let inputs = || node["Plans"].as_array().into_iter().flatten();
        if node["Node Type"] == "ModifyTable" {
            let is_input = |plan: &&Value| matches!(plan["Parent Relationship"].as_str(), Some("Outer" | "Member"));
            let rows = inputs().filter(is_input).map(rows_of).fold(0, u64::saturating_add);
            self.rows = self.rows.saturating_add(rows);
        }
        self.scan(node);
        inputs().for_each(|plan| self.walk(plan));
    }

    fn scan(&mut self, node: &Value) {
        let (Some(access), Some(table)) = (node["Node Type"].as_str(), node["Relation Name"].as_str()) else { return };
        if access == "ModifyTable" {
            return;
        }
        let schema = node["Schema"].as_str().map(str::to_owned);
        let is_full = access == "Seq Scan";
        // What a sequential scan finds is less than what it reads, which the caller knows from the table.
        let rows = (!is_full).then(|| rows_of(node));
        self.scans.push(Scan { schema, table: table.to_owned(), access: access.to_owned(), is_full, rows });
    }
}

fn rows_of(node: &Value) -> u64 {
    let rows = &node["Plan Rows"];
    rows.as_u64().or_else(|| rows.as_f64().map(|rows| rows.max(0.0) as u64)).unwrap_or(0)
}
