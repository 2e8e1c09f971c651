//! Where databases are: URLs, variables, passwords; and durations.

use std::path::Path;
use std::time::Duration;

use reconcile::desired::{DatabaseUrl, ResolveError, TargetUrl, UrlError, parse_duration, show_duration};
use schema::Dialect;

fn engine(text: &str) -> Option<Dialect> {
    TargetUrl::parse(text).expect(text).engine()
}

#[test]
fn the_scheme_says_the_engine() {
    assert_eq!(engine("postgres://app@db.example:5432/shop?sslmode=require"), Some(Dialect::Postgres));
    assert_eq!(engine("postgresql://[::1]:5432/shop"), Some(Dialect::Postgres));
    assert_eq!(engine("postgres:///shop?host=/run/postgresql"), Some(Dialect::Postgres));
    assert_eq!(engine("mysql://h/d"), Some(Dialect::MySql));
    assert_eq!(engine("mariadb://h/d"), Some(Dialect::MySql));
    assert_eq!(engine("sqlite:shop.db"), Some(Dialect::Sqlite));
    assert_eq!(engine("env:SHOP_URL"), None);
}

#[test]
fn a_password_in_git_is_refused_wherever_it_stands() {
    for text in [
        "postgres://u:p@h/d",
        "postgresql://u:p%40@h/d",
        "mysql://root:secret@h",
        "postgres://u:p/w@h/d",
        "postgres://u:p@w@h/d",
        "postgres://u@h/d?password=p",
        "postgres://u@h/d?sslmode=require&sslpassword=p",
    ] {
        assert_eq!(TargetUrl::parse(text), Err(UrlError::Password), "{text}");
    }
}

#[test]
fn what_is_no_url_is_refused_with_the_form_that_was_meant() {
    let hint = |text: &str| TargetUrl::parse(text).expect_err(text).hint();
    assert_eq!(hint("${SHOP_URL}"), "write `env:SHOP_URL`");
    assert_eq!(hint("$SHOP_URL"), "write `env:SHOP_URL`");
    assert_eq!(hint("env:$SHOP_URL"), "write `env:SHOP_URL`");
    assert_eq!(hint("env: SHOP_URL"), "write `env:SHOP_URL`");
    assert_eq!(hint("sqlite::memory:"), "name a file: `sqlite:shop.db`");
    for text in [
        "",
        "shop.db",
        "http://h/d",
        "postgres:h/d",
        "postgres://",
        "postgres://h:99999/d",
        "sqlite:",
        "sqlite:a?mode=ro",
        "postgres://h/a b",
    ] {
        assert!(hint(text).contains("env:NAME"), "{text}");
    }
}

#[test]
fn no_password_is_printed() {
    let url =
        DatabaseUrl::parse("postgres://u:s3cret@h:5432/d?sslpassword=s3cret").expect("a variable may hold a password");
    assert_eq!(url.to_string(), "postgres://u:***@h:5432/d?sslpassword=***");
    assert!(!format!("{url:?}").contains("s3cret"));
    let error = DatabaseUrl::parse("redis://u:s3cret@h").expect_err("no engine has this scheme");
    assert!(!error.to_string().contains("s3cret") && !format!("{error:?}").contains("s3cret"));
}

#[test]
fn a_variable_is_looked_up_by_whoever_has_an_environment() {
    let url = TargetUrl::parse("env:SHOP").expect("it names a variable");
    let base = Path::new("/repo");
    let resolve = |value: Option<&str>| url.resolve(|name| value.filter(|_| name == "SHOP").map(str::to_owned), base);
    assert_eq!(resolve(Some("postgres://u:p@h/d\n")).expect("it is a URL").expose(), "postgres://u:p@h/d");
    assert_eq!(resolve(None), Err(ResolveError::Unset("SHOP".to_owned())));
    assert_eq!(resolve(Some("  ")), Err(ResolveError::Unset("SHOP".to_owned())));
    assert_eq!(resolve(Some("env:OTHER")), Err(ResolveError::Nested("SHOP".to_owned())));
    assert!(matches!(resolve(Some("nonsense")), Err(ResolveError::Value(..))));
}

#[test]
fn a_relative_sqlite_path_counts_from_the_given_folder() {
    let path = |text: &str| {
        let url = TargetUrl::parse(text)
            .expect("it is a URL")
            .resolve(|_| None, Path::new("/repo"))
            .expect("nothing to look up");
        url.sqlite_path().map(str::to_owned)
    };
    assert_eq!(path("sqlite:data/shop.db").as_deref(), Some("/repo/data/shop.db"));
    assert_eq!(path("sqlite://shop.db").as_deref(), Some("/repo/shop.db"));
    assert_eq!(path("sqlite:/var/shop.db").as_deref(), Some("/var/shop.db"));
    assert_eq!(path("sqlite:///var/shop.db").as_deref(), Some("/var/shop.db"));
    assert_eq!(path("postgres://h/d"), None);
}

#[test]
fn durations_have_units_and_come_back_as_they_were() {
    for (text, milliseconds) in
        [("100ms", 100), ("3s", 3_000), ("20m", 1_200_000), ("1h30m", 5_400_000), ("30d", 2_592_000_000), ("0s", 0)]
    {
        assert_eq!(parse_duration(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        assert_eq!(show_duration(Duration::from_millis(milliseconds)), text);
    }
    for text in
        ["", "3", "s", "-3s", "3 s", "1.5s", "3sec", "3S", "1h30", "99999999999999999999s", "300000000000000000d", "٣s"]
    {
        assert!(parse_duration(text).is_err(), "{text}");
    }
}

#[test]
fn no_address_however_broken_is_printed_with_its_password() {
    let heads = ["postgres://app", "mysql://", "postgresql://a%40b", "postgres://u-x"];
    let tails = ["h:5432/shop", "h/?x=y@z", "[::1]", "", "/", "a@b:c@d/e?f#g", "h:99999/x", "h x", "😀\0"];
    for head in heads {
        for tail in tails {
            for secret in ["S3cr", "S3cr?x", "S3cr/x", "S3cr#x", "S3cr@x:y"] {
                let text = format!("{head}:{secret}@{tail}");
                let shown = [
                    DatabaseUrl::parse(&text)
                        .map_or_else(|error| format!("{error} {}", error.hint()), |url| format!("{url} {url:?}")),
                    TargetUrl::parse(&text)
                        .map_or_else(|error| format!("{error} {}", error.hint()), |url| format!("{url} {url:?}")),
                ];
                assert!(shown.iter().all(|shown| !shown.contains("S3cr")), "{text}: {shown:?}");
            }
        }
    }
}
