//! Real MySQL and MariaDB databases on the server of `GROUNDLINE_TEST_MYSQL`, filled and watched by the client `mariadb`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::mysql_dump::show_in_normal_form;
use crate::{Fault, Ran, Rows, ran};

/// The server that the tests may use.
#[derive(Clone, Debug)]
pub struct MySql {
    url: String,
}

impl MySql {
    /// The server of `GROUNDLINE_TEST_MYSQL`, which `tests/run` starts and names; none where nothing is named.
    pub fn named() -> Option<Self> {
        std::env::var("GROUNDLINE_TEST_MYSQL").ok().filter(|url| !url.is_empty()).map(|url| Self { url })
    }

    /// A new empty database on the named server.
    ///
    /// # Errors
    /// No server is named, or what it says.
    pub fn fresh_database() -> Result<MySqlDatabase, Fault> {
        Self::database_with("")
    }

    /// A new database on the named server, filled by a script in the same session.
    ///
    /// # Errors
    /// No server is named, or what it says.
    pub fn database_with(script: &str) -> Result<MySqlDatabase, Fault> {
        let server = Self::named();
        server.ok_or_else(|| Fault::new("GROUNDLINE_TEST_MYSQL names no server; run `./tests/run`"))?.database(script)
    }

    /// The server of that URL, of somebody who may do everything.
    pub fn at(url: impl Into<String>) -> Self {
        Self { url: url.into() }
    }

    /// A new database on this server, filled by a script in the same session.
    ///
    /// # Errors
    /// What the server says.
    pub fn database(&self, script: &str) -> Result<MySqlDatabase, Fault> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.subsec_nanos());
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{time}_{number}", std::process::id());
        let database = MySqlDatabase { name: name.clone(), server: self.clone() };
        database.server.run(&format!("CREATE DATABASE {name};\nUSE {name};\n{script}"))?;
        Ok(database)
    }

    /// A table with the numbers from 1 to that one, in its column `n`.
    pub fn numbers(upto: u32) -> String {
        let list = format!("CONCAT('[0', REPEAT(',0', {}), ']')", upto.saturating_sub(1));
        format!("JSON_TABLE({list}, '$[*]' COLUMNS (n FOR ORDINALITY)) numbers")
    }

    /// Its URL, that of somebody who may do everything.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs SQL without a database and gives what it printed.
    ///
    /// # Errors
    /// What the client says; it stops at the first error.
    pub fn run(&self, sql: &str) -> Result<String, Fault> {
        ran(&mut self.client(None)?, sql)?.succeeded()
    }

    /// Whether it is MariaDB, and its version as `MAJOR * 100 + MINOR`, such as 1011 or 800.
    ///
    /// # Errors
    /// What the client says.
    pub fn version(&self) -> Result<(bool, u32), Fault> {
        static VERSION: OnceLock<(bool, u32)> = OnceLock::new();
        if let Some(version) = VERSION.get() {
            return Ok(*version);
        }
        let text = self.run("SELECT VERSION();")?;
        let mut numbers = text.split(['.', '-']).map_while(|part| part.trim().parse::<u32>().ok());
        let (Some(major), Some(minor)) = (numbers.next(), numbers.next()) else {
            return Err(Fault::new(format!("`{}` is no version", text.trim())));
        };
        Ok(*VERSION.get_or_init(|| (text.contains("MariaDB"), major * 100 + minor)))
    }

    fn client(&self, database: Option<&str>) -> Result<Command, Fault> {
        let place = Place::of(&self.url)?;
        let mut command = Command::new("mariadb");
        command.args(["--no-defaults", "--protocol=tcp", "--batch", "--raw", "--skip-column-names", "--comments"]);
        command.args(["--default-character-set=utf8mb4", "-h", place.host, "-P", place.port, "-u", place.user]);
        // The client would take a collation of its own for it, which the server's programs then keep.
        command.arg("--init-command=SET NAMES utf8mb4");
        command.env("MYSQL_PWD", place.password).args(database);
        Ok(command)
    }
}

/// The parts of a URL.
struct Place<'a> {
    user: &'a str,
    password: &'a str,
    host: &'a str,
    port: &'a str,
}

impl<'a> Place<'a> {
    fn of(url: &'a str) -> Result<Self, Fault> {
        let rest = url.strip_prefix("mysql://").or_else(|| url.strip_prefix("mariadb://"));
        let authority = rest.map(|rest| rest.split(['/', '?']).next().unwrap_or(rest));
        let (login, server) = authority
            .and_then(|authority| authority.rsplit_once('@'))
            .ok_or_else(|| Fault::new("GROUNDLINE_TEST_MYSQL is to be `mysql://user:password@host:port/`"))?;
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        let (host, port) = server.rsplit_once(':').unwrap_or((server, "3306"));
        Ok(Self { user, password, host, port })
    }
}

/// One database, dropped when this is.
#[derive(Debug)]
pub struct MySqlDatabase {
    server: MySql,
    name: String,
}

impl MySqlDatabase {
    /// Its URL, that of somebody who may do everything.
    pub fn url(&self) -> String {
        let end = self.server.url.find("://").map_or(0, |found| found + 3);
        let slash = self.server.url[end..].find('/').map_or(self.server.url.len(), |found| end + found);
        format!("{}/{}", &self.server.url[..slash], self.name)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs SQL and gives what it printed, with tabs between and without headings.
    ///
    /// # Errors
    /// What the client says; it stops at the first error.
    pub fn run(&self, sql: &str) -> Result<String, Fault> {
        self.try_run(sql)?.succeeded()
    }

    /// Runs SQL, whatever comes of it.
    ///
    /// # Errors
    /// A client that cannot be started.
    pub fn try_run(&self, sql: &str) -> Result<Ran, Fault> {
        ran(&mut self.client()?, sql)
    }

    /// The client of its server, in this database; what it is given to run is answered a line a row.
    ///
    /// # Errors
    /// A URL that is not understood.
    pub fn client(&self) -> Result<Command, Fault> {
        self.server.client(Some(&self.name))
    }

    /// What SHOW CREATE tells of every object but Groundline's own, in a form that is equal for equal databases.
    ///
    /// # Errors
    /// What the client says.
    pub fn observer(&self) -> Result<String, Fault> {
        let (is_mariadb, _) = self.server.version()?;
        let list = if is_mariadb { format!("{OBJECTS} {PACKAGES}") } else { OBJECTS.to_owned() };
        let objects = self.run(&format!("{list} ORDER BY 1;"))?;
        let mut script = String::new();
        for line in objects.lines() {
            let (title, show) = line.split_once('\t').ok_or_else(|| Fault::new(format!("`{line}` is no object")))?;
            script.push_str(&format!("SELECT '{SEPARATOR}{}';\n{show};\n", title.replace('\'', "''")));
        }
        Ok(show_in_normal_form(&self.run(&script)?, &self.name, SEPARATOR))
    }

    /// What SHOW GRANTS tells of these accounts and roles in this database, a line each.
    ///
    /// # Errors
    /// What the client says.
    pub fn privileges_of(&self, accounts: &[String]) -> Result<String, Fault> {
        let mut text = String::new();
        for account in accounts {
            let told = self.run(&format!("SHOW GRANTS FOR {account};"))?;
            let own = format!(" `{}`.", self.name);
            let mut lines: Vec<String> = told
                .lines()
                .filter(|line| line.contains(&own))
                .map(|line| with_sorted_columns(&line.replace(&own, " ")))
                .collect();
            lines.sort_unstable();
            lines.iter().for_each(|line| text.push_str(&format!("may: {line}\n")));
        }
        Ok(text)
    }

    /// The rows of every table and the state of every sequence, but Groundline's own.
    ///
    /// # Errors
    /// What the client says.
    pub fn rows(&self) -> Result<Rows, Fault> {
        let binary: BTreeSet<String> = self.run(BINARY)?.lines().map(str::to_owned).collect();
        let query = |table: &str, columns: &[String]| {
            let value = |column: &String| match binary.contains(&format!("{table}\t{column}")) {
                true => format!("JSON_QUOTE(IFNULL(CONCAT('x', HEX({})), 'NULL'))", name(column)),
                false => format!("JSON_QUOTE(CONVERT(QUOTE({}) USING utf8mb4))", name(column)),
            };
            let mut values = vec![format!("JSON_QUOTE('{}')", table.replace('\'', "''"))];
            values.extend(columns.iter().map(value));
            format!("SELECT CONCAT('[', CONCAT_WS(',', {}), ']') FROM {};", values.join(", "), name(table))
        };
        Rows::read(|sql| self.run(&format!("SET SESSION group_concat_max_len = 1000000;\n{sql}")), COLUMNS, query)
    }

    /// The number that InnoDB gave each table or partition, `t (p0)`: it changes when that is written again.
    ///
    /// # Errors
    /// What the client says.
    pub fn storage(&self) -> Result<BTreeMap<String, String>, Fault> {
        let (is_mariadb, _) = self.server.version()?;
        let catalog = if is_mariadb { "INNODB_SYS_TABLES" } else { "INNODB_TABLES" };
        // The part after `#P#` is the partition; the rest is written in the charset of file names.
        let file = "SUBSTRING_INDEX(REPLACE(NAME, '#p#', '#P#'), '/', -1)";
        // MySQL 9 does not let that charset be named.
        let named = |text: &str| match is_mariadb {
            true => format!("CONVERT(CONVERT(CAST({text} AS BINARY) USING filename) USING utf8mb4)"),
            false => text.to_owned(),
        };
        let answer = self.run(&format!(
            "SELECT {}, IF({file} LIKE '%#P#%', CONCAT(' (', SUBSTRING_INDEX({file}, '#P#', -1), ')'), ''), TABLE_ID
             FROM information_schema.{catalog} WHERE NAME LIKE CONCAT(REPLACE(DATABASE(), '_', '\\_'), '/%') ORDER BY NAME;",
            named(&format!("SUBSTRING_INDEX({file}, '#P#', 1)"))
        ))?;
        let mut tables: BTreeMap<String, String> = BTreeMap::new();
        for line in answer.lines() {
            let mut parts = line.split('\t');
            let (Some(table), Some(partition), Some(number)) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            let table = if is_mariadb { table.to_owned() } else { of_file_name(table) };
            if !["groundline_", "FTS_", "fts_", "#"].iter().any(|start| table.starts_with(start)) {
                tables.insert(format!("{table}{partition}"), number.to_owned());
            }
        }
        Ok(tables)
    }
}

impl Drop for MySqlDatabase {
    fn drop(&mut self) {
        // What is left is removed with the private server; there is nobody to tell here.
        let _ = self.server.run(&format!("DROP DATABASE IF EXISTS {};", self.name));
    }
}

/// The name of a table by that of its file: `a@0020b` is `a b`. Letters that have codes of their own there are left as they are.
fn of_file_name(file: &str) -> String {
    let mut parts = file.split('@');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let letter = part.get(..4).and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match letter {
            Some(letter) => name.extend([letter.to_string().as_str(), &part[4..]]),
            None => name.extend(["@", part]),
        }
    }
    name
}

/// A line of SHOW GRANTS with the columns of each privilege in order: the server has none.
fn with_sorted_columns(line: &str) -> String {
    let mut parts = line.split('(');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inner, rest) = part.split_once(')').unwrap_or((part, ""));
        let mut columns: Vec<&str> = inner.split(", ").collect();
        columns.sort_unstable();
        text.push_str(&format!("({}){rest}", columns.join(", ")));
    }
    text
}

fn name(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

const SEPARATOR: &str = "-- groundline object: ";

const OBJECTS: &str = "
    SELECT CONCAT(CASE TABLE_TYPE WHEN 'VIEW' THEN '5 view ' WHEN 'SEQUENCE' THEN '1 sequence ' ELSE '2 table ' END, TABLE_NAME),
        CONCAT('SHOW CREATE ', CASE TABLE_TYPE WHEN 'VIEW' THEN 'VIEW ' WHEN 'SEQUENCE' THEN 'SEQUENCE ' ELSE 'TABLE ' END,
            '`', REPLACE(TABLE_NAME, '`', '``'), '`')
    FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE 'groundline\\_%'
    UNION ALL
    SELECT CONCAT('6 trigger ', EVENT_OBJECT_TABLE, ' ', ACTION_TIMING, ' ', EVENT_MANIPULATION, ' ', LPAD(ACTION_ORDER, 4, '0'), ' ', TRIGGER_NAME),
        CONCAT('SHOW CREATE TRIGGER `', REPLACE(TRIGGER_NAME, '`', '``'), '`')
    FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = DATABASE()
    UNION ALL
    SELECT CONCAT('7 event ', EVENT_NAME), CONCAT('SHOW CREATE EVENT `', REPLACE(EVENT_NAME, '`', '``'), '`')
    FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()
    UNION ALL
    SELECT CONCAT('3 ', LOWER(ROUTINE_TYPE), ' ', ROUTINE_NAME),
        CONCAT('SHOW CREATE ', ROUTINE_TYPE, ' `', REPLACE(ROUTINE_NAME, '`', '``'), '`')
    FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE')";

const PACKAGES: &str = "
    UNION ALL
    SELECT CONCAT('4 ', LOWER(ROUTINE_TYPE), ' ', ROUTINE_NAME),
        CONCAT('SHOW CREATE ', ROUTINE_TYPE, ' `', REPLACE(ROUTINE_NAME, '`', '``'), '`')
    FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE LIKE 'PACKAGE%'";

const COLUMNS: &str = "
    SELECT CONCAT('[', JSON_QUOTE(t.TABLE_NAME), ',', CASE t.TABLE_TYPE WHEN 'SEQUENCE' THEN '\"next_not_cached_value\"'
        ELSE GROUP_CONCAT(JSON_QUOTE(c.COLUMN_NAME) ORDER BY c.ORDINAL_POSITION SEPARATOR ',') END, ']')
    FROM information_schema.TABLES t JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME
    WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE <> 'VIEW' AND t.TABLE_NAME NOT LIKE 'groundline\\_%'
    GROUP BY t.TABLE_NAME, t.TABLE_TYPE;";

const BINARY: &str = "
    SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND DATA_TYPE IN
        ('binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob', 'bit', 'vector', 'geometry', 'point', 'linestring',
         'polygon', 'multipoint', 'multilinestring', 'multipolygon', 'geometrycollection', 'geomcollection');";
