//! Conditions over a small vocabulary.

use super::*;

static WORDS: Vocabulary = Vocabulary {
    of: "a test",
    variables: &[
        Variable { name: "environment", domain: Domain::Text, about: "Where it is." },
        Variable { name: "engine", domain: Domain::Word(&["postgres", "mysql", "sqlite"]), about: "What it is." },
        Variable { name: "risk", domain: Domain::Grade(&["low", "moderate", "high"]), about: "How bad it is." },
        Variable { name: "rows", domain: Domain::Number, about: "How many." },
        Variable { name: "time.hour", domain: Domain::Number, about: "When." },
        Variable { name: "is_drop", domain: Domain::Truth, about: "Whether." },
        Variable { name: "tables", domain: Domain::Texts, about: "Which." },
        Variable { name: "labels", domain: Domain::Table, about: "Words." },
    ],
};

fn values() -> Values {
    let labels = [("region".to_owned(), "eu".to_owned())].into();
    let values = Values::new().text("environment", "prod").text("engine", "postgres").text("risk", "moderate");
    let values = values.truth("is_drop", false).texts("tables", ["shop.orders", "users"]).table("labels", labels);
    values.number("time.hour", Some(7))
}

fn answer(text: &str) -> Answer {
    let condition = Condition::parse(text, &WORDS);
    assert!(condition.is_ok(), "{text}: {condition:?}");
    condition.expect("it is one, as asserted above").answer(&values())
}

fn fault(text: &str) -> (String, String, String) {
    let fault = Condition::parse(text, &WORDS).expect_err(text);
    (text[fault.span].to_owned(), fault.message, fault.hint.unwrap_or_default())
}

#[test]
fn what_holds_holds_and_what_fails_fails() {
    for (text, expected) in [
        ("true", true),
        ("environment == \"prod\"", true),
        ("'prod' == environment", true),
        ("environment != 'prod'", false),
        ("environment in ['staging', 'prod',]", true),
        ("environment in []", false),
        ("engine == 'mysql' || engine == 'postgres'", true),
        ("risk >= 'moderate' && risk < 'high'", true),
        ("'high' > risk", true),
        ("risk in ['high']", false),
        ("labels.region == 'eu' && labels[\"region\"].startsWith('e')", true),
        ("labels.tier == ''", true),
        ("'region' in labels && !('tier' in labels)", true),
        ("'users' in tables", true),
        ("tables startsWith 'shop.'", true),
        ("tables matches '^orders$'", false),
        ("environment.matches(\"^pr\\w+$\")", true),
        ("!is_drop && is_drop == false", true),
        ("time.hour >= 6 && time.hour < 22", true),
        ("time.hour in [7, 8]", true),
        ("!(true && false) && (false || true)", true),
        ("true || false && false", true),
        ("-1 < time.hour && time.hour < 1_000", true),
    ] {
        assert_eq!(answer(text), Answer::of(expected), "{text}");
    }
}

#[test]
fn what_is_not_known_stays_so_unless_the_rest_decides() {
    for (text, expected) in [
        ("rows > 10", Answer::Unknown),
        ("!(rows > 10)", Answer::Unknown),
        ("rows > 10 || environment == 'prod'", Answer::Holds),
        ("rows > 10 && environment == 'dev'", Answer::Fails),
        ("rows > 10 && environment == 'prod'", Answer::Unknown),
        ("rows in [1]", Answer::Unknown),
    ] {
        assert_eq!(answer(text), expected, "{text}");
    }
    assert!(answer("rows > 10").may_hold() && !answer("rows > 10").holds());
}

#[test]
fn what_is_wrong_is_told_at_its_place() {
    for (text, place, message) in [
        ("", "", "the condition is empty; one that holds for all of a test is `true`"),
        ("enviroment == 'prod'", "enviroment", "unknown variable `enviroment`: did you mean `environment`?"),
        ("environment = 'prod'", "=", "`=` means nothing here"),
        ("environment == 'prod", "'prod", "the text that begins with ' has no end"),
        ("environment == prod", "prod", "unknown variable `prod`"),
        ("environment", "environment", "`environment` is a text, and alone it says neither yes nor no"),
        ("engine == 'postgre'", "'postgre'", "`engine` is never \"postgre\": did you mean `postgres`?"),
        ("engine in ['x']", "'x'", "`engine` is never \"x\""),
        ("risk > 'extreme'", "'extreme'", "`risk` is never \"extreme\""),
        ("rows > 'many'", "rows > 'many'", "`rows` is a number, and this is a text: they cannot be compared"),
        ("environment < 'prod'", "environment < 'prod'", "`environment` is a text: texts have no order"),
        (
            "environment in 'prod'",
            "'prod'",
            "this is a text, and after `in` stands a list, as in [\"prod\", \"staging\"]",
        ),
        ("environment == 'a' and true", "and", "the condition ends before this"),
        ("(environment == 'a'", "'", "`)` is missing at the end, to close the parenthesis"),
        ("environment == 'a')", ")", "the condition ends before this"),
        ("1 < rows < 3", "<", "one comparison ends before this operator"),
        ("environment matches '('", "'('", "the pattern is not a regular expression: unclosed group"),
        ("rows matches 'x'", "rows", "`rows` is a number, and `matches` is of texts"),
        ("environment.endsWith('x')", "endsWith", "nothing is called `endsWith` here"),
        ("rows > 1.5", "1.5", "`1.5` is not a whole number"),
        ("environment ==", "=", "something is missing at the end: a variable, a text in quotes, a number or a list"),
        ("tables == 'x'", "tables == 'x'", "`tables` is a list of texts, and this is a text: they cannot be compared"),
    ] {
        let found = fault(text);
        assert_eq!((found.0.as_str(), found.1.as_str()), (place, message), "{text}");
    }
    assert_eq!(fault("tables == 'x'").2, "whether something is in a list is asked with `in`");
    assert_eq!(fault("environment == 'a' and true").2, "\"and\" is written `&&`");
}

#[test]
fn callers_see_what_a_variable_is_compared_with() {
    let condition = Condition::parse("environment in ['a', 'b'] || 'c' != environment || labels.x == 'd'", &WORDS);
    let condition = condition.expect("a condition");
    let texts: Vec<_> = condition.compared("environment").iter().map(|found| found.text).collect();
    assert_eq!(texts, ["a", "b", "c"]);
    assert!(condition.asks_for("labels") && !condition.asks_for("rows"));
}

#[test]
fn no_text_makes_it_panic_or_run_out_of_stack() {
    let deep = "(".repeat(15_000);
    let negated = "!".repeat(15_000);
    for text in [
        deep.as_str(),
        &negated,
        "ü",
        "\\",
        "'\\",
        "[",
        "labels.",
        "labels[",
        "labels['x'",
        "a.b.c.d",
        "-",
        "🙂",
        ".",
        "time",
    ] {
        assert!(Condition::parse(text, &WORDS).is_err(), "{text}");
    }
    assert!(Condition::parse(&"x".repeat(20_000), &WORDS).is_err());
}
