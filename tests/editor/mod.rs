//! The language server as editors use it: spoken to over pipes, its edits applied as an editor applies them.

mod client;

use std::fs;
use std::path::PathBuf;

use client::{Client, edited, must, uri};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};
use tests::{Fault, Program};

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("a session begins, shows findings as one types, and ends with 0", session),
        trial("places are right behind emoji and after changes of parts", places),
        trial("of many changes in a row only the last one is shown", debounced),
        trial("a fix makes the file that --fix makes", fixes),
        trial("an allowance asks for its reason, and then silences", allowance),
        trial("hover and the command explain show the page of the rule", pages),
        trial("comments for the program are completed", completion),
        trial("a schema repo says engine and policy, and is read again when it changes", schema_repo),
        trial("several folders have settings of their own", folders),
        trial("old findings are shown as old", baseline),
        trial("settings of the editor hold, and wrong ones are told", settings),
        trial("bad messages are answered and end nothing", garbage),
        trial("what comes before initialize or after shutdown is refused", order),
        trial("an editor that goes away ends the server with 1", gone),
    ]
}

fn trial(name: &str, test: fn() -> Result<(), Fault>) -> Trial {
    Trial::test(format!("editor/{name}"), move || test().map_err(Failed::from))
}

const POSTGRES: &str = "{\"engine\":\"postgres\",\"debounceMs\":10}";

fn options(text: &str) -> Result<Value, Fault> {
    Ok(serde_json::from_str(text)?)
}

fn rules(shown: &[Value]) -> Vec<&str> {
    shown.iter().filter_map(|one| one["code"].as_str()).collect()
}

fn range(line: u32, from: u32, to: u32) -> Value {
    json!({ "start": { "line": line, "character": from }, "end": { "line": line, "character": to } })
}

fn session() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let mut client = Client::ready(&program, &[program.home()], &options(POSTGRES)?)?;
    let file = uri(&program.home().join("a.sql"));
    client.open(&file, "sql", "DROP TABLE t;\n")?;
    let shown = client.shown(&file, 1)?;
    must(rules(&shown).contains(&"drop-table"), "the finding is shown", &json!(shown))?;
    let first = shown.iter().find(|one| one["code"] == "drop-table").cloned().unwrap_or_default();
    must(first["severity"] == 1 && first["source"] == "groundline", "it is an error of ours", &first)?;
    must(first["range"] == range(0, 11, 12), "it has its place", &first)?;
    client.change(&file, 2, json!([{ "range": range(0, 0, 13), "text": "SELECT 1;" }]))?;
    must(client.shown(&file, 2)?.is_empty(), "a finding goes with its cause", &json!(null))?;
    client.change(&file, 3, json!([{ "text": "TRUNCATE t;\n" }]))?;
    must(rules(&client.shown(&file, 3)?).contains(&"truncate"), "a whole text is taken too", &json!(null))?;
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": file } }))?;
    client
        .wait(|message| message["params"]["uri"] == file.as_str() && message["params"]["diagnostics"] == json!([]))?;
    client.ask("shutdown", Value::Null)?;
    client.tell("exit", Value::Null)?;
    let code = client.ended()?;
    must(code == 0, "it ends with 0", &json!(code))
}

fn places() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let mut client = Client::ready(&program, &[], &options(POSTGRES)?)?;
    let text = "/* 😀é */ DROP TABLE \"😀\";\r\nSELECT 1;\r\n";
    client.open("untitled:one", "sql", text)?;
    let shown = client.shown("untitled:one", 1)?;
    let of = |shown: &[Value], rule: &str| shown.iter().find(|one| one["code"] == rule).map(|one| one["range"].clone());
    must(of(&shown, "drop-table") == Some(range(0, 21, 25)), "an emoji is two units", &json!(shown))?;
    // Behind the emoji within quotes, then a second change that counts on the first.
    let changes = json!([
        { "range": range(0, 24, 24), "text": "x😀" },
        { "range": range(1, 0, 9), "text": "TRUNCATE \"é😀\";" },
    ]);
    client.change("untitled:one", 2, changes)?;
    let shown = client.shown("untitled:one", 2)?;
    must(of(&shown, "drop-table") == Some(range(0, 21, 28)), "the name grew", &json!(shown))?;
    must(
        of(&shown, "truncate").is_some_and(|range| range["start"]["line"] == 1),
        "the second line has one",
        &json!(shown),
    )
}

fn debounced() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let mut client = Client::ready(&program, &[], &json!({ "engine": "postgres", "debounceMs": 400 }))?;
    let file = uri(&program.home().join("a.sql"));
    client.open(&file, "sql", "")?;
    client.shown(&file, 1)?;
    for version in 2..=50 {
        client.change(&file, version, json!([{ "range": range(0, 0, 0), "text": "DROP TABLE t; " }]))?;
    }
    let shown = client.shown(&file, 50)?;
    must(rules(&shown).contains(&"drop-table"), "the last text is reviewed", &json!(shown))?;
    let others = client.count("textDocument/publishDiagnostics");
    must(others == 0, "the texts between are not", &json!(others))
}

const FIXABLE: &str = "CREATE INDEX i ON \"😀\" (a);\nDROP INDEX j;\n\nSELECT 1;\nCREATE INDEX k ON t (b);\n";

fn fixes() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let path = program.home().join("a.sql");
    fs::write(&path, FIXABLE)?;
    let mut client = Client::ready(&program, &[], &options(POSTGRES)?)?;
    let file = uri(&path);
    client.open(&file, "sql", FIXABLE)?;
    let place = range(0, 3, 3);
    let quick = client.actions(&file, &place, &["quickfix"])?;
    let fix = quick.iter().find(|action| action["isPreferred"] == true).cloned().unwrap_or_default();
    let one = edited(FIXABLE, &fix)?;
    must(one == FIXABLE.replacen("CREATE INDEX i", "CREATE INDEX CONCURRENTLY i", 1), "one is fixed", &json!(one))?;
    must(fix["edit"]["documentChanges"][0]["textDocument"]["version"] == 1, "for this version only", &fix)?;
    let all = client.actions(&file, &place, &["source.fixAll"])?;
    must(all.len() == 1, "only what is asked for", &json!(all))?;
    let mended = edited(FIXABLE, &all[0])?;
    program.run(["review", "--engine", "postgres", "--fix", "--fail-on", "never", "a.sql"])?.succeeded()?;
    let expected = fs::read_to_string(&path)?;
    must(mended == expected && mended != FIXABLE, "it is the file that --fix makes", &json!([mended, expected]))
}

fn allowance() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let mut client = Client::ready(&program, &[], &options(POSTGRES)?)?;
    let text = "SELECT 1;\n  DROP TABLE t;\n";
    client.open("untitled:a", "sql", text)?;
    let actions = client.actions("untitled:a", &range(1, 14, 14), &[])?;
    let titled =
        |action: &&Value| action["title"].as_str().is_some_and(|title| title.starts_with("Allow `drop-table`"));
    let allow = actions.iter().find(titled).cloned().unwrap_or_default();
    let allowed = edited(text, &allow)?;
    must(
        allowed == "SELECT 1;\n  -- groundline: allow drop-table \n  DROP TABLE t;\n",
        "the comment is there",
        &json!(allowed),
    )?;
    client.change("untitled:a", 2, json!([{ "text": allowed }]))?;
    let shown = client.shown("untitled:a", 2)?;
    let told = rules(&shown);
    must(
        told.contains(&"suppression-without-reason") && told.contains(&"drop-table"),
        "a reason is asked for",
        &json!(told),
    )?;
    let end = "  -- groundline: allow drop-table ".len().try_into().unwrap_or_default();
    client.change("untitled:a", 3, json!([{ "range": range(1, end, end), "text": "it is empty" }]))?;
    let shown = client.shown("untitled:a", 3)?;
    must(!rules(&shown).contains(&"drop-table"), "with its reason it silences", &json!(shown))?;
    let on_one_line = "SELECT 1; DROP TABLE u;";
    client.open("untitled:b", "sql", on_one_line)?;
    let actions = client.actions("untitled:b", &range(0, 21, 21), &[])?;
    let allow = actions.iter().find(titled).cloned().unwrap_or_default();
    let allowed = edited(on_one_line, &allow)?.replace("drop-table ", "drop-table it is empty");
    client.change("untitled:b", 2, json!([{ "text": allowed }]))?;
    let shown = client.shown("untitled:b", 2)?;
    let told = rules(&shown);
    let is_silent =
        ["drop-table", "unused-suppression", "suppression-without-reason"].iter().all(|rule| !told.contains(rule));
    must(is_silent, "in the middle of a line too", &json!([allowed, shown]))
}

fn pages() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let mut client = Client::ready(&program, &[], &options(POSTGRES)?)?;
    client.open("untitled:a", "sql", "-- groundline: allow truncate it is full\nSELECT 1;\nDROP TABLE t;\n")?;
    let mut hover = |line: u32, character: u32| {
        let at = json!({ "line": line, "character": character });
        client.ask("textDocument/hover", json!({ "textDocument": { "uri": "untitled:a" }, "position": at }))
    };
    let page = program.run(["explain", "drop-table"])?.succeeded()?;
    let found = hover(2, 11)?;
    let says =
        found["contents"]["value"].as_str().is_some_and(|text| text.contains("are lost") && text.contains(page.trim()));
    must(says && found["range"] == range(2, 11, 12), "the finding and its page", &found)?;
    let named = hover(0, 24)?;
    must(
        named["contents"]["value"].as_str().is_some_and(|text| text.contains("# truncate")),
        "the rule of a comment",
        &named,
    )?;
    must(hover(1, 2)?.is_null(), "nothing where nothing is", &json!(null))?;
    let params = json!({ "command": "groundline.explain", "arguments": ["drop-table"] });
    let told = client.ask("workspace/executeCommand", params)?;
    must(told.as_str().map(str::trim) == Some(page.trim()), "the command gives the page", &told)?;
    client.wait(|message| message["method"] == "window/showMessage")?;
    let refused =
        client.asked("workspace/executeCommand", json!({ "command": "groundline.explain", "arguments": ["x"] }))?;
    must(refused["error"]["code"] == -32602, "a rule that is not there", &refused)
}

fn completion() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let mut client = Client::ready(&program, &[], &options(POSTGRES)?)?;
    client.open("untitled:a", "sql", "-- groundline: \nDROP TABLE t;\n-- groundline: allow drop-\nSELECT 1;\n")?;
    client.shown("untitled:a", 1)?;
    let mut labels = |line: u32, character: u32| -> Result<Vec<String>, Fault> {
        let at = json!({ "line": line, "character": character });
        let found = client
            .ask("textDocument/completion", json!({ "textDocument": { "uri": "untitled:a" }, "position": at }))?;
        let items = found.as_array().cloned().unwrap_or_default();
        Ok(items.iter().filter_map(|item| item["label"].as_str().map(str::to_owned)).collect())
    };
    must(labels(0, 15)? == ["allow", "key", "renamed-from"], "the words", &json!(null))?;
    let rules = labels(2, 26)?;
    must(
        rules.contains(&"drop-table".to_owned()) && !rules.contains(&"truncate".to_owned()),
        "the rules",
        &json!(rules),
    )?;
    must(labels(1, 3)?.is_empty(), "nothing in SQL", &json!(null))
}

/// A schema repo of SQLite in a folder of the home.
fn repo(program: &Program, name: &str) -> Result<PathBuf, Fault> {
    program.run(["init", name, "--engine", "sqlite"])?.succeeded()?;
    Ok(program.home().join(name))
}

fn schema_repo() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let root = repo(&program, "repo")?;
    let policy = root.join("policies/review.toml");
    fs::create_dir_all(root.join("policies/review"))?;
    fs::write(root.join("policies/review/team.toml"), "extends = []\n[rules]\nnaming-table = \"error\"\n")?;
    fs::write(&policy, "extends = [\"review/team.toml\"]\n")?;
    let file = uri(&root.join("schemas/app/bad.sql"));
    let mut client = Client::ready(&program, &[&root], &json!({ "debounceMs": 10 }))?;
    let watch = client.wait(|message| message["method"] == "client/registerCapability")?;
    client.send(framed(&json!({ "jsonrpc": "2.0", "id": watch["id"], "result": null })).as_bytes())?;
    client.open(&file, "sql", "CREATE TABLE Bad2 (id INTEGER PRIMARY KEY);\n")?;
    let shown = client.shown(&file, 1)?;
    must(
        rules(&shown) == ["naming-table"] && shown[0]["severity"] == 1,
        "the policy of the repo holds",
        &json!(shown),
    )?;
    // What it extends changes, and the editor says that a file did.
    fs::write(root.join("policies/review/team.toml"), "extends = []\n[rules]\nnaming-table = \"notice\"\n# changed\n")?;
    let changed = json!({ "changes": [{ "uri": uri(&policy), "type": 2 }] });
    client.tell("workspace/didChangeWatchedFiles", changed.clone())?;
    let shown = client.shown(&file, 1)?;
    must(shown[0]["severity"] == 3, "it is read again", &json!(shown))?;
    // A policy that is wrong is told in its own file, and where it is missed.
    fs::write(&policy, "extends = [\"review/team.toml\"]\n[rules]\nnaming-tabel = \"off\"\n")?;
    client.tell("workspace/didChangeWatchedFiles", changed.clone())?;
    let wrong = client.wait(|message| message["params"]["uri"] == uri(&policy).as_str())?;
    let fault = wrong["params"]["diagnostics"][0].clone();
    must(fault["range"] == range(2, 0, 12), "at its place", &fault)?;
    must(
        fault["message"].as_str().is_some_and(|text| text.contains("did you mean `naming-table`")),
        "what is meant",
        &fault,
    )?;
    let shown = client.shown(&file, 1)?;
    let says = |one: &Value| one["message"].as_str().is_some_and(|text| text.contains("policies/review.toml:3:1"));
    must(shown.iter().any(says), "the text says that its policy is not used", &json!(shown))?;
    fs::write(&policy, "extends = []\n")?;
    client.tell("workspace/didChangeWatchedFiles", changed)?;
    client.wait(|message| {
        message["params"]["uri"] == uri(&policy).as_str() && message["params"]["diagnostics"] == json!([])
    })?;
    must(client.shown(&file, 1)?.is_empty(), "the new policy holds", &json!(null))
}

fn framed(message: &Value) -> String {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

fn folders() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let (one, other) = (repo(&program, "one")?, repo(&program, "other")?);
    for (root, level) in [(&one, "error"), (&other, "notice")] {
        fs::create_dir_all(root.join("policies"))?;
        fs::write(root.join("policies/review.toml"), format!("extends = []\n[rules]\ndrop-table = \"{level}\"\n"))?;
    }
    let mut client = Client::ready(&program, &[&one], &json!({ "debounceMs": 10 }))?;
    let added = json!({ "event": { "added": [{ "uri": uri(&other), "name": "other" }], "removed": [] } });
    client.tell("workspace/didChangeWorkspaceFolders", added)?;
    for (root, severity) in [(&one, 1), (&other, 3)] {
        let file = uri(&root.join("a.sql"));
        client.open(&file, "sql", "DROP TABLE t;\n")?;
        let shown = client.shown(&file, 1)?;
        must(shown.len() == 1 && shown[0]["severity"] == severity, "each has its own", &json!(shown))?;
    }
    Ok(())
}

fn baseline() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let root = repo(&program, "repo")?;
    fs::write(root.join("old.sql"), "DROP TABLE a;\n")?;
    let run =
        program.call(["review", "--write-baseline", "--fail-on", "never", "--", "old.sql"]).inside(&root).run()?;
    run.succeeded()?;
    let mut client = Client::ready(&program, &[&root], &json!({ "debounceMs": 10 }))?;
    let file = uri(&root.join("old.sql"));
    client.open(&file, "sql", "\n\nDROP TABLE a;\nDROP TABLE b;\n")?;
    let shown = client.shown(&file, 1)?;
    let levels: Vec<_> =
        shown.iter().filter(|one| one["code"] == "drop-table").map(|one| one["severity"].clone()).collect();
    must(levels == [json!(1), json!(4)], "the new one is an error, the old one a hint", &json!(shown))
}

fn settings() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let mut client = Client::ready(&program, &[], &json!({ "engin": "postgres" }))?;
    let told = client.wait(|message| message["method"] == "window/showMessage")?;
    must(
        told["params"]["message"].as_str().is_some_and(|text| text.contains("engin")),
        "a wrong setting is told",
        &told,
    )?;
    client.open("untitled:a", "sql", "DROP TABLE t;\n")?;
    let shown = client.shown("untitled:a", 1)?;
    must(shown.len() == 1 && shown[0]["severity"] == 3, "without an engine it says what to set", &json!(shown))?;
    client.open("untitled:b", "mysql", "DROP TABLE t;\n")?;
    let shown = client.shown("untitled:b", 1)?;
    must(rules(&shown).contains(&"drop-table"), "a language may say the engine", &json!(shown))?;
    let policy = program.home().join("own.toml");
    fs::write(&policy, "extends = []\n[rules]\ndrop-table = \"warning\"\n")?;
    let set = json!({ "engine": "mysql", "policy": policy.display().to_string(), "debounceMs": 10 });
    client.tell("workspace/didChangeConfiguration", json!({ "settings": { "groundline": set } }))?;
    let shown = client.shown("untitled:a", 1)?;
    must(rules(&shown) == ["drop-table"] && shown[0]["severity"] == 2, "changed settings hold at once", &json!(shown))
}

fn garbage() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let mut client = Client::ready(&program, &[], &options(POSTGRES)?)?;
    let refused = |message: &Value| message["error"]["code"].as_i64();
    for (bytes, code) in [
        ("Content-Length: 5\r\n\r\n{{{{{", -32700),
        ("Content-Length: 2\r\n\r\n[]", -32600),
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\nContent-Length: 4\r\n\r\nnull", -32600),
        ("Content-Length: 99999999999999\r\n\r\nContent-Length: 12\r\n\r\n{\"method\":1}", -32600),
        ("\u{0}\u{1}😀\r\n\r\n\r\nContent-Length: 24\r\n\r\n{\"jsonrpc\":\"1\",\"method\":", -32700),
    ] {
        client.send(bytes.as_bytes())?;
        let answer = client.wait(|message| message.get("error").is_some())?;
        must(refused(&answer) == Some(code), bytes, &answer)?;
    }
    client.send(b"Content-Length: 3\r\n\r\n\xff\xfe\xfd")?;
    client.wait(|message| refused(message) == Some(-32700))?;
    for (method, params, code) in [
        ("textDocument/rename", json!({}), -32601),
        ("textDocument/hover", json!({ "position": "here" }), -32602),
        ("textDocument/codeAction", json!([1, 2]), -32602),
        ("workspace/executeCommand", json!({ "command": "rm" }), -32602),
        ("initialize", json!({}), -32600),
    ] {
        let answer = client.asked(method, params)?;
        must(refused(&answer) == Some(code), method, &answer)?;
    }
    // Notifications that are wrong have no answer, and must do no harm.
    client.open("untitled:a", "sql", "DROP TABLE t;\n")?;
    client.change("untitled:nowhere", 2, json!([{ "text": "x" }]))?;
    client.tell("textDocument/didOpen", json!({ "textDocument": 5 }))?;
    client.tell("textDocument/didSave", json!({ "textDocument": { "uri": "untitled:nowhere" } }))?;
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": "untitled:nowhere" } }))?;
    client.tell("$/setTrace", json!({ "value": "off" }))?;
    client.change("untitled:a", 2, json!([{ "range": range(4_000_000_000, 1, 0), "text": "TRUNCATE t;" }]))?;
    let shown = client.shown("untitled:a", 2)?;
    must(rules(&shown).contains(&"truncate"), "it goes on, and a place outside is the end", &json!(shown))?;
    let hover = json!({ "textDocument": { "uri": "untitled:nowhere" }, "position": { "line": 0, "character": 0 } });
    must(client.ask("textDocument/hover", hover)?.is_null(), "nothing of a text that is not open", &json!(null))
}

fn order() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let mut client = Client::start(&program)?;
    let early = client.asked("shutdown", Value::Null)?;
    must(early["error"]["code"] == -32002, "not before initialize", &early)?;
    client.open("untitled:a", "sql", "DROP TABLE t;")?;
    client.ask("initialize", json!({ "capabilities": {} }))?;
    client.ask("shutdown", Value::Null)?;
    let late = client.asked("textDocument/hover", json!({}))?;
    must(late["error"]["code"] == -32600, "not after shutdown", &late)?;
    client.tell("exit", Value::Null)?;
    must(client.ended()? == 0, "it ends in order", &json!(null))?;
    let mut sudden = Client::ready(&program, &[], &options(POSTGRES)?)?;
    sudden.tell("exit", Value::Null)?;
    must(sudden.ended()? == 1, "exit without shutdown ends with 1", &json!(null))
}

fn gone() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let mut client = Client::ready(&program, &[], &options(POSTGRES)?)?;
    client.open("untitled:a", "sql", &"DROP TABLE t;\n".repeat(10_000))?;
    client.hang_up();
    must(client.ended()? == 1, "a closed pipe is the end", &json!(null))
}
