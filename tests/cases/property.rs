//! The acceptance property: what must hold for every change on every engine.
//!
//! 1. A plan against what was built from desired is empty.
//! 2. After apply, the plan is empty.
//! 3. An independent observer sees no difference to a database built directly from desired.
//! 4. Rows that the plan did not name as lost are all there.
//! 5. Undo brings back the base and the rows.
//!    Where the case says so, a revert brings them back too.
//! 6. There is no rewrite and no strong lock that the plan did not announce.
//!
//! The program is driven through its command line only.

use std::path::Path;

use tests::{Fault, Program, Ran, Readers, Rows, privileges, without_privileges};

use super::accounts::Accounts;
use super::database::{Database, Engine};
use super::expectation::Case;
use super::outcome::Outcome;
use super::plan_json::Plan;
use super::survival;

/// Judges one case by the property.
pub(crate) fn judge(case: &Case) -> Outcome {
    let outcome = match Accounts::of(case) {
        Ok(None) => judged(case, &[]),
        Ok(Some((accounts, case))) => judged(&case, &accounts.names),
        Err(fault) => Err(Outcome::from(fault)),
    };
    outcome.err().unwrap_or(Outcome::Passed)
}

fn judged(case: &Case, accounts: &[String]) -> Result<(), Outcome> {
    let program = Program::fresh()?;
    let file = program.home().join("desired.sql");
    std::fs::write(&file, &case.desired)?;
    let live = Judge {
        case,
        accounts,
        program: &program,
        file: &file,
        database: loaded(case.engine, &format!("{}\n{}", case.live, case.rows))?,
    };
    if let Some(text) = &case.expectation.refused {
        return live.is_refused(text);
    }
    let database = loaded(case.engine, &case.desired)?;
    let direct = Judge { case, accounts, program: &program, file: &file, database };
    if case.is_own {
        direct.plan_is_empty("what was built directly from desired")?;
    }
    if !accounts.is_empty() {
        direct.is_imported_whole()?;
    }
    let before = live.seen()?;
    let plan = live.plan()?;
    live.plan_is_as_expected(&plan)?;
    if !plan.empty {
        live.apply(&plan, &before)?;
        live.plan_is_empty("what apply made")?;
    }
    live.equals(&direct)?;
    live.manages_privileges_or_leaves_them(&direct, &before)?;
    live.nothing_is_lost(&before)?;
    if !privileges(&before.dump).is_empty() && !live.manages_privileges() {
        live.privileges_stay(&before)?;
    }
    live.no_rewrite_is_hidden(&plan, &before)?;
    // That a step is undone is proven with each plan, on the scratch copy; our own cases show it on the target, too.
    if case.is_own && !plan.empty && !plan.is_irreversible() {
        live.undo(&plan, &before)?;
    }
    if case.expectation.reverts {
        live.revert(&before)?;
    }
    Ok(())
}

fn loaded(engine: Engine, script: &str) -> Result<Database, Outcome> {
    Database::with(engine, script).map_err(|fault| Outcome::Unusable(format!("it does not load: {fault}")))
}

/// What is seen of a database at one time.
struct Seen {
    dump: String,
    may: String,
    rows: Rows,
    storage: std::collections::BTreeMap<String, String>,
}

struct Judge<'a> {
    case: &'a Case,
    accounts: &'a [String],
    program: &'a Program,
    file: &'a Path,
    database: Database,
}

impl Judge<'_> {
    fn seen(&self) -> Result<Seen, Fault> {
        Ok(Seen {
            dump: self.database.observer()?,
            may: self.may()?,
            rows: self.rows()?,
            storage: self.database.storage()?,
        })
    }

    /// What the accounts of the case may do.
    fn may(&self) -> Result<String, Fault> {
        self.database.privileges_of(self.accounts)
    }

    /// Privileges are those of what was built from desired, where it says anything of any; else they are as before.
    fn manages_privileges_or_leaves_them(&self, direct: &Self, before: &Seen) -> Result<(), Outcome> {
        let are_managed = self.manages_privileges();
        let (now, expected) = (self.may()?, if are_managed { direct.may()? } else { before.may.clone() });
        if now == expected {
            return Ok(());
        }
        Err(Outcome::Wrong(format!("the privileges are not as they must be:\n{}", difference(&expected, &now))))
    }

    fn manages_privileges(&self) -> bool {
        ["GRANT ", "REVOKE ", " OWNER TO "].iter().any(|words| self.case.desired.contains(words))
    }

    fn rows(&self) -> Result<Rows, Fault> {
        if self.case.holds_rows() { self.database.rows() } else { Ok(Rows::default()) }
    }

    fn run(&self, command: &str, more: &[&str]) -> Result<Ran, Fault> {
        self.run_to(self.file, command, more)
    }

    fn run_to(&self, desired: &Path, command: &str, more: &[&str]) -> Result<Ran, Fault> {
        let url = self.database.url();
        let file = desired.to_string_lossy();
        let mut args = vec![command, "--url", &url];
        if command != "undo" {
            args.extend(["--schema", &file]);
        }
        args.extend(more);
        self.program.run(args)
    }

    fn plan(&self) -> Result<Plan, Outcome> {
        let ran = self.run("plan", &["--format", "json"])?;
        let plan: Plan = match ran.status {
            0 | 2 => serde_json::from_str(&ran.stdout).map_err(|error| {
                Outcome::Failed(format!("the plan is not what the command line promises: {error}\n{}", ran.stdout))
            })?,
            3 => return Err(Outcome::Refused(reason(&ran))),
            _ => return Err(Outcome::Failed(ran.to_string())),
        };
        if plan.empty != (ran.status == 0) || plan.empty != plan.steps.is_empty() {
            return Err(Outcome::Failed(format!(
                "exit {}, `empty` {} and {} steps contradict",
                ran.status,
                plan.empty,
                plan.steps.len()
            )));
        }
        if let Some(object) = plan.contradiction() {
            return Err(Outcome::Failed(format!("`rewrite` and `rewrites` of the step about `{object}` contradict")));
        }
        if plan.proven { Ok(plan) } else { Err(Outcome::Failed("the plan is not proven".into())) }
    }

    fn plan_is_empty(&self, what: &str) -> Result<(), Outcome> {
        let plan = self.plan()?;
        if plan.empty {
            Ok(())
        } else {
            Err(Outcome::NotConverged(format!("a plan against {what} is not empty:\n{}", plan.statements())))
        }
    }

    /// A plan against what import writes, privileges and all, is empty.
    fn is_imported_whole(&self) -> Result<(), Outcome> {
        let (url, folder) = (self.database.url(), self.program.home().join("imported"));
        let ran = self.program.run(["import", "--url", &url, "--out", &folder.to_string_lossy()])?;
        if ran.status != 0 {
            return Err(Outcome::Failed(ran.to_string()));
        }
        let ran = self.run_to(&folder, "plan", &[])?;
        if ran.status == 0 { Ok(()) } else { Err(Outcome::NotConverged(format!("what was imported differs: {ran}"))) }
    }

    fn plan_is_as_expected(&self, plan: &Plan) -> Result<(), Outcome> {
        let expectation = &self.case.expectation;
        if let Some(hazards) = &expectation.hazards
            && plan.hazards() != *hazards
        {
            return Err(Outcome::Wrong(format!("the hazards are {:?}, not {hazards:?}", plan.hazards())));
        }
        let statements = plan.statements();
        let mut rest = statements.as_str();
        for text in &expectation.plan {
            let Some(found) = rest.find(text.as_str()) else {
                return Err(Outcome::Wrong(format!("`{text}` is not where it is expected in the plan:\n{statements}")));
            };
            rest = &rest[found + text.len()..];
        }
        if self.case.is_own {
            self.is_reviewed_as_good(plan)?;
        }
        Ok(())
    }

    /// The second plan of the same has the same digest, and what the planner writes does not offend the default policy.
    fn is_reviewed_as_good(&self, plan: &Plan) -> Result<(), Outcome> {
        let ran = self.run("plan", &["--format", "json", "--policy", "default"])?;
        let again: Plan = serde_json::from_str(&ran.stdout).map_err(|error| Outcome::Failed(error.to_string()))?;
        let (of_steps, declared) = (again.offences(true), again.offences(false));
        if !of_steps.is_empty() || declared != self.case.expectation.offends {
            return Err(Outcome::Wrong(format!(
                "the default policy is offended by steps {of_steps:?}, by declarations {declared:?}"
            )));
        }
        match again.digest == plan.digest {
            true => Ok(()),
            false => Err(Outcome::Wrong("two plans of the same have two digests".into())),
        }
    }

    fn apply(&self, plan: &Plan, before: &Seen) -> Result<(), Outcome> {
        let readers = self.others_read(plan, before)?;
        let ran = self.apply_with_consent()?;
        if let Some(Err(fault)) = readers.map(Readers::end) {
            return Err(Outcome::Wrong(format!("{fault}, and the plan did not say so: {ran}")));
        }
        match ran.status {
            0 => Ok(()),
            3 => Err(Outcome::Refused(reason(&ran))),
            _ => Err(Outcome::Failed(ran.to_string())),
        }
    }

    fn apply_with_consent(&self) -> Result<Ran, Fault> {
        match &self.case.expectation.allow {
            None => self.run("apply", &["--yes", "--allow", "all"]),
            Some(hazards) if hazards.is_empty() => self.run("apply", &["--yes"]),
            Some(hazards) => self.run("apply", &["--yes", "--allow", &hazards.join(",")]),
        }
    }

    /// Other sessions that read every table which the plan does not announce to lock.
    fn others_read(&self, plan: &Plan, before: &Seen) -> Result<Option<Readers>, Fault> {
        let Database::Postgres(database) = &self.database else { return Ok(None) };
        if !self.case.is_own {
            return Ok(None);
        }
        let neighbours = database.neighbours()?;
        let is_locked = |table: &String| {
            let is_next_to = |(a, b): &(String, String)| {
                a == table && plan.announces_strong_lock_on(b) || b == table && plan.announces_strong_lock_on(a)
            };
            plan.announces_strong_lock_on(table) || neighbours.iter().any(is_next_to)
        };
        let free: Vec<_> = before.storage.keys().filter(|table| !is_locked(table)).cloned().collect();
        database.readers_of(&free).map(Some)
    }

    fn equals(&self, direct: &Self) -> Result<(), Outcome> {
        let (made, desired) = (self.database.observer()?, direct.database.observer()?);
        let (made, desired) = (without_privileges(&made), without_privileges(&desired));
        if made == desired {
            Ok(())
        } else {
            Err(Outcome::Wrong(format!("it is not what was desired:\n{}", difference(&desired, &made))))
        }
    }

    /// What is replaced comes back with its privileges.
    fn privileges_stay(&self, before: &Seen) -> Result<(), Outcome> {
        let after = self.database.observer()?;
        let now = privileges(&after);
        let named =
            |line: &str| line.split(" ON ").nth(1).and_then(|rest| rest.split(" TO ").next()).map(str::to_owned);
        let object = |line: &str| named(line).and_then(|name| name.rsplit(' ').next().map(str::to_owned));
        let is_gone = |line: &&str| !now.contains(line) && object(line).is_some_and(|name| after.contains(&name));
        let gone: Vec<_> = privileges(&before.dump).into_iter().filter(is_gone).collect();
        if gone.is_empty() { Ok(()) } else { Err(Outcome::Wrong(format!("privileges are gone: {}", gone.join(" ")))) }
    }

    fn nothing_is_lost(&self, before: &Seen) -> Result<(), Outcome> {
        let after = self.rows()?;
        survival::missing(&before.rows, &after, self.case.engine, &self.case.expectation)
            .map_or(Ok(()), |text| Err(Outcome::Wrong(text)))
    }

    fn no_rewrite_is_hidden(&self, plan: &Plan, before: &Seen) -> Result<(), Outcome> {
        let after = self.database.storage()?;
        let allowed = match (&self.case.expectation.rewrites, self.case.engine) {
            (Some(tables), _) => Some(tables.as_slice()),
            (None, Engine::Postgres) if self.case.is_own => Some(&[][..]),
            _ => None,
        };
        for (stored, place) in &before.storage {
            // A partition is told with its table: `t (p0)`.
            let table = stored.split(" (").next().unwrap_or(stored);
            if after.get(stored).is_none_or(|now| now == place) || self.is_lost(table) {
                continue;
            }
            if !plan.announces_rewrite_of(table) {
                return Err(Outcome::Wrong(format!("`{table}` was rewritten and the plan did not say so")));
            }
            if allowed.is_some_and(|tables| !tables.iter().any(|name| self.case.engine.full_name(name) == table)) {
                return Err(Outcome::Wrong(format!("`{table}` was rewritten, which the case does not allow")));
            }
        }
        Ok(())
    }

    fn is_lost(&self, table: &str) -> bool {
        self.case.expectation.lost.iter().any(|name| self.case.engine.full_name(name) == table)
    }

    fn undo(&self, plan: &Plan, before: &Seen) -> Result<(), Outcome> {
        let ran = self.run("undo", &[])?;
        if ran.status != 0 {
            return Err(Outcome::Failed(ran.to_string()));
        }
        self.is_unchanged(before, "undo")?;
        if self.case.is_own && self.plan()?.base != plan.base {
            return Err(Outcome::Wrong("undo did not bring back the base fingerprint".into()));
        }
        Ok(())
    }

    fn revert(&self, before: &Seen) -> Result<(), Outcome> {
        let old = self.program.home().join("live.sql");
        std::fs::write(&old, &self.case.live)?;
        for ran in [self.apply_with_consent()?, self.run_to(&old, "apply", &["--yes", "--allow", "all"])?] {
            if ran.status != 0 {
                return Err(Outcome::Failed(ran.to_string()));
            }
        }
        self.is_unchanged(before, "a revert")
    }

    fn is_refused(&self, text: &str) -> Result<(), Outcome> {
        let before = self.seen()?;
        let ran = self.apply_with_consent()?;
        // What is not consented to is never begun.
        let is_refusal = ran.status == 3 || ran.status == 1 && self.case.expectation.allow.is_none();
        if !is_refusal || !ran.to_string().contains(text) {
            return Err(Outcome::Wrong(format!("it is not refused with `{text}`: {ran}")));
        }
        self.is_unchanged(&before, "the refusal")
    }

    fn is_unchanged(&self, before: &Seen, after_what: &str) -> Result<(), Outcome> {
        let now = self.seen()?;
        if now.may != before.may {
            let text = difference(&before.may, &now.may);
            return Err(Outcome::Wrong(format!("after {after_what} privileges are not what they were:\n{text}")));
        }
        if now.dump != before.dump {
            return Err(Outcome::Wrong(format!(
                "after {after_what} it is not what it was:\n{}",
                difference(&before.dump, &now.dump)
            )));
        }
        now.rows
            .difference(&before.rows)
            .map_or(Ok(()), |text| Err(Outcome::Wrong(format!("after {after_what}: {text}"))))
    }
}

fn reason(ran: &Ran) -> String {
    if ran.stderr.trim().is_empty() { ran.stdout.trim().to_owned() } else { ran.stderr.trim().to_owned() }
}

/// The lines that only one of the two has.
pub(crate) fn difference(expected: &str, found: &str) -> String {
    let only = |here: &str, there: &str, sign: &str| {
        let there: std::collections::BTreeSet<_> = there.lines().collect();
        here.lines().filter(|line| !there.contains(line)).map(|line| format!("{sign} {line}\n")).collect::<String>()
    };
    only(expected, found, "-") + &only(found, expected, "+")
}
