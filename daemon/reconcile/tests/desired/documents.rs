//! The reference page and the pages of the codes.

use std::collections::BTreeSet;
use std::path::Path;

use reconcile::desired::{Absent, Code, SHAPES, Shape, explain, reference};

use crate::repo::shop;

#[test]
fn the_reference_page_has_every_key_and_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/settings.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, reference()).expect("the page can be written");
    }
    let page = std::fs::read_to_string(&path).expect("the page is there");
    assert!(page == reference(), "settings.md is not current: UPDATE_DOCS=1 cargo test -p reconcile writes it");
    for shape in SHAPES {
        for key in shape.keys {
            assert!(page.contains(&format!("- `{}`: ", key.name)), "`{}` of {}", key.name, shape.title());
            assert!(!key.about.is_empty() && !key.example.is_empty() && !key.kind.is_empty(), "`{}`", key.name);
        }
    }
}

#[test]
fn the_guide_names_every_table_and_top_key() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/schema-repo.md");
    let guide = std::fs::read_to_string(path).expect("the guide is there");
    for shape in SHAPES {
        assert!(guide.contains(shape.header) && guide.contains(shape.file), "{}", shape.title());
    }
}

#[test]
fn the_examples_of_the_reference_load() {
    let text = |shape: &Shape, but: &[&str]| {
        let keys = shape.keys.iter().filter(|key| !but.contains(&key.name));
        keys.map(|key| format!("{} = {}\n", key.name, key.example)).collect::<String>()
    };
    let inline = |shape: &Shape, but: &[&str]| {
        let keys = shape.keys.iter().filter(|key| !but.contains(&key.name));
        keys.map(|key| format!("{} = {}", key.name, key.example)).collect::<Vec<_>>().join(", ")
    };
    let [
        project,
        defaults,
        target,
        set,
        ids,
        rollout,
        environment,
        online,
        consent,
        window,
        freeze,
        wave_check,
        changelist,
        batch,
        variable,
        check,
        expect,
        rollback,
        skip,
        cancel,
        retry,
        person,
        group,
        service,
        token,
        trust,
        approval,
        rule,
        risk,
        policy_change,
        break_glass,
        bridge,
    ] = SHAPES;
    let top = format!("{}[defaults]\n{}", text(project, &["defaults"]), text(defaults, &[]));
    let targets = format!("[[target]]\n{}[[target-set]]\n{}", text(target, &["depends_on"]), text(set, &[]));
    let policy = format!(
        "{}[online]\n{}[environment.prod]\n{}[[consent]]\n{}[[window]]\n{}[[freeze]]\n{}[[check]]\n{}[[check]]\n{}",
        text(rollout, &["environment", "consent", "online", "window", "freeze", "check"]),
        text(online, &[]),
        text(environment, &[]),
        text(consent, &["environment"]),
        text(window, &["start", "end"]),
        text(freeze, &["schedule", "duration"]).replace("night", "year-end"),
        text(wave_check, &["url", "method"]),
        text(wave_check, &["query", "expect"]).replace("orders", "gate"),
    );
    let query = format!(
        "[[target-set]]\n{}[target-set.ids]\n{}",
        text(set, &["ids"]).replace("tenant-{id}", "queried-{id}").replace("TENANT", "QUERIED"),
        text(ids, &["file"])
    );
    let repo = shop()
        .with("groundline.toml", top)
        .with("targets/shop.toml", format!("{targets}{query}"))
        .with("targets/tenants.txt", "acme\n")
        .and_rollout(&policy)
        .with("access/people.toml", {
            let table = |shape: &Shape| format!("{}\n{}", shape.header, text(shape, &[]));
            [person, group, service, token, trust].map(table).concat()
        });
    let lists = ["rule", "risk", "policy-change", "break-glass", "bridge"];
    let repo = repo.with("policies/approval.toml", {
        let table = |shape: &Shape| format!("{}\n{}", shape.header, text(shape, &[]));
        format!("{}{}", text(approval, &lists), [rule, risk, policy_change, break_glass, bridge].map(table).concat())
    });
    let decisions = format!(
        "[[rollback]]\n{}[[skip]]\n{}[[skip]]\n{}[[cancel]]\n{}[[retry]]\n{}",
        text(rollback, &[]),
        text(skip, &["until"]),
        text(skip, &["changelists"]),
        text(cancel, &[]),
        text(retry, &[])
    );
    let repo = repo.with("rollouts/x.toml", decisions);
    let changed = format!(
        "{}batch = {{ {} }}\n[[check]]\n{}[[check]]\n{}expect = {{ {} }}\n[variables.x]\n{}",
        text(changelist, &["batch", "variables", "check", "snapshot", "reason", "targets"]) + "targets = \"true\"\n",
        inline(batch, &[]),
        text(check, &[]),
        text(check, &["expect"]),
        inline(expect, &["value"]),
        text(variable, &["targets"]),
    );
    let repo = repo.with("changelists/x/changelist.toml", changed).with("changelists/x/1.sql", "SELECT 1;");
    let state = repo.loads();
    assert_eq!(state.changelists[0].checks.len(), 2);
    assert_eq!(state.notes.as_slice(), [], "{}", state.notes);
    let asked = &state.governance.approval;
    assert_eq!((asked.rules.len(), asked.risks.len(), asked.bridges.len()), (1, 1, 1));
    assert_eq!((state.people.accounts.len(), state.people.tokens.len(), state.people.trusts.len()), (2, 1, 1));
    assert_eq!((state.targets.len(), state.queried_sets.len()), (2, 1));
    let inline = format!(
        "{}defaults = {}\n",
        text(project, &["defaults"]),
        project.key("defaults").expect("it is a key").example
    );
    let repo = repo.with("groundline.toml", inline).and_rollout(&text(rollout, &[]));
    repo.with("policies/approval.toml", text(approval, &[])).loads();
}

#[test]
fn the_defaults_of_the_reference_are_what_holds() {
    let rollout = SHAPES.iter().find(|shape| shape.header == "[environment.NAME]").expect("it is there");
    let written: String = rollout
        .keys
        .iter()
        .filter_map(|key| match key.default {
            Absent::Value(value) => Some(format!("{} = {value}\n", key.name)),
            Absent::Required | Absent::Words(_) => None,
        })
        .collect();
    let (with, without) = (shop().and_rollout(&written).loads().rollout, shop().loads().rollout);
    assert_eq!((with.defaults, with.poll_interval), (without.defaults, without.poll_interval));
}

#[test]
fn the_guide_on_approvals_has_every_variable() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/approvals.md");
    let page = std::fs::read_to_string(&path).expect("the guide is there");
    let (head, rest) = page.split_once("| variable | kind | is |\n|---|---|---|\n").expect("the table is there");
    let (_, tail) = rest.split_once("\n`[[risk]]` raises").expect("the table ends");
    let rows = review::approval::OF_RULES.rows();
    let current = format!("{head}| variable | kind | is |\n|---|---|---|\n{rows}\n`[[risk]]` raises{tail}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &current).expect("the guide can be written");
    }
    assert!(
        std::env::var_os("UPDATE_DOCS").is_some() || page == current,
        "approvals.md is not current: UPDATE_DOCS=1 cargo test -p reconcile writes it"
    );
}

#[test]
fn every_code_has_its_own_name_and_a_page() {
    let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    for code in Code::ALL {
        let page = explain(code.name()).expect("every code has a page");
        assert!(page.starts_with(&format!("{code}: ")) && page.len() > 80, "{page}");
        assert!(!page.contains("  "), "{page}");
    }
    assert_eq!(explain("gl-106"), explain("GL-106"));
    assert!(explain("GL-999").is_none());
}

#[test]
fn the_reference_of_a_file_is_explained_by_its_name() {
    assert!(explain("groundline.toml").is_some_and(|page| page.contains("`environments`")));
    assert!(explain("targets").is_some_and(|page| page.contains("`[[target-set]]`")));
    assert!(explain("access/people.toml").is_some_and(|page| page.contains("`[[trust]]`")));
    assert_eq!(explain("people.toml"), explain("access/people.toml"));
    assert!(explain("policies/review.toml").is_some_and(|page| page.contains("extends = ")));
    assert!(explain("policies/rollout.toml").is_some_and(|page| page.contains("`lock_timeout`")));
}
