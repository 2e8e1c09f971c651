//! Server-sent events: one for each change of the status, and a heartbeat, so that an open page stays true.

use std::convert::Infallible;
use std::time::Duration;

use futures_util::stream;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::StatusCode;
use hyper::body::{Bytes, Frame};
use tokio_util::sync::CancellationToken;

use super::StatusReceiver;
use super::answer::{self, Answer};

const HEARTBEAT: Duration = Duration::from_secs(15);

/// Answers with events until the reader or the daemon goes.
pub(super) fn answer(mut status: StatusReceiver, cancel: CancellationToken) -> Answer {
    status.mark_changed();
    let events = stream::unfold((status, cancel), |(mut status, cancel)| async move {
        let text = tokio::select! {
            () = cancel.cancelled() => return None,
            changed = status.changed() => {
                changed.ok()?;
                let at = status.borrow_and_update().at.to_string();
                format!("event: status\ndata: {at}\n\n")
            }
            () = tokio::time::sleep(HEARTBEAT) => ": still here\n\n".to_owned(),
        };
        Some((Ok::<_, Infallible>(Frame::data(Bytes::from(text))), (status, cancel)))
    });
    answer::stream(StatusCode::OK, "text/event-stream", StreamBody::new(events).boxed())
}
