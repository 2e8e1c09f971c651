//! Changelists: what is read, in which order, and what is told of what is wrong.

use reconcile::desired::{Chosen, DesiredState, Expect, Literal, RowSnapshot, Turn};

use crate::repo::{Repo, shop};

const SETTINGS: &str = "title = \"x\"\ntargets = \"true\"\n";

fn with(repo: Repo, id: &str, settings: &str) -> Repo {
    repo.with(&format!("changelists/{id}/changelist.toml"), settings)
        .with(&format!("changelists/{id}/1.sql"), "SELECT 1;")
}

fn ids(state: &DesiredState) -> Vec<&str> {
    state.changelists.iter().map(|changelist| changelist.id.as_str()).collect()
}

#[test]
fn everything_of_a_changelist_is_read() {
    let settings = "title = \" Close \"\ntargets = 'environment == \"dev\"'\nschema = \"before\"\nsnapshot = \"none\"\n\
        reason = \"why\"\nbatch = { table = \"t\", pause = \"2s\" }\n[variables]\na = 1\n[variables.b]\ndefault = \"x\"\n\
        labels = { \"region=eu\" = true }\n[[check]]\nwhen = \"after\"\nquery = \"SELECT 1\"\nexpect = { at_most = 3 }\n";
    let state = with(shop(), "x", settings).with("changelists/x/0.sql", "SELECT 0;").loads();
    let changelist = &state.changelists[0];
    assert_eq!((changelist.title.as_str(), changelist.turn), ("Close", Turn::Before));
    assert!(
        matches!(&changelist.targets, Chosen::Condition(condition) if condition.text() == "environment == \"dev\"")
    );
    assert_eq!(changelist.snapshot, RowSnapshot::Nothing { reason: "why".to_owned() });
    let batch = changelist.batch.as_ref().expect("it has one");
    assert_eq!((batch.table.as_str(), batch.size, batch.pause.as_secs()), ("t", 5000, 2));
    assert_eq!(changelist.variables["a"].default, Some(Literal::Number(1)));
    let label = ("region".to_owned(), "eu".to_owned());
    assert_eq!(changelist.variables["b"].labels[&label], Literal::Truth(true));
    assert_eq!(changelist.checks[0].expect, Expect::Within { least: None, most: Some(3) });
    let files: Vec<_> = changelist.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(files, ["changelists/x/0.sql", "changelists/x/1.sql"]);
    let for_dev: Vec<_> = state.targets.values().filter(|target| changelist.is_for(target)).collect();
    assert!(for_dev.iter().all(|target| target.kind.environment.as_str() == "dev") && !for_dev.is_empty());
}

#[test]
fn they_are_in_the_order_of_their_ids_but_for_what_they_come_after() {
    let repo = with(with(with(shop(), "b", SETTINGS), "a", &format!("{SETTINGS}after = [\"c\"]\n")), "c", SETTINGS);
    assert_eq!(ids(&repo.loads()), ["b", "c", "a"]);
}

#[test]
fn what_is_not_whole_or_goes_in_a_circle_is_refused_at_its_place() {
    let refused = |repo: Repo| repo.fails().to_string();
    let circle =
        with(with(shop(), "a", &format!("{SETTINGS}after = [\"b\"]\n")), "b", &format!("{SETTINGS}after = [\"a\"]\n"));
    let told = refused(circle);
    assert!(
        told.contains(
            "changelists/a/changelist.toml:3:10: changelists wait for each other in a circle: `a` after `b` after `a`"
        ),
        "{told}"
    );
    let told = refused(shop().with("changelists/a/1.sql", ""));
    assert!(told.contains("changelists/a: the changelist `a` has no `changelist.toml`"), "{told}");
    let told = refused(shop().with("changelists/a/changelist.toml", SETTINGS));
    assert!(told.contains("changelists/a: the changelist `a` has no `.sql` file"), "{told}");
    let told = refused(shop().with("changelists/a.sql", ""));
    assert!(told.contains("changelists/a.sql: the file belongs to no changelist"), "{told}");
    let told = refused(with(shop(), "a", "title = \"x\"\ntargets = '''enviroment == \"dev\"'''\n"));
    assert!(told.contains("changelists/a/changelist.toml:2:14: unknown variable `enviroment`"), "{told}");
}
