//! What a user who may do little is told.

use engine::{Error, Live, Options, Scope, Scratch, Url};

use crate::place::*;

#[tokio::test]
async fn who_may_do_little_is_told_what_to_grant() {
    let Some(place) = Place::new("who_may_do_little_is_told_what_to_grant").await else { return };
    let user = format!("u_{}", place.name);
    place.sql("CREATE TABLE t (id int)").await;
    place
        .sql(&format!(
            "CREATE USER {user}@'%' IDENTIFIED BY 'secret'; GRANT SELECT, CREATE ON {}.* TO {user}@'%'",
            place.name
        ))
        .await;
    let url = place.as_user(&user, "secret");
    let mut live = Live::connect(&url, &Options::default()).await.expect("a session");
    let before = live.token().await.expect("a token");
    assert_eq!(before, live.token().await.expect("the same"));
    place.sql("ALTER TABLE t ADD a int").await;
    assert_ne!(before, live.token().await.expect("another"));
    let error = live.inspect(&Scope::default()).await.expect_err("not everything is shown");
    assert!(
        error.to_string().contains("does not show its views, triggers, events, functions and procedures"),
        "{error}"
    );
    let hint = error.hint().unwrap_or_default();
    assert!(hint.starts_with("`GRANT SHOW VIEW, TRIGGER, EVENT, EXECUTE ON "), "{hint}");
    let more = "SHOW VIEW, TRIGGER, EVENT, EXECUTE";
    place.sql(&format!("GRANT {more} ON {}.* TO {user}@'%'", place.name)).await;
    let mut live = Live::connect(&url, &Options::default()).await.expect("a session");
    assert_eq!(live.inspect(&Scope::default()).await.expect("inspected").objects.len(), 1);
    match Scratch::like(&mut live, None).await {
        Err(error @ Error::MissingPrivilege { .. }) => {
            let hint = error.hint().unwrap_or_default();
            assert!(hint.contains("groundline\\_scratch\\_%") && hint.contains("--scratch-url"), "{hint}");
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("made"),
    }
    let bad: Vec<String> =
        live.examine().await.expect("examined").into_iter().filter(|f| !f.good).map(|f| f.subject).collect();
    assert_eq!(
        bad,
        [
            "may see and change everything in the database",
            "may create a scratch database",
            "may make the ledger",
            "may see the sessions of others"
        ]
    );
    let wrong = Live::connect(&place.as_user(&user, "wrong"), &Options::default()).await.err().expect("refused");
    assert!(matches!(wrong, Error::LoginRefused { .. }), "{wrong}");
    assert!(!wrong.to_string().contains("secret") && !wrong.to_string().contains(":wrong@"), "{wrong}");
    let nowhere = Url::parse("mysql://a:b@127.0.0.1:1/x", |_| None).expect("a URL");
    let error = Live::connect(&nowhere, &Options::default()).await.err().expect("nobody is there");
    assert!(matches!(error, Error::Unreachable { .. }) && !error.to_string().contains(":b@"), "{error}");
    place.sql(&format!("DROP USER {user}@'%'")).await;
    place.drop().await;
}

#[tokio::test]
async fn root_may_do_everything() {
    let Some(place) = Place::new("root_may_do_everything").await else { return };
    let mut live = place.live().await;
    let findings = live.examine().await.expect("examined");
    assert!(findings.iter().all(|finding| finding.good), "{findings:#?}");
    place.drop().await;
}

#[tokio::test]
async fn what_an_account_may_do_is_told() {
    let Some(place) = Place::new("what_an_account_may_do_is_told").await else { return };
    let user = format!("u_{}", place.name);
    place.sql("CREATE TABLE t (id int, a int)").await;
    place.sql("CREATE TABLE u (id int)").await;
    let (at, name) = (format!("{user}@'%'"), &place.name);
    place.sql(&format!("CREATE USER {at} IDENTIFIED BY 'secret'; GRANT SELECT, CREATE ON {name}.* TO {at}")).await;
    place.sql(&format!("GRANT INSERT ON {name}.t TO {at}; GRANT UPDATE (a) ON {name}.t TO {at}")).await;
    let mut live = Live::connect(&place.as_user(&user, "secret"), &Options::default()).await.expect("a session");
    let told = live.standing().await.expect("told");
    let of = |name: &str| told.tables.iter().find(|(id, _)| id.name.as_str() == name).map(|(_, held)| held.clone());
    let held = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
    assert_eq!(of("t"), held(&["CREATE", "INSERT", "SELECT", "UPDATE", "USAGE"]), "{told:?}");
    assert_eq!(of("u"), held(&["CREATE", "SELECT", "USAGE"]), "{told:?}");
    assert!(told.schemas[""].contains("CREATE") && told.role.is_none());
    place.drop().await;
}
