//! Tokens of accounts: made by the program, committed as hashes, revoked by commits.

use serde_json::json;
use tests::Fault;

use super::world::World;

const SELECT: &[u8] = b"{\"statements\":\"SELECT 1;\"}";

pub(super) fn good() -> Result<(), Fault> {
    let world = World::fresh()?;
    assert_eq!(world.let_in(&world.token)?, "200");
    let fresh = world.new_token("ci-new")?;
    assert_eq!(world.let_in(&fresh)?, "401 unknown-token", "it is not committed yet");
    let commit = world.repo.commit("another pipeline")?;
    world.is_in_force(&commit)?;
    assert_eq!(world.let_in(&fresh)?, "200");
    assert_eq!(world.let_in(&world.token)?, "200");
    world.logs("account=\"ci-new\"")
}

pub(super) fn bad() -> Result<(), Fault> {
    let world = World::fresh()?;
    let json = ("Content-Type", "application/json");
    let none = world.ask(&[json], SELECT)?;
    assert_eq!((none.status, none.problem().as_str()), (401, "no-token"));
    assert_eq!(none.header("www-authenticate"), Some("Bearer realm=\"groundline\""));
    for header in ["Basic Y2k6eA==", "Bearer", "Bearer ", "bearer", "", "Token x"] {
        let answer = world.ask(&[json, ("Authorization", header)], SELECT)?;
        assert_eq!((answer.status, answer.problem().as_str()), (401, "no-token"), "{header}");
    }
    let mut mistyped = world.token.clone();
    mistyped.replace_range(10..11, if &mistyped[10..11] == "a" { "b" } else { "a" });
    let upper = world.token.to_uppercase();
    let doubled = format!("{0}{0}", world.token);
    for token in [
        "x",
        "gline_",
        &mistyped,
        &upper,
        &doubled,
        "eyJ",
        "a.b.c",
        "'; DROP TABLE tokens; --",
        "%00",
        &"x".repeat(9000),
    ] {
        assert_eq!(world.let_in(token)?, "401 unknown-token", "{token}");
    }
    let answer = world.review_as(&mistyped, &json!({}))?;
    let challenge = answer.header("www-authenticate").unwrap_or_default();
    assert!(challenge.contains("invalid_token") && challenge.contains("\"unknown\""), "{challenge}");
    // The same token, with an end that is over.
    let over = world
        .people()?
        .lines()
        .map(|line| if line.starts_with("expires") { "expires = 2020-01-01" } else { line })
        .fold(String::new(), |text, line| text + line + "\n");
    world.commit("access/people.toml", &over)?;
    assert_eq!(world.let_in(&world.token)?, "401 expired-token");
    assert_eq!(world.let_in(&mistyped)?, "401 unknown-token", "only the right token learns that it expired");
    Ok(())
}

pub(super) fn revoked() -> Result<(), Fault> {
    let world = World::fresh()?;
    let before = world.people()?;
    let second = world.new_token("ci")?;
    let both = world.people()?;
    assert!(both.starts_with(&before), "what was there stays:\n{both}");
    world.commit("access/people.toml", &both)?;
    assert_eq!((world.let_in(&world.token)?, world.let_in(&second)?), ("200".to_owned(), "200".to_owned()));
    let (head, _) = before.split_once("[[token]]").ok_or_else(|| Fault::new("no token"))?;
    let only_second = format!("{head}{}", &both[before.len()..]);
    world.commit("access/people.toml", &only_second)?;
    assert_eq!(world.let_in(&world.token)?, "401 unknown-token", "revoked by the commit");
    assert_eq!(world.let_in(&second)?, "200", "and only that one");
    // A commit with an error is not in force: it revokes nothing yet, and says so.
    world.repo.write("access/people.toml", "[[service-account]]\nnmae = \"ci\"\n")?;
    world.repo.commit("a slip")?;
    world.logs("access/people.toml:2:1")?;
    assert_eq!(world.let_in(&second)?, "200");
    world.commit("access/people.toml", "")?;
    assert_eq!(world.let_in(&second)?, "401 unknown-token");
    Ok(())
}

pub(super) fn targets() -> Result<(), Fault> {
    let world = World::fresh()?;
    let narrow = world.people()?.replace("scopes = [\"review\"]", "scopes = [\"review\"]\ntargets = [\"*-dev\"]");
    world.commit("access/people.toml", &narrow)?;
    let ask = |target: &str| world.review(&json!({ "target": target, "statements": "SELECT 1;" }));
    assert_eq!(ask("shop-dev")?.status, 200);
    assert_eq!(world.let_in(&world.token)?, "200", "no target, no schema");
    for target in ["shop-prod", "no-such-target"] {
        let answer = ask(target)?;
        assert_eq!((answer.status, answer.problem().as_str()), (403, "targets"), "{answer:?}");
        assert!(answer.header("www-authenticate").is_some_and(|text| text.contains("insufficient_scope")));
    }
    Ok(())
}

pub(super) fn written() -> Result<(), Fault> {
    let world = World::fresh()?;
    let odd = "# Who may ask.\n\n[[service-account]]   # the shop\nname='ci'\r\n\n  [[group]]\n  name = \"all\"\n  members = [\"ci\"] # for now";
    world.repo.write("access/people.toml", odd)?;
    let token = world.new_token("ci")?;
    let text = world.people()?;
    assert!(text.starts_with(odd) && text.matches("[[service-account]]").count() == 1, "{text}");
    let commit = world.repo.commit("by hand")?;
    world.is_in_force(&commit)?;
    assert_eq!(world.let_in(&token)?, "200");
    // Without `--write` nothing is written, and the lines are told.
    let call = |args: &[&str]| world.program.call(["token", "new"].iter().chain(args)).inside(world.repo.path()).run();
    let told = call(&["other", "--expires", "1d"])?;
    assert_eq!((told.status, world.people()?), (0, text.clone()));
    assert!(told.stdout.starts_with("gline_") && told.stdout.lines().count() == 1, "{told}");
    for line in
        ["[[service-account]]", "account = \"other\"", "hash = \"sha256:", "scopes = [\"review\"]", "expires = 2"]
    {
        assert!(told.stderr.contains(line), "{line}: {told}");
    }
    assert!(!told.stderr.contains("gline_"), "the token is on standard output only: {told}");
    for (args, words) in [
        (&["a b"][..], "`a b` contains ` `"),
        (&["ci", "--expires", "90"], "no unit"),
        (&["ci", "--expires", "0s"], "a minute at least"),
        (&["ci", "--scope", "everything"], "possible values"),
        (&["ci", "--write", "--repo", "nowhere"], "`nowhere` is not there"),
    ] {
        let ran = call(args)?;
        assert!(ran.status == 1 && ran.stderr.contains(words) && ran.stdout.is_empty(), "{words}: {ran}");
    }
    // A broken file is not written to.
    world.repo.write("access/people.toml", "[[token]]\n")?;
    let ran = call(&["ci", "--write"])?;
    assert!(ran.status == 1 && ran.stderr.contains("access/people.toml:1:1"), "{ran}");
    assert_eq!(world.people()?, "[[token]]\n");
    Ok(())
}

pub(super) fn secret() -> Result<(), Fault> {
    let world = World::fresh()?;
    let body = format!("{{\"statements\":\"SELECT 1;\",\"environment\":\"{}\"}}", "x");
    let answers =
        [world.review(&json!({ "statements": "SELECT 1;" }))?, world.review_as("gline_secretsecret", &json!({}))?];
    let bearer = format!("Bearer {}", world.token);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let more = world.ask(&headers, body.as_bytes())?;
    // A token that somebody commits by mistake is refused, and not shown.
    let leaked =
        format!("[[service-account]]\nname = \"ci\"\n\n[[token]]\naccount = \"ci\"\nhash = \"{}\"\n", world.token);
    world.repo.write("access/people.toml", &leaked)?;
    world.repo.commit("a slip")?;
    world.logs("`hash` is a token, which is a secret")?;
    let plan = world.program.call(["plan", "--repo"]).arg(world.repo.path()).run()?;
    assert!(plan.status == 1 && plan.stderr.contains("is a secret"), "{plan}");
    let log = world.log();
    assert!(log.contains("account=\"ci\"") && log.contains("status=200") && log.contains("status=401"), "{log}");
    for text in answers.iter().chain([&more]).map(|answer| format!("{answer:?}")).chain([log, plan.stderr]) {
        assert!(!text.contains(&world.token) && !text.contains("secretsecret"), "{text}");
    }
    let listed = tests::ran(
        std::process::Command::new("grep").arg("-rl").arg(&world.token).arg(world.program.home().join("state")),
        "",
    )?;
    // The slip itself was fetched; nothing else has it.
    assert!(listed.stdout.lines().all(|file| file.contains("mirrors")), "{listed}");
    Ok(())
}
