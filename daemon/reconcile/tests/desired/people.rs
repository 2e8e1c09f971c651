//! `access/people.toml`: what it gives, and everything that can be wrong in it.

use access::{Account, Moment, Token};

use crate::repo::{Repo, shop};

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIW+O8kz+8qbzPfTrntkJgXnWuPfG5y3wcUDcK0nN9HA ada@laptop";
const CI: &str = "[[service-account]]\nname = \"ci\"\n";

fn with(text: &str) -> Repo {
    shop().with("access/people.toml", text)
}

fn token(hash: &str, more: &str) -> String {
    format!("{CI}[[token]]\naccount = \"ci\"\nhash = \"{hash}\"\nscopes = [\"review\"]\n{more}")
}

#[test]
fn a_file_gives_accounts_tokens_and_trusts() {
    let made = Token::from_entropy([7; 32]);
    let text = format!(
        "[[person]]\nname = \"ada\"\nemails = [\"ada@example.com\"]\nkeys = [\"{KEY}\"]\n\n[[group]]\nname = \"dba\"\nmembers = [\"ada\"]\n\n{}",
        token(&made.hash().to_string(), "expires = 2026-12-31\n")
    );
    let people = with(&text).loads().people;
    assert!(matches!(people.accounts.get("ci"), Some(Account::Service)));
    let Some(Account::Person(ada)) = people.accounts.get("ada") else { panic!("ada is a person") };
    assert_eq!((ada.emails.len(), ada.keys[0].kind()), (1, "ssh-ed25519"));
    assert!(people.groups["dba"].members.contains("ada"));
    let midnight = 1_798_761_600; // 2027-01-01T00:00:00Z
    let at = |seconds| {
        people.caller_of(&made, Moment(seconds)).map(|caller| caller.account).map_err(|refusal| refusal.kind.word())
    };
    assert_eq!(at(midnight - 1), Ok("ci".to_owned()), "the last day counts to its end");
    assert_eq!(at(midnight), Err("expired"));
    let other = Token::from_entropy([8; 32]);
    assert_eq!(people.caller_of(&other, Moment(0)).map_err(|refusal| refusal.kind.word()), Err("unknown"));
}

#[test]
fn a_token_in_place_of_its_hash_is_refused_and_not_shown() {
    let made = Token::from_entropy([7; 32]);
    let refused = with(&token(made.expose(), "expires = 2026-12-31\n")).fails();
    let shown = format!("{refused}\n{}\n{:?}", refused.frames(), refused);
    assert!(
        shown.contains("GL-130") && shown.contains("access/people.toml:5:8") && !shown.contains(made.expose()),
        "{shown}"
    );
    let elsewhere = with(&format!("{CI}token = \"{}\"\n", made.expose())).fails();
    let shown = format!("{elsewhere}\n{}\n{elsewhere:?}", elsewhere.frames());
    assert!(shown.contains("unknown key `token`") && !shown.contains(made.expose()), "{shown}");
    let private = "[[person]]\nname = \"ada\"\nkeys = [\"-----BEGIN OPENSSH PRIVATE KEY----- b3Blb\"]\n";
    let shown = with(private).fails().frames();
    assert!(shown.contains("private key") && !shown.contains("b3Blb"), "{shown}");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let hash = Token::from_entropy([7; 32]).hash().to_string();
    let person = |more: &str| format!("[[person]]\nname = \"ada\"\n{more}");
    let trust =
        |more: &str| format!("{CI}[[trust]]\naccount = \"ci\"\naudience = \"g\"\nscopes = [\"review\"]\n{more}");
    let cases = [
        ("[[persn]]\nname = \"ada\"\n".to_owned(), "1:3: unknown key `persn`: did you mean `person`?"),
        (person("key = []\n"), "3:1: unknown key `key`: did you mean `keys`?"),
        (format!("{CI}{CI}"), "4:8: the account `ci` is already there"),
        (format!("{CI}[[person]]\nname = \"ci\"\n"), "2:8: the account `ci` is already there"),
        (person("emails = [\"ada\"]\n"), "3:11: `ada` is no address"),
        (
            format!("{}[[person]]\nname = \"b\"\nemails = [\"A@B\"]\n", person("emails = [\"a@b\"]\n")),
            "6:11: `A@B` is already an address of `ada`",
        ),
        (person("keys = [\"ssh-dss AAAA\"]\n"), "3:9: `keys`: `ssh-dss` is no kind of key that is taken"),
        (person("keys = [\"ssh-ed25519 AAAA\"]\n"), "3:9: `keys`: it is no public key of OpenSSH"),
        (
            format!("{}[[person]]\nname = \"b\"\nkeys = [\"{KEY}\"]\n", person(&format!("keys = [\"{KEY}\"]\n"))),
            "6:9: this is already a key of `ada`",
        ),
        (
            format!("{CI}[[group]]\nname = \"dba\"\nmembers = [\"c\"]\n"),
            "5:12: unknown account `c`: did you mean `ci`?",
        ),
        (token("sha256:12", "expires = 2026-12-31\n"), "5:8: `hash`: a hash is `sha256:` and 64"),
        (token(&hash, ""), "3:1: `[[token]]` has no `expires`"),
        (token(&hash, "expires = \"2026-12-31\"\n"), "7:11: `expires` must be a date without quotes"),
        (
            token(&hash, "expires = 2026-12-31T10:00:00\n"),
            "7:11: `expires` is a time without a date or without a time zone",
        ),
        (
            token(&hash, "expires = 2026-12-31\n").replace("[\"review\"]", "[\"reviews\"]"),
            "6:11: `scopes` cannot be `reviews`: did you mean `review`?",
        ),
        (token(&hash, "expires = 2026-12-31\n").replace("[\"review\"]", "[]"), "6:10: `scopes` is empty"),
        (token(&hash, "expires = 2026-12-31\ntargets = []\n"), "8:11: `targets` is empty"),
        (trust("issuer = \"https://a.b\"\n"), "3:1: `[[trust]]` demands nothing of a token"),
        (trust("issuer = \"https://a.b\"\nsubject = \"*\"\n"), "3:1: `[[trust]]` demands nothing of a token"),
        (trust("issuer = \"http://a.b\"\nsubject = \"x\"\n"), "7:10: `issuer`: `http` is for the loopback interface"),
        (
            trust("issuer = \"https://a.b\"\nsubject = \"x\"\nclaims = { aud = \"y\" }\n"),
            "9:12: `aud` is judged anyway",
        ),
        (trust("issuer = \"https://a.b\"\nclaims = { a = [\"y\"] }\n"), "8:16: `a` must be a string"),
        (
            trust("issuer = \"https://a.b\"\nsubject = \"x\"\n").replace("service-account", "person"),
            "4:11: `ci` is a person",
        ),
    ];
    for (text, expected) in cases {
        let refused = with(&text).fails().to_string();
        assert!(refused.contains(&format!("error: access/people.toml:{expected}")), "{expected}\n{refused}");
    }
}

#[test]
fn the_same_token_twice_is_refused() {
    let hash = Token::from_entropy([7; 32]).hash().to_string();
    let one = token(&hash, "expires = 2026-12-31\n");
    let twice = format!("{one}{}", one.trim_start_matches(CI));
    assert!(with(&twice).fails().to_string().contains("access/people.toml:10:8: this token is already there"));
}

#[test]
fn a_file_of_another_name_is_refused() {
    shop().with("access/peple.toml", "").is_refused_with(
        "error: access/peple.toml: nothing of `access/` has this name: did you mean `people.toml`?\n\
         hint: the files are `people.toml`, `allowed_signers`, `roles.toml`, `grants.toml`, `masking.toml`",
    );
}

#[test]
fn the_policy_of_reviews_is_read_with_its_places() {
    let digest = |text| shop().with("policies/review.toml", text).loads().review.digest;
    assert_eq!(shop().loads().review.digest, digest(""));
    assert_ne!(digest(""), digest("[rules]\nselect-star = \"error\"\n"));
    shop().with("policies/review.toml", "[rules]\n\ndrop-tabel = \"error\"\n").is_refused_with(
        "error: policies/review.toml:3:1: there is no rule `drop-tabel`; did you mean `drop-table`?\n\
         hint: `groundline explain RULE` shows a rule and its parameters",
    );
}
