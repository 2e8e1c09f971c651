//! The promises of every command: exit codes, one JSON object on standard output, no password anywhere, no panic.

use std::process::{Command, Stdio};

use tests::{Fault, Program};

use super::answer::{World, must, says};
use crate::cases::database::Engine;

pub(super) fn usage_errors() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let cases: &[&[&str]] = &[
        &[],
        &["frobnicate"],
        &["plan", "--bogus"],
        &["plan", "--url", "sqlite:x.db"],
        &["apply", "--schema", "x.sql", "--yes"],
        &["plan", "--url", "sqlite:x.db", "--schema", "x.sql", "--format", "xml"],
        &["plan", "--url", "sqlite:x.db", "--schema", "x.sql", "--lock-timeout", "soon"],
        &["undo", "--url", "sqlite:x.db", "first"],
        &["plan", "--url", "nonsense", "--schema", "x.sql"],
        &["plan", "--url", "env:GROUNDLINE_NO_SUCH", "--schema", "x.sql"],
        &["apply", "--url", "sqlite:x.db", "--schema", "x.sql", "--yes", "--allow", "nonsense"],
        &["explain", "nonsense"],
        &["plan", "--url", "sqlite:nosuch/x.db", "--schema", "x.sql"],
    ];
    for args in cases {
        let ran = program.run(*args)?;
        must(ran.status == 1 && ran.stdout.is_empty() && !ran.stderr.is_empty(), &format!("no usage error: {ran}"))?;
    }
    for args in [&["--help"][..], &["--version"], &["plan", "--help"], &["help", "apply"]] {
        let ran = program.run(args)?;
        must(ran.status == 0 && ran.stderr.is_empty() && !ran.stdout.is_empty(), &format!("no help: {ran}"))?;
    }
    must(!program.home().join("x.db").exists(), "a database was made by a mistake")
}

pub(super) fn one_json_object(engine: Engine) -> Result<(), Fault> {
    let world = World::fresh(engine)?;
    let url = world.database.url();
    world.write("s.sql", "CREATE TABLE here (a integer PRIMARY KEY, b text, c text);")?;
    let cases: &[(&[&str], i32)] = &[
        (&["plan", "--url", &url, "--schema", "s.sql"], 2),
        (&["diff", "--from", &url, "--to", "s.sql"], 2),
        (&["apply", "--url", &url, "--schema", "s.sql", "--yes"], 0),
        (&["apply", "--url", &url, "--schema", "s.sql", "--yes"], 0),
        (&["plan", "--url", &url, "--schema", "s.sql"], 0),
        (&["undo", "--url", &url], 0),
    ];
    for (args, status) in cases {
        let ran = world.program.run(args.iter().chain(&["--format", "json"]))?;
        says(&ran, *status, &[])?;
        let value: serde_json::Value = serde_json::from_str(&ran.stdout)?;
        must(value.is_object() && value["version"] == 1, &format!("no object with a version: {ran}"))?;
    }
    Ok(())
}

/// Whoever reads may stop reading: `groundline plan … | head`.
pub(super) fn closed_pipe(engine: Engine) -> Result<(), Fault> {
    let world = World::fresh(engine)?;
    let tables: String =
        (0..300).map(|number| format!("CREATE TABLE t{number} (a integer, b text, c text);\n")).collect();
    world.write("s.sql", &tables)?;
    let url = world.database.url();
    for args in [&["plan", "--url", &url, "--schema", "s.sql"][..], &["--help"], &["explain", "data-loss"]] {
        let mut child = Command::new(world.program.binary())
            .args(args)
            .current_dir(world.program.home())
            .env("HOME", world.program.home())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        drop(child.stdout.take());
        let output = child.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let is_quiet = !said.contains("panicked") && matches!(output.status.code(), Some(0 | 2));
        must(is_quiet, &format!("{args:?} ended with {}: {said}", output.status))?;
    }
    Ok(())
}

/// A URL that cannot be reached, is refused, or is no URL: its password is in no output.
pub(super) fn passwords_stay_secret() -> Result<(), Fault> {
    const SECRET: &str = "h0rse-b4ttery";
    let program = Program::fresh()?;
    std::fs::write(program.home().join("s.sql"), "CREATE TABLE t (a integer);")?;
    let mut urls = vec![
        format!("postgres://app:{SECRET}@127.0.0.1:1/shop"),
        format!("postgres://app:{SECRET}@127.0.0.1:notaport/shop"),
        format!("postgres://app:{SECRET}@nosuch.invalid/shop"),
        format!("postgres://127.0.0.1:1/shop?user=app&password={SECRET}"),
        format!("mysql://app:{SECRET}@127.0.0.1:1/shop"),
        format!("mysql://app:?{SECRET}/@127.0.0.1:1/shop"),
        format!("env:mysql://app:{SECRET}@127.0.0.1/shop"),
        format!("nonsense://app:{SECRET}@127.0.0.1/shop"),
        format!("postgres:/app:{SECRET}@127.0.0.1/shop"),
    ];
    urls.extend(
        tests::Postgres::named()
            .map(|server| format!("postgres://postgres:{SECRET}@{}", super::answer::place(server.url()))),
    );
    for url in &urls {
        for args in [
            &["plan", "--url", url, "--schema", "s.sql"][..],
            &["plan", "--url", url, "--schema", "s.sql", "--format", "json"],
            &["plan", "--url", "env:SHOP_URL", "--schema", "s.sql"],
            &["apply", "--url", url, "--schema", "s.sql", "--yes"],
            &["plan", "--url", "sqlite:x.db", "--schema", url],
            &["plan", "--url", "sqlite:x.db", "--schema", "s.sql", "--scratch-url", url],
            &["diff", "--from", url, "--to", "s.sql"],
            &["undo", "--url", url],
            &["doctor", "--url", url],
            &["import", "--url", url, "--out", "out"],
        ] {
            let call = program.call(args).env("SHOP_URL", url).env("RUST_LOG", "trace").env("RUST_BACKTRACE", "1");
            let ran = call.run()?;
            let shown = format!("{}{}", ran.stdout, ran.stderr);
            must(!shown.contains(SECRET), &format!("{args:?} tells the password: {shown}"))?;
        }
    }
    Ok(())
}
