//! The answer of a condition for some values, in the logic of three values: what is not known stays so, unless the rest decides.

use std::borrow::Cow;

use super::tree::{Operand, Tree};
use super::values::{Answer, Value, Values};

/// What a condition says of some values.
pub(super) fn answer(tree: &Tree, values: &Values) -> Answer {
    match tree {
        Tree::Any(parts) => any(parts.iter().map(|part| answer(part, values))),
        Tree::All(parts) => any(parts.iter().map(|part| answer(part, values).not())).not(),
        Tree::Not(part) => answer(part, values).not(),
        Tree::Is(holds) => Answer::of(*holds),
        Tree::Truth(name) => truth(name, true, values),
        Tree::SameTruth(name, wanted) => truth(name, *wanted, values),
        Tree::SameText(one, other) => known(text(one, values).zip(text(other, values)), |(one, other)| one == other),
        Tree::Numbers(one, order, other) => {
            known(number(one, values).zip(number(other, values)), |(one, other)| order.holds(&one, &other))
        }
        Tree::Grade(name, words, order, place) => {
            let found = match values.get(name) {
                Some(Value::Text(word)) => words.iter().position(|one| one == word),
                _ => None,
            };
            known(found, |found| order.holds(&found, place))
        }
        Tree::AmongTexts(one, list) => known(text(one, values), |one| list.iter().any(|item| item.text == one)),
        Tree::AmongNumbers(one, list) => known(number(one, values), |one| list.contains(&one)),
        Tree::Within(one, list) => known(text(one, values).zip(values.get(list)), |(one, list)| match list {
            Value::Texts(texts) => texts.contains(one.as_ref()),
            Value::Table(table) => table.contains_key(one.as_ref()),
            _ => false,
        }),
        Tree::Matches(one, pattern) => one_of(one, values, |text| pattern.is_match(text)),
        Tree::Starts(one, beginning) => one_of(one, values, |text| text.starts_with(beginning.as_str())),
    }
}

fn any(answers: impl Iterator<Item = Answer>) -> Answer {
    let mut whole = Answer::Fails;
    for answer in answers {
        match answer {
            Answer::Holds => return Answer::Holds,
            Answer::Unknown => whole = Answer::Unknown,
            Answer::Fails => {}
        }
    }
    whole
}

fn known<T>(value: Option<T>, holds: impl FnOnce(T) -> bool) -> Answer {
    value.map_or(Answer::Unknown, |value| Answer::of(holds(value)))
}

fn truth(name: &str, wanted: bool, values: &Values) -> Answer {
    match values.get(name) {
        Some(Value::Truth(truth)) => Answer::of(*truth == wanted),
        _ => Answer::Unknown,
    }
}

fn text<'v>(operand: &'v Operand, values: &'v Values) -> Option<Cow<'v, str>> {
    match operand {
        Operand::Text(literal) => Some(literal.text.as_str().into()),
        Operand::Number(_) => None,
        Operand::Variable(name) => match values.get(name)? {
            Value::Text(text) => Some(text.as_str().into()),
            _ => None,
        },
        Operand::Key(name, key) => match values.get(name)? {
            Value::Table(table) => Some(table.get(key).map(String::as_str).unwrap_or_default().into()),
            _ => None,
        },
    }
}

fn number(operand: &Operand, values: &Values) -> Option<i64> {
    match operand {
        Operand::Number(number) => Some(*number),
        Operand::Variable(name) => match values.get(name)? {
            Value::Number(number) => Some(*number),
            _ => None,
        },
        Operand::Text(_) | Operand::Key(..) => None,
    }
}

fn one_of(operand: &Operand, values: &Values, holds: impl Fn(&str) -> bool) -> Answer {
    if let Operand::Variable(name) = operand
        && let Some(Value::Texts(texts)) = values.get(name)
    {
        return Answer::of(texts.iter().any(|text| holds(text)));
    }
    known(text(operand, values), |text| holds(&text))
}
