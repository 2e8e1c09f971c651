//! Real PostgreSQL databases on the server of `GROUNDLINE_TEST_POSTGRES`, filled and watched by `psql` and `pg_dump`.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::watch::Watch;
use crate::{Fault, Ran, Readers, Rows, pg_dump_in_normal_form, ran};

/// The server that the tests may use.
#[derive(Clone, Debug)]
pub struct Postgres {
    url: String,
}

impl Postgres {
    /// The server of `GROUNDLINE_TEST_POSTGRES`, which `tests/run` starts and names; none where nothing is named.
    pub fn named() -> Option<Self> {
        std::env::var("GROUNDLINE_TEST_POSTGRES").ok().filter(|url| !url.is_empty()).map(|url| Self { url })
    }

    /// A new empty database on the named server.
    ///
    /// # Errors
    /// No server is named, or what it says.
    pub fn fresh_database() -> Result<PostgresDatabase, Fault> {
        Self::database_with("")
    }

    /// A new database on the named server, filled by a script in the same session.
    ///
    /// # Errors
    /// No server is named, or what it says.
    pub fn database_with(script: &str) -> Result<PostgresDatabase, Fault> {
        let server = Self::named();
        server
            .ok_or_else(|| Fault::new("GROUNDLINE_TEST_POSTGRES names no server; run `./tests/run`"))?
            .database(script)
    }

    /// The server of that URL, a superuser's.
    pub fn at(url: impl Into<String>) -> Self {
        Self { url: url.into() }
    }

    /// A new database on this server, filled by a script in the same session.
    ///
    /// # Errors
    /// What the server says.
    pub fn database(&self, script: &str) -> Result<PostgresDatabase, Fault> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.subsec_nanos());
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{time}_{number}", std::process::id());
        let script = format!("CREATE DATABASE {name} TEMPLATE template0;\n\\connect {name}\n{script}");
        let database = PostgresDatabase {
            url: with_database(&self.url, &name),
            name,
            server: self.clone(),
            watch: Mutex::default(),
        };
        database.server.run(&script)?;
        Ok(database)
    }

    /// Its URL, a superuser's.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs SQL in the database of its URL and gives what it printed.
    ///
    /// # Errors
    /// What `psql` says.
    pub fn run(&self, sql: &str) -> Result<String, Fault> {
        psql(&self.url, sql)?.succeeded()
    }

    /// The major version, such as 15.
    ///
    /// # Errors
    /// What `psql` says.
    pub fn major_version(&self) -> Result<u32, Fault> {
        static VERSION: OnceLock<u32> = OnceLock::new();
        if let Some(version) = VERSION.get() {
            return Ok(*version);
        }
        let text = self.run("SHOW server_version_num;")?;
        let number: u32 = text.trim().parse().map_err(|_| Fault::new(format!("`{}` is no version", text.trim())))?;
        Ok(*VERSION.get_or_init(|| number / 10_000))
    }
}

/// One database, dropped when this is.
#[derive(Debug)]
pub struct PostgresDatabase {
    server: Postgres,
    name: String,
    url: String,
    watch: Mutex<Option<Watch>>,
}

impl PostgresDatabase {
    /// Its URL, a superuser's.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its URL by way of another port of this machine.
    ///
    /// # Errors
    /// A URL without a port.
    pub fn url_by(&self, port: u16) -> Result<String, Fault> {
        let (server, rest) = self.url.rsplit_once('/').ok_or_else(|| Fault::new("the URL names no database"))?;
        let (host, _) = server.rsplit_once(':').ok_or_else(|| Fault::new("the URL has no port"))?;
        Ok(format!("{host}:{port}/{rest}"))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs SQL and gives what it printed, unaligned and without headings.
    ///
    /// # Errors
    /// What `psql` says; it stops at the first error.
    pub fn run(&self, sql: &str) -> Result<String, Fault> {
        self.try_run(sql)?.succeeded()
    }

    /// Runs SQL, whatever comes of it.
    ///
    /// # Errors
    /// A `psql` that cannot be started.
    pub fn try_run(&self, sql: &str) -> Result<Ran, Fault> {
        psql(&self.url, sql)
    }

    /// As [`run`](Self::run), for a question that changes nothing, in a session that stays.
    fn ask(&self, sql: &str) -> Result<String, Fault> {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        let mut session = match watch.take() {
            Some(session) => session,
            None => Watch::over(&self.url)?,
        };
        match session.ask(sql) {
            Ok(answer) => {
                *watch = Some(session);
                Ok(answer)
            }
            // The server was restarted, or the question is wrong: a session of its own tells.
            Err(_) => self.run(sql),
        }
    }

    /// What an observer sees of it but owners and Groundline's own schemas: `pg_dump -s` in a form that is equal for equal databases.
    /// Where the installed `pg_dump` is too old for the server, the catalog as queries tell it.
    ///
    /// # Errors
    /// What `pg_dump` or `psql` says.
    pub fn observer(&self) -> Result<String, Fault> {
        if self.server.major_version()? > pg_dump_version()? {
            return self.ask(include_str!("catalog.sql"));
        }
        let mut command = Command::new("pg_dump");
        command
            .args(["--schema-only", "--no-owner", "--exclude-schema=groundline", "--exclude-schema=groundline_*"])
            .arg(&self.url);
        ran(&mut command, "")?.succeeded().map(|dump| pg_dump_in_normal_form(&dump))
    }

    /// What these roles may do in it and own, and what everybody may, a line each.
    ///
    /// # Errors
    /// What `psql` says.
    pub fn privileges_of(&self, roles: &[String]) -> Result<String, Fault> {
        if roles.is_empty() {
            return Ok(String::new());
        }
        let list: Vec<_> = roles.iter().map(|role| format!("'{}'", role.trim_matches('"'))).collect();
        self.ask(&include_str!("privileges.sql").replace("$ROLES", &list.join(", ")))
    }

    /// The rows of every table and the state of every sequence, but Groundline's own.
    ///
    /// # Errors
    /// What `psql` says.
    pub fn rows(&self) -> Result<Rows, Fault> {
        let query = |table: &str, columns: &[String]| {
            let mut values = vec![format!("'{}'", table.replace('\'', "''"))];
            values.extend(columns.iter().map(|column| format!("quote_nullable({}::text)", name(column))));
            let (schema, relation) = table.split_once('.').unwrap_or(("public", table));
            let place = format!("{}.{}", name(schema), name(relation));
            format!("SELECT to_json(ARRAY[{}]::text[]) FROM {place};", values.join(", "))
        };
        Rows::read(|sql| self.ask(sql), COLUMNS, query)
    }

    /// The file that each table is stored in, with its identity: this changes when a table is rewritten or replaced.
    ///
    /// # Errors
    /// What `psql` says.
    pub fn storage(&self) -> Result<BTreeMap<String, String>, Fault> {
        let answer = self.ask(STORAGE)?;
        answer.lines().map(|line| Ok(serde_json::from_str::<(String, String)>(line)?)).collect()
    }

    /// Pairs of tables that a foreign key connects, or of which one is below the other.
    ///
    /// # Errors
    /// What `psql` says.
    pub fn neighbours(&self) -> Result<Vec<(String, String)>, Fault> {
        let answer = self.ask(NEIGHBOURS)?;
        answer.lines().map(|line| Ok(serde_json::from_str::<(String, String)>(line)?)).collect()
    }

    /// Reads those tables without a gap, so that a lock which keeps readers out of one of them is found.
    ///
    /// # Errors
    /// What `psql` says.
    pub fn readers_of(&self, tables: &[String]) -> Result<Readers, Fault> {
        let quoted = |table: &String| {
            let (schema, relation) = table.split_once('.').unwrap_or(("public", table));
            format!("{}.{}", name(schema), name(relation))
        };
        Readers::of(&self.url, &tables.iter().map(quoted).collect::<Vec<_>>())
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        *self.watch.lock().unwrap_or_else(PoisonError::into_inner) = None;
        // What is left is removed with the private server; there is nobody to tell here.
        let _ = self.server.run(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE);", self.name));
    }
}

const PSQL: [&str; 8] = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=terse"];

fn psql(url: &str, sql: &str) -> Result<Ran, Fault> {
    ran(Command::new("psql").args(PSQL).args(["-f", "-", url]).env("PGOPTIONS", "-c client_min_messages=warning"), sql)
}

fn pg_dump_version() -> Result<u32, Fault> {
    static VERSION: OnceLock<u32> = OnceLock::new();
    if let Some(version) = VERSION.get() {
        return Ok(*version);
    }
    let text = ran(Command::new("pg_dump").arg("--version"), "")?.succeeded()?;
    let number = text.split_whitespace().find_map(|word| word.split('.').next().and_then(|major| major.parse().ok()));
    number.map(|number| *VERSION.get_or_init(|| number)).ok_or_else(|| Fault::new(format!("`{text}` is no version")))
}

/// The same URL with another database's name.
fn with_database(url: &str, database: &str) -> String {
    let (place, options) =
        url.split_once('?').map_or((url, String::new()), |(place, options)| (place, format!("?{options}")));
    let after_scheme = place.find("://").map_or(0, |found| found + 3);
    let server = place[after_scheme..].find('/').map_or(place, |slash| &place[..after_scheme + slash]);
    format!("{server}/{database}{options}")
}

fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

const COLUMNS: &str = "
    SELECT to_json(ARRAY[n.nspname || '.' || c.relname]::text[] || CASE c.relkind WHEN 'S' THEN ARRAY['last_value', 'is_called']
        ELSE ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            AND a.attname NOT LIKE 'groundline\\_online\\_%' ORDER BY a.attnum) END)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'S') AND n.nspname <> 'information_schema' AND n.nspname !~ '^(pg_|groundline$|groundline_)'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e');";

const STORAGE: &str = "
    SELECT json_build_array(n.nspname || '.' || c.relname, c.oid || '/' || pg_relation_filenode(c.oid))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^(pg_|groundline$|groundline_)';";

const NEIGHBOURS: &str = "
    WITH RECURSIVE under (child, parent) AS (
        SELECT inhrelid, inhparent FROM pg_inherits
        UNION SELECT k.inhrelid, u.parent FROM pg_inherits k JOIN under u ON u.child = k.inhparent)
    SELECT json_build_array(n.nspname || '.' || c.relname, fn.nspname || '.' || f.relname)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_class f ON f.oid = k.confrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
    WHERE k.contype = 'f'
    UNION ALL
    SELECT json_build_array(n.nspname || '.' || c.relname, fn.nspname || '.' || f.relname)
    FROM under k JOIN pg_class c ON c.oid = k.child JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_class f ON f.oid = k.parent JOIN pg_namespace fn ON fn.oid = f.relnamespace
    WHERE c.relkind IN ('r', 'p');";
