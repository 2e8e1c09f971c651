//! From tokens to a tree whose types are right.
//!
//! `or := and ("||" and)*`, `and := one ("&&" one)*`, `one := "!" one | "(" or ")" | operand [operator operand]`. The operators of
//! texts are written between, `name startsWith "x"`, or as people know them from CEL, `name.startsWith("x")`.

use std::ops::Range;

use regex::Regex;

use super::OPERATORS;
use super::fault::ConditionFault;
use super::token::{Kind, Token, tokens};
use super::tree::{Literal, Operand, Order, Tree};
use super::vocabulary::{Domain, Variable, Vocabulary, listed, nearest};

/// How deep parentheses and `!` may stand in each other.
const DEPTH: usize = 64;
/// How long a condition may be, in bytes.
const LONGEST: usize = 16 << 10;

type Fallible<T> = Result<T, ConditionFault>;

/// Reads a condition.
pub(super) fn parse(text: &str, vocabulary: &Vocabulary) -> Fallible<Tree> {
    if text.len() > LONGEST {
        let message = format!("the condition has {} bytes, and {LONGEST} are the most", text.len());
        return Err(ConditionFault::new(0..text.len(), message));
    }
    let mut parser = Parser { text, tokens: tokens(text)?, at: 0, depth: 0, vocabulary };
    if parser.tokens.is_empty() {
        let message = format!("the condition is empty; one that holds for all of {} is `true`", vocabulary.of);
        return Err(ConditionFault::new(0..text.len(), message));
    }
    let tree = parser.any()?;
    match parser.peek() {
        None => Ok(tree),
        Some(token) => Err(parser.left_over(token)),
    }
}

struct Parser<'p> {
    text: &'p str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    vocabulary: &'p Vocabulary,
}

/// One side of an operator, before its type is looked at.
struct Side {
    span: Range<usize>,
    what: What,
}

enum What {
    Variable(&'static Variable),
    Key(&'static Variable, String),
    Text(String),
    Number(i64),
    Truth(bool),
    List(Vec<Side>),
}

/// An operator between two sides.
#[derive(Clone, Copy)]
enum Operator {
    Order(Order),
    Unequal,
    In,
    Matches,
    Starts,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn is_sign(&self, sign: &str) -> bool {
        self.is_sign_at(self.at, sign)
    }

    fn is_sign_at(&self, at: usize, sign: &str) -> bool {
        matches!(self.tokens.get(at), Some(Token { kind: Kind::Sign(found), .. }) if *found == sign)
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let is_there = self.is_sign(sign);
        self.at += usize::from(is_there);
        is_there
    }

    fn expect(&mut self, sign: &str, why: &str) -> Fallible<Range<usize>> {
        match self.next() {
            Some(Token { kind: Kind::Sign(found), span }) if found == sign => Ok(span),
            Some(token) => Err(ConditionFault::new(token.span, format!("here `{sign}` is missing, {why}"))),
            None => Err(self.at_end(&format!("`{sign}` is missing at the end, {why}"))),
        }
    }

    fn at_end(&self, message: &str) -> ConditionFault {
        let end = self.text.trim_end().len();
        ConditionFault::new(end.saturating_sub(1)..end, message)
    }

    fn any(&mut self) -> Fallible<Tree> {
        let mut parts = vec![self.all()?];
        while self.take_sign("||") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Tree::Any(parts) })
    }

    fn all(&mut self) -> Fallible<Tree> {
        let mut parts = vec![self.one()?];
        while self.take_sign("&&") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Tree::All(parts) })
    }

    fn one(&mut self) -> Fallible<Tree> {
        self.depth += 1;
        let tree = self.one_inside();
        self.depth -= 1;
        tree
    }

    fn one_inside(&mut self) -> Fallible<Tree> {
        if self.depth > DEPTH {
            let span = self.peek().map_or(0..0, |token| token.span.clone());
            return Err(ConditionFault::new(span, format!("parentheses stand more than {DEPTH} deep in each other")));
        }
        if self.take_sign("!") {
            return Ok(Tree::Not(Box::new(self.one()?)));
        }
        if self.take_sign("(") {
            let tree = self.any()?;
            self.expect(")", "to close the parenthesis")?;
            return Ok(tree);
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Fallible<Tree> {
        let left = self.side()?;
        if let Some(tree) = self.method(&left)? {
            return Ok(tree);
        }
        let Some(operator) = self.operator() else { return alone(left) };
        let right = self.side()?;
        let tree = typed(left, operator, right)?;
        match self.operator() {
            None => Ok(tree),
            Some(_) => {
                let span = self.tokens[self.at - 1].span.clone();
                Err(ConditionFault::new(span, "one comparison ends before this operator")
                    .hint("join two comparisons with `&&` or `||`"))
            }
        }
    }

    /// `.startsWith("…")` and `.matches("…")`.
    fn method(&mut self, left: &Side) -> Fallible<Option<Tree>> {
        if !self.is_sign(".") {
            return Ok(None);
        }
        self.at += 1;
        let operator = match self.next() {
            Some(Token { kind: Kind::Word(word), span }) => match word.as_str() {
                "startsWith" => Operator::Starts,
                "matches" => Operator::Matches,
                _ => return Err(unknown_method(&word, span)),
            },
            Some(token) => return Err(ConditionFault::new(token.span, "a name is missing after the dot")),
            None => return Err(self.at_end("a name is missing after the dot")),
        };
        self.expect("(", "before the text")?;
        let right = self.side()?;
        self.expect(")", "after the text")?;
        let left = Side { span: left.span.clone(), what: left.what.again() };
        typed(left, operator, right).map(Some)
    }

    fn operator(&mut self) -> Option<Operator> {
        let operator = match &self.peek()?.kind {
            Kind::Sign("==") => Operator::Order(Order::Equal),
            Kind::Sign("!=") => Operator::Unequal,
            Kind::Sign("<") => Operator::Order(Order::Less),
            Kind::Sign("<=") => Operator::Order(Order::AtMost),
            Kind::Sign(">") => Operator::Order(Order::More),
            Kind::Sign(">=") => Operator::Order(Order::AtLeast),
            Kind::Word(word) => match word.as_str() {
                "in" => Operator::In,
                "matches" => Operator::Matches,
                "startsWith" => Operator::Starts,
                _ => return None,
            },
            _ => return None,
        };
        self.at += 1;
        Some(operator)
    }

    fn side(&mut self) -> Fallible<Side> {
        let Some(token) = self.next() else {
            return Err(
                self.at_end("something is missing at the end: a variable, a text in quotes, a number or a list")
            );
        };
        let span = token.span;
        match token.kind {
            Kind::Text(text) => Ok(Side { span, what: What::Text(text) }),
            Kind::Number(number) => Ok(Side { span, what: What::Number(number) }),
            Kind::Sign("[") => self.list(span),
            Kind::Sign(sign) => {
                let message = format!("here a variable, a text in quotes, a number or a list is missing, not `{sign}`");
                Err(ConditionFault::new(span, message))
            }
            Kind::Word(word) => match word.as_str() {
                "true" | "false" => Ok(Side { span, what: What::Truth(word == "true") }),
                _ => self.path(word, span),
            },
        }
    }

    fn list(&mut self, open: Range<usize>) -> Fallible<Side> {
        let mut items = Vec::new();
        while !self.is_sign("]") {
            let item = self.side()?;
            match item.what {
                What::Text(_) | What::Number(_) => items.push(item),
                _ => return Err(ConditionFault::new(item.span, "a list holds texts in quotes, or numbers")),
            }
            if !self.take_sign(",") {
                break;
            }
        }
        let close = self.expect("]", "to close the list")?;
        Ok(Side { span: open.start..close.end, what: What::List(items) })
    }

    /// A variable by its name, which may have dots, and the key of one that has keys.
    fn path(&mut self, first: String, span: Range<usize>) -> Fallible<Side> {
        let (mut name, mut span) = (first, span);
        while self.vocabulary.variable(&name).is_none() && self.is_sign(".") {
            let Some(Token { kind: Kind::Word(word), span: end }) = self.tokens.get(self.at + 1) else { break };
            name = format!("{name}.{word}");
            span.end = end.end;
            self.at += 2;
        }
        let Some(variable) = self.vocabulary.variable(&name) else { return Err(self.unknown(&name, span)) };
        if variable.domain == Domain::Table
            && let Some((key, end)) = self.key()?
        {
            return Ok(Side { span: span.start..end, what: What::Key(variable, key) });
        }
        Ok(Side { span, what: What::Variable(variable) })
    }

    /// `.region` or `["region"]`.
    fn key(&mut self) -> Fallible<Option<(String, usize)>> {
        if self.take_sign("[") {
            let key = match self.next() {
                Some(Token { kind: Kind::Text(text), .. }) => text,
                Some(token) => return Err(ConditionFault::new(token.span, "the key stands in quotes")),
                None => return Err(self.at_end("the key is missing at the end, in quotes")),
            };
            let close = self.expect("]", "after the key")?;
            return Ok(Some((key, close.end)));
        }
        match (self.is_sign("."), self.tokens.get(self.at + 1)) {
            (true, Some(Token { kind: Kind::Word(word), span })) => {
                let found = (word.clone(), span.end);
                self.at += 2;
                Ok(Some(found))
            }
            _ => Ok(None),
        }
    }

    fn unknown(&self, name: &str, span: Range<usize>) -> ConditionFault {
        let hint = match name {
            "and" => Some("\"and\" is written `&&`".to_owned()),
            "or" => Some("\"or\" is written `||`".to_owned()),
            "not" => Some("\"not\" is written `!`".to_owned()),
            _ => None,
        };
        let near = self.vocabulary.nearest(name).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
        let hint = hint.unwrap_or_else(|| {
            let (of, known) = (self.vocabulary.of, self.vocabulary.listed());
            format!("the variables of {of} are {known}; a text stands in quotes, as in \"{name}\"")
        });
        ConditionFault::new(span, format!("unknown variable `{name}`{near}")).hint(hint)
    }

    fn left_over(&self, token: &Token) -> ConditionFault {
        let fault = ConditionFault::new(token.span.clone(), "the condition ends before this");
        match &token.kind {
            Kind::Sign(")") => fault.hint("the parenthesis was not opened"),
            Kind::Word(word) if word == "and" => fault.hint("\"and\" is written `&&`"),
            Kind::Word(word) if word == "or" => fault.hint("\"or\" is written `||`"),
            _ => fault.hint(format!("the operators are {OPERATORS}")),
        }
    }
}

fn unknown_method(word: &str, span: Range<usize>) -> ConditionFault {
    let near = nearest(word, ["startsWith", "matches"].into_iter());
    let near = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
    let hint =
        "what may follow a dot is `startsWith(\"…\")` or `matches(\"…\")`, and the key of a variable that has keys";
    ConditionFault::new(span, format!("nothing is called `{word}` here{near}")).hint(hint)
}

impl What {
    fn again(&self) -> Self {
        match self {
            Self::Variable(variable) => Self::Variable(variable),
            Self::Key(variable, key) => Self::Key(variable, key.clone()),
            Self::Text(text) => Self::Text(text.clone()),
            Self::Number(number) => Self::Number(*number),
            Self::Truth(truth) => Self::Truth(*truth),
            // Methods are of texts: a list is refused whatever is in it.
            Self::List(_) => Self::List(Vec::new()),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Variable(variable) => format!("`{}` is {}", variable.name, variable.domain.words()),
            Self::Key(variable, key) => format!("`{}.{key}` is a text", variable.name),
            Self::Text(_) => "this is a text".to_owned(),
            Self::Number(_) => "this is a number".to_owned(),
            Self::Truth(_) => "this is true or false".to_owned(),
            Self::List(_) => "this is a list".to_owned(),
        }
    }
}

/// Something that stands without an operator must be true or false by itself.
fn alone(side: Side) -> Fallible<Tree> {
    match side.what {
        What::Truth(truth) => Ok(Tree::Is(truth)),
        What::Variable(Variable { name, domain: Domain::Truth, .. }) => Ok(Tree::Truth(name)),
        what => {
            let message = format!("{}, and alone it says neither yes nor no", what.words());
            Err(ConditionFault::new(side.span, message).hint(format!("compare it; the operators are {OPERATORS}")))
        }
    }
}

/// Two sides and what stands between, where that makes sense.
fn typed(left: Side, operator: Operator, right: Side) -> Fallible<Tree> {
    match operator {
        Operator::Unequal => Ok(Tree::Not(Box::new(typed(left, Operator::Order(Order::Equal), right)?))),
        Operator::Order(order) => ordered(left, order, right),
        Operator::In => among(left, right),
        Operator::Matches => {
            let (operand, pattern) = of_text(left, &right, "matches")?;
            let built = regex::RegexBuilder::new(&pattern.text).size_limit(1 << 20).build();
            let pattern: Regex = built.map_err(|error| {
                let error = error.to_string();
                let last = error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                ConditionFault::new(pattern.span, format!("the pattern is not a regular expression: {last}"))
            })?;
            Ok(Tree::Matches(operand, pattern))
        }
        Operator::Starts => {
            let (operand, beginning) = of_text(left, &right, "startsWith")?;
            Ok(Tree::Starts(operand, beginning.text))
        }
    }
}

fn ordered(left: Side, order: Order, right: Side) -> Fallible<Tree> {
    match (&left.what, &right.what) {
        (What::Variable(Variable { name, domain: Domain::Grade(words), .. }), What::Text(text)) => {
            Ok(Tree::Grade(name, words, order, place(words, name, text, &right.span)?))
        }
        (What::Text(_), What::Variable(Variable { domain: Domain::Grade(_), .. })) => {
            ordered(right, order.turned(), left)
        }
        (What::Variable(Variable { name, domain: Domain::Truth, .. }), What::Truth(truth)) if order == Order::Equal => {
            Ok(Tree::SameTruth(name, *truth))
        }
        (What::Truth(_), What::Variable(Variable { domain: Domain::Truth, .. })) => ordered(right, order, left),
        _ if left.is_number() && right.is_number() => Ok(Tree::Numbers(left.operand(), order, right.operand())),
        _ if left.is_text() && right.is_text() && order == Order::Equal => {
            known_word(&left, &right)?;
            known_word(&right, &left)?;
            Ok(Tree::SameText(left.operand(), right.operand()))
        }
        _ if left.is_text() && right.is_text() => {
            let message = format!("{}: texts have no order", left.what.words());
            Err(ConditionFault::new(left.span.start..right.span.end, message)
                .hint("compare them with `==`, `matches` or `startsWith`"))
        }
        _ => Err(mismatch(&left, &right)),
    }
}

fn among(left: Side, right: Side) -> Fallible<Tree> {
    match right.what {
        What::Variable(Variable { name, domain: Domain::Texts | Domain::Table, .. }) if left.is_text() => {
            Ok(Tree::Within(left.operand(), name))
        }
        What::List(items) if left.is_text() => {
            let mut literals = Vec::new();
            for item in items {
                known_word(&left, &item)?;
                match item.what {
                    What::Text(text) => literals.push(Literal { text, span: item.span }),
                    _ => return Err(mismatch(&left, &item)),
                }
            }
            Ok(Tree::AmongTexts(left.operand(), literals))
        }
        What::List(items) if left.is_number() => {
            let number = |item: &Side| match item.what {
                What::Number(number) => Ok(number),
                _ => Err(mismatch(&left, item)),
            };
            let numbers = items.iter().map(number).collect::<Fallible<_>>()?;
            Ok(Tree::AmongNumbers(left.operand(), numbers))
        }
        What::List(_) => {
            let message = format!("{}, and what is looked for in a list is a text or a number", left.what.words());
            Err(ConditionFault::new(left.span, message))
        }
        what => {
            let message = format!("{}, and after `in` stands a list, as in [\"prod\", \"staging\"]", what.words());
            Err(ConditionFault::new(right.span, message))
        }
    }
}

/// A text, or a list of texts, and the text that it is compared with.
fn of_text(left: Side, right: &Side, operator: &str) -> Fallible<(Operand, Literal)> {
    let is_list = matches!(left.what, What::Variable(Variable { domain: Domain::Texts, .. }));
    if !is_list && !left.is_text() {
        return Err(ConditionFault::new(left.span, format!("{}, and `{operator}` is of texts", left.what.words())));
    }
    match &right.what {
        What::Text(text) => Ok((left.operand(), Literal { text: text.clone(), span: right.span.clone() })),
        what => {
            let message = format!("{}, and after `{operator}` stands a text in quotes", what.words());
            Err(ConditionFault::new(right.span.clone(), message))
        }
    }
}

/// A variable that has one of a few words is compared with one of these.
fn known_word(variable: &Side, word: &Side) -> Fallible<()> {
    match (&variable.what, &word.what) {
        (
            What::Variable(Variable { name, domain: Domain::Word(words) | Domain::Grade(words), .. }),
            What::Text(text),
        ) => place(words, name, text, &word.span).map(drop),
        _ => Ok(()),
    }
}

fn place(words: &'static [&'static str], name: &str, text: &str, span: &Range<usize>) -> Fallible<usize> {
    words.iter().position(|word| *word == text).ok_or_else(|| {
        let near = nearest(text, words.iter().copied());
        let near = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
        let hint = format!("`{name}` is one of {}", listed(words.iter().copied()));
        ConditionFault::new(span.clone(), format!("`{name}` is never \"{text}\"{near}")).maybe_hint(Some(hint))
    })
}

fn mismatch(left: &Side, right: &Side) -> ConditionFault {
    let message = format!("{}, and {}: they cannot be compared", left.what.words(), right.what.words());
    let fault = ConditionFault::new(left.span.start..right.span.end.max(left.span.end), message);
    let is_list =
        |side: &Side| matches!(side.what, What::List(_) | What::Variable(Variable { domain: Domain::Texts, .. }));
    if is_list(left) || is_list(right) {
        fault.hint("whether something is in a list is asked with `in`")
    } else {
        fault
    }
}

impl Side {
    fn is_text(&self) -> bool {
        match &self.what {
            What::Text(_) | What::Key(..) => true,
            What::Variable(variable) => matches!(variable.domain, Domain::Text | Domain::Word(_) | Domain::Grade(_)),
            _ => false,
        }
    }

    fn is_number(&self) -> bool {
        match &self.what {
            What::Number(_) => true,
            What::Variable(variable) => variable.domain == Domain::Number,
            _ => false,
        }
    }

    /// As it stands in the tree; lists and truths do not come here.
    fn operand(self) -> Operand {
        match self.what {
            What::Variable(variable) => Operand::Variable(variable.name),
            What::Key(variable, key) => Operand::Key(variable.name, key),
            What::Text(text) => Operand::Text(Literal { text, span: self.span }),
            What::Number(number) => Operand::Number(number),
            What::Truth(_) | What::List(_) => Operand::Number(0),
        }
    }
}
