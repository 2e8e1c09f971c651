//! `groundline online`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Args};
use engine::{OnlineSettings, RunState, Steering};
use plan::{Consent, Mode};
use reconcile::rollout::{Retry, RolloutError, Site};
use reconcile::single::{self, SingleError, TableChange};

use super::apply::{consent, failed, refuse_without_consent, run_plan};
use super::options::{Format, PlanningArgs, duration, site, url};
use super::plan::refuse_unsupported;
use super::undo::undone;
use crate::output::{Exit, Failure, Narrator, json, print, took_as_json, took_in_words};

/// Changes one table of PostgreSQL, MySQL or MariaDB while everybody goes on reading and writing it.
///
/// The cheapest safe way is taken: where the catalog alone changes, that is all that happens; else rows are copied by short
/// ranges, later writes are replayed, both sides are compared row by row, and the change becomes visible in one moment. The
/// rows as they were are kept and `--revert` brings them back with all later writes. It needs no triggers on MySQL, and no
/// program beside this one.
///
/// A process that was killed left everything as it stood: `--resume` goes on, `--abort` takes it back.
///
/// JSON: {"version":1,"run","state","online":{TABLE:{"phases":{PHASE:{"seconds","rows"}},"replayed","locked_ms"}}} and, where it was
/// planned, "target", "digest", "steps"
///
/// Example: groundline online --url env:SHOP --table orders --alter "MODIFY id BIGINT NOT NULL AUTO_INCREMENT" --yes
///
/// Example: groundline online --url env:SHOP --table orders --alter "ALTER COLUMN id TYPE bigint" --hold /run/wait --yes
#[derive(Args)]
#[command(group(ArgGroup::new("what").required(true).args(["alter", "resume", "abort", "revert"])))]
pub(crate) struct Online {
    /// The database: `postgres://…`, `mysql://…`, or `env:NAME`
    #[arg(long)]
    url: String,
    /// The table, with its schema where there are several of that name
    #[arg(long, value_name = "T", requires = "alter")]
    table: Option<String>,
    /// What follows `ALTER TABLE T`
    #[arg(long, value_name = "CLAUSES", requires = "table")]
    alter: Option<String>,
    /// Go on with a change whose process died
    #[arg(long)]
    resume: bool,
    /// Call a change off, whether a process works on it or not: nothing of it stays
    #[arg(long)]
    abort: bool,
    /// Bring back the table as it was before the last change, with all later writes
    #[arg(long)]
    revert: bool,
    /// Really do it; without it the plan is only shown
    #[arg(long)]
    yes: bool,
    /// Hazards consented to, by code and separated by commas; `all` for every one
    #[arg(long, value_name = "HAZARD,…", default_value = "")]
    allow: String,
    /// MySQL: stay for so long after the exchange and feed the table as it was, so that a revert is a matter of an instant;
    /// without it a revert first brings that table up to date from the server's log
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = duration)]
    feed: Duration,
    #[command(flatten)]
    pace: PaceArgs,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    planning: PlanningArgs,
}

/// What the change may ask of the server.
#[derive(Args, Clone, Debug)]
struct PaceArgs {
    /// The change does not become visible while this file exists; everything else goes on
    #[arg(long, value_name = "FILE")]
    hold: Option<PathBuf>,
    /// Nothing is copied while this file exists
    #[arg(long, value_name = "FILE")]
    pause: Option<PathBuf>,
    /// How long one range of rows should take
    #[arg(long, value_name = "DURATION", default_value = "150ms", value_parser = duration)]
    range_time: Duration,
    /// How many sessions copy at once; as many as the server gains from where it is not said
    #[arg(long, value_name = "N")]
    workers: Option<usize>,
    /// A replica that must not fall behind (again for more)
    #[arg(long, value_name = "URL")]
    replica: Vec<String>,
    /// How far replicas may be behind
    #[arg(long, value_name = "DURATION", default_value = "1500ms", value_parser = duration)]
    max_lag: Duration,
    /// How many sessions of the server may be at work; more of them make it wait
    #[arg(long, value_name = "N", default_value_t = 64)]
    max_running: u32,
    /// How long MySQL's list of old row versions may get; a longer one makes it wait
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    max_history: u64,
    /// A query; while it gives anything but NULL, 0, false or nothing, nothing is copied
    #[arg(long, value_name = "SQL")]
    throttle_query: Option<String>,
    /// How long the exchange of names may wait for the table, and hold it, each time it is tried
    #[arg(long, value_name = "DURATION", default_value = "3s", value_parser = duration)]
    exchange_wait: Duration,
    /// How often the exchange of names is tried
    #[arg(long, value_name = "N", default_value_t = 60)]
    exchange_attempts: u32,
}

impl PaceArgs {
    fn steering(&self) -> Result<Steering, Failure> {
        let replicas = self.replica.iter().map(|text| url(text)).collect::<Result<Vec<_>, _>>()?;
        let settings = OnlineSettings {
            range_time: self.range_time.max(Duration::from_millis(1)),
            workers: self.workers,
            hold: self.hold.clone(),
            pause: self.pause.clone(),
            replicas,
            max_lag: self.max_lag,
            max_running: Some(self.max_running),
            max_history: Some(self.max_history),
            throttle_query: self.throttle_query.clone(),
            exchange_wait: self.exchange_wait,
            exchange_attempts: self.exchange_attempts,
        };
        Ok(Steering::of(settings))
    }
}

impl Online {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let planning = self.planning.planning("")?;
        let mut site = site(&self.url, planning.scope.clone(), Retry::default())?;
        site.options.steering = self.pace.steering()?;
        match (&self.table, &self.alter) {
            (Some(table), Some(clauses)) => {
                let change = TableChange { table: table.clone(), clauses: clauses.clone() };
                let planned = single::plan_online(&site, &change, &planning).await?;
                refuse_unsupported(&planned)?;
                self.change(&site, &planned.plan).await
            }
            _ if !self.yes => Err(Failure::refused("nothing was changed: `--yes` is missing")),
            _ if self.resume => self.resume(&site).await,
            _ if self.abort => self.abort(&site).await,
            _ => self.revert(&site).await,
        }
    }

    async fn change(&self, site: &Site, plan: &plan::Plan) -> Result<Exit, Failure> {
        let consent: Consent = consent(&self.allow)?;
        refuse_without_consent(&consent.missing(plan))?;
        if !plan.steps.iter().any(|step| step.mode == Mode::Online) && !plan.empty {
            eprintln!("no row has to be copied: the cheaper way is taken");
        }
        if !self.yes && !plan.empty {
            print(&plan::show::plan_text(plan))?;
            return Err(Failure::refused("nothing was changed: `--yes` is missing"));
        }
        let exit = run_plan(site, plan, None, self.format).await?;
        self.feed(site).await?;
        Ok(exit)
    }

    /// Feeds the table as it was for as long as is asked for.
    async fn feed(&self, site: &Site) -> Result<(), Failure> {
        if self.feed.is_zero() {
            return Ok(());
        }
        eprintln!(
            "feeding the table as it was for {}; Ctrl-C ends it and loses nothing",
            reconcile::desired::show_duration(self.feed)
        );
        Ok(single::feed(site, self.feed).await?)
    }

    async fn resume(&self, site: &Site) -> Result<Exit, Failure> {
        match single::recover(site, &mut Narrator::new()).await? {
            Some(ended) if ended.state == RunState::Succeeded => {
                let exit = self.ended(site, ended.run.0, "succeeded")?;
                self.feed(site).await?;
                Ok(exit)
            }
            Some(ended) => Err(failed(&ended)),
            None => Err(Failure::error(format!("{}: no change is open", site.url))
                .hint("`groundline history` lists the runs; a new change begins with `--table` and `--alter`")),
        }
    }

    async fn abort(&self, site: &Site) -> Result<Exit, Failure> {
        let aborted = single::abort(site, &mut Narrator::new()).await;
        if let Err(SingleError::Rollout(RolloutError::NoRun(None))) = aborted {
            return Err(Failure::error(format!("{}: no change is open", site.url)));
        }
        match aborted? {
            Some(ended) if ended.left.is_empty() => self.ended(site, ended.run.0, "aborted"),
            Some(ended) => Err(failed(&ended)),
            None => print(&format!("{}: the process that works on it takes it back\n", site.url)).map(|()| Exit::Done),
        }
    }

    async fn revert(&self, site: &Site) -> Result<Exit, Failure> {
        let ended = undone(site, None).await?;
        self.ended(site, ended.run.0, "reverted")
    }

    fn ended(&self, site: &Site, run: i64, word: &str) -> Result<Exit, Failure> {
        let took = site.options.steering.accounts();
        for line in took_in_words(&took) {
            eprintln!("{line}");
        }
        match self.format {
            Format::Json => {
                json(&serde_json::json!({ "version": 1, "run": run, "state": word, "online": took_as_json(&took) }))?
            }
            Format::Text | Format::Diff => print(&format!("{}: run {run} {word}\n", site.url))?,
        }
        Ok(Exit::Done)
    }
}
