//! A scratch PostgreSQL database: made from `template0` with the encoding and locale of the live one, dropped after use.
//!
//! At a scratch URL whose role may not create databases, the database of that URL itself is used, if it is empty.
//! Invariant: nothing is written into a database that was not made here or was not empty before.

use schema::sql::literal;
use schema::{Database, Dialect, Ident, Kind, ObjectId};

use super::borrowed;
use super::load::Said;
use super::session::Session;
use crate::source::SqlDiagnostic;
use crate::{Error, Options, Result, Scope, Source, Url};

/// What a scratch database's name starts with; the time in seconds and something random follow.
const PREFIX: &str = "groundline_scratch_";

/// A scratch PostgreSQL database.
pub struct Scratch {
    pub(super) session: Session,
    /// The session that drops the database, and its name; none where the given database itself is used.
    made: Option<(Session, Ident)>,
    /// What desired SQL said, where some was loaded.
    said: Option<Said>,
}

/// What a new database must have of the live one.
struct Like {
    encoding: String,
    clauses: String,
    has_public: bool,
    major: u32,
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
        let mut admin = Session::connect(&url, &Options::default()).await?;
        let is_elsewhere = wanted.as_ref().is_none_or(|(_, live)| *live != url);
        let like = wanted.map(|(like, _)| like);
        refuse_other_major(&admin, like.as_ref())?;
        sweep(&mut admin).await;
        match make(&mut admin, like.as_ref()).await {
            Ok(name) => {
                let session = Session::connect_to(&url, Some(name.as_str()), &Options::default()).await?;
                prepared(Self { session, made: Some((admin, name)), said: None }, like.as_ref()).await
            }
            Err(Error::MissingPrivilege { .. }) if is_elsewhere => {
                borrowed::take(&mut admin).await?;
                prepared(Self { session: admin, made: None, said: None }, None).await
            }
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn load(&mut self, sources: &[Source]) -> Result<(), Vec<SqlDiagnostic>> {
        self.said = Some(super::load::load(&mut self.session, sources).await?);
        Ok(())
    }

    pub(crate) async fn run(&mut self, statements: &[String]) -> Result<()> {
        super::batch::run(&mut self.session, statements).await
    }

    pub(crate) async fn inspect(&mut self, scope: &Scope) -> Result<Database> {
        let mut database = self.session.inspect(scope).await?;
        if let Some(said) = &self.said {
            database.speaks_of_grants = said.is_about_grants;
            // What default privileges alone gave is nothing that somebody said, nor is the newest version of an extension.
            database.objects.retain(|id, _| match id.kind {
                Kind::Grant => said.is_about_grants,
                Kind::ExtensionVersion => said.versions.contains(&id.name),
                _ => true,
            });
            for extension in database.objects.values_mut().filter(|object| object.id.kind == Kind::Extension) {
                let is_said = |id: &ObjectId| id.kind != Kind::ExtensionVersion || said.versions.contains(&id.name);
                extension.depends_on.retain(is_said);
            }
        }
        Ok(database)
    }

    pub(crate) async fn discard(self) -> Result<()> {
        let Self { mut session, made, .. } = self;
        match made {
            Some((mut admin, name)) => {
                // Not waited for: the server ends the session with the database.
                drop(session);
                admin.batch(&drop_database(&name)).await?;
                admin.close().await
            }
            None => {
                borrowed::clear(&mut session).await?;
                session.close().await
            }
        }
    }
}

impl Like {
    async fn of(live: &mut Session) -> Result<Self> {
        // Columns that not every version has are read by name from the row's JSON.
        let rows = live
            .rows(
                "SELECT pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, coalesce(j ->> 'datlocprovider', 'c'), \
                 coalesce(j ->> 'datlocale', j ->> 'daticulocale'), j ->> 'daticurules', \
                 EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public') \
                 FROM pg_database d, to_jsonb(d) j WHERE d.datname = current_database()",
            )
            .await?;
        let row = rows.first();
        let value = |column: usize| row.and_then(|row| super::session::text(row, column).ok().flatten());
        let encoding = value(0).unwrap_or_else(|| "UTF8".to_owned());
        let quoted = |text: String| literal(Dialect::Postgres, &text).to_string();
        let mut clauses = String::new();
        for (word, column) in [("LC_COLLATE", 1), ("LC_CTYPE", 2)] {
            clauses.extend(value(column).map(|text| format!(" {word} {}", quoted(text))));
        }
        let locale = value(4);
        match value(3).as_deref() {
            Some("i") => {
                clauses.push_str(" LOCALE_PROVIDER icu");
                clauses.extend(locale.map(|text| format!(" ICU_LOCALE {}", quoted(text))));
                clauses.extend(value(5).map(|text| format!(" ICU_RULES {}", quoted(text))));
            }
            Some("b") => {
                clauses.push_str(" LOCALE_PROVIDER builtin");
                clauses.extend(locale.map(|text| format!(" BUILTIN_LOCALE {}", quoted(text))));
            }
            _ if live.version >= 150_000 => clauses.push_str(" LOCALE_PROVIDER libc"),
            _ => {}
        }
        let has_public = value(6).is_some_and(|text| text.starts_with('t'));
        Ok(Self { encoding, clauses, has_public, major: live.version / 10_000 })
    }
}

fn refuse_other_major(scratch: &Session, like: Option<&Like>) -> Result<()> {
    let major = scratch.version / 10_000;
    match like {
        Some(like) if like.major != major => Err(Error::Refused {
            what: format!("the scratch server {}", scratch.url),
            reason: format!(
                "it is PostgreSQL {major}, the live server is PostgreSQL {}; give the URL of a server of the same major version",
                like.major
            ),
        }),
        _ => Ok(()),
    }
}

/// Creates the database and says its name.
async fn make(admin: &mut Session, like: Option<&Like>) -> Result<Ident> {
    let name = admin
        .one(&format!(
            "SELECT '{PREFIX}' || floor(extract(epoch FROM clock_timestamp()))::bigint || '_' \
             || left(replace(gen_random_uuid()::text, '-', ''), 10)"
        ))
        .await?;
    let name = Ident::from(name);
    let clauses = like.map_or_else(String::new, |like| {
        format!(" ENCODING {}{}", literal(Dialect::Postgres, &like.encoding), like.clauses)
    });
    // Copying by way of the write-ahead log, the default since 15, forces no checkpoint on a busy server.
    let sql = format!("CREATE DATABASE {} TEMPLATE template0{clauses}", name.display(Dialect::Postgres));
    match admin.batch(&sql).await {
        Ok(()) => Ok(name),
        Err(Error::MissingPrivilege { reason, .. }) => {
            let role = Ident::from(admin.one("SELECT current_user").await?);
            let hint = format!(
                "`ALTER ROLE {} CREATEDB`, or another server of the same major version by `--scratch-url`",
                role.display(Dialect::Postgres)
            );
            Err(Error::MissingPrivilege { action: "creating a scratch database".to_owned(), reason, hint })
        }
        Err(error) => Err(error),
    }
}

/// Makes the session independent of the settings of role and database.
async fn prepared(mut scratch: Scratch, like: Option<&Like>) -> Result<Scratch> {
    let mut sql = super::load::BASE.to_owned();
    if like.is_some_and(|like| !like.has_public) {
        sql.push_str("; DROP SCHEMA IF EXISTS public");
    } else if scratch.session.version >= 150_000 && scratch.made.is_some() {
        // A server that was upgraded from an older version has what that one gave to everybody.
        sql.push_str("; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    }
    match scratch.session.batch(&sql).await {
        Ok(()) => Ok(scratch),
        Err(error) => {
            scratch.discard().await?;
            Err(error)
        }
    }
}

fn drop_database(name: &Ident) -> String {
    format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", name.display(Dialect::Postgres))
}

/// Drops what processes left behind that died more than an hour ago. That some cannot be dropped hurts nobody.
async fn sweep(admin: &mut Session) {
    let old = format!(
        "SELECT datname FROM pg_database d WHERE datname ~ '^{PREFIX}[0-9]+_[0-9a-f]+$' \
         AND split_part(substr(datname, {}), '_', 1)::numeric < extract(epoch FROM clock_timestamp()) - 3600 \
         AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)",
        PREFIX.len() + 1
    );
    for row in admin.rows(&old).await.unwrap_or_default() {
        if let Ok(Some(name)) = super::session::text(&row, 0)
            && let Err(error) = admin
                .batch(&format!("DROP DATABASE IF EXISTS {}", Ident::from(name.as_str()).display(Dialect::Postgres)))
                .await
        {
            tracing::warn!(database = name, %error, "a scratch database that was left behind could not be dropped");
        }
    }
}
