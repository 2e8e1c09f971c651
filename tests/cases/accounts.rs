//! The accounts and roles of a case: made for it on its server under names of their own, and dropped with it.

use std::sync::atomic::{AtomicU32, Ordering};

use tests::{Fault, MySql, Postgres};

use super::database::Engine;
use super::expectation::Case;

/// Accounts and roles that are dropped when this is.
pub(crate) struct Accounts {
    engine: Engine,
    /// What drops each.
    drops: Vec<String>,
    /// Each as SQL names it.
    pub(crate) names: Vec<String>,
}

impl Accounts {
    /// Makes those that the case names, and gives the case as it is with them; nothing where it names none.
    pub(crate) fn of(case: &Case) -> Result<Option<(Self, Case)>, Fault> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let (accounts, roles) = (&case.expectation.accounts, &case.expectation.roles);
        if accounts.is_empty() && roles.is_empty() {
            return Ok(None);
        }
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let own = |name: &str| format!("{name}_{}_{number}", std::process::id());
        let engine = case.engine;
        let (mut made, mut named) = (Self { engine, drops: Vec::new(), names: Vec::new() }, case.clone());
        for (text, kind) in accounts.iter().map(|text| (text, "USER")).chain(roles.iter().map(|text| (text, "ROLE"))) {
            let (name, host) = text.split_once('@').map_or((text.as_str(), None), |(name, host)| (name, Some(host)));
            let place = if kind == "USER" { format!("@'{}'", host.unwrap_or("%")) } else { String::new() };
            let sql = match engine {
                Engine::Postgres => format!("\"{}\"", own(name)),
                _ => format!("'{}'{place}", own(name)),
            };
            run(engine, &format!("CREATE {kind} {sql};"))?;
            made.drops.push(format!("DROP {kind} IF EXISTS {sql};"));
            made.names.push(sql);
            named = renamed(named, name, &own(name));
        }
        Ok(Some((made, named)))
    }
}

impl Drop for Accounts {
    fn drop(&mut self) {
        // What is left is removed with the private server; there is nobody to tell here.
        let _ = run(self.engine, &self.drops.concat());
    }
}

fn run(engine: Engine, sql: &str) -> Result<String, Fault> {
    let none = || Fault::new("there is no server for accounts");
    match engine {
        Engine::MySql => MySql::named().ok_or_else(none)?.run(sql),
        Engine::Postgres => Postgres::named().ok_or_else(none)?.run(sql),
        Engine::Sqlite => Err(none()),
    }
}

fn renamed(mut case: Case, from: &str, to: &str) -> Case {
    for text in [&mut case.live, &mut case.rows, &mut case.desired] {
        *text = text.replace(from, to);
    }
    let expectation = &mut case.expectation;
    for text in expectation.plan.iter_mut().chain(&mut expectation.refused) {
        *text = text.replace(from, to);
    }
    case
}
