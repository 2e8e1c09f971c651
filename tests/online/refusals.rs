//! What cannot be changed online is planned as the blocking change it is, with its hazard, which says why.

use tests::Fault;

use super::place::{Engine, Place, must};

/// What stands in the way, and a word of the reason.
fn obstacles(engine: Engine) -> &'static [(&'static str, &'static str)] {
    match engine {
        Engine::MySql => &[
            (
                "CREATE TABLE item (of_order INT NOT NULL, FOREIGN KEY (of_order) REFERENCES orders (id));",
                "foreign keys",
            ),
            ("CREATE TRIGGER stamp BEFORE UPDATE ON orders FOR EACH ROW SET NEW.paid = 1;", "triggers"),
            ("ALTER TABLE orders MODIFY id INT NOT NULL, DROP PRIMARY KEY, DROP KEY note;", "no key"),
            ("ALTER TABLE orders ENGINE = MyISAM;", "InnoDB"),
        ],
        Engine::Postgres => &[
            (
                "CREATE TRIGGER stamp AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();",
                "fire",
            ),
            ("CREATE TABLE more_orders () INHERITS (orders);", "hierarchy"),
        ],
    }
}

/// The plan that is shown has the reason; without `--yes` nothing happens.
pub(super) fn why_not(engine: Engine) -> Result<(), Fault> {
    for (obstacle, reason) in obstacles(engine) {
        let place = Place::with(engine, 100)?;
        place.ask(obstacle)?;
        let url = place.url();
        let change = ["online", "--url", &url, "--table", "orders", "--alter", engine.clauses(), "--allow", "all"];
        let shown = place.program.run(change)?;
        let said = format!("{}{}", shown.stdout, shown.stderr);
        must(said.contains("online") && said.contains(reason), || format!("{obstacle} is not named: {said}"))?;
        must(shown.status == 3, || format!("it ended with {}: {said}", shown.status))?;
        must(!place.is_changed()?, || format!("it was changed without `--yes`: {said}"))?;
    }
    Ok(())
}
