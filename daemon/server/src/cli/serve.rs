//! `groundline serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use reconcile::daemon::{Daemon, Settings};
use tokio_util::sync::CancellationToken;

use super::options::variable;
use super::state::state_folder;
use crate::http::Face;
use crate::output::{Exit, Failure, failures, fault_checkpoint};

/// The daemon: follows a schema repo and keeps its targets on the line that Git draws.
///
/// Pages and their JSON twins are served read-only. Ctrl-C or SIGTERM ends it in order: a running step is finished.
///
/// Example: groundline serve --repo /srv/shop-schemas --listen 127.0.0.1:7654
///
/// Example: groundline serve --repo ssh://git@git.example.com/shop-schemas.git
#[derive(Args)]
pub(crate) struct Serve {
    /// The schema repo: a folder, or a URL (file, https, ssh, git)
    #[arg(long, value_name = "PATH_OR_URL")]
    repo: String,
    /// The reference that is followed, fully qualified
    #[arg(long, value_name = "REF", default_value = "refs/heads/main")]
    reference: String,
    /// Where the daemon keeps its store, mirrors and cache
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Where the pages are served
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7654")]
    listen: SocketAddr,
    /// How many targets are worked on at once
    #[arg(long, value_name = "N", default_value_t = 4)]
    parallel: usize,
    /// Let a desired state without any object be applied
    #[arg(long)]
    allow_empty: bool,
}

impl Serve {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        log_to_standard_error();
        let state = self.state.clone().map_or_else(|| state_folder(&self.repo), Ok)?;
        let location = self.repo.parse().map_err(failures)?;
        let reference = self.reference.parse().map_err(failures)?;
        let mut settings = Settings::new(location, reference, state, Arc::new(variable));
        settings.parallel = self.parallel.max(1);
        settings.allow_empty = self.allow_empty;
        settings.checkpoint = fault_checkpoint();
        let daemon = Daemon::open(settings).await.map_err(failures)?;
        let face = listen(self.listen, &daemon).await?;
        let address = face.address().map_err(failures)?;
        eprintln!("groundline serves http://{address}/ and follows {} of {}", self.reference, repo::redact(&self.repo));
        run_until_signal(daemon, face).await
    }
}

/// Listens for the pages of a daemon.
pub(crate) async fn listen(address: SocketAddr, daemon: &Daemon) -> Result<Face, Failure> {
    Face::listen(address, daemon.status()).await.map_err(|error| {
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
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
