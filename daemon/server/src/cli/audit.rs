//! `groundline audit`.

use clap::{Args, ValueEnum};
use reconcile::status::Timestamp;
use reconcile::store::{Anchor, Event, EventFilter, StoreReader, WholeChain};

use super::state::StateArgs;
use crate::output::{Exit, Failure, failures, json, print};

/// Shows what happened, who did it and why, oldest first; or checks that nothing of it was changed since.
///
/// Every event holds the hash of the one before. `--verify` follows the chain and prints its last link: keep that elsewhere, and
/// give it as `--anchor` the next time, so that a chain which was cut off or written anew is found as well.
///
/// Example: groundline audit --repo shop-schemas --since 2026-11-01 --format csv > november.csv
///
/// Example: groundline audit --repo shop-schemas --verify
#[derive(Args)]
pub(crate) struct Audit {
    /// Check the chain instead of showing it
    #[arg(long, conflicts_with_all = ["target", "kind", "actor", "since", "until"])]
    verify: bool,
    /// A link that the chain must have, as `--verify` printed it
    #[arg(long, value_name = "NUMBER:HASH", requires = "verify")]
    anchor: Vec<Anchor>,
    /// Only events of this target
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// Only events of this kind, such as run-ended
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only events by somebody whose name or address has this in it
    #[arg(long, value_name = "TEXT")]
    actor: Option<String>,
    /// Only events at this moment or later: 2026-11-01, or 2026-11-01T08:30:00Z
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    since: Option<Timestamp>,
    /// Only events before this moment
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    until: Option<Timestamp>,
    #[command(flatten)]
    state: StateArgs,
    /// How the events are printed
    #[arg(long, value_enum, default_value_t)]
    format: AuditFormat,
}

/// How events are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum AuditFormat {
    /// For people.
    #[default]
    Text,
    /// One object, with everything; the keys are stable.
    Json,
    /// A table: id, at, actor, kind, target, detail, previous, hash.
    Csv,
}

impl Audit {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let reader = self.state.reader().await?;
        let done = if self.verify { self.check(&reader).await } else { self.show(&reader).await };
        reader.close().await;
        done
    }

    async fn check(&self, reader: &StoreReader) -> Result<Exit, Failure> {
        let checked = reader.verify_events(&self.anchor).await.map_err(failures)?;
        match (self.format, checked) {
            (AuditFormat::Json, Ok(chain)) => {
                json(&serde_json::json!({
                    "version": 1, "whole": true, "events": chain.events, "forgotten": chain.forgotten, "last": chain.last,
                }))?;
                Ok(Exit::Done)
            }
            (AuditFormat::Json, Err(broken)) => {
                let broken = serde_json::json!({ "id": broken.id, "reason": broken.reason });
                json(&serde_json::json!({ "version": 1, "whole": false, "broken": broken }))?;
                Ok(Exit::Error)
            }
            (_, Ok(chain)) => print(&whole(&chain)).map(|()| Exit::Done),
            (_, Err(broken)) => Err(Failure::error(broken.to_string())
                .hint("compare the daemon's state folder with a backup of it; targets keep ledgers of their own")),
        }
    }

    async fn show(&self, reader: &StoreReader) -> Result<Exit, Failure> {
        let filter = EventFilter {
            target: self.target.clone(),
            kind: self.kind.clone(),
            actor: self.actor.clone(),
            since: self.since,
            until: self.until,
        };
        let mut writer = Writer { format: self.format, written: 0 };
        writer.begin()?;
        let mut after = 0;
        loop {
            let events = reader.events_after(&filter, after).await.map_err(failures)?;
            let Some(last) = events.last() else { break };
            after = last.id;
            for event in &events {
                writer.write(event)?;
            }
        }
        writer.end()?;
        Ok(Exit::Done)
    }
}

/// Prints events as they are read.
struct Writer {
    format: AuditFormat,
    written: u64,
}

impl Writer {
    fn begin(&self) -> Result<(), Failure> {
        match self.format {
            AuditFormat::Text => Ok(()),
            AuditFormat::Json => print("{\"version\":1,\"events\":["),
            AuditFormat::Csv => print("id,at,actor,kind,target,detail,previous,hash\r\n"),
        }
    }

    fn write(&mut self, event: &Event) -> Result<(), Failure> {
        let comma = if self.written > 0 { "," } else { "" };
        self.written += 1;
        match self.format {
            AuditFormat::Text => print(&text(event)),
            AuditFormat::Json => {
                let event = serde_json::to_string(event).map_err(|error| Failure::of(&error))?;
                print(&format!("{comma}\n{event}"))
            }
            AuditFormat::Csv => print(&csv(event)),
        }
    }

    fn end(&self) -> Result<(), Failure> {
        if self.format == AuditFormat::Json { print("\n]}\n") } else { Ok(()) }
    }
}

fn whole(chain: &WholeChain) -> String {
    match &chain.last {
        None => "there is no event yet\n".to_owned(),
        Some(last) => {
            let forgotten = chain.forgotten.as_ref().map(|last| format!("forgotten by policy, up to: {last}\n"));
            let forgotten = forgotten.unwrap_or_default();
            format!("{} events, each bound to the one before\n{forgotten}last: {last}\n", chain.events)
        }
    }
}

/// For people: what others wrote into it does not steer their terminal.
fn text(event: &Event) -> String {
    let target = event.target.as_deref().unwrap_or("-");
    let mut text = format!("{}  {}  {}  by {}\n", event.at, event.kind, target, event.actor);
    let known = event.detail.as_object();
    for (key, value) in known.into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        match value {
            serde_json::Value::String(value) => text.push_str(&format!("  {key}: {}\n", value.replace('\n', "\n    "))),
            value => text.push_str(&format!("  {key}: {value}\n")),
        }
    }
    review::format::plain(&text)
}

fn csv(event: &Event) -> String {
    let fields = [
        event.id.to_string(),
        event.at.to_string(),
        event.actor.clone(),
        event.kind.clone(),
        event.target.clone().unwrap_or_default(),
        event.detail.to_string(),
        event.previous.clone(),
        event.hash.clone(),
    ];
    fields.map(|field| quoted(&field)).join(",") + "\r\n"
}

/// A field of RFC 4180. What a spreadsheet would take for a formula is marked as text: names come from commits of others.
fn quoted(field: &str) -> String {
    let mark = if field.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{mark}{}\"", field.replace('"', "\"\""))
}

/// A day, which begins at midnight UTC, or a moment.
fn moment(text: &str) -> Result<Timestamp, String> {
    let whole = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
    whole
        .parse()
        .map_err(|_| format!("`{text}` is not a day such as 2026-11-01, nor a moment such as 2026-11-01T08:30:00Z"))
}
