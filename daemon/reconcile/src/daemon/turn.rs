//! The loop itself: woken by the repository, by a timer or by somebody, it looks at Git, then at every target that is due.
//!
//! Wake-ups carry no data: each turn works from the commit in force and the live targets. Invariant: one task owns the
//! board; when told to end, it starts nothing and waits for what runs.

use std::sync::Arc;
use std::time::Duration;

use engine::RunState;
use schema::Digest;
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::accepted::{Accepted, Assigned};
use super::authorship::Authorship;
use super::board::Board;
use super::census::{Census, News};
use super::error::DaemonError;
use super::feeding::Feeding;
use super::follow::Follow;
use super::goal::Goal;
use super::in_force::InForce;
use super::order::Order;
use super::pace::Pace;
use super::queue::Queue;
use super::recorder::{Report, Reports};
use super::settings::Settings;
use super::suspensions::Suspensions;
use super::trust::Trust;
use super::upkeep::Upkeep;
use super::visit::{Visit, Visited};
use crate::chain;
use crate::rollout;
use crate::status::{DaemonStatus, Operation, Reason, Timestamp};
use crate::store::{EventKind, NewEvent, Store, StoreError, TargetRecord};

/// How often the store is tried while it cannot be written.
const PROBE: Duration = Duration::from_secs(5);
/// How often statuses that only got older are written down.
const KEEP: Duration = Duration::from_secs(60);

/// What the loop owns.
pub(super) struct Turn {
    settings: Arc<Settings>,
    store: Store,
    follow: Follow,
    board: Board,
    census: Census,
    upkeep: Upkeep,
    queue: Queue,
    visits: JoinSet<(Arc<Goal>, Visited)>,
    reports: Reports,
    told: UnboundedReceiver<Report>,
    suspensions: Suspensions,
    feeding: Feeding,
    order: Order,
    authorship: Authorship,
    publishing: Pace,
    halted: Option<String>,
    /// When the store is tried next, while it cannot be written.
    probe_at: Instant,
    started: Timestamp,
    cancel: CancellationToken,
    status: watch::Sender<Arc<DaemonStatus>>,
    in_force: watch::Sender<Option<Arc<InForce>>>,
    trust: Trust,
    /// The policy and the people by which targets were judged last.
    judged_by: Option<Digest>,
}

impl Turn {
    pub(super) async fn open(
        settings: Arc<Settings>,
        store: Store,
        (status, in_force): (watch::Sender<Arc<DaemonStatus>>, watch::Sender<Option<Arc<InForce>>>),
        follow: Follow,
        trust: Trust,
    ) -> Result<Self, DaemonError> {
        let board = Board::restored(store.reader().targets().await?);
        let census = Census::restored(settings.clone(), store.reader().members().await?);
        let (reports, told) = unbounded_channel();
        let (queue, order) = (Queue::new(settings.parallel), Order::new(settings.clone()));
        let (started, cancel) = (settings.clock.now(), CancellationToken::new());
        let visits = JoinSet::new();
        let turn = Self {
            settings,
            store,
            follow,
            board,
            census,
            upkeep: Upkeep::begun(),
            queue,
            visits,
            reports,
            told,
            suspensions: Suspensions::default(),
            feeding: Feeding::default(),
            order,
            authorship: Authorship::default(),
            publishing: Pace::begun(),
            halted: None,
            probe_at: Instant::now(),
            started,
            cancel,
            status,
            in_force,
            trust,
            judged_by: None,
        };
        turn.publish();
        Ok(turn)
    }

    /// Runs until told to end, and ends in order.
    pub(super) async fn run(mut self, wake: &Notify, cancel: CancellationToken) -> Result<(), DaemonError> {
        self.cancel = cancel.clone();
        self.event(NewEvent::by_daemon(EventKind::DaemonStarted, None, json!({ "process": std::process::id() }))).await;
        self.adopt().await;
        self.look_at_git().await;
        self.ask_all();
        let mut keep = tokio::time::interval(KEEP);
        loop {
            self.census.start(Instant::now());
            self.go_on();
            self.start_visits();
            self.publish_at_pace();
            let asked = [self.queue.next_due(), self.census.next_due(), self.order.due(), self.publishing.due()];
            let due = asked.into_iter().flatten().min();
            tokio::select! {
                () = cancel.cancelled() => break,
                () = self.follow.changed() => self.look_at_git().await,
                () = wake.notified() => {
                    self.look_at_git().await;
                    self.ask_all();
                }
                Some(report) = self.told.recv() => self.show(report),
                news = self.census.answered() => self.counted(news).await,
                () = self.order.checks.finished() => self.order.ask(),
                Some(joined) = self.visits.join_next() => self.joined(joined).await,
                // Nothing happened: it is only time for something, and there is nothing to publish.
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => continue,
                _ = keep.tick() => {
                    self.keep().await;
                    self.forget().await;
                }
                () = sleep_until(self.probe_at), if self.halted.is_some() => self.probe().await,
            }
            self.publishing.ask();
        }
        self.end().await
    }

    /// Starts what is due; nothing while it is to end.
    fn start_visits(&mut self) {
        let Some(accepted) = self.follow.accepted.clone() else { return };
        while let Some(name) = self.queue.take(Instant::now()) {
            let ready = match accepted.targets.get(&name) {
                Some(Assigned::Ready(goal)) => Some(goal.clone()),
                Some(Assigned::Not { .. }) | None => None,
            };
            let (Some(goal), Some(entry)) = (ready, self.board.entries.get(&name)) else {
                self.queue.done(&name);
                continue;
            };
            let now = self.settings.clock.now();
            let status = &entry.record.status;
            let held = self.order.held(&goal, &accepted, &self.board, now);
            let waits = status.wave.as_ref().filter(|_| status.operation == Operation::AwaitingWave);
            let is_its_turn = waits.is_some_and(|wave| wave.limit.is_some() || held.is_none());
            let is_skip_over = status.reason == Reason::Skipped && goal.skip(now.system()).is_none();
            let has_window_moved = is_skip_over
                || (status.operation == Operation::AwaitingWindow && status.window != goal.closed(status, now));
            let mut site = goal.site.clone();
            site.options.steering = site.options.steering.suspended_by(self.suspensions.of(&name));
            let visit = Visit {
                purges: self.upkeep.is_due(&name, &self.settings),
                goal: goal.clone(),
                site,
                settings: self.settings.clone(),
                store: self.store.clone(),
                memory: entry.record.memory.clone(),
                is_overdue: status.glass.iter().any(|one| !one.is_overdue && one.due <= now),
                has_window_moved,
                held,
                is_its_turn,
                lanes: self.order.lanes.clone(),
                is_known: entry.is_known,
                halted: self.halted.clone(),
                reports: self.reports.clone(),
                cancel: self.cancel.clone(),
                source: self.follow.source().clone(),
                authorship: self.authorship.clone(),
                trust: self.trust.in_force(&accepted),
                head: self.trust.head(&accepted),
            };
            let span = tracing::info_span!("target", name = %name, revision = %goal.revision);
            self.visits.spawn(async move { (goal, visit.run().await) }.instrument(span));
        }
    }

    async fn joined(&mut self, joined: Result<(Arc<Goal>, Visited), tokio::task::JoinError>) {
        // What the visit told was sent before it ended.
        while let Ok(report) = self.told.try_recv() {
            self.show(report);
        }
        match joined {
            Ok((goal, visited)) => self.visited(&goal, visited).await,
            Err(error) => tracing::error!(%error, "a visit did not end in order"),
        }
    }

    async fn visited(&mut self, goal: &Goal, visited: Visited) {
        let name = goal.name();
        self.queue.done(name);
        let Some(entry) = self.board.entries.get_mut(name) else { return };
        let is_news = !matches!(visited, Visited::Unchanged);
        if matches!(&visited, Visited::Ran(ran) if ran.ended.state == RunState::Succeeded) {
            self.feeding.begin(goal, &self.cancel);
        }
        let now = self.settings.clock.now();
        if !matches!(visited, Visited::Troubled(_)) && self.upkeep.is_due(name, &self.settings) {
            self.upkeep.done(name);
        }
        let after = entry.visited(visited, goal, &self.settings.backoff, now);
        if let Some(at) = after.again {
            self.queue.ask(name, at);
        }
        if let Some(why) = after.halt {
            self.halt(why);
        }
        for event in after.events {
            self.event(event).await;
        }
        if is_news {
            if let Some(accepted) = self.follow.accepted.clone() {
                self.order.changed(name, &accepted, &self.board, now);
            }
            self.order.fill_room(goal, &self.board, &mut self.queue);
            self.keep_of(name).await;
        }
    }

    fn show(&mut self, report: Report) {
        self.board.show(report, self.settings.clock.now());
    }

    /// Lets those go on that waited for other targets.
    fn go_on(&mut self) {
        if let Some(accepted) = self.follow.accepted.clone() {
            self.order.go_on(&accepted, &mut self.board, &mut self.queue, self.settings.clock.now());
        }
    }

    /// Looks at Git; when the commit in force changed, every target is asked for.
    async fn look_at_git(&mut self) {
        let before = self.follow.accepted.clone();
        let news = self.follow.look().await;
        for event in news {
            self.event(event).await;
        }
        let kept = self.store.keep_source(self.follow.record()).await;
        self.noticed(kept);
        let Some(accepted) = self.follow.accepted.clone() else { return };
        let is_same = |before: Arc<Accepted>| before.revision == accepted.revision && before.said == accepted.said;
        if !before.is_some_and(is_same) {
            self.adopt().await;
            self.ask_all();
        }
    }

    /// Finds out which policy and which people are in force; where others are, every target is judged anew.
    async fn consider_policy(&mut self, accepted: &Accepted) {
        match self.trust.consider(accepted, self.follow.source(), &self.store).await {
            Ok(news) => {
                for event in news {
                    self.event(event).await;
                }
            }
            Err(error) => self.halt(chain(&error)),
        }
        let kept = self.store.keep_policy_waits(self.trust.waits()).await;
        self.noticed(kept);
        let (in_force, head) = (self.trust.in_force(accepted), self.trust.head(accepted));
        let now = Digest::of_parts([in_force.digest().hex().as_bytes(), head.digest().hex().as_bytes()]);
        if self.judged_by.replace(now).is_some_and(|before| before != now) {
            self.board.entries.values_mut().for_each(|entry| entry.record.memory.token = None);
        }
    }

    /// Takes over the commit in force with the members that its target sets have.
    async fn adopt(&mut self) {
        let Some(accepted) = self.follow.accepted.clone() else { return };
        self.consider_policy(&accepted).await;
        self.census.adopt(&accepted.state, Instant::now());
        let members = self.census.members(&accepted.state);
        let accepted = Arc::new(accepted.with_members(&members, &self.settings));
        self.follow.accepted = Some(accepted.clone());
        self.in_force.send_replace(Some(Arc::new(InForce::of(accepted.clone()))));
        self.suspensions.adopt(&accepted);
        self.authorship.adopt(&accepted.revision);
        self.call_off(&accepted);
        for event in self.board.adopt(&accepted, self.settings.clock.now()) {
            if let Some(name) = &event.target {
                self.queue.forget(name);
            }
            self.event(event).await;
        }
        self.order.adopt(&accepted, &self.board, self.settings.clock.now());
        self.keep().await;
    }

    /// Calls off the runs that are under way where somebody decided so; each is undone after its step.
    fn call_off(&self, accepted: &Accepted) {
        let is_running = |name: &String| {
            self.board.entries.get(name).is_some_and(|entry| entry.record.status.operation.is_running())
        };
        for (_, assigned) in accepted.targets.iter().filter(|(name, _)| is_running(name)) {
            let Assigned::Ready(goal) = assigned else { continue };
            if goal.cancelled.is_none() {
                continue;
            }
            let site = goal.site.clone();
            tokio::spawn(async move {
                if let Err(error) = rollout::call_off(&site).await {
                    tracing::warn!(error = %chain(&error), "a run cannot be called off; it goes on");
                }
            });
        }
    }

    fn ask_all(&mut self) {
        self.census.ask_all(Instant::now());
        self.ask_those(|_| true);
    }

    fn ask_those(&mut self, are_meant: impl Fn(&str) -> bool) {
        let Some(accepted) = &self.follow.accepted else { return };
        let now = Instant::now();
        for (name, assigned) in &accepted.targets {
            if matches!(assigned, Assigned::Ready(_)) && are_meant(name) {
                self.queue.ask(name, now);
            }
        }
    }

    /// Takes over what the query of a target set answered: members that came are looked at, those that went are left alone.
    async fn counted(&mut self, news: News) {
        if let Some(members) = &news.kept {
            let kept = self.store.keep_members(members).await;
            self.noticed(kept);
        }
        if let Some(event) = news.event {
            self.event(event).await;
        }
        if news.is_changed {
            let before = self.follow.accepted.clone();
            self.adopt().await;
            let was_there = |name: &str| before.as_ref().is_some_and(|before| before.targets.contains_key(name));
            self.ask_those(|name| !was_there(name));
        }
    }

    /// Writes down what the store does not have yet.
    async fn keep(&mut self) {
        let changed = self.board.entries.values().filter(|entry| !entry.is_kept);
        let records = changed.map(|entry| entry.record.clone()).collect();
        self.keep_records(records).await;
    }

    /// Forgets the history that the policy in force keeps no longer.
    async fn forget(&mut self) {
        let Some(accepted) = self.follow.accepted.clone() else { return };
        let Some(kept) = self.trust.in_force(&accepted).approval.keep_history else { return };
        let Some(before) = self.upkeep.forgets_before(Duration::from_secs(kept), &self.settings) else { return };
        match self.store.forget_before(before, self.settings.clock.now()).await {
            Ok(true) => tracing::info!(%before, "the history before it was forgotten, as the policy says"),
            Ok(false) => {}
            Err(error) => self.halt(chain(&error)),
        }
    }

    /// Writes down one target.
    async fn keep_of(&mut self, name: &str) {
        let changed = self.board.entries.get(name).filter(|entry| !entry.is_kept);
        let records = changed.map(|entry| entry.record.clone()).into_iter().collect();
        self.keep_records(records).await;
    }

    async fn keep_records(&mut self, records: Vec<TargetRecord>) {
        if records.is_empty() {
            return;
        }
        let kept = self.store.keep_targets(&records, self.settings.clock.now()).await;
        if kept.is_ok() {
            for record in &records {
                if let Some(entry) = self.board.entries.get_mut(&record.status.name) {
                    entry.is_kept = true;
                }
            }
        }
        self.noticed(kept);
    }

    async fn event(&mut self, event: NewEvent) {
        let written = self.store.append(&event, self.settings.clock.now()).await;
        self.noticed(written);
    }

    /// A store that cannot be written stops every applying.
    fn noticed(&mut self, written: Result<(), StoreError>) {
        if let Err(error) = written {
            self.halt(chain(&error));
        }
    }

    fn halt(&mut self, why: String) {
        if self.halted.is_none() {
            tracing::error!(why, "nothing is applied until the store can be written");
        }
        self.halted = Some(why);
        self.probe_at = Instant::now() + PROBE;
    }

    async fn probe(&mut self) {
        self.probe_at = Instant::now() + PROBE;
        if self.store.probe().await.is_ok() {
            tracing::info!("the store can be written again");
            self.halted = None;
            for entry in self.board.entries.values_mut() {
                entry.record.memory.token = None;
            }
            self.ask_all();
        }
    }

    /// Publishes if something happened, and rarely where there are many targets.
    fn publish_at_pace(&mut self) {
        let mut pace = std::mem::replace(&mut self.publishing, Pace::begun());
        pace.go(|| self.publish());
        self.publishing = pace;
    }

    fn publish(&self) {
        let mut source = self.follow.status();
        source.diagnostics.extend(self.census.diagnostics());
        source.diagnostics.extend(self.board.sql_diagnostics());
        let mut status = DaemonStatus::starting(source, self.started);
        status.at = self.settings.clock.now();
        status.halted.clone_from(&self.halted);
        status.policy = self.trust.status();
        status.targets = self.board.statuses();
        self.status.send_replace(Arc::new(status));
    }

    /// Waits for what runs, writes everything down.
    async fn end(mut self) -> Result<(), DaemonError> {
        tracing::info!(running = !self.queue.is_quiet(), "ending: what runs is brought to a safe point first");
        while let Some(joined) = self.visits.join_next().await {
            self.joined(joined).await;
            self.publish();
        }
        self.event(NewEvent::by_daemon(EventKind::DaemonEnded, None, json!({ "process": std::process::id() }))).await;
        self.keep().await;
        self.publish();
        self.store.close().await;
        Ok(())
    }
}
