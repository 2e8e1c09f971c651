//! Lines, columns, code frames.

use crate::repo::{TARGET, shop};

#[test]
fn a_column_counts_characters_and_not_bytes() {
    shop().and_target("labels = { \"ä\" = \"🦀\", région = \"x\" }\n").is_refused_with(
        "
error: targets/shop.toml:6:24: it is not TOML: invalid unquoted key, expected letters, numbers, `-`, `_`",
    );
    shop().and_target("labels = { \"ä\" = \"🦀\", \"régi\" = \"x\" }\n").is_refused_with(
        "
error: targets/shop.toml:6:12: `ä`: `ä` contains `ä`; a name has letters, digits, `-`, `_` and `.`
hint: names have ASCII letters, digits, `-`, `_` and `.`
error: targets/shop.toml:6:23: `régi`: `régi` contains `é`; a name has letters, digits, `-`, `_` and `.`
hint: names have ASCII letters, digits, `-`, `_` and `.`: try `r-gi`",
    );
}

#[test]
fn windows_line_endings_and_a_byte_order_mark_do_not_move_a_place() {
    let text = format!("\u{feff}{TARGET}colour = \"red\"\n").replace('\n', "\r\n");
    shop().with("targets/shop.toml", text).is_refused_with(
        "
error: targets/shop.toml:6:1: unknown key `colour`
hint: the keys of `[[target]]` are `name`, `environment`, `schema`, `url`, `engine`, `scratch_url`, `replicas`, `labels`, `depends_on`, `include`, `exclude`",
    );
}

#[test]
fn a_frame_shows_the_line_with_a_caret_under_the_key() {
    let text = TARGET.replace("environment", "\tenviroment");
    let wrong = shop().with("targets/shop.toml", text).fails();
    let frame = wrong.as_slice()[1].frame();
    assert_eq!(
        frame,
        "error[GL-106]: unknown key `enviroment`: did you mean `environment`?\n \
         --> targets/shop.toml:3:2\n  \
         |\n\
         3 |     enviroment = \"dev\"\n  \
         |     ^^^^^^^^^^\n  \
         = hint: the keys of `[[target]]` are `name`, `environment`, `schema`, `url`, `engine`, `scratch_url`, `replicas`, `labels`, `depends_on`, `include`, `exclude`\n  \
         = more: groundline explain GL-106\n"
    );
}

#[test]
fn no_form_of_a_diagnostic_shows_a_password_of_its_line() {
    let line = "scratch_url = { a = \"postgres://u:s3cret@h/d?sslpassword=s3cret\" }\n";
    let inline = "ids = { url = \"postgres://u:s3cret@h/d\", kwery = \"postgres://u:s3cret@h/d\" }\n";
    let set =
        TARGET.replace("[[target]]", "[[target-set]]").replace("shop-dev", "t-{id}").replace("shop.db", "{id}.db");
    let repo = shop().and_target(&format!("{line}bogus = \"postgres://u:s3cret@h/d\"\n{set}{inline}"));
    let wrong = repo.fails();
    assert!(wrong.as_slice().len() >= 4, "{wrong}");
    let all = format!("{wrong}{}{wrong:?}{}", wrong.frames(), serde_json::to_string(&wrong).expect("it serializes"));
    assert!(!all.contains("s3cret"), "{all}");
    let kwery =
        wrong.as_slice().iter().find(|one| one.message.contains("kwery")).expect("it is an unknown key").frame();
    assert!(kwery.contains("url = \"postgres://u:***@h/d\", kwery"), "{kwery}");
    let (line, caret) = (kwery.lines().nth(3).expect("the line"), kwery.lines().nth(4).expect("the caret"));
    assert_eq!(line.find("kwery").map(|at| line[..at].chars().count()), caret.find('^'), "{kwery}");
}

#[test]
fn a_password_in_broken_toml_is_not_shown_either() {
    let wrong = shop().with("targets/shop.toml", "url = \"postgres://u:s3cret@h/d\n").fails();
    assert!(!format!("{wrong}{}", wrong.frames()).contains("s3cret"));
    let wrong = shop().with("targets/shop.toml", "url = postgres://u:s3cret@h/d\n").fails();
    assert!(!format!("{wrong}{}", wrong.frames()).contains("s3cret"), "{}", wrong.frames());
}

#[test]
fn a_place_in_a_long_line_is_shown_with_what_is_around_it() {
    let wrong = shop().and_target(&format!("labels = {{ a = \"{}\", b = 1 }}\n", "x".repeat(5_000))).fails();
    let frame = wrong.frames();
    assert!(frame.lines().all(|line| line.len() < 300), "{frame}");
    assert!(frame.contains("b = 1 }"), "{frame}");
}

#[test]
fn every_error_of_every_file_is_said_at_once_and_in_order() {
    let repo = shop()
        .with("groundline.toml", "format = \"1\"\nproject = \"my shop\"\nenvironments = [\"dev\", \"prod\"]\n")
        .with("targets/shop.toml", TARGET.replace("dev\"\nschema", "development\"\nschema"))
        .with("targets/more.toml", "[[target]\n")
        .and_rollout("mode = \"automatic\"\nlock_timeout = 3\n[environment.prd]\ndrift = \"heal\"\n");
    repo.is_refused_with(
        "
error: groundline.toml:1:10: `format` must be a whole number, and this is a string
hint: write format = 1
error: groundline.toml:2:11: `project`: `my shop` contains ` `; a name has letters, digits, `-`, `_` and `.`
hint: names have ASCII letters, digits, `-`, `_` and `.`: try `my-shop`
error: policies/rollout.toml:1:8: `mode` cannot be `automatic`
hint: `mode` is one of `auto`, `manual`
error: policies/rollout.toml:2:16: `lock_timeout` must be a string, and this is an integer
hint: write lock_timeout = \"30s\"
error: policies/rollout.toml:3:14: unknown environment `prd`: did you mean `prod`?
hint: `environments` in `groundline.toml` has `dev`, `prod`
error: policies/rollout.toml:4:9: the drift mode `heal` is not built in this version
hint: `drift` is one of `off`, `observe`, `alert`
error: targets/more.toml:1:10: it is not TOML: unclosed array table, expected `]`
error: targets/shop.toml:3:15: unknown environment `development`
hint: `environments` in `groundline.toml` has `dev`, `prod`",
    );
}
