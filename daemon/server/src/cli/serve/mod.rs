//! `groundline serve`.

mod config;
mod remote;

use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use reconcile::daemon::{Daemon, Settings};
use reconcile::recorded::Records;
use repo::Location;
use tokio_util::sync::CancellationToken;

use self::config::Config;
use self::remote::RemoteOptions;
use super::options::variable;
use super::state::state_folder;
use crate::http::{Face, ReviewApi, Shown};
use crate::oidc::Issuers;
use crate::output::{Exit, Failure, failures, fault_checkpoint};

/// The daemon: follows a schema repo and keeps its targets on the line that Git draws.
///
/// Pages and their JSON twins are served read-only. Ctrl-C or SIGTERM ends it in order: a running step is finished.
///
/// Example: groundline serve --repo /srv/shop-schemas --listen 127.0.0.1:7654
///
/// Example: groundline serve --repo ssh://git@git.example.com/shop-schemas.git --config /etc/groundline.toml
///
/// A configuration file is TOML with the options as keys: reference, state, listen, parallel, allow_empty, publish_state, trust and, in
/// [remote], token, ca_file, ssh. An option that is given wins over the file. [review] has the limits of reviews over HTTP: per_minute,
/// burst, largest_body, body_time, at_once, held, time_limit.
#[derive(Args)]
pub(crate) struct Serve {
    /// The schema repo: a folder, a URL (file, https, ssh, git), or `env:NAME` for a URL with a secret in it
    #[arg(long, value_name = "PATH_OR_URL")]
    repo: String,
    /// A file with the options below
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The reference that is followed, fully qualified [default: refs/heads/main]
    #[arg(long, value_name = "REF")]
    reference: Option<String>,
    #[command(flatten)]
    remote: RemoteOptions,
    /// Where the daemon keeps its store, mirrors and cache
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Where the pages are served; port 0 takes a free one [default: 127.0.0.1:7654]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// How many targets are worked on at once [default: 4]
    #[arg(long, value_name = "N")]
    parallel: Option<usize>,
    /// Follow this commit though it does not descend from the last one, once, after history was rewritten on purpose
    #[arg(long, value_name = "COMMIT")]
    accept_rewritten: Option<String>,
    /// Let a desired state without any object be applied
    #[arg(long)]
    allow_empty: bool,
    /// Publish the observed schema of each target at /v1/state, for `groundline plan --from-status`; no rows, no addresses
    #[arg(long)]
    publish_state: bool,
    /// A folder whose `access/people.toml` and `policies/approval.toml` are in force, whatever the schema repo says of them
    #[arg(long, value_name = "DIR")]
    trust: Option<PathBuf>,
}

impl Serve {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        log_to_standard_error();
        let repo = if self.repo.starts_with("env:") { secret(&self.repo)? } else { self.repo.clone() };
        let config = self.config.as_deref().map(Config::read).transpose()?.unwrap_or_default();
        let limits = config.limits()?;
        let state = self.state.or(config.state).map_or_else(|| state_folder(&repo), Ok)?;
        let location: Location = repo.parse().map_err(failures)?;
        let shown = location.to_string();
        let reference = self.reference.or(config.reference).unwrap_or_else(|| "refs/heads/main".to_owned());
        let mut settings = Settings::new(location, reference.parse().map_err(failures)?, state, Arc::new(variable));
        settings.access = self.remote.or(config.remote).access()?;
        settings.parallel = self.parallel.or(config.parallel).unwrap_or(4).max(1);
        settings.publishes_state = self.publish_state || config.publish_state;
        let records = settings.publishes_state.then(|| Records::of(&settings.state));
        settings.allow_empty = self.allow_empty || config.allow_empty;
        settings.accept = self.accept_rewritten.as_deref().map(str::parse).transpose().map_err(failures)?;
        settings.trust = self.trust.or(config.trust);
        settings.checkpoint = fault_checkpoint();
        settings.gate = Some(crate::gate::door(settings.access.ca_file.clone()));
        let issuers = Issuers::new(settings.access.ca_file.clone());
        let daemon = Daemon::open(settings).await.map_err(failures)?;
        let address = self.listen.or(config.listen).unwrap_or(SocketAddr::from(([127, 0, 0, 1], 7654)));
        let face = listen(address, &daemon, records, ReviewApi::new(daemon.in_force(), issuers, limits)).await?;
        let address = face.address().map_err(failures)?;
        eprintln!("groundline serves http://{address}/ and follows {reference} of {shown}");
        run_until_signal(daemon, face).await
    }
}

/// Reads `env:NAME`; a secret that stands in the command line itself is refused, because others can see it there.
fn secret(text: &str) -> Result<String, Failure> {
    let Some(name) = text.strip_prefix("env:") else {
        let failure = Failure::error("a secret does not belong in a command line or a file, where others can see it");
        return Err(failure.hint("put it in a variable of the environment and give `env:NAME`"));
    };
    variable(name).ok_or_else(|| Failure::error(format!("the environment variable `{name}` is not set")))
}

/// Listens for the pages of a daemon, and for reviews.
pub(crate) async fn listen(
    address: SocketAddr,
    daemon: &Daemon,
    records: Option<Records>,
    review: ReviewApi,
) -> Result<Face, Failure> {
    Face::listen(address, Shown { status: daemon.status(), records, review }).await.map_err(|error| {
        let failure = Failure::error(format!("cannot listen at {address}: {error}"));
        failure.hint("choose another address with `--listen`; port 0 takes a free one")
    })
}

/// Runs a daemon and its pages until Ctrl-C or SIGTERM, and ends both in order.
async fn run_until_signal(daemon: Daemon, face: Face) -> Result<Exit, Failure> {
    let cancel = CancellationToken::new();
    let pages = tokio::spawn(face.serve(cancel.clone()));
    let signal = tokio::spawn(cancel_at_signal(cancel.clone()));
    let ended = daemon.run(cancel.clone()).await;
    cancel.cancel();
    signal.abort();
    pages.await.map_err(failures)?;
    ended.map_err(failures)?;
    eprintln!("groundline ended in order");
    Ok(Exit::Done)
}

async fn cancel_at_signal(cancel: CancellationToken) {
    signal().await;
    eprintln!("ending: a running step is finished first");
    cancel.cancel();
}

/// Ready when the process is asked to end.
pub(crate) async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        drop(tokio::signal::ctrl_c().await);
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

fn log_to_standard_error() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let has_colour =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(has_colour);
    let _ = log.with_writer(std::io::stderr).try_init();
}
