//! What kind of server a plan is for.

/// A server by its version as a number: `80036` is MySQL 8.0.36, `101119` is MariaDB 10.11.19; 100000 and above is MariaDB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Server(u32);

impl Server {
    pub(super) const fn new(version: u32) -> Self {
        Self(version)
    }

    pub(super) const fn is_mariadb(self) -> bool {
        self.0 >= 100_000
    }

    /// Whether a `GRANT` to an account that is not there makes one, unless its mode forbids it. MariaDB's sessions are in that mode.
    pub(super) const fn makes_accounts(self) -> bool {
        self.0 < 80_000
    }

    /// How often columns of a table change in an instant until its rows must be written again: 64 times, and 255 since MySQL 9.1 by the
    /// manual (255 measured on 9.7).
    pub(super) const fn instant_changes(self) -> u32 {
        if self.is_mysql_since(90_100) { 255 } else { 64 }
    }

    /// Whether it is MySQL, that version or a later one.
    pub(super) const fn is_mysql_since(self, version: u32) -> bool {
        !self.is_mariadb() && self.0 >= version
    }
}
