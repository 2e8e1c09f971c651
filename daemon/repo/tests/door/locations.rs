//! Addresses: which are understood, which are refused, and how they are shown.

use repo::{Location, redact};

fn shown(text: &str) -> String {
    match text.parse::<Location>() {
        Ok(Location::Local(path)) => format!("local {}", path.display()),
        Ok(Location::Remote(remote)) => format!("remote {remote}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_usual_form_is_understood() {
    let cases = [
        ("/srv/schemas", "local /srv/schemas"),
        ("schemas", "local schemas"),
        ("./host:path", "local ./host:path"),
        ("../x", "local ../x"),
        ("file:///srv/my%20schemas.git", "remote file:///srv/my schemas.git"),
        ("https://git.example.com/a/b.git", "remote https://git.example.com/a/b.git"),
        ("HTTPS://git.example.com:8443/a", "remote https://git.example.com:8443/a"),
        ("http://[::1]:3000/a", "remote http://[::1]:3000/a"),
        ("ssh://git@example.com:2222/a.git", "remote ssh://git@example.com:2222/a.git"),
        ("ssh://example.com/~me/a.git", "remote ssh://example.com/~me/a.git"),
        ("git@example.com:a/b.git", "remote git@example.com:a/b.git"),
        ("git@[::1]:a.git", "remote git@[::1]:a.git"),
        ("example.com:/srv/a.git", "remote ssh://example.com/srv/a.git"),
        ("git://example.com/a.git", "remote git://example.com/a.git"),
    ];
    cases.into_iter().for_each(|(text, expected)| assert_eq!(shown(text), expected));
}

#[test]
fn what_could_be_an_option_or_a_command_is_refused() {
    let refused = [
        "ssh://-oProxyCommand=x/y",
        "-oProxyCommand=x:y",
        "ssh://-x@host/y",
        "ssh://host/%0ay",
        "git://host/a\nb",
        "git://host/%00b",
        "host:-x",
        "https://host",
        "https:///path",
        "https://host/a?token=x",
        "https://ho st/a",
        "https://host:99999/a",
        "ssh://host/%zz",
        "file://elsewhere/a",
        "",
    ];
    for text in refused {
        assert!(shown(text).contains("is not a usable repository address"), "{text}: {}", shown(text));
    }
    assert!(shown("postgres://host/db").starts_with("`postgres://` is no way to a Git repository"));
    assert!(shown("ext::sh -c x").contains("not a usable") || shown("ext::sh -c x").starts_with("remote ext:"));
}

#[test]
fn no_address_shows_its_password_or_token() {
    for text in ["https://me:s3cret@example.com/a", "https://s3cret@example.com/a", "ssh://me:s3cret@example.com/a"] {
        let location: Location = text.parse().expect("a location");
        assert!(!format!("{location} {location:?}").contains("s3cret"), "{location}");
    }
    for text in
        ["https://me:s3cret@ex ample.com/a", "https://me:s3/cret@example.com/a", "https://me:s3cret%zz@example.com/a"]
    {
        assert!(!shown(text).contains("s3") && !shown(text).contains("cret"), "{}", shown(text));
    }
}

#[test]
fn text_is_redacted_wherever_a_url_stands_in_it() {
    let cases = [
        ("nothing here: a@b.c", "nothing here: a@b.c"),
        ("see https://ghp_token@github.com/a/b.", "see https://***@github.com/a/b."),
        ("`postgres://u:p@ss/w?rd@host/db`", "`postgres://u:***@host/db`"),
        ("mysql://root@host and http://a:b@c", "mysql://root@host and http://***@c"),
        (
            "postgres://host/db?user=me&password=x&sslmode=require",
            "postgres://host/db?user=me&password=***&sslmode=require",
        ),
        ("https://host:8080/path@v1", "https://host:8080/path@v1"),
        ("GET /x?private_token=abc#top", "GET /x?private_token=***#top"),
        ("a://b:c@d'e://f:g@h", "a://b:***@d'e://f:***@h"),
    ];
    cases.into_iter().for_each(|(text, expected)| assert_eq!(redact(text), expected));
}
