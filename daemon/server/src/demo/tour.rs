//! The tour: each part says what is done, does it, and checks that it came out.

use engine::RunState;
use reconcile::checkout::Checkout;
use reconcile::rollout::Ended;
use reconcile::single;
use reconcile::status::{Operation, Sync, TargetStatus};

use super::shop::Shop;
use super::wait::until;
use crate::http::StatusReceiver;
use crate::output::{Failure, Narrator, failures, print};

const STAGING: &str = "shop-staging";
const PRODUCTION: &str = "shop-production";
const FAXES: &str = "SELECT count(fax) FROM customers";
const CONSENT: &str = r#"
[[consent]]
environment = "staging"
object = "customers"
hazard = "data-loss"
reason = "nobody sends faxes any more"

[[consent]]
environment = "staging"
object = "customers"
hazard = "backward-incompatible"
reason = "no program reads the fax number"
"#;

/// The tour through the shop.
pub(super) struct Tour {
    shop: Shop,
    status: StatusReceiver,
    url: String,
    part: u32,
}

impl Tour {
    pub(super) fn new(shop: Shop, status: StatusReceiver, url: String) -> Self {
        Self { shop, status, url, part: 0 }
    }

    /// Where the pages are.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The schema repo.
    pub(super) fn folder(&self) -> String {
        self.shop.folder().display().to_string()
    }

    /// All parts in order; the first that fails ends it.
    pub(super) async fn run(&mut self) -> Result<(), Failure> {
        self.open().await?;
        self.change().await?;
        self.apply_to_production().await?;
        self.drift().await?;
        self.drop_and_revert().await?;
        print("\nAll of it worked.\n")
    }

    async fn open(&mut self) -> Result<(), Failure> {
        self.title("A schema repo and two databases")?;
        self.say(&format!("The schema repo is {}; its desired schema is schemas/shop/*.sql.", self.folder()))?;
        let tracks = self.shop.count(STAGING, "SELECT count(*) FROM tracks").await?;
        let sales = self.shop.count(STAGING, "SELECT count(*) FROM invoice_lines").await?;
        self.say(&format!("{STAGING} and {PRODUCTION} are SQLite files with {tracks} tracks and {sales} sales each."))?;
        self.say(&format!("The daemon follows the repo; its pages are at {}", self.url))?;
        for target in [STAGING, PRODUCTION] {
            let status = until(&mut self.status, target, "in sync", |now| now.sync == Sync::InSync).await?;
            self.show(&status)?;
        }
        Ok(())
    }

    async fn change(&mut self) -> Result<(), Failure> {
        self.title("A change is committed, planned and applied to staging")?;
        let column = "    loyalty_points INTEGER NOT NULL DEFAULT 0 CHECK (loyalty_points >= 0),\n";
        self.shop.edit("schemas/shop/customers.sql", "    city TEXT,\n", &format!("{column}    city TEXT,\n"))?;
        let index = "\nCREATE INDEX customers_by_city ON customers (city) WHERE city IS NOT NULL;\n";
        self.shop.edit("schemas/shop/customers.sql", "\n);\n", &format!("\n);\n{index}"))?;
        let revision = self.shop.commit("Give customers loyalty points")?.to_string();
        self.say(&format!("Committed {} «Give customers loyalty points».", short(&revision)))?;
        let reached =
            |now: &TargetStatus| now.revision.applied.as_deref() == Some(&revision) && now.sync == Sync::InSync;
        let status = until(&mut self.status, STAGING, "in sync with the commit", reached).await?;
        self.show(&status)?;
        let customers = self.shop.count(STAGING, "SELECT count(*) FROM customers WHERE loyalty_points = 0").await?;
        self.check(customers == 100, "staging has the column, and all 100 customers")
    }

    async fn apply_to_production(&mut self) -> Result<(), Failure> {
        self.title("Production waits for a person, who reviews the plan and applies it")?;
        let waits = |now: &TargetStatus| now.operation == Operation::AwaitingApproval;
        let status = until(&mut self.status, PRODUCTION, "waiting", waits).await?;
        self.show(&status)?;
        self.apply_by_person(PRODUCTION, true).await?;
        let status = until(&mut self.status, PRODUCTION, "in sync", |now| now.sync == Sync::InSync).await?;
        self.show(&status)
    }

    async fn drift(&mut self) -> Result<(), Failure> {
        self.title("Somebody changes staging by hand, and it is found")?;
        self.shop.by_hand(STAGING, "CREATE INDEX quick_fix ON tracks (title)").await?;
        self.say("By hand, in the database: CREATE INDEX quick_fix ON tracks (title)")?;
        let status = until(&mut self.status, STAGING, "drifted", |now| now.sync == Sync::Drifted).await?;
        self.show(&status)?;
        for object in status.drift.iter().flat_map(|drift| &drift.objects) {
            self.say(&format!("  {} {}", object.object, object.change.word()))?;
        }
        self.say("A person takes it back with `groundline apply`:")?;
        self.apply_by_person(STAGING, false).await?;
        let status = until(&mut self.status, STAGING, "in sync", |now| now.sync == Sync::InSync).await?;
        self.show(&status)
    }

    async fn drop_and_revert(&mut self) -> Result<(), Failure> {
        self.title("A column is dropped, and a revert of the commit brings its data back")?;
        let before = self.shop.count(STAGING, FAXES).await?;
        self.say(&format!("{before} customers have a fax number. The commit drops the column; it bears the consent:"))?;
        let text = "    city TEXT,\n    fax TEXT\n";
        self.shop.edit("schemas/shop/customers.sql", text, "    city TEXT\n")?;
        let rollout = std::fs::read_to_string(self.shop.folder().join("policies/rollout.toml")).map_err(failures)?;
        self.shop.write("policies/rollout.toml", &format!("{rollout}{CONSENT}"))?;
        self.say(CONSENT.trim())?;
        let dropped = self.shop.commit("Drop the fax number")?;
        let revision = dropped.to_string();
        let reached =
            |now: &TargetStatus| now.revision.applied.as_deref() == Some(&revision) && now.sync == Sync::InSync;
        let status = until(&mut self.status, STAGING, "without the column", reached).await?;
        self.show(&status)?;
        let gone =
            self.shop.count(STAGING, "SELECT count(*) FROM pragma_table_info('customers') WHERE name = 'fax'").await?;
        self.check(gone == 0, "the column is gone; its values are in a snapshot")?;

        let reverted = self.shop.revert(dropped)?.to_string();
        self.say(&format!("Reverted by commit {}.", short(&reverted)))?;
        let back = |now: &TargetStatus| now.revision.applied.as_deref() == Some(&reverted) && now.sync == Sync::InSync;
        let status = until(&mut self.status, STAGING, "as before", back).await?;
        self.show(&status)?;
        let after = self.shop.count(STAGING, FAXES).await?;
        self.check(after == before, &format!("the column is back, with its {after} fax numbers"))
    }

    /// What `groundline plan` and `groundline apply --repo … --target … --yes` do.
    async fn apply_by_person(&self, target: &str, review: bool) -> Result<(), Failure> {
        let checkout = Checkout::of_folder(self.shop.folder())?;
        for chosen in checkout.targets(Some(target))? {
            let assignment = checkout.assign(chosen, &|_| None, None)?;
            let planned = single::plan_assignment(&assignment).await?;
            if review {
                let text = plan::show::plan_text(&planned.plan);
                self.say(&text.lines().map(|line| format!("  | {line}\n")).collect::<String>())?;
            }
            let ended = single::apply(&assignment.site, &planned.plan, None, &mut Narrator::silent()).await?;
            self.ended(&ended)?;
        }
        Ok(())
    }

    fn ended(&self, ended: &Ended) -> Result<(), Failure> {
        self.check(ended.state == RunState::Succeeded, &format!("run {} {}", ended.run, ended.state.word()))
    }

    fn title(&mut self, title: &str) -> Result<(), Failure> {
        self.part += 1;
        print(&format!("\n{}. {title}\n", self.part))
    }

    fn say(&self, text: &str) -> Result<(), Failure> {
        print(&text.lines().map(|line| format!("   {line}\n")).collect::<String>())
    }

    fn show(&self, status: &TargetStatus) -> Result<(), Failure> {
        self.say(&format!("{}: {}, {} — {}", status.name, status.sync, status.operation, status.message))
    }

    fn check(&self, holds: bool, what: &str) -> Result<(), Failure> {
        if holds { self.say(&format!("✓ {what}")) } else { Err(Failure::error(format!("it did not work: {what}"))) }
    }
}

fn short(revision: &str) -> String {
    revision.chars().take(10).collect()
}
