//! The face over HTTP: pages, their JSON twins, events, health, and reviews of SQL. Nothing can be changed here.

mod answer;
mod events;
mod metrics;
mod openapi;
mod problem;
mod review;
mod route;
mod state;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use reconcile::recorded::Records;
use reconcile::status::DaemonStatus;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::answer::Answer;
pub(crate) use self::review::{Limits, LimitsFile, ReviewApi};

/// What pages are made from: the status as it is published.
pub(crate) type StatusReceiver = watch::Receiver<Arc<DaemonStatus>>;

/// A listener that answers with pages until it is cancelled.
pub(crate) struct Face {
    listener: TcpListener,
    shown: Arc<Shown>,
}

/// What is shown: the status, where it is asked for what is recorded of targets, and what reviews.
pub(crate) struct Shown {
    pub(crate) status: StatusReceiver,
    pub(crate) records: Option<Records>,
    pub(crate) review: ReviewApi,
}

impl Face {
    /// Listens at an address; port 0 takes a free one.
    ///
    /// # Errors
    /// The address is taken, or not this machine's.
    pub(crate) async fn listen(address: SocketAddr, shown: Shown) -> std::io::Result<Self> {
        let shown = Arc::new(shown);
        Ok(Self { listener: TcpListener::bind(address).await?, shown })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until cancelled; connections that are open then are closed.
    pub(crate) async fn serve(self, cancel: CancellationToken) {
        let tasks = TaskTracker::new();
        loop {
            let stream = tokio::select! {
                () = cancel.cancelled() => break,
                accepted = self.listener.accept() => accepted,
            };
            match stream {
                Ok((stream, peer)) => drop(tasks.spawn(converse(stream, peer, self.shown.clone(), cancel.clone()))),
                Err(error) => tracing::warn!(%error, "a connection could not be accepted"),
            }
        }
        tasks.close();
        tasks.wait().await;
    }
}

/// One connection: a slow reader of headers is cut off, a closed one is no error.
async fn converse(stream: TcpStream, peer: SocketAddr, shown: Arc<Shown>, cancel: CancellationToken) {
    let service = service_fn(|request| {
        let (shown, cancel) = (shown.clone(), cancel.clone());
        async move { Ok::<_, std::convert::Infallible>(answered(request, peer, &shown, &cancel).await) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(10)).max_headers(64);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        () = cancel.cancelled() => {}
        ended = connection => if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        },
    }
}

/// The one address that takes a body, the description of it, and all that is read.
async fn answered(request: Request<Incoming>, peer: SocketAddr, shown: &Shown, cancel: &CancellationToken) -> Answer {
    match request.uri().path() {
        "/v1/review" => shown.review.answer(request, peer).await,
        openapi::PATH if openapi::is_read(request.method()) => openapi::answer(),
        _ => route::answer(&request, shown, cancel),
    }
}
