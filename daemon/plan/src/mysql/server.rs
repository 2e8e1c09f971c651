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

    /// Whether it is MySQL, that version or a later one.
    pub(super) const fn is_mysql_since(self, version: u32) -> bool {
        !self.is_mariadb() && self.0 >= version
    }
}
