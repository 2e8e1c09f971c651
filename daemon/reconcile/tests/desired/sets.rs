//! Target sets and their ids.

use reconcile::desired::{ExpandError, Ids};

use crate::repo::shop;

const SET: &str = "\n[[target-set]]\nname = \"tenant-{id}\"\nenvironment = \"prod\"\nschema = \"shop\"\nurl = \"sqlite:data/{id}.db\"\n";

#[test]
fn listed_ids_become_targets() {
    let state = shop().and_target(&format!("{SET}ids = [\"acme\", \"globex\"]\n")).loads();
    assert_eq!(
        state.targets.keys().map(|name| name.as_str()).collect::<Vec<_>>(),
        ["shop-dev", "tenant-acme", "tenant-globex"]
    );
    let acme = &state.targets["tenant-acme"];
    assert_eq!(acme.url.to_string(), "sqlite:data/acme.db");
    assert_eq!(acme.set.as_deref(), Some("tenant-{id}"));
    assert!(state.queried_sets.is_empty());
}

#[test]
fn ids_of_a_file_are_its_lines() {
    let repo = shop()
        .and_target(&format!("{SET}ids = {{ file = \"targets/tenants.txt\" }}\n"))
        .with("targets/tenants.txt", "# ours\r\nacme\r\n\r\n  globex  \n");
    let state = repo.loads();
    assert!(state.targets.contains_key("tenant-globex") && state.notes.is_empty());
    let repo = repo.with("targets/tenants.txt", "acme\n ac/me\nacme\n");
    repo.is_refused_with(
        "
error: targets/tenants.txt:2:2: `id`: `ac/me` contains `/`; a name has letters, digits, `-`, `_` and `.`
hint: names have ASCII letters, digits, `-`, `_` and `.`: try `ac-me`
error: targets/tenants.txt:3:1: id `acme` stands twice",
    );
}

#[test]
fn a_query_is_left_to_whoever_reaches_the_control_database() {
    let ids = "ids = { query = \"SELECT id FROM tenants\", url = \"env:CONTROL\" }\n";
    let state = shop().and_target(&format!("{SET}{ids}")).loads();
    assert_eq!(state.targets.len(), 1);
    let set = &state.queried_sets[0];
    assert!(
        matches!(&set.ids, Ids::Query { query, url } if query == "SELECT id FROM tenants" && url.to_string() == "env:CONTROL")
    );
    let targets = set.expand(["b", "a"]).expect("both are names");
    assert_eq!(targets.iter().map(|target| target.name.as_str()).collect::<Vec<_>>(), ["tenant-b", "tenant-a"]);
    assert!(matches!(set.expand(["a", "a"]), Err(ExpandError::Twice { .. })));
    assert!(matches!(set.expand(["x?sslmode=disable"]), Err(ExpandError::Id { .. })));
    assert!(matches!(set.expand(["../x"]), Err(ExpandError::Id { .. })));
    assert!(matches!(set.expand(["x".repeat(60).as_str()]), Err(ExpandError::Name { .. })));
}

#[test]
fn an_env_template_takes_the_id_into_its_value() {
    let set = SET.replace("sqlite:data/{id}.db", "env:TENANT_URL");
    let state = shop().and_target(&format!("{set}engine = \"postgres\"\nids = [\"acme\"]\n")).loads();
    let url = &state.targets["tenant-acme"].url;
    let base = std::path::Path::new("/repo");
    let resolved = url.resolve(|_| Some("postgres://u:p@h/{id}".to_owned()), base).expect("it is a URL");
    assert_eq!(resolved.expose(), "postgres://u:p@h/acme");
    let error =
        url.resolve(|_| Some("postgres://u:p@h/all".to_owned()), base).expect_err("every tenant would be one database");
    assert_eq!(
        error.to_string(),
        "the environment variable `TENANT_URL` is the URL template of a target set and has no `{id}`"
    );
}

#[test]
fn a_consent_may_name_a_set_or_a_target_that_a_query_may_find() {
    let ids = "ids = { query = \"SELECT 1\", url = \"env:CONTROL\" }\n";
    let consent = "[[consent]]\ntargets = [\"tenant-{id}\", \"tenant-acme\", \"tenant\"]\nobject = \"*\"\nhazard = \"data-loss\"\nreason = \"x\"\n";
    shop().and_target(&format!("{SET}{ids}")).and_rollout(consent).is_refused_with(
        "
error: policies/rollout.toml:2:42: unknown target `tenant`
hint: the targets are `shop-dev`, `tenant-{id}`",
    );
}

#[test]
fn what_is_wrong_with_a_set_is_said() {
    let set = SET.replace("tenant-{id}", "tenant").replace("data/{id}", "data/all");
    shop().and_target(&format!("{set}ids = {{ query = \"SELECT 1\" }}\n")).is_refused_with(
        "
error: targets/shop.toml:8:8: the name `tenant` of a target set has no `{id}`
hint: put `{id}` where the id stands, as in `tenant-{id}`
error: targets/shop.toml:11:7: the `url` of a target set has no `{id}`, so that all its targets would be one database
hint: put `{id}` where the id stands in the URL
error: targets/shop.toml:12:7: `ids` is either `file` alone, or `query` and `url` together
hint: write ids = [\"acme\", \"globex\"], or { file = \"…\" }, or { query = \"…\", url = \"env:NAME\" }",
    );
    shop().and_target(&format!("{SET}ids = {{ file = \"../etc/passwd\" }}\n")).is_refused_with(
        "
error: targets/shop.toml:12:16: `file`: `../etc/passwd` is no path inside the schema repo
hint: write the path from the root of the schema repo, without `..`",
    );
    shop().and_target(&format!("{SET}ids = [1, \"a\"]\n")).is_refused_with(
        "
error: targets/shop.toml:12:8: `ids` must be a string, and this is an integer
hint: write ids = [\"acme\", \"globex\"], whose items are strings",
    );
}

#[test]
fn a_set_may_not_take_the_name_of_a_target() {
    let set = SET.replace("tenant-{id}", "shop-{id}");
    shop().and_target(&format!("{set}ids = [\"dev\"]\n")).is_refused_with(
        "
error: targets/shop.toml:8:8: the target `shop-dev` is already at targets/shop.toml:2:8
hint: give each target its own name",
    );
}

#[test]
fn twenty_thousand_targets_are_read_at_once() {
    let one = |at: usize| {
        format!("[[target]]\nname = \"t-{at}\"\nenvironment = \"dev\"\nschema = \"shop\"\nurl = \"sqlite:{at}.db\"\n")
    };
    let text: String = (0..10_000).map(one).collect();
    let ids: String = (0..10_000).map(|at| format!("{at}\n")).collect();
    let repo = shop()
        .with("targets/shop.toml", text)
        .with("targets/set.toml", format!("{SET}ids = {{ file = \"targets/ids.txt\" }}\n"))
        .with("targets/ids.txt", ids);
    assert_eq!(repo.loads().targets.len(), 20_000);
}
