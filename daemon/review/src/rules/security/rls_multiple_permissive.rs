//! A table has several permissive policies for one action and role: a row has to pass only one of them, and each is asked for every row.
//!
//! Instead, one policy with both conditions.

use crate::rules::prelude::*;

/// The rule `rls-multiple-permissive`.
pub(super) static RULE: Rule = Rule {
    code: "rls-multiple-permissive",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("rls_multiple_permissive.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some((table, key)) = policy(look.unit) else { return };
    let own = look.catalog.key(table);
    let same = |unit: &Unit| policy(unit).is_some_and(|(other, of)| look.catalog.key(other) == own && of == key);
    if look.before().iter().any(same) {
        let mark =
            look.mark_all(format!("`{}` has another permissive policy for the same action and role", table.shown()));
        marks.push(mark.help("make one policy with both conditions"));
    }
}

/// The table of a permissive policy, with its action and roles.
fn policy<'a>(unit: &'a Unit) -> Option<(&'a Name, (String, String))> {
    let Form::Create(create) = &unit.form else { return None };
    let is_permissive = create.kind == "POLICY" && unit.find(&["AS", "RESTRICTIVE"]).is_none();
    let table = create.on.as_ref().filter(|_| is_permissive)?;
    let all = unit.all();
    let word = |from: &str, otherwise: &str| {
        let at = unit.places(&all, from).next();
        at.map_or_else(|| otherwise.to_owned(), |at| unit.token(at + 1).to_lowercase())
    };
    Some((table, (word("FOR", "all"), word("TO", "public"))))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE POLICY a ON t USING (x = 1); CREATE POLICY b ON t USING (y = 1);",
                "CREATE POLICY a ON t FOR SELECT TO app USING (x = 1); CREATE POLICY b ON public.t FOR SELECT TO app USING (y = 1);",
                "CREATE POLICY a ON t FOR INSERT WITH CHECK (x = 1); SELECT 1; CREATE POLICY b ON t FOR INSERT WITH CHECK (y = 1);",
            ],
            &[
                "CREATE POLICY a ON t USING (x = 1); CREATE POLICY b ON u USING (y = 1);",
                "CREATE POLICY a ON t FOR SELECT USING (x = 1); CREATE POLICY b ON t FOR UPDATE USING (y = 1);",
                "CREATE POLICY a ON t USING (x = 1); CREATE POLICY b ON t AS RESTRICTIVE USING (y = 1);",
            ],
        );
    }
}
