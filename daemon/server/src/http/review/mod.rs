//! `POST /v1/review`: SQL in, findings out. The only request with a body, and it changes nothing.
//!
//! The order is that of cost: who asks, whether too often, whether it is JSON, then the body, then the review, which runs off the
//! threads that answer. Invariant: no byte of a body is read before its sender was let in; what is held at once is bounded.

mod admission;
mod body;
mod limits;
mod pace;
mod request;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use access::{Caller, Scope};
use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::{Method, Request, StatusCode};
use reconcile::daemon::InForce;
use review::format::json_value;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

pub(crate) use limits::{Limits, LimitsFile};

use self::pace::Pace;
use self::request::Subject;
use super::answer::{self, Answer};
use super::problem::Problem;
use crate::oidc::Issuers;

/// The commit in force as it is published; nothing until one was read.
pub(crate) type InForceReceiver = watch::Receiver<Option<Arc<InForce>>>;

/// What answers reviews.
pub(crate) struct ReviewApi {
    in_force: InForceReceiver,
    issuers: Issuers,
    limits: Limits,
    pace: Pace,
    /// Requests whose body is read, waits or is reviewed.
    held: Semaphore,
    /// Reviews under way, those among them that nobody waits for any more.
    running: Arc<Semaphore>,
}

/// What the log tells of a request.
#[derive(Default)]
struct Told {
    caller: Option<Caller>,
    bytes: usize,
    findings: Option<usize>,
    problem: Option<&'static str>,
}

impl ReviewApi {
    /// Answers from the commit in force, within limits.
    pub(crate) fn new(in_force: InForceReceiver, issuers: Issuers, limits: Limits) -> Self {
        let (held, running) = (Semaphore::new(limits.held), Arc::new(Semaphore::new(limits.at_once)));
        let pace = Pace::new(limits.per_minute, limits.burst);
        Self { in_force, issuers, limits, pace, held, running }
    }

    /// Answers a request, and writes a line about it to the log.
    pub(super) async fn answer(&self, request: Request<Incoming>, peer: SocketAddr) -> Answer {
        let started = Instant::now();
        let (head, mut body) = request.into_parts();
        let mut told = Told::default();
        let answered = self.reviewed(&head, &mut body, &mut told).await;
        let answer = answered.unwrap_or_else(|problem| {
            told.problem = Some(problem.code());
            // What is still on its way is read and dropped, so that the answer is not lost with the connection.
            tokio::spawn(body::drain(body));
            problem.answer()
        });
        let (account, by) =
            told.caller.as_ref().map_or(("-", "-"), |caller| (caller.account.as_str(), caller.by.as_str()));
        tracing::info!(
            %peer,
            method = %head.method,
            account,
            by,
            status = answer.status().as_u16(),
            problem = told.problem.unwrap_or("-"),
            bytes = told.bytes,
            findings = told.findings.unwrap_or_default(),
            millis = started.elapsed().as_millis(),
            "review asked for"
        );
        answer
    }

    async fn reviewed(&self, head: &Parts, body: &mut Incoming, told: &mut Told) -> Result<Answer, Problem> {
        if head.method != Method::POST {
            let detail = "a review is asked for with POST";
            return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", detail).allow("POST"));
        }
        let presented = admission::presented(&head.headers)?;
        let in_force = self.in_force.borrow().clone().ok_or_else(|| {
            let detail = "the daemon has read no good commit of the schema repo yet";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", detail).after(limits::SOON)
        })?;
        let caller = admission::caller(presented, in_force.people(), &self.issuers).await?;
        let caller = told.caller.insert(caller);
        admission::may(caller, Scope::Review)?;
        self.pace.take(&caller.account, Instant::now()).map_err(|pause| {
            let detail = format!("`{}` asks more often than {} times a minute", caller.account, self.limits.per_minute);
            Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many", detail).after(pause)
        })?;
        body::is_json(&head.headers)?;
        let _held = self.held.try_acquire().map_err(|_| busy())?;
        let bytes = body::read(body, &self.limits).await?;
        told.bytes = bytes.len();
        let asked = request::parse(&bytes)?;
        asked.target().map_or(Ok(()), |target| admission::may_name(caller, target))?;
        if asked.is_live() {
            admission::may(caller, Scope::ReviewLive)?;
        }
        let subject = asked.subject(in_force)?;
        drop(bytes);
        let (value, findings) = self.run(subject).await?;
        told.findings = Some(findings);
        Ok(answer::text(StatusCode::OK, "application/json", format!("{value:#}\n")))
    }

    /// Reviews off the threads that answer. A review that is given up on still counts as running until it ends.
    async fn run(&self, subject: Subject) -> Result<(serde_json::Value, usize), Problem> {
        let work = async {
            let permit = self.running.clone().acquire_owned().await.map_err(|_| busy())?;
            let runtime = Handle::current();
            let task = tokio::task::spawn_blocking(move || {
                let _permit = permit;
                let found = subject.review(&runtime)?;
                let mut value = json_value(&found);
                value["fails"] = subject.fails(&found).into();
                value["revision"] = subject.revision().into();
                Ok((value, found.findings.len()))
            });
            task.await.unwrap_or_else(|error| {
                tracing::error!(%error, "a review did not end in order");
                Err(Problem::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "defect",
                    "the review did not end in order; this is a defect",
                ))
            })
        };
        timeout(self.limits.time_limit, work).await.map_err(|_| {
            let detail = format!("the review took longer than {:?}", self.limits.time_limit);
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too-long", detail)
                .hint("send fewer files at once")
                .after(limits::SOON)
        })?
    }
}

fn busy() -> Problem {
    let detail = "as many reviews as may be are under way";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail).after(limits::SOON)
}
