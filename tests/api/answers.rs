//! What is answered: the findings, by what the commit in force says.

use serde_json::json;
use tests::{Fault, Sqlite};

use super::client::{exchanged, request};
use super::world::World;

const CHANGE: &str =
    "DROP TABLE old;\n\nCREATE INDEX i ON orders (nothing);\nDELETE FROM t;\nINSERT INTO t (a) VALUES (1), (2);\n";

pub(super) fn same_as_command() -> Result<(), Fault> {
    let world = World::fresh()?;
    std::fs::write(world.program.home().join("change.sql"), CHANGE)?;
    for engine in ["sqlite", "postgres", "mysql"] {
        let args = ["review", "--engine", engine, "--format", "json", "change.sql"];
        let printed: serde_json::Value = serde_json::from_str(&world.program.run(args)?.stdout)?;
        let files = json!([{ "path": "change.sql", "text": CHANGE }]);
        let mut answered = world.review(&json!({ "engine": engine, "files": files }))?.json()?;
        assert_eq!(answered["revision"], world.repo.git(["rev-parse", "HEAD"])?.trim());
        assert!(!printed["findings"].as_array().is_none_or(Vec::is_empty), "{printed}");
        let more = answered.as_object_mut().ok_or_else(|| Fault::new("no object"))?;
        assert_eq!((more.remove("fails").is_some(), more.remove("revision").is_some()), (true, true));
        assert_eq!(answered, printed, "{engine}");
    }
    Ok(())
}

pub(super) fn target() -> Result<(), Fault> {
    let world = World::fresh()?;
    let policy = "extends = [\"groundline:default\"]\n[rules]\nobject-missing = \"warning\"\nindex-column-missing = \"warning\"\n\
                  select-star = \"off\"\n[environment.prod.rules]\nselect-star = \"error\"\n";
    world.commit("policies/review.toml", policy)?;
    let ask = |target: Option<&str>, sql: &str| world.review(&json!({ "target": target, "statements": sql }));
    let missing = ask(Some("shop-dev"), "CREATE INDEX i ON orders (nothing);")?.rules()?;
    assert!(missing.contains(&"index-column-missing".to_owned()), "the schema in force is what is there: {missing:?}");
    let there = ask(Some("shop-dev"), "CREATE INDEX i ON orders (note);")?.rules()?;
    assert!(!there.contains(&"index-column-missing".to_owned()), "{there:?}");
    let unknown = ask(None, "CREATE INDEX i ON orders (nothing);")?.rules()?;
    assert!(!unknown.contains(&"index-column-missing".to_owned()), "without a target nobody knows: {unknown:?}");
    let star =
        |target| Ok::<_, Fault>(ask(target, "SELECT * FROM orders;")?.rules()?.contains(&"select-star".to_owned()));
    assert_eq!((star(Some("shop-dev"))?, star(Some("shop-prod"))?, star(None)?), (false, true, false));
    let by_environment = world.review(&json!({ "environment": "prod", "statements": "SELECT * FROM orders;" }))?;
    assert!(by_environment.rules()?.contains(&"select-star".to_owned()));
    // A file of the schema in force takes its own place.
    let own = json!([{ "path": "schemas/shop/orders.sql", "text": "CREATE TABLE orders (id INTEGER PRIMARY KEY);" }]);
    let rules = world.review(&json!({ "target": "shop-dev", "files": own }))?.rules()?;
    assert!(!rules.contains(&"object-exists".to_owned()), "{rules:?}");
    let again = ask(Some("shop-dev"), "CREATE TABLE orders (id INTEGER PRIMARY KEY);")?.rules()?;
    assert!(again.contains(&"object-exists".to_owned()), "{again:?}");
    Ok(())
}

pub(super) fn live() -> Result<(), Fault> {
    let (world, database) = (World::fresh()?, Sqlite::fresh()?);
    database.run("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (1), (2);")?;
    let target = format!(
        "[[target]]\nname = \"rows-dev\"\nenvironment = \"dev\"\nschema = \"rows\"\nurl = \"{}\"\n",
        database.url()
    );
    world.repo.write("targets/rows.toml", &target)?;
    world.commit("schemas/rows/t.sql", "CREATE TABLE t (a INTEGER);\n")?;
    let sql = "DELETE FROM t WHERE a = 1;\nCREATE UNIQUE INDEX i ON t (a);\nCREATE UNIQUE INDEX j ON t (a);";
    let body = json!({ "target": "rows-dev", "statements": sql, "live": true });
    let answer = world.review(&body)?;
    assert_eq!((answer.status, answer.problem().as_str()), (403, "scope"), "{answer:?}");
    let wider = world.people()?.replace("scopes = [\"review\"]", "scopes = [\"review\", \"review-live\"]");
    world.commit("access/people.toml", &wider)?;
    let answer = world.review(&body)?.json()?;
    assert_eq!(answer["statements"][0]["affected_rows"]["estimate"], 2, "{answer}");
    assert!(answer["server"]["version"].as_str().is_some_and(|version| version.starts_with("3.")), "{answer}");
    let alone = "CREATE UNIQUE INDEX i ON t (a);";
    let answer = world.review(&json!({ "target": "rows-dev", "statements": alone, "live": true }))?.json()?;
    assert!(answer.to_string().contains("proven, values of a that several rows have: 1"), "{answer}");
    assert_eq!(database.run("SELECT count(*) FROM t;")?.trim(), "3");
    let nowhere = world.review(&json!({ "engine": "sqlite", "statements": alone, "live": true }))?;
    assert_eq!((nowhere.status, nowhere.problem().as_str()), (422, "live"), "{nowhere:?}");
    let gone = target.replace("rows-dev", "gone-dev").replace(&database.url(), "postgres://nobody@127.0.0.1:1/none");
    world.commit("targets/rows.toml", &gone.replace("schema =", "engine = \"postgres\"\nschema ="))?;
    let gone = world.review(&json!({ "target": "gone-dev", "statements": alone, "live": true }))?;
    assert_eq!((gone.status, gone.problem().as_str()), (503, "target-unreachable"), "{gone:?}");
    assert!(!format!("{gone:?}").contains("127.0.0.1:1"), "where it is, is not told");
    Ok(())
}

pub(super) fn policy() -> Result<(), Fault> {
    let world = World::fresh()?;
    let ask = |policy: &str| {
        let body = json!({ "engine": "postgres", "policy": policy, "statements": "SELECT * FROM orders;", "fail_on": "warning" });
        world.review(&body)
    };
    let inline = ask("extends = []\n[rules]\nselect-star = \"warning\"\n")?;
    assert_eq!((inline.rules()?, inline.json()?["fails"].as_bool()), (vec!["select-star".to_owned()], Some(true)));
    assert_eq!(ask("extends = []\n")?.rules()?, Vec::<String>::new());
    for pack in ["strict", "groundline:zero-downtime", "default", "bytebase-prod"] {
        assert_eq!(ask(pack)?.status, 200, "{pack}");
    }
    let wrong = [
        ("strictest", 0, 0, "there is no pack `strictest`"),
        ("[rules]\nselect-sart = \"error\"\n", 2, 1, "did you mean `select-star`"),
        ("[rules]\n\nselect-star = \"fatal\"\n", 3, 15, "must be one of `off`"),
        ("[rules]\nselect-star = \"error\n", 2, 21, "not valid TOML"),
        ("rules = 7\n", 1, 9, "must be a table of rules"),
        ("", 0, 0, ""),
    ];
    for (policy, line, column, said) in wrong {
        let answer = ask(policy)?;
        if policy.is_empty() {
            assert_eq!(answer.status, 200, "an empty policy is the default one");
            continue;
        }
        let json = answer.json()?;
        assert_eq!((answer.status, answer.problem().as_str()), (422, "policy"), "{policy}");
        assert!(json["detail"].as_str().is_some_and(|detail| detail.contains(said)), "{said}: {json}");
        let place = (json["line"].as_u64().unwrap_or(0), json["column"].as_u64().unwrap_or(0));
        assert_eq!(place, (line, column), "{policy}");
    }
    // The policy of the schema repo is read as a whole with its commit, and refused with its place.
    world.repo.write("policies/review.toml", "[rules]\nselect-sart = \"error\"\n")?;
    world.repo.commit("a slip")?;
    world.logs("policies/review.toml:2:1")?;
    assert_eq!(world.let_in(&world.token)?, "200", "the last good commit stays in force");
    Ok(())
}

pub(super) fn contradictions() -> Result<(), Fault> {
    let world = World::fresh()?;
    let refused = [
        (json!({ "target": "shop-test" }), 404, "no-target", "`shop-dev`, `shop-prod`"),
        (json!({ "target": "shop-dev", "engine": "mysql" }), 422, "engine", "leave `engine` out"),
        (json!({ "target": "shop-dev", "environment": "prod" }), 422, "environment", "leave `environment` out"),
        (json!({ "environment": "pord" }), 422, "environment", "`dev`, `prod`"),
    ];
    for (mut body, status, problem, hint) in refused {
        body["statements"] = "SELECT 1;".into();
        let answer = world.review(&body)?;
        assert_eq!((answer.status, answer.problem().as_str()), (status, problem), "{body}");
        let json = answer.json()?;
        assert!(json["hint"].as_str().is_some_and(|text| text.contains(hint)), "{json}");
    }
    for body in
        [json!({ "target": "shop-dev", "engine": "sqlite", "environment": "dev" }), json!({ "engine": "mariadb" })]
    {
        let mut body = body;
        body["statements"] = "SELECT 1;".into();
        assert_eq!(world.review(&body)?.status, 200, "{body}");
    }
    let mixed = "[[target]]\nname = \"other\"\nenvironment = \"dev\"\nschema = \"shop\"\nurl = \"env:OTHER\"\nengine = \"mysql\"\n";
    world.commit("targets/other.toml", mixed)?;
    let answer = world.review(&json!({ "statements": "SELECT 1;" }))?;
    assert_eq!((answer.status, answer.problem().as_str()), (422, "engine"), "{answer:?}");
    let of_other = world.review(&json!({ "target": "other", "statements": "SELECT `a b` FROM orders;" }))?;
    assert_eq!(of_other.status, 200, "a target whose variable is not set has a schema: {of_other:?}");
    Ok(())
}

pub(super) fn fail_on() -> Result<(), Fault> {
    let world = World::fresh()?;
    let policy = "extends = []\n[rules]\nselect-star = \"warning\"\n";
    for (level, fails) in [("notice", true), ("warning", true), ("error", false), ("never", false)] {
        let body = json!({ "engine": "sqlite", "policy": policy, "statements": "SELECT * FROM t;", "fail_on": level });
        assert_eq!(world.review(&body)?.json()?["fails"], fails, "{level}");
    }
    Ok(())
}

pub(super) fn changes_nothing() -> Result<(), Fault> {
    let world = World::fresh()?;
    let database = world.repo.path().join("dev.db");
    let sqlite = |sql: &str| tests::ran(&mut Sqlite::client(&database), sql)?.succeeded();
    sqlite(
        "CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, note TEXT); INSERT INTO orders VALUES (7, 'here');",
    )?;
    let state = || {
        let (refs, files) = (world.repo.git(["rev-parse", "--all"])?, world.repo.git(["status", "--porcelain"])?);
        Ok::<_, Fault>((refs, files, sqlite("SELECT * FROM orders;")?))
    };
    let before = state()?;
    for sql in ["DROP TABLE orders;", "DELETE FROM orders;", "ATTACH 'x.db' AS x;", "VACUUM INTO 'y.db';"] {
        assert_eq!(world.review(&json!({ "target": "shop-dev", "statements": sql }))?.status, 200);
    }
    assert_eq!(state()?, before);
    let made =
        ["x.db", "y.db"].map(|name| world.repo.path().join(name).exists() || world.program.home().join(name).exists());
    assert_eq!(made, [false, false]);
    Ok(())
}

pub(super) fn document() -> Result<(), Fault> {
    let world = World::fresh()?;
    let document = &world.document().0;
    let paths = document["paths"].as_object().ok_or_else(|| Fault::new("no paths"))?;
    for (path, operations) in paths {
        for method in operations.as_object().into_iter().flatten().map(|(method, _)| method.to_uppercase()) {
            let answer = exchanged(world.address(), &request(&method, path, &[], b""))?;
            assert!(![404, 405].contains(&answer.status), "{method} {path}: {answer:?}");
            world.document().holds(&method, path, &answer)?;
        }
    }
    // What the document says a request may hold is what is taken, word for word.
    let schema = &document["components"]["schemas"]["Request"]["properties"];
    let names: Vec<_> = schema.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let refusal = world.review(&json!({ "nothing": 1 }))?.json()?;
    let detail = refusal["detail"].as_str().unwrap_or_default();
    let listed =
        detail.split("expected one of ").nth(1).and_then(|list| list.split(" at line").next()).unwrap_or_default();
    let mut taken: Vec<_> = listed.split(", ").map(|name| name.trim_matches('`')).collect();
    taken.sort_unstable();
    assert_eq!(taken, names, "{detail}");
    let get = exchanged(world.address(), &request("GET", "/v1/review", &[], b""))?;
    assert_eq!((get.status, get.header("allow")), (405, Some("POST")));
    Ok(())
}
