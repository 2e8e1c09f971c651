//! A fault point, for crash tests and for rehearsals: `GROUNDLINE_FAULT=hold:POINT` stops the process at a point of the
//! journal (`run-begins`, `step-begins:2`, `step-done:1`, `verifying`, …) until it is killed.

use std::future::pending;
use std::sync::Arc;

use reconcile::daemon::Checkpoint;

/// Where this process stops, if it does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fault {
    hold: Option<String>,
}

impl Fault {
    /// The fault that the environment asks for; none in ordinary life.
    pub(crate) fn of_this_process() -> Self {
        let hold =
            std::env::var("GROUNDLINE_FAULT").ok().and_then(|text| text.strip_prefix("hold:").map(str::to_owned));
        Self { hold }
    }

    /// Says that the point is reached, and stays there for ever where the environment asks for it.
    pub(crate) async fn reach(&self, point: &str) {
        if self.hold.as_deref() == Some(point) {
            eprintln!("fault: held at {point}");
            pending::<()>().await;
        }
    }
}

/// The same for a daemon, whose checkpoints are plain calls: the thread that reaches the point stays there.
pub(crate) fn fault_checkpoint() -> Option<Checkpoint> {
    let hold = Fault::of_this_process().hold?;
    Some(Arc::new(move |_target, point| {
        if point == hold {
            eprintln!("fault: held at {point}");
            loop {
                std::thread::park();
            }
        }
        Ok(())
    }))
}
