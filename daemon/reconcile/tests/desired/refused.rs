//! What is refused, and the words for it.

use reconcile::desired::{Entry, Files, FilesError, Refusal, load};

use crate::repo::{Repo, TARGET, shop};

#[test]
fn an_unknown_key_is_refused_with_the_nearest() {
    shop().with("targets/shop.toml", TARGET.replace("environment", "enviroment")).is_refused_with(
        "
error: targets/shop.toml:1:1: `[[target]]` has no `environment`
hint: write environment = \"prod\"
error: targets/shop.toml:3:1: unknown key `enviroment`: did you mean `environment`?
hint: the keys of `[[target]]` are `name`, `environment`, `schema`, `url`, `engine`, `scratch_url`, `replicas`, `labels`, `depends_on`, `include`, `exclude`",
    );
}

#[test]
fn a_key_that_belongs_elsewhere_is_sent_there() {
    shop().and_target("lock_timeout = \"3s\"\n").is_refused_with(
        "
error: targets/shop.toml:6:1: unknown key `lock_timeout`
hint: `lock_timeout` is a key of `policies/rollout.toml`",
    );
}

#[test]
fn a_key_is_placed_inside_lists_of_tables_and_inline_tables() {
    shop()
        .and_rollout(
            "consent = [\n  { environment = \"dev\", object = \"*\", hazard = \"data-loss\", reason = \"x\" },\n  \
             { environment = \"dev\", objekt = \"*\", hazard = \"data-loss\", reason = \"x\" },\n]\n\
             environment.dev.lock_timout = \"3s\"\n",
        )
        .is_refused_with(
            "
error: policies/rollout.toml:3:3: `[[consent]]` has no `object`
hint: write object = \"public.orders\"
error: policies/rollout.toml:3:26: unknown key `objekt`: did you mean `object`?
hint: the keys of `[[consent]]` are `targets`, `environment`, `object`, `hazard`, `reason`, `until`
error: policies/rollout.toml:5:17: unknown key `lock_timout`: did you mean `lock_timeout`?
hint: the keys of `[environment.NAME]` are `mode`, `lock_timeout`, `statement_timeout`, `retention`, `drift`, `drift_interval`, `include`, `exclude`, `suspend`, `canary`, `wave`, `bake`, `parallelism`, `max_failures`, `online`",
        );
}

#[test]
fn two_targets_of_one_name_or_one_database_are_refused() {
    shop().with("targets/b.toml", TARGET).is_refused_with(
        "
error: targets/shop.toml:2:8: the target `shop-dev` is already at targets/b.toml:2:8
hint: give each target its own name",
    );
    shop().with("targets/b.toml", TARGET.replace("shop-dev", "other")).is_refused_with(
        "
error: targets/shop.toml:2:8: the target `shop-dev` is the same database as `other`: sqlite:shop.db
hint: a database is one target; two would undo each other's changes",
    );
}

#[test]
fn a_key_that_stands_twice_is_broken_toml() {
    shop().and_target("name = \"x\"\n").is_refused_with(
        "
error: targets/shop.toml:6:1: it is not TOML: duplicate key
hint: a key or table stands once; `[[…]]` begins another table of a list",
    );
}

#[test]
fn a_single_table_in_place_of_a_list_is_refused_with_the_form() {
    shop().with("targets/shop.toml", TARGET.replace("[[target]]", "[target]")).is_refused_with(
        "
error: targets/shop.toml:1:1: `target` must be a list of tables, and this is a table
hint: write [[target]]",
    );
}

#[test]
fn a_schema_without_folder_is_refused_with_the_nearest() {
    shop().with("targets/shop.toml", TARGET.replace("schema = \"shop\"", "schema = \"shp\"")).is_refused_with(
        "
error: targets/shop.toml:4:10: there is no folder `schemas/shp`: did you mean `shop`?
hint: the folders in `schemas/` are `shop`",
    );
    shop().without("schemas/shop/orders.sql").is_refused_with(
        "
error: targets/shop.toml:4:10: there is no folder `schemas/shop`
hint: make the folder `schemas/shop` and put the desired schema into it as `.sql` files",
    );
}

#[test]
fn a_schema_without_sql_is_refused() {
    let repo = shop().without("schemas/shop/orders.sql").with("schemas/shop/.gitkeep", "");
    assert!(
        repo.fails()
            .to_string()
            .starts_with("error: schemas/shop: the desired schema `shop` is empty: it has no `.sql` file\nhint: ")
    );
    let repo = shop().with("schemas/shop/orders.sql", "\n\n");
    let wrong = repo.loads().check_texts(&repo.0).to_string();
    assert!(
        wrong.starts_with("error: schemas/shop: the desired schema `shop` is empty: its files are blank"),
        "{wrong}"
    );
    assert!(
        shop()
            .with("schemas/loose.sql", "")
            .fails()
            .to_string()
            .contains("hint: move it to `schemas/<name>/loose.sql`")
    );
}

#[test]
fn a_password_in_a_url_is_refused() {
    shop().with("targets/shop.toml", TARGET.replace("sqlite:shop.db", "postgres://u:s3cret@h/d")).is_refused_with(
        "
error: targets/shop.toml:5:7: `url`: the URL contains a password, and Git keeps it for ever
hint: keep the URL in an environment variable of the daemon and write `env:NAME`; the password that was committed is known to others now: change it",
    );
}

#[test]
fn an_engine_that_is_not_clear_is_refused() {
    let with_url = |url: &str, more: &str| {
        shop().with("targets/shop.toml", format!("{}{more}", TARGET.replace("sqlite:shop.db", url)))
    };
    with_url("env:SHOP", "").is_refused_with(
        "
error: targets/shop.toml:5:7: the engine cannot be told from `env:…`
hint: write engine = \"postgres\" beside it, or once under `[defaults]` in `groundline.toml`",
    );
    with_url("sqlite:shop.db", "engine = \"postgres\"\n").is_refused_with(
        "
error: targets/shop.toml:6:10: `engine` says `postgres` and the scheme of `url` says `sqlite`
hint: take `engine` out: the URL says it",
    );
}

#[test]
fn durations_without_unit_or_out_of_range_are_refused() {
    shop()
        .and_rollout("lock_timeout = \"0s\"\nretention = \"30\"\ndrift_interval = \"5 m\"\npoll_interval = \"2d\"\n")
        .is_refused_with(
            "
error: policies/rollout.toml:1:16: `lock_timeout` is 0s, and it goes from 1ms to 1h
hint: a statement that waits for a lock without end stops everyone behind it
error: policies/rollout.toml:2:13: `retention`: `30` has no unit
hint: a duration is a whole number with its unit: `100ms`, `3s`, `20m`, `1h30m`, `30d`; try `30s`
error: policies/rollout.toml:3:18: `drift_interval`: `5 m` is not a duration
hint: a duration is a whole number with its unit: `100ms`, `3s`, `20m`, `1h30m`, `30d`
error: policies/rollout.toml:4:17: `poll_interval` is 2d, and it goes from 1s to 1d",
        );
}

#[test]
fn a_consent_that_says_too_little_is_refused() {
    shop()
        .and_rollout(
            "[[consent]]\nobject = \"[\"\nhazard = \"data-los\"\nreason = \" \"\nuntil = \"2026-12-31\"\n\
             [[consent]]\ntargets = [\"shop-dv\"]\nobject = \"*\"\nhazard = \"data-loss\"\nuntil = 2026-12-31T10:00:00\n",
        )
        .is_refused_with(
            "
error: policies/rollout.toml:1:1: `[[consent]]` has neither `targets` nor `environment`
hint: write targets = [\"shop-prod\"], or environment = \"dev\"
error: policies/rollout.toml:2:10: `object`: `[` is no glob: unclosed character class; missing ']'
hint: `*` stands for any characters, `?` for one, `[ab]` for one of some, `{a,b}` for one of several, as in `public.tmp_*`
error: policies/rollout.toml:3:10: unknown hazard `data-los`: did you mean `data-loss`?
hint: the hazards that need consent are `data-loss`, `irreversible`, `backward-incompatible`, `blocking-rewrite`
error: policies/rollout.toml:4:10: `reason` is empty, and a consent says why
hint: write reason = \"why it may be lost\"
error: policies/rollout.toml:5:9: `until` must be a date without quotes, and this is a string
hint: write until = 2026-12-31
error: policies/rollout.toml:6:1: `[[consent]]` has no `reason`
hint: write reason = \"legacy_note is unused since 2025, see #812\"
error: policies/rollout.toml:7:12: unknown target `shop-dv`: did you mean `shop-dev`?
hint: the targets are `shop-dev`
error: policies/rollout.toml:10:9: `until` is a time without a date or without a time zone
hint: write until = 2026-12-31, or until = 2026-12-31T18:00:00Z",
        );
}

#[test]
fn a_setting_that_is_not_built_is_refused_because_nobody_would_obey_it() {
    shop().and_rollout("stages = 3\n").is_refused_with(
        "
error: policies/rollout.toml:1:1: `stages` is not built in this version, and leaving it unread would not be safe
hint: take it out until a version reads it",
    );
}

#[test]
fn a_policy_with_a_wrong_name_is_refused() {
    shop().with("policies/rolout.toml", "").is_refused_with(
        "
error: policies/rolout.toml: no policy has this name: did you mean `rollout.toml`?
hint: the policies are `rollout.toml`, `review.toml`, `approval.toml`, `notify.toml`",
    );
}

#[test]
fn a_file_that_is_not_text_is_refused_with_the_byte() {
    let bytes = [TARGET.as_bytes(), b"# caf\xe9\n"].concat();
    let at = TARGET.len() + 5;
    shop().with("targets/shop.toml", bytes).is_refused_with(&format!(
        "
error: targets/shop.toml:6:6: byte {at} is 0xe9, which is no UTF-8 text
hint: save the file as UTF-8"
    ));
    let repo = shop().with("schemas/shop/orders.sql", b"\xff\xfeC\0R\0".to_vec());
    assert_eq!(
        repo.loads().check_texts(&repo.0).to_string(),
        "error: schemas/shop/orders.sql:1:1: byte 0 is 0xff, which is no UTF-8 text\n\
         hint: the file looks like UTF-16: save it as UTF-8"
    );
    let repo = shop().with("schemas/shop/orders.sql", "SELECT 'ä\0';");
    assert!(repo.loads().check_texts(&repo.0).to_string().contains("orders.sql:1:10: byte 10 is 0x00"));
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let repo = shop().with("schemas/shop/orders.sql", vec![b' '; 50 << 20]);
    let wrong = repo.loads().check_texts(&repo.0).to_string();
    assert!(
        wrong.starts_with(
            "error: schemas/shop/orders.sql: the file has 52428800 bytes, and 33554432 are the most\nhint: "
        ),
        "{wrong}"
    );
    let wrong = shop().with("groundline.toml", vec![b'#'; 9 << 20]).fails().to_string();
    assert_eq!(wrong.lines().count(), 2, "no target is blamed for it: {wrong}");
}

#[test]
fn another_format_and_missing_keys_are_refused() {
    shop().with("groundline.toml", "format = 2\nenvironments = [\"dev\", \"dev\"]\n").is_refused_with(
        "
error: groundline.toml:1:1: `groundline.toml` has no `project`
hint: write project = \"shop\"
error: groundline.toml:1:10: the schema repo has format 2, and this version reads format 1
hint: use a newer version of Groundline
error: groundline.toml:2:24: the environment `dev` stands twice",
    );
}

#[test]
fn what_is_no_schema_repo_is_told_what_one_has() {
    Repo(Default::default()).is_refused_with(
        "
error: groundline.toml: this is no schema repo: it is empty
hint: `groundline init DIR` writes a schema repo",
    );
    shop().without("groundline.toml").with("db/groundline.toml", "").is_refused_with(
        "
error: groundline.toml: this is no schema repo: there is no such file
hint: there is one at `db/groundline.toml`: give that folder as the schema repo",
    );
    shop().without("groundline.toml").with("Groundline.toml", "").is_refused_with(
        "
error: groundline.toml: this is no schema repo: there is no such file
hint: there is `Groundline.toml`: rename it to `groundline.toml`",
    );
}

/// A repo in which a folder holds what is not followed.
struct Linked(Repo, &'static str);

impl Files for Linked {
    fn list(&self, folder: &str) -> Result<Vec<Entry>, FilesError> {
        match folder == self.1 {
            true => Err(FilesError::Refused(vec![Refusal {
                path: format!("{folder}/a"),
                reason: "a symbolic link".to_owned(),
            }])),
            false => self.0.0.list(folder),
        }
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FilesError> {
        self.0.0.read(path, limit)
    }
}

#[test]
fn a_symbolic_link_is_refused_by_name_and_nothing_else_is_blamed_for_it() {
    for folder in ["schemas", "targets", "policies"] {
        let wrong = load(&Linked(shop(), folder)).expect_err("a link is not followed");
        assert_eq!(
            wrong.to_string(),
            format!(
                "error: {folder}/a: it is a symbolic link, which is not followed and not read\n\
                 hint: a schema repo holds plain files and folders; put a copy in its place"
            )
        );
    }
}

#[test]
fn a_review_policy_is_refused_at_the_place_of_what_no_rule_knows() {
    let refused = |policy: &str| {
        let found = shop().with("policies/review.toml", policy).fails();
        let wrong: Vec<_> = found.errors().map(|wrong| format!("{}: {}", wrong.location(), wrong.message)).collect();
        wrong.join("\n")
    };
    for (policy, expected) in [
        (
            "[rules.naming-tabel]\nlevel = \"error\"\n",
            "policies/review.toml:1:8: there is no rule `naming-tabel`; did you mean `naming-table`?",
        ),
        (
            "[rules.naming-table]\nlevel = \"loud\"\n",
            "policies/review.toml:2:9: `rules.naming-table.level` must be one of",
        ),
        (
            "\n[rules.naming-table]\nfromat = \"x\"\n",
            "policies/review.toml:3:1: rule `naming-table` has no parameter `fromat`",
        ),
        ("extends = [\"groundline:lax\"]\n", "policies/review.toml:1:12: there is no pack `groundline:lax`"),
        (
            "[environment.prd.rules.select-star]\nlevel = \"error\"\n",
            "policies/review.toml:1:14: there is no environment `prd`: did you mean `prod`?",
        ),
        ("[rules\n", "policies/review.toml:1:"),
    ] {
        let found = refused(policy);
        assert!(found.starts_with(expected), "{found}");
    }
}
