//! A scratch database on the server of the live one (or at a scratch URL), with the same character set; dropped after use.
//!
//! At a scratch URL whose user may not create databases, the database of that URL itself is used, if it is empty. Invariant:
//! nothing is written into a database that was not made here or was not empty before; no event of it ever runs; no privilege on
//! it is ever given.

use schema::object::mysql::DEFINER;
use schema::{Database, Dialect, Ident};
use sqlx::AssertSqlSafe;
use sqlx::mysql::MySqlRow;

use super::grants::{self, Access, Held, Statement};
use super::quiet::Quiet;
use super::session::{Session, value};
use super::{given, load, own_name};
use crate::source::SqlDiagnostic;
use crate::{Error, Options, Result, Scope, Source, Url};

/// What a scratch database's name starts with; the time in seconds and the session's number follow.
pub(super) const PREFIX: &str = "groundline_scratch_";

/// What every scratch session is set to besides: parents may come after children.
const SETTINGS: &str = "SET SESSION foreign_key_checks = 0, unique_checks = 0";

/// A scratch database.
pub struct Scratch {
    session: Session,
    name: Ident,
    /// Whether it was made here, and not given by its URL.
    is_made: bool,
    like: Box<Like>,
    /// The events that were made disabled, with the state that they were to have.
    quiet: Quiet,
    /// The privileges that were to be given: none is.
    held: Held,
}

/// What a new database must have of the live one.
pub(super) struct Like {
    /// The name of the live database; empty where there is none.
    target: String,
    pub(super) charset: String,
    pub(super) collation: String,
    /// The SQL mode that the target's own clients get.
    sql_mode: String,
    version: u32,
    /// What the server of the live database says of privileges.
    access: Access,
}

impl Scratch {
    pub(crate) async fn create(like: Option<&mut Session>, url: Option<&Url>) -> Result<Self> {
        let wanted = match like {
            Some(live) => Some((Like::of(live).await?, live.url.clone())),
            None => None,
        };
        let url = url.cloned().or_else(|| wanted.as_ref().map(|(_, url)| url.clone()));
        let Some(url) = url else {
            return Err(Error::Refused {
                what: "a scratch database".to_owned(),
                reason: "there is no live database to be like; give `--scratch-url`".to_owned(),
            });
        };
        let is_elsewhere = wanted.as_ref().is_none_or(|(_, live)| *live != url);
        let mut session = Session::connect_to(&url, None, &Options::default()).await?;
        let like = match wanted {
            Some((like, _)) => like,
            None => Like::of(&mut session).await?,
        };
        refuse_other_version(&session, &like)?;
        // Nothing of it is for replicas; a user who may not say so has it replicated.
        let _ = session.try_batch("SET SESSION sql_log_bin = 0").await;
        sweep(&mut session).await;
        let is_made = match make(&mut session, &like).await {
            Ok(name) => {
                session.database = name.as_str().to_owned();
                true
            }
            Err(refused @ Error::MissingPrivilege { .. }) => {
                let elsewhere = if is_elsewhere { given::take(&url, &like).await? } else { None };
                let Some(given) = elsewhere else { return Err(refused) };
                session.close().await?;
                session = given;
                false
            }
            Err(error) => return Err(error),
        };
        let name = Ident::from(session.database.as_str());
        let like = Box::new(like);
        let mut scratch = Self { session, name, is_made, like, quiet: Quiet::default(), held: Held::default() };
        let prepared = scratch.session.batch(&format!("USE {}; {SETTINGS}", quoted(&scratch.name))).await;
        match prepared {
            Ok(()) => Ok(scratch),
            Err(error) => {
                scratch.discard().await?;
                Err(error)
            }
        }
    }

    pub(crate) async fn load(&mut self, sources: &[Source]) -> Result<(), Vec<SqlDiagnostic>> {
        let loaded = load::load(self, sources).await;
        let settings = self.base_settings().await;
        match (loaded, settings) {
            (Err(wrong), _) => Err(wrong),
            (Ok(()), Ok(())) => Ok(()),
            (Ok(()), Err(error)) => Err(vec![SqlDiagnostic {
                path: String::new(),
                line: 1,
                column: 1,
                message: error.to_string(),
                hint: None,
                is_refusal: false,
            }]),
        }
    }

    pub(crate) async fn run(&mut self, statements: &[String]) -> Result<()> {
        let ran = self.run_all(statements).await;
        // What a step sets is for the step.
        self.base_settings().await?;
        ran
    }

    async fn run_all(&mut self, statements: &[String]) -> Result<()> {
        for statement in statements.iter().filter(|statement| grants::is_grant(statement)) {
            self.hold(statement)?;
        }
        let others: Vec<&String> = statements.iter().filter(|statement| !grants::is_grant(statement)).collect();
        for chunk in others.chunks(100) {
            let texts: Vec<String> = chunk
                .iter()
                .map(|statement| self.quiet.quieted(&own_name::without(statement, &[&self.like.target], false)))
                .collect();
            let (done, failed) = self.run_batch(&texts).await;
            if let Some(cause) = failed {
                let statement = chunk.get(done).map_or("", |statement| statement.as_str());
                return Err(super::fault::of_statement(cause, statement, &self.session.url));
            }
        }
        Ok(())
    }

    /// Gives or takes privileges, beside the database: in it they would be real.
    fn hold(&mut self, statement: &str) -> Result<()> {
        let own = [self.like.target.as_str(), self.name.as_str()];
        let (is_revoke, all) = match Statement::read(statement, &own, false) {
            Ok(read) => read.plain(),
            Err(fault) => return Err(Error::Refused { what: format!("`{statement}`"), reason: fault.message }),
        };
        for (id, grant) in all {
            if self.like.access.is_own(&id.name) {
                continue;
            }
            if is_revoke { self.held.take(id, &grant) } else { self.held.give(id, &grant) }
        }
        Ok(())
    }

    pub(crate) async fn inspect(&mut self, scope: &Scope) -> Result<Database> {
        let mut database = self.session.inspect_once(scope).await?;
        self.quiet.restore(&mut database);
        self.held.clone().into_database(&mut database);
        scope.narrow(&mut database);
        let me = self.session.one("SELECT CURRENT_USER()").await?;
        let (user, host) = me.rsplit_once('@').unwrap_or((&me, "%"));
        let me = format!("{DEFINER}`{}`@`{}`", user.replace('`', "``"), host.replace('`', "``"));
        for object in database.objects.values_mut() {
            object.grants.retain(|kept| **kept != *me && !kept.starts_with("SET "));
        }
        Ok(database)
    }

    pub(crate) async fn discard(mut self) -> Result<()> {
        // A statement that failed may have left tables locked.
        let dropped = match self.is_made {
            true => self.session.batch(&format!("UNLOCK TABLES; DROP DATABASE IF EXISTS {}", quoted(&self.name))).await,
            false => given::clear(&mut self.session).await,
        };
        self.session.close().await?;
        dropped
    }

    async fn base_settings(&mut self) -> Result<()> {
        self.session.reset().await?;
        self.session.batch(SETTINGS).await
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        self.name.as_str()
    }

    /// The name of the live database.
    pub(super) fn target(&self) -> &str {
        &self.like.target
    }

    /// What the server of the live database says of privileges.
    pub(super) const fn access(&self) -> &Access {
        &self.like.access
    }

    /// The privileges that desired SQL gives.
    pub(super) const fn held(&mut self) -> &mut Held {
        &mut self.held
    }

    /// The rows of a query here.
    pub(super) async fn rows(&mut self, sql: &str) -> Result<Vec<MySqlRow>> {
        self.session.rows(sql).await
    }

    /// The statement that sets the SQL mode of the target's clients; for tables zero dates are taken.
    pub(super) fn mode(&self, is_program: bool) -> String {
        let is_kept = |mode: &&str| is_program || !matches!(*mode, "NO_ZERO_DATE" | "NO_ZERO_IN_DATE" | "TRADITIONAL");
        let modes: Vec<&str> = self.like.sql_mode.split(',').filter(is_kept).collect();
        format!("SET SESSION sql_mode = '{}';\n", modes.join(","))
    }

    /// A statement as it is run here: events are made disabled.
    pub(super) fn quiet(&mut self, statement: &str) -> String {
        self.quiet.quieted(statement)
    }

    /// Gives the session these settings, after those of every session.
    pub(super) async fn set(&mut self, settings: &str) -> Result<(), sqlx::Error> {
        self.session.try_batch(&format!("{};\n{SETTINGS};\n{settings}", super::session::BASE)).await
    }

    /// Runs statements in one round trip: how many are done, and how the next one failed.
    pub(super) async fn run_batch(&mut self, texts: &[String]) -> (usize, Option<sqlx::Error>) {
        use futures_util::StreamExt as _;
        use sqlx::Executor as _;
        let sql: String = texts.iter().flat_map(|text| [text.as_str(), "\n;\n"]).collect();
        let mut results = self.session.connection.fetch_many(sqlx::raw_sql(AssertSqlSafe(sql)));
        let mut done = 0;
        while let Some(result) = results.next().await {
            match result {
                Ok(sqlx::Either::Left(_)) => done += 1,
                Ok(sqlx::Either::Right(_)) => {}
                Err(cause) => return (done, Some(cause)),
            }
        }
        (done, None)
    }
}

impl Like {
    async fn of(live: &mut Session) -> Result<Self> {
        let rows = live
            .rows("SELECT IFNULL(DATABASE(), ''), @@character_set_database, @@collation_database, @@global.sql_mode")
            .await?;
        let text = |column| rows.first().map(|row| value(row, column)).unwrap_or_default();
        let access = Access::with_accounts(live).await?;
        Ok(Self {
            target: text(0),
            charset: text(1),
            collation: text(2),
            sql_mode: text(3),
            version: live.version,
            access,
        })
    }
}

/// A scratch server must elaborate as the live one would: the same product, and the same major and minor version.
fn refuse_other_version(scratch: &Session, like: &Like) -> Result<()> {
    let minor = |version: u32| version / 100;
    if minor(scratch.version) == minor(like.version) {
        return Ok(());
    }
    let shown = |version: u32| {
        let product = if version >= 100_000 { "MariaDB" } else { "MySQL" };
        format!("{product} {}.{}", version / 10_000, version / 100 % 100)
    };
    Err(Error::Refused {
        what: format!("the scratch server {}", scratch.url),
        reason: format!("it is {}, and the live one is {}", shown(scratch.version), shown(like.version)),
    })
}

async fn make(session: &mut Session, like: &Like) -> Result<Ident> {
    let name = session.one(&format!("SELECT CONCAT('{PREFIX}', UNIX_TIMESTAMP(), '_', CONNECTION_ID())")).await?;
    let name = Ident::from(name.as_str());
    let sql = format!("CREATE DATABASE {} CHARACTER SET {} COLLATE {}", quoted(&name), like.charset, like.collation);
    match session.batch(&sql).await {
        Ok(()) => Ok(name),
        Err(Error::MissingPrivilege { reason, .. }) => {
            let user = session.one("SELECT CURRENT_USER()").await?;
            let (user, host) = user.rsplit_once('@').unwrap_or((&user, "%"));
            Err(Error::MissingPrivilege {
                action: "creating a scratch database".to_owned(),
                reason,
                hint: format!(
                    "`GRANT ALL PRIVILEGES ON `groundline\\_scratch\\_%`.* TO '{user}'@'{host}'`, or give another server of the same \
                     version, or an empty database that the user may fill, by `--scratch-url`"
                ),
            })
        }
        Err(error) => Err(error),
    }
}

/// Drops what processes left behind that died more than an hour ago. That some cannot be dropped hurts nobody.
async fn sweep(session: &mut Session) {
    let old = format!(
        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME REGEXP '^{PREFIX}[0-9]+_[0-9]+$' \
         AND SUBSTRING_INDEX(SUBSTRING(SCHEMA_NAME, {}), '_', 1) + 3600 < UNIX_TIMESTAMP()",
        PREFIX.len() + 1
    );
    for row in session.rows(&old).await.unwrap_or_default() {
        let name = Ident::from(value(&row, 0));
        if let Err(error) = session.batch(&format!("DROP DATABASE IF EXISTS {}", quoted(&name))).await {
            tracing::warn!(database = name.as_str(), %error, "a scratch database that was left behind could not be dropped");
        }
    }
}

fn quoted(name: &Ident) -> String {
    name.display(Dialect::MySql).to_string()
}
