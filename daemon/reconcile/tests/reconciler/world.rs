//! A world for the loop: a real repository, real SQLite databases, a daemon that runs.
//!
//! Invariant: nothing waits for time; what is waited for is a status, and a test that waits too long shows the last one.
#![expect(clippy::panic, reason = "a helper of tests says what is wrong by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use reconcile::daemon::{Backoff, Daemon, DaemonError, Settings, Waker};
use reconcile::status::{DaemonStatus, TargetStatus};
use reconcile::store::StoreReader;
use repo::{Location, Reference};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How long a status is waited for before the test is given up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A repository, databases and a state folder.
pub(crate) struct World {
    folder: TempDir,
    targets: Vec<String>,
}

/// A daemon that runs.
pub(crate) struct Running {
    status: watch::Receiver<Arc<DaemonStatus>>,
    waker: Waker,
    cancel: CancellationToken,
    task: JoinHandle<Result<(), DaemonError>>,
    pub(crate) store: StoreReader,
}

impl World {
    /// A schema repo with the schema `shop` and these targets in mode `auto`, without a commit.
    pub(crate) async fn of(targets: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let world = Self { folder, targets: targets.iter().map(|name| (*name).to_owned()).collect() };
        std::fs::create_dir_all(world.repo()).expect("a folder");
        world.git(&["init", "--quiet", "--initial-branch=main"]);
        world.write("groundline.toml", "format = 1\nproject = \"shop\"\nenvironments = [\"dev\"]\n");
        world.write("policies/rollout.toml", "mode = \"auto\"\n");
        for name in targets {
            let url = format!("sqlite:{}", world.database(name).display());
            world.write_target(name, &url, "sqlite");
            world.sql(name, "PRAGMA user_version = 0").await;
        }
        world
    }

    /// Writes a target of the schema `shop`.
    pub(crate) fn write_target(&self, name: &str, url: &str, engine: &str) {
        let mut text = format!("[[target]]\nname = \"{name}\"\nenvironment = \"dev\"\nschema = \"shop\"\n");
        text.push_str(&format!("url = \"{url}\"\nengine = \"{engine}\"\n"));
        self.write(&format!("targets/{name}.toml"), &text);
    }

    pub(crate) fn repo(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    pub(crate) fn database(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.db"))
    }

    /// Writes a file of the work tree.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let file = self.repo().join(path);
        std::fs::create_dir_all(file.parent().expect("it is in a folder")).expect("a folder");
        std::fs::write(file, text).expect("a file");
    }

    /// Writes the schema `shop` and commits.
    pub(crate) fn commit_schema(&self, sql: &str) -> String {
        self.write("schemas/shop/shop.sql", sql);
        self.commit("change the schema")
    }

    /// Commits everything and gives the commit.
    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Runs `git` in the work tree.
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let mut command = Command::new("git");
        command.args(args).current_dir(self.repo());
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@example.com");
        }
        let output = command.output().expect("git runs");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Runs SQL on a target, as somebody else would.
    pub(crate) async fn sql(&self, target: &str, sql: &str) {
        let mut connection = self.connect(target).await;
        let run = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut connection).await;
        run.unwrap_or_else(|error| panic!("{sql}: {error}"));
        sqlx::Connection::close(connection).await.expect("it closes");
    }

    /// Runs SQL on the daemon's store, as a fault of it would.
    pub(crate) async fn store(&self, sql: &'static str) {
        let options = SqliteConnectOptions::new().filename(self.state().join("groundline.db"));
        let mut connection = options.connect().await.expect("the store opens");
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        sqlx::Connection::close(connection).await.expect("it closes");
    }

    /// The one text that a query on a target gives; nothing when there is no row.
    pub(crate) async fn text(&self, target: &str, sql: &str) -> Option<String> {
        let mut connection = self.connect(target).await;
        let found = sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned())).fetch_optional(&mut connection).await;
        sqlx::Connection::close(connection).await.expect("it closes");
        found.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    async fn connect(&self, target: &str) -> sqlx::SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.database(target)).create_if_missing(true);
        options.connect().await.expect("the database opens")
    }

    pub(crate) fn settings(&self) -> Settings {
        settings(&self.repo(), &self.state())
    }

    /// A daemon that runs on this world.
    pub(crate) async fn daemon(&self) -> Running {
        Running::start(self.settings()).await
    }

    /// The names of the targets.
    pub(crate) fn targets(&self) -> &[String] {
        &self.targets
    }
}

/// Settings with the patience of a test.
pub(crate) fn settings(repo: &Path, state: &Path) -> Settings {
    let location: Location = repo.display().to_string().parse().expect("a path");
    let reference: Reference = "refs/heads/main".parse().expect("a full reference");
    let mut settings = Settings::new(location, reference, state, Arc::new(|_| None));
    settings.backoff =
        Backoff { first: Duration::from_millis(20), longest: Duration::from_millis(50), give_up_after: 4 };
    settings
}

impl Running {
    pub(crate) async fn start(settings: Settings) -> Self {
        let daemon = Daemon::open(settings).await.expect("the daemon opens");
        let (status, waker, store) = (daemon.status(), daemon.waker(), daemon.store());
        let cancel = CancellationToken::new();
        let task = tokio::spawn(daemon.run(cancel.clone()));
        Self { status, waker, cancel, task, store }
    }

    /// Waits until the status is so.
    pub(crate) async fn until(&mut self, what: &str, is_so: impl Fn(&DaemonStatus) -> bool) -> Arc<DaemonStatus> {
        let wait = self.status.wait_for(|status| is_so(status));
        let waited = tokio::time::timeout(PATIENCE, wait).await.map(|ended| ended.map(|status| status.clone()));
        match waited {
            Ok(Ok(status)) => status,
            Ok(Err(_)) => panic!("{what}: the daemon ended"),
            Err(_) => panic!("{what}: not in time; the last status is {:#?}", self.status.borrow()),
        }
    }

    /// Waits until the status of a target is so.
    pub(crate) async fn target(
        &mut self,
        name: &str,
        what: &str,
        is_so: impl Fn(&TargetStatus) -> bool,
    ) -> TargetStatus {
        let status = self.until(what, |status| status.target(name).is_some_and(&is_so)).await;
        status.target(name).expect("it was there").clone()
    }

    /// Waits until a target is in sync with a commit.
    pub(crate) async fn in_sync(&mut self, name: &str, revision: &str) -> TargetStatus {
        self.target(name, "in sync", |target| {
            target.sync == reconcile::status::Sync::InSync && target.revision.applied.as_deref() == Some(revision)
        })
        .await
    }

    /// Waits until the history has an event of a kind.
    pub(crate) async fn event(&mut self, kind: &str) {
        let told = async {
            while !self.store.events(None, 100).await.expect("events are read").iter().any(|event| event.kind == kind) {
                self.wake();
                self.status.changed().await.expect("the daemon runs");
            }
        };
        tokio::time::timeout(PATIENCE, told).await.unwrap_or_else(|_| panic!("no event {kind}"));
    }

    /// The status as it is.
    pub(crate) fn now(&self) -> Arc<DaemonStatus> {
        self.status.borrow().clone()
    }

    pub(crate) fn wake(&self) {
        self.waker.wake();
    }

    /// Ends the daemon in order.
    pub(crate) async fn end(self) -> Arc<DaemonStatus> {
        self.cancel.cancel();
        let ended = tokio::time::timeout(PATIENCE, self.task).await.expect("it ends in time");
        ended.expect("it does not panic").expect("it ends in order");
        self.status.borrow().clone()
    }
}
