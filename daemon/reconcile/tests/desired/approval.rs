//! `policies/approval.toml` and `access/allowed_signers`: what they give, and everything that can be wrong in them.

use reconcile::desired::Governance;

use crate::repo::{Repo, shop};

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIW+O8kz+8qbzPfTrntkJgXnWuPfG5y3wcUDcK0nN9HA ada@laptop";
const ASK: &str = "approvals = [{ from = \"group:dba\", count = 1 }]\n";

fn people() -> Repo {
    let text = format!(
        "[[person]]\nname = \"ada\"\nemails = [\"ada@example.com\"]\nkeys = [\"{KEY}\"]\n\n[[group]]\nname = \"dba\"\nmembers = [\"ada\"]\n"
    );
    shop().with("access/people.toml", text)
}

fn with(policy: &str) -> Repo {
    people().with("policies/approval.toml", policy)
}

#[test]
fn a_policy_gives_rules_in_their_order() {
    let text = format!("longest = \"7d\"\n[[rule]]\nwhen = 'environment == \"prod\" && risk >= \"high\"'\n{ASK}");
    let state = with(&text).loads();
    assert!(state.notes.is_empty(), "{}", state.notes);
    let policy = &state.governance.approval;
    assert_eq!((policy.rules.len(), policy.longest), (1, Some(7 * 86_400)));
    assert!(state.governance.asks() && !shop().loads().governance.asks());
}

#[test]
fn what_is_in_force_reads_back_from_its_texts() {
    let governance = with(&format!("[[rule]]\nwhen = 'true'\n{ASK}")).loads().governance;
    let again = Governance::load(&governance.texts).expect("it is the same");
    assert!(again.says_the_same(&governance) && again.digest() == governance.digest());
    let written_otherwise = with(&format!("# a comment\n[[rule]]\nwhen = 'true'\n{ASK}")).loads().governance;
    assert!(written_otherwise.says_the_same(&governance) && written_otherwise.digest() != governance.digest());
    assert!(!with("").loads().governance.says_the_same(&governance));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let rule = |when: &str| format!("[[rule]]\nwhen = {when}\n{ASK}");
    let ask = |approvals: &str| format!("[[rule]]\nwhen = 'true'\napprovals = {approvals}\n");
    let cases = [
        ("[[rules]]\n".to_owned(), "1:3: unknown key `rules`: did you mean `rule`?"),
        (format!("[[rule]]\n{ASK}"), "1:1: `[[rule]]` has no `when`"),
        (rule("'environment == prod'"), "2:24: `when`: unknown variable `prod`"),
        (rule("'environment == \"prd\"'"), "2:24: there is no environment `prd`: did you mean `prod`?"),
        (rule("'risk >= \"hihg\"'"), "2:17: `when`: `risk` is never \"hihg\""),
        (ask("[]"), "3:13: `approvals` asks nobody"),
        (ask("[{ from = \"dba\" }]"), "3:23: `dba` is nobody"),
        (ask("[{ from = \"group:dbas\" }]"), "3:23: there is no group `dbas`: did you mean `dba`?"),
        (ask("[{ from = \"person:ad\" }]"), "3:23: there is no person `ad`: did you mean `ada`?"),
        (ask("[{ from = \"group:dba\", count = 2 }]"), "3:23: `count` is 2, and `group:dba` has 1 people"),
        (ask("[{ from = \"group:dba\", count = 0 }]"), "3:44: `count` is 0, and it goes from 1 to 100"),
        ("[[risk]]\nwhen = 'risk == \"high\"'\nlevel = \"low\"\n".to_owned(), "2:9: `when`: unknown variable `risk`"),
        ("[[risk]]\nwhen = 'true'\nlevel = \"huge\"\n".to_owned(), "3:9: `level` cannot be `huge`"),
        ("longest = \"1s\"\n".to_owned(), "1:11: `longest` is 1s, and it goes from 1m to 365d"),
        (format!("[[bridge]]\nname = \"b\"\nkeys = [\"{KEY}\"]\n"), "3:9: this is already a key of `ada`"),
        ("[break-glass]\n".to_owned(), "1:1: `[break-glass]` has no `on_call`"),
    ];
    for (text, expected) in cases {
        let told = with(&text).fails().to_string();
        assert!(
            told.contains(&format!("policies/approval.toml:{expected}")),
            "{expected}\nis not in\n{told}\nfor\n{text}"
        );
    }
}

#[test]
fn a_list_of_signers_is_read_as_ssh_keygen_does_and_refused_with_its_line() {
    let good = people().with("access/allowed_signers", format!("# keys\nada@example.com namespaces=\"git\" {KEY}\n"));
    assert_eq!(good.loads().governance.signers.entries.len(), 1);
    let told =
        people().with("access/allowed_signers", format!("\nada@example.com no-touch {KEY}\n")).fails().to_string();
    assert!(told.contains("access/allowed_signers:2:1: `no-touch` is no option of allowed signers"), "{told}");
}
