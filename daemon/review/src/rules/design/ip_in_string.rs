//! An IP address is kept as text: it is longer, is not checked, and does not sort or match by network.
//!
//! Instead, `inet` (PostgreSQL), `INET6` (MariaDB 10.5 and later), or `VARBINARY(16)`.

use crate::rules::prelude::*;

/// The rule `ip-in-string`.
pub(super) static RULE: Rule = Rule {
    code: "ip-in-string",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("ip_in_string.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns() {
        let name = column.name().to_lowercase();
        let is_address = ["ip", "ip_address", "ipaddress", "ip_addr", "ipaddr", "client_ip", "remote_ip", "source_ip"]
            .contains(&name.as_str())
            || name.ends_with("_ip")
            || name.ends_with("_ip_address");
        if is_address && column.ty.is(&["text", "varchar", "char"]) && !column.ty.is_array {
            let message = format!("`{}` holds an address as text", column.name());
            let help = if look.is_postgres() { "use inet" } else { "use INET6 on MariaDB, else VARBINARY(16)" };
            marks.push(look.mark(&column.ty.span, message).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (ip text);",
                "mysql: CREATE TABLE t (last_ip varchar(45));",
                "ALTER TABLE t ADD COLUMN ip_address varchar(15);",
            ],
            &[
                "CREATE TABLE t (ip inet);",
                "mysql: CREATE TABLE t (ship varchar(45), recipe text);",
                "ALTER TABLE t ADD COLUMN ip_count int;",
            ],
        );
    }
}
