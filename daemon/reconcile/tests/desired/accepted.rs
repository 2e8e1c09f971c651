//! What is read, and the defaults of what is not there.

use std::time::{Duration, SystemTime};

use plan::HazardCode;
use reconcile::desired::{DriftMode, Globs, Mode, Severity};
use schema::Dialect;

use crate::repo::{TARGET, shop};

#[test]
fn a_small_repo_loads_without_a_word_and_with_every_default() {
    let state = shop().loads();
    assert!(state.notes.is_empty(), "{}", state.notes);
    assert_eq!(state.project.name, "shop");
    let target = &state.targets["shop-dev"];
    assert_eq!((target.kind.engine, target.url.to_string()), (Dialect::Sqlite, "sqlite:shop.db".to_owned()));
    assert_eq!(target.origin.to_string(), "targets/shop.toml:2:8");
    let settings = state.settings_of(target);
    assert_eq!((settings.mode, settings.drift), (Mode::Manual, DriftMode::Alert));
    assert_eq!(settings.lock_timeout, Duration::from_secs(3));
    assert_eq!(settings.statement_timeout, Duration::ZERO);
    assert_eq!(settings.retention, Duration::from_secs(30 * 86_400));
    assert_eq!(state.rollout.poll_interval, Duration::from_secs(60));
}

#[test]
fn an_environment_has_its_own_settings_over_those_of_the_file() {
    let state = shop()
        .and_rollout(
            "lock_timeout = \"1s\"\nexclude = [\"tmp_*\"]\n[environment.dev]\nmode = \"auto\"\ndrift = \"off\"\n",
        )
        .loads();
    let dev = state.settings_of(&state.targets["shop-dev"]);
    assert_eq!((dev.mode, dev.drift, dev.lock_timeout), (Mode::Auto, DriftMode::Off, Duration::from_secs(1)));
    assert_eq!(state.rollout.defaults.mode, Mode::Manual);
    assert_eq!(dev.exclude, ["tmp_*"]);
}

#[test]
fn globs_of_a_target_stand_beside_those_of_the_policy() {
    let repo = shop().and_rollout("include = [\"a*\"]\nexclude = [\"tmp_*\"]\n");
    let state = repo.clone().and_target("include = [\"b*\"]\nexclude = [\"geo\"]\n").loads();
    let target = &state.targets["shop-dev"];
    let globs = target.kind.globs(state.settings_of(target));
    assert_eq!(globs, Globs { include: vec!["b*".to_owned()], exclude: vec!["tmp_*".to_owned(), "geo".to_owned()] });
    let state = repo.loads();
    let target = &state.targets["shop-dev"];
    assert_eq!(target.kind.globs(state.settings_of(target)).include, ["a*"]);
}

#[test]
fn the_engine_of_an_env_url_comes_from_the_target_or_from_the_defaults() {
    let target = TARGET.replace("sqlite:shop.db", "env:SHOP");
    let own = shop().with("targets/shop.toml", format!("{target}engine = \"sqlite\"\n")).loads();
    assert_eq!(own.targets["shop-dev"].kind.engine, Dialect::Sqlite);
    let top = "format = 1\nproject = \"shop\"\nenvironments = [\"dev\"]\n[defaults]\nengine = \"postgres\"\nscratch_url = \"env:SCRATCH\"\n";
    let general = shop().with("targets/shop.toml", target).with("groundline.toml", top).loads();
    let kind = &general.targets["shop-dev"].kind;
    assert_eq!(kind.engine, Dialect::Postgres);
    assert_eq!(kind.scratch_url.as_ref().map(ToString::to_string).as_deref(), Some("env:SCRATCH"));
}

#[test]
fn sql_files_of_any_depth_are_one_schema_in_the_order_of_their_paths() {
    let repo = shop()
        .with("schemas/shop/views/z.sql", "\u{feff}CREATE VIEW z AS SELECT 1;\r\n")
        .with("schemas/shop/a/b/c.SQL", "SELECT 1;")
        .with("schemas/shop/README.md", "not SQL");
    let state = repo.loads();
    let schema = state.schema_of(&state.targets["shop-dev"]).expect("the schema is there");
    let texts = schema.read(&repo.0).expect("all is text");
    let paths: Vec<_> = texts.iter().map(|text| text.path.as_str()).collect();
    assert_eq!(paths, ["schemas/shop/a/b/c.SQL", "schemas/shop/orders.sql", "schemas/shop/views/z.sql"]);
    assert_eq!(texts[2].text, "CREATE VIEW z AS SELECT 1;\r\n", "the mark is dropped, the line ending stays");
    assert!(state.notes.is_empty(), "{}", state.notes);
}

#[test]
fn the_digest_of_a_schema_moves_with_a_content_and_with_a_path() {
    let digest = |repo: crate::repo::Repo| repo.loads().schemas["shop"].digest();
    let before = digest(shop());
    assert_eq!(before, digest(shop().with("README.md", "other")));
    assert_ne!(before, digest(shop().with("schemas/shop/orders.sql", "CREATE TABLE orders (id bigint);")));
    let text = shop().0["schemas/shop/orders.sql"].clone();
    assert_ne!(before, digest(shop().without("schemas/shop/orders.sql").with("schemas/shop/o.sql", text)));
}

#[test]
fn targets_come_in_the_order_of_their_environments() {
    let text = "\n[[target]]\nname = \"a-prod\"\nenvironment = \"prod\"\nschema = \"shop\"\nurl = \"sqlite:a.db\"\nlabels = { region = \"eu\" }\n";
    let state = shop().and_target(text).loads();
    let names: Vec<_> = state.targets_in_order().iter().map(|target| target.name.as_str()).collect();
    assert_eq!(names, ["shop-dev", "a-prod"]);
    assert_eq!(state.targets["a-prod"].kind.labels["region"], "eu");
}

#[test]
fn a_consent_covers_its_hazard_objects_and_targets_until_its_end() {
    let consent = "[[consent]]\ntargets = [\"shop-dev\"]\nobject = \"public.*\"\nhazard = \"data-loss\"\nreason = \"unused\"\nuntil = 2026-12-31\n";
    let state = shop().and_rollout(consent).loads();
    let target = &state.targets["shop-dev"];
    let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let midnight = 1_798_761_600; // 2027-01-01T00:00:00Z
    let covered = |object, hazard, now| state.consent(target, object, hazard, at(now)).is_some();
    assert!(covered("public.orders", HazardCode::DataLoss, midnight - 1));
    assert!(!covered("public.orders", HazardCode::DataLoss, midnight), "it is over");
    assert!(!covered("private.orders", HazardCode::DataLoss, 0), "another object");
    assert!(!covered("public.orders", HazardCode::Irreversible, 0), "another hazard");
    let origin = &state.rollout.consents[0].origin;
    assert_eq!(origin.to_string(), "policies/rollout.toml:1:1");
}

#[test]
fn a_consent_for_an_environment_covers_its_targets_to_the_moment_that_it_says() {
    let consent = "[[consent]]\nenvironment = \"dev\"\nobject = \"*\"\nhazard = \"irreversible\"\nreason = \"dev\"\nuntil = 1970-01-01T02:00:10+02:00\n";
    let state = shop().and_rollout(consent).loads();
    let target = &state.targets["shop-dev"];
    let covered = |now| {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(now);
        state.consent(target, "orders", HazardCode::Irreversible, now).is_some()
    };
    assert_eq!((covered(9), covered(10)), (true, false));
}

#[test]
fn what_later_versions_read_is_noted_by_name() {
    let state = shop()
        .with("access/grants.toml", "")
        .with("access/masking.toml", "")
        .with("access/roles.toml", "")
        .with("access/README.md", "")
        .with("policies/notify.toml", "")
        .with("targets/old.yaml", "")
        .with("schemas/spare/a.sql", "SELECT 1;")
        .loads();
    assert!(state.notes.as_slice().iter().all(|note| note.severity == Severity::Note));
    let files: Vec<_> = state.notes.as_slice().iter().map(|note| note.file.as_str()).collect();
    let expected = [
        "access/grants.toml",
        "access/masking.toml",
        "access/roles.toml",
        "policies/notify.toml",
        "schemas/spare",
        "targets/old.yaml",
    ];
    assert_eq!(files, expected);
    assert!(
        state
            .notes
            .to_string()
            .starts_with("note: access/grants.toml: not read yet: this version does not have grants")
    );
}

#[test]
fn no_targets_is_a_note_with_the_folder_that_was_probably_meant() {
    let repo = shop().without("targets/shop.toml").with("target/shop.toml", TARGET);
    assert_eq!(
        repo.loads().notes.to_string(),
        "note: targets/: there are no targets, so nothing is compared and nothing is changed\n\
         hint: there is a folder `target/`: is it meant to be `targets/`?"
    );
}
