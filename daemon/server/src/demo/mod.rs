//! The demo: a music shop from nothing to a reverted drop, told step by step. Everything in it is real: the repo, the
//! databases, the daemon, the pages.

mod shop;
mod tour;
mod wait;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use reconcile::daemon::{Daemon, Settings};
use tokio_util::sync::CancellationToken;

use crate::cli::serve::{listen, signal};
use crate::http::{Limits, ReviewApi};
use crate::oidc::Issuers;
use crate::output::{Exit, Failure, failures, print};
use shop::Shop;
use tour::Tour;

/// Makes the shop, runs the tour, and goes on serving unless it is to end.
pub(crate) async fn run(folder: Option<PathBuf>, address: SocketAddr, once: bool) -> Result<Exit, Failure> {
    let temporary = if folder.is_none() { Some(tempfile::tempdir().map_err(failures)?) } else { None };
    let folder = folder.or_else(|| temporary.as_ref().map(|made| made.path().join("music-shop"))).unwrap_or_default();
    let shop = Shop::make(&folder).await?;

    let location = folder.display().to_string().parse().map_err(failures)?;
    let reference = "refs/heads/main".parse().map_err(failures)?;
    let settings = Settings::new(location, reference, folder.join(".groundline"), Arc::new(|_| None));
    let daemon = Daemon::open(settings).await.map_err(failures)?;
    let review = ReviewApi::new(daemon.in_force(), Issuers::new(None), Limits::default());
    let face = listen(address, &daemon, None, review).await?;
    let url = format!("http://{}/", face.address().map_err(failures)?);
    let mut tour = Tour::new(shop, daemon.status(), url);

    let cancel = CancellationToken::new();
    let pages = tokio::spawn(face.serve(cancel.clone()));
    let running = tokio::spawn(daemon.run(cancel.clone()));
    let told = tokio::select! {
        told = tour.run() => told,
        () = signal() => Err(Failure::error("the demo was interrupted before the tour was over")),
    };
    if told.is_ok() && !once {
        print(&format!(
            "\nThe pages stay at {} until Ctrl-C. Commit in {} and watch.\n",
            tour.url(),
            folder.display()
        ))?;
        signal().await;
    }
    cancel.cancel();
    running.await.map_err(failures)?.map_err(failures)?;
    pages.await.map_err(failures)?;
    told.map(|()| Exit::Done)
}
