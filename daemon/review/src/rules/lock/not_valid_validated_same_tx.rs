//! A constraint is added NOT VALID and validated in the same transaction.
//!
//! The lock of ADD is held until the transaction ends, so that the scan of VALIDATE runs under it: nothing was won.
//!
//! Instead, commit between the two.

use crate::rules::prelude::*;

/// The rule `not-valid-validated-same-tx`.
pub(super) static RULE: Rule = Rule {
    code: "not-valid-validated-same-tx",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("not_valid_validated_same_tx.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if !look.session.in_transaction() {
        return;
    }
    let start = look.session.begun_at.and_then(|at| look.units.get(at)).map_or(0, |unit| unit.offset);
    for (alter, action) in look.shared_actions() {
        let Act::Validate(name) = &action.act else { continue };
        let adds = |unit: &Unit| {
            unit.form.as_alter().is_some_and(|earlier| {
                earlier.table.key(look.dialect()) == alter.table.key(look.dialect())
                    && earlier.actions.iter().any(|action| is_added(&action.act, name))
            })
        };
        if look.earlier(&alter.table).filter(|unit| unit.offset >= start).any(adds) {
            let message = "the lock of ADD CONSTRAINT … NOT VALID is still held: the scan runs under it";
            marks.push(look.mark(&action.span, message).help("commit between adding and validating"));
        }
    }
}

fn is_added(act: &Act, name: &Part) -> bool {
    let Act::AddConstraint(constraint) = act else { return false };
    constraint.not_valid && constraint.name.as_ref().is_some_and(|own| own.name == name.name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "BEGIN; ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0) NOT VALID; ALTER TABLE a VALIDATE CONSTRAINT c; COMMIT;",
                "BEGIN; ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b NOT VALID; UPDATE a SET x = 1 WHERE x = 0; ALTER TABLE public.a VALIDATE CONSTRAINT f; COMMIT;",
                "BEGIN; ALTER TABLE a ADD CONSTRAINT \"C\" CHECK (x > 0) NOT VALID; ALTER TABLE a VALIDATE CONSTRAINT \"C\"; COMMIT;",
            ],
            &[
                "BEGIN; ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0) NOT VALID; COMMIT; ALTER TABLE a VALIDATE CONSTRAINT c;",
                "ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0) NOT VALID; ALTER TABLE a VALIDATE CONSTRAINT c;",
                "BEGIN; ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0) NOT VALID; ALTER TABLE a VALIDATE CONSTRAINT d; COMMIT;",
            ],
        );
    }
}
