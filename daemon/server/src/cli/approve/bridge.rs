//! `groundline bridge`: what reviews on a forge say becomes statements that the bridge signs.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use access::Moment;
use clap::Args;
use reconcile::approval::{Evidence, identify};
use reconcile::bridge::{Facts, Known, Outcome, Request, Said, Standard, is_about, judge, outcomes};
use reconcile::desired::Governance;
use reconcile::status::Timestamp;
use reconcile::store::StoreReader;
use repo::Repository;
use review::approval::{Standing, Verdict, printable};
use schema::Digest;

use super::key::Key;
use super::named_plan::{NamedPlan, policy_and_people};
use super::place;
use super::wording::Wording;
use crate::cli::options::duration;
use crate::cli::schema_repo::open;
use crate::output::{Exit, Failure, failures, print};

/// The most bytes of facts that are read.
const LONGEST: u64 = 64 << 20;

/// Tells the daemon of reviews on a forge: signs a statement, with the bridge's own key, for each review that counts for a plan that waits.
///
/// A review counts where its account is that of a known person (`logins` in `access/people.toml`) who neither wrote the request nor pushed its last commit,
/// where it was submitted after that push, and after the plan was shown on the request by an account of `--posted-by`. What a review took back is
/// revoked, and requested changes reject the plan. A second look signs nothing again. What a bridge may approve is capped by `[[bridge]]` in
/// `policies/approval.toml`. The facts of requests and reviews are a file; daemon/docs/approvals.md has its form.
///
/// Example: groundline bridge --repo shop-schemas --facts facts.json --posted-by ci-bot --key ~/.ssh/bridge --dry-run
///
/// Example: groundline bridge --repo shop-schemas --facts - --posted-by ci-bot --key /run/secrets/bridge --push
#[derive(Args)]
pub(crate) struct BridgeCommand {
    /// What the forge knows of its requests, as JSON; `-` reads the input
    #[arg(long, value_name = "FILE")]
    facts: PathBuf,
    /// An account whose comments and statuses show plans; give it again for more
    #[arg(long, value_name = "ACCOUNT", required = true)]
    posted_by: Vec<String>,
    /// The bridge's key, private or public (`.pub`, through the agent)
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The schema repo's folder: a clone, where the statements are committed
    #[arg(long, value_name = "DIR", default_value = ".")]
    repo: PathBuf,
    /// The daemon's state folder, where it is not the usual one
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// The branch that requests go to [default: the one that the clone is on]
    #[arg(long, value_name = "NAME")]
    branch: Option<String>,
    /// How long the statements count
    #[arg(long, value_name = "DURATION", default_value = "7d", value_parser = duration)]
    expires: Duration,
    /// Push the commits with `git push`
    #[arg(long, conflicts_with = "dry_run")]
    push: bool,
    /// Only say what would be signed, and what counts for nothing and why
    #[arg(long)]
    dry_run: bool,
}

/// A plan that the daemon waits with.
struct Waiting {
    plan: Digest,
    verdict: Verdict,
}

/// What is the same for all plans of one look.
struct Look<'a> {
    command: &'a BridgeCommand,
    facts: &'a Facts,
    people: &'a Governance,
    evidence: &'a [Evidence],
    repository: &'a Repository,
    branch: &'a str,
    key: &'a Key,
}

impl BridgeCommand {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let facts = read_facts(&self.facts)?;
        let checkout = open(&self.repo)?;
        let (store, people) = policy_and_people(&checkout, &self.repo, self.state.as_deref()).await?;
        let Some(store) = store else {
            let failure =
                Failure::error("there is no store of a daemon here, and it is the daemon that knows which plans wait");
            return Err(failure.hint("give its state folder with `--state`"));
        };
        let repository = Repository::open(&self.repo).map_err(failures)?;
        let key = self.own_key(&repository, &people)?;
        let branch = self.branch(&repository)?;
        // Whoever may write files could write any statement: only those count here that a bridge signed.
        let mut evidence = checkout.statements().evidence;
        let (head, now) = (&checkout.state.governance, Moment(Timestamp::now().seconds()));
        evidence.retain(|one| identify(one, &people, head, now).bridge.is_some());
        let look = Look {
            command: &self,
            facts: &facts,
            people: &people,
            evidence: &evidence,
            repository: &repository,
            branch: &branch,
            key: &key,
        };
        let waiting = waiting(&store).await?;
        if waiting.is_empty() {
            print("no plan waits for approvals\n")?;
        }
        let mut signed = 0;
        for one in &waiting {
            signed += look.at(one).await?;
        }
        if self.push && signed > 0 {
            place::push(&self.repo, None)?;
        }
        Ok(Exit::Done)
    }

    /// The key, which must be that of a bridge that the policy in force has.
    fn own_key(&self, repository: &Repository, people: &Governance) -> Result<Key, Failure> {
        let key = Key::choose(Some(&self.key), repository, people)?;
        let key = key.ok_or_else(|| Failure::error("there is no key to sign with"))?;
        let is_of_bridge = key.public.as_ref().is_some_and(|public| {
            let public = public.to_string();
            people.approval.bridges.iter().any(|bridge| bridge.keys.contains(&public))
        });
        match is_of_bridge {
            true => Ok(key),
            false => Err(Failure::refused(format!("`{}` is not the key of a bridge", self.key.display())).hint(
                "the policy in force must have its `.pub` line in `keys` of a `[[bridge]]` of policies/approval.toml",
            )),
        }
    }

    fn branch(&self, repository: &Repository) -> Result<String, Failure> {
        if let Some(branch) = &self.branch {
            return Ok(branch.clone());
        }
        let head = repository.head().map_err(failures)?;
        Ok(head.reference.to_string().trim_start_matches("refs/heads/").to_owned())
    }
}

impl Look<'_> {
    /// Signs what the requests say of one plan; how many statements that are.
    async fn at(&self, waiting: &Waiting) -> Result<usize, Failure> {
        let standard = Standard {
            forge: &self.facts.forge,
            branch: self.branch,
            posted_by: &self.command.posted_by,
            people: self.people,
        };
        let ignored = |source: &str| {
            let ignored = waiting.verdict.ignored.iter().find(|ignored| ignored.source == source);
            ignored.map(|ignored| ignored.why.clone())
        };
        let known = Known { plan: waiting.plan, evidence: self.evidence, ignored: &ignored, now: Timestamp::now() };
        let mut found = Vec::new();
        for request in &self.facts.requests {
            let judged = judge(request, waiting.plan, &standard);
            let outcomes = outcomes(&self.facts.forge, request.number, &judged, &known);
            let is_shown = |outcome: &Outcome| is_about(request, waiting.plan) || !outcome.said.is_empty();
            found.extend(outcomes.into_iter().filter(is_shown).map(|outcome| (request, outcome)));
        }
        if found.is_empty() {
            print(&format!("sha256:{}: no review of it was found\n", waiting.plan.short()))?;
            return Ok(0);
        }
        let plan =
            NamedPlan::find(&waiting.plan.hex(), &self.command.repo, self.command.state.as_deref(), None).await?;
        let mut signed = 0;
        for (request, outcome) in &found {
            self.tell(&plan, request, outcome)?;
            for said in &outcome.said {
                self.sign(&plan, said)?;
                signed += 1;
            }
        }
        Ok(signed)
    }

    fn tell(&self, plan: &NamedPlan, request: &Request, outcome: &Outcome) -> Result<(), Failure> {
        let what = match (outcome.said.is_empty(), self.command.dry_run) {
            (true, _) => "nothing is signed",
            (false, true) => "it would be signed",
            (false, false) => "it is signed",
        };
        let (target, digest, number) = (&plan.target, plan.digest.short(), request.number);
        print(&printable(&format!("{target} sha256:{digest} #{number} {}: {what}: {}\n", outcome.account, outcome.why)))
    }

    fn sign(&self, plan: &NamedPlan, said: &Said) -> Result<(), Failure> {
        let wording = Wording {
            action: said.action,
            approver: said.address.clone(),
            via: Some(said.via.clone()),
            risk: plan.risk,
            expires: self.command.expires,
            reason: said.reason.as_deref(),
        };
        let statement = wording.statement(plan, self.repository)?;
        if self.command.dry_run {
            return print(&format!("  {} by {} via {}\n", said.action, said.address, said.via));
        }
        place::commit(self.repository, &self.command.repo, &statement, self.key)
    }
}

/// The plans that wait for approvals, or that a review rejected.
async fn waiting(store: &StoreReader) -> Result<Vec<Waiting>, Failure> {
    let records = store.targets().await.map_err(failures)?;
    let plans = records.into_iter().filter_map(|record| record.status.plan);
    let judged = plans.filter_map(|summary| Some(Waiting { plan: summary.digest, verdict: summary.approval? }));
    Ok(judged.filter(|one| matches!(one.verdict.standing, Standing::Waiting | Standing::Rejected { .. })).collect())
}

fn read_facts(file: &Path) -> Result<Facts, Failure> {
    let named = |error: &dyn std::fmt::Display| Failure::error(format!("`{}`: {error}", file.display()));
    let mut bytes = Vec::new();
    let read = match file.as_os_str() == "-" {
        true => std::io::stdin().take(LONGEST + 1).read_to_end(&mut bytes),
        false => std::fs::File::open(file).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes)),
    };
    read.map_err(|error| named(&error))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LONGEST) {
        return Err(named(&"it has more than 64 MiB").hint("give the requests of the last weeks"));
    }
    Facts::parse(&bytes).map_err(|error| named(&error).hint("daemon/docs/approvals.md has the form"))
}
