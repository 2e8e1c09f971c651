//! What holds for every rule: it has cases of both kinds, and the fix that it promises mends what it marks.
//!
//! Not the cases themselves, which stand beside each rule.
//!
//! Invariant: a rule that loses its cases, or its fix, is told by name.

use super::written::calls;
use super::{Setup, in_setup, mended};
use crate::rules::{RULES, find};

/// The rules whose findings can be mended by an edit alone. That of `non-linear-history` is a new name for the file, which no edit
/// of its text can give.
const MECHANICAL: &[&str] = &[
    "add-column-json",
    "add-required-column",
    "and-in-set",
    "ban-char",
    "ban-money",
    "ban-smallint",
    "blob-default",
    "charset-collation-mismatch",
    "check-validates-existing",
    "column-auto-increment-initial-value",
    "column-auto-increment-must-unsigned",
    "column-disallow-changing-order",
    "column-disallow-set-charset",
    "column-no-null",
    "column-required",
    "column-set-default-for-not-null",
    "columns-must-have-index",
    "constraint-name-collision",
    "default-charset-change-no-effect",
    "definer-account",
    "definer-function-executable",
    "detach-partition-blocking",
    "drop-index-not-concurrent",
    "duplicate-index",
    "dynamic-sql-injection",
    "engine-mysql-use-innodb",
    "enum-reordered",
    "explicit-copy-algorithm",
    "explicit-lock-shared-exclusive",
    "fk-cascade-policy",
    "fk-unindexed",
    "fk-validates-existing",
    "float-for-exact",
    "fullwidth-quotes",
    "function-search-path-mutable",
    "grant-all-or-broad",
    "hash-index",
    "implicit-cast-in-where",
    "index-key-too-long",
    "index-no-duplicate-column",
    "index-not-concurrent",
    "index-type-no-blob",
    "index-unnamed",
    "insert-row-limit",
    "insert-without-columns",
    "int-display-width",
    "missing-lock-timeout",
    "missing-statement-timeout",
    "mysql-inline-references-ignored",
    "name-case",
    "naming-fully-qualified",
    "naming-index-fk",
    "naming-index-idx",
    "naming-index-pk",
    "naming-index-uk",
    "nested-transaction",
    "not-equal-style",
    "not-in-subquery",
    "not-rerunnable",
    "null-comparison",
    "object-exists",
    "object-missing",
    "object-owner",
    "optimizer-hint",
    "osc-illegal-clause",
    "outer-join-defeated",
    "pk-drop-without-add",
    "pk-type",
    "prefer-bigint",
    "prefer-identity",
    "prefer-text",
    "prefer-timestamptz",
    "psql-meta-or-delimiter",
    "public-schema-open",
    "redundant-prefix-index",
    "refresh-matview-blocking",
    "reindex-not-concurrent",
    "rename-table",
    "rls-initplan",
    "rls-missing",
    "rls-policy-without-enable",
    "security-definer-function",
    "security-definer-view",
    "select-star",
    "sqlite-autoincrement",
    "sqlite-datetime-default-quoted",
    "sqlite-loose-typing",
    "statement-disallow-order-by",
    "statement-merge-alter-table",
    "statement-require-algorithm-option",
    "sysdate",
    "system-charset-allowlist",
    "system-collation-allowlist",
    "table-no-foreign-key",
    "timeout-after-danger",
    "timeout-disabled",
    "timeout-too-long",
    "timestamp-2038",
    "type-change-copies",
    "type-mismatch-with-parent",
    "uncommitted-transaction",
    "unused-suppression",
    "utf8-is-utf8mb3",
    "view-select-star",
    "where-always-false",
    "zero-date-default",
];

#[test]
fn every_rule_has_three_cases_that_fire_and_three_that_pass() {
    let mut few = Vec::new();
    for rule in RULES.iter() {
        let (mut fires, mut passes) = (0, 0);
        for (_, call) in calls(rule.source) {
            if let [.., fire, pass] = call.lists.as_slice() {
                fires += fire.len();
                passes += pass.len();
            }
        }
        if fires < 3 || passes < 3 {
            few.push(format!("{}: {fires} fire, {passes} pass", rule.code));
        }
    }
    assert!(few.is_empty(), "three of each are needed:\n{}", few.join("\n"));
}

#[test]
fn every_mechanical_fix_silences_its_rule_and_leaves_sql_that_can_be_read() {
    let mut none = Vec::new();
    for code in MECHANICAL {
        let rule = find(code).expect("the list names rules only");
        let mut fixes = 0;
        for (kind, call) in calls(rule.source) {
            let setup = match kind {
                "" | "_with" => Setup { settings: &call.settings, ..Setup::default() },
                _ => continue,
            };
            for case in call.lists.first().into_iter().flatten() {
                fixes += usize::from(mended(rule, case, &setup, &in_setup(rule, case, &setup)));
            }
        }
        if fixes == 0 {
            none.push(*code);
        }
    }
    assert!(none.is_empty(), "no case of these has a fix: {none:?}");
}
