//! The accounts and roles of a case on MySQL and MariaDB: made for it under names of their own, and dropped with it.

use std::sync::atomic::{AtomicU32, Ordering};

use tests::{Fault, MySql};

use super::expectation::Case;

/// Accounts and roles that are dropped when this is.
pub(crate) struct Accounts {
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
        let Some(server) = MySql::named().filter(|_| !accounts.is_empty() || !roles.is_empty()) else {
            return Ok(None);
        };
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let own = |name: &str| format!("{name}_{}_{number}", std::process::id());
        let (mut made, mut named) = (Self { drops: Vec::new(), names: Vec::new() }, case.clone());
        for (text, kind) in accounts.iter().map(|text| (text, "USER")).chain(roles.iter().map(|text| (text, "ROLE"))) {
            let (name, host) = text.split_once('@').map_or((text.as_str(), None), |(name, host)| (name, Some(host)));
            let place = if kind == "USER" { format!("@'{}'", host.unwrap_or("%")) } else { String::new() };
            let sql = format!("'{}'{place}", own(name));
            server.run(&format!("CREATE {kind} {sql};"))?;
            made.drops.push(format!("DROP {kind} IF EXISTS {sql};"));
            made.names.push(sql);
            named = renamed(named, name, &own(name));
        }
        Ok(Some((made, named)))
    }
}

impl Drop for Accounts {
    fn drop(&mut self) {
        if let Some(server) = MySql::named() {
            // What is left is removed with the private server; there is nobody to tell here.
            let _ = server.run(&self.drops.concat());
        }
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
