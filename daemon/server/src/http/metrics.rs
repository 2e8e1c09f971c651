//! `/metrics`: the status as gauges with labels of few values, as the metrics page of the docs lists them.

use reconcile::status::{DaemonStatus, Health, OnlineProgress, TargetStatus};

/// The metrics in Prometheus' text form.
pub(super) fn metrics(status: &DaemonStatus) -> String {
    let mut text = String::from("# TYPE groundline_target_info gauge\n# TYPE groundline_target_up gauge\n");
    for target in &status.targets {
        let name = label(&target.name);
        text.push_str(&format!(
            "groundline_target_info{{target=\"{name}\",engine=\"{}\",sync=\"{}\",health=\"{}\",operation=\"{}\"}} 1\n",
            target.engine, target.sync, target.health, target.operation
        ));
        let up = u8::from(target.health == Health::Reachable);
        text.push_str(&format!("groundline_target_up{{target=\"{name}\"}} {up}\n"));
    }
    let waiting: Vec<_> =
        status.targets.iter().filter_map(|target| Some((target, target.window.as_ref()?.opens?))).collect();
    if !waiting.is_empty() {
        text.push_str("# TYPE groundline_window_opens_timestamp_seconds gauge\n");
    }
    for (target, opens) in waiting {
        let name = label(&target.name);
        text.push_str(&format!("groundline_window_opens_timestamp_seconds{{target=\"{name}\"}} {}\n", opens.seconds()));
    }
    let online: Vec<(&TargetStatus, &OnlineProgress)> =
        status.targets.iter().filter_map(|target| Some((target, target.progress.as_ref()?.online.as_ref()?))).collect();
    for (name, value) in GAUGES {
        if !online.is_empty() {
            text.push_str(&format!("# TYPE {name} gauge\n"));
        }
        for (target, progress) in &online {
            text.push_str(&format!("{name}{{target=\"{}\"}} {}\n", label(&target.name), value(progress)));
        }
    }
    text
}

type Gauge = (&'static str, fn(&OnlineProgress) -> String);

/// What is told of an online change while it runs.
const GAUGES: [Gauge; 6] = [
    ("groundline_online_rows", |progress| progress.rows.to_string()),
    ("groundline_online_rows_expected", |progress| progress.of.to_string()),
    ("groundline_online_rows_replayed", |progress| progress.replayed.to_string()),
    ("groundline_online_rows_waiting", |progress| progress.waiting.to_string()),
    ("groundline_online_lag_seconds", |progress| format!("{}.{:03}", progress.lag_ms / 1000, progress.lag_ms % 1000)),
    ("groundline_online_throttled", |progress| u8::from(progress.throttled.is_some()).to_string()),
];

fn label(name: &str) -> String {
    name.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
