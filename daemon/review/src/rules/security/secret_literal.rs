//! A text looks like a token or a private key.
//!
//! It is in Git for ever.
//!
//! Instead, take it back at its issuer, and keep the new one in a secret store.

use crate::rules::prelude::*;

/// The rule `secret-literal`.
pub(super) static RULE: Rule = Rule {
    code: "secret-literal",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("secret_literal.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    use schema::sql::TokenKind::{DollarString, String};
    for token in look.unit.tokens.iter().filter(|token| matches!(token.kind, String | DollarString)) {
        let text = token.text(look.unit.text);
        // What is a secret is not shown again.
        if text.len() > 18 && what(text.trim_matches('\'')).is_some() {
            let kind = what(text.trim_matches('\'')).unwrap_or_default();
            marks.push(look.mark(&token.span, format!("this looks like {kind}")).help("take it back at its issuer"));
        }
    }
}

fn what(text: &str) -> Option<&'static str> {
    let is_token = |prefix: &str, length: usize| {
        text.strip_prefix(prefix).is_some_and(|rest| {
            rest.len() >= length && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        })
    };
    match () {
        () if text.contains("-----BEGIN") && text.contains("PRIVATE KEY-----") => Some("a private key"),
        () if is_token("AKIA", 16) && text.len() == 20 => Some("an access key of AWS"),
        () if ["ghp_", "gho_", "ghs_", "github_pat_"].iter().any(|prefix| is_token(prefix, 30)) => {
            Some("a token of GitHub")
        }
        () if is_token("glpat-", 20) => Some("a token of GitLab"),
        () if ["sk_live_", "rk_live_"].iter().any(|prefix| is_token(prefix, 20)) => Some("a key of Stripe"),
        () if ["xoxb-", "xoxp-", "xoxa-"].iter().any(|prefix| is_token(prefix, 20)) => Some("a token of Slack"),
        () if is_token("AIza", 35) => Some("a key of Google"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "INSERT INTO t (a) VALUES ('AKIAIOSFODNN7EXAMPLE');",
                "mysql: UPDATE t SET a = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789' WHERE b = 1;",
                "sqlite: INSERT INTO t (a) VALUES ('-----BEGIN RSA PRIVATE KEY-----');",
            ],
            &[
                "INSERT INTO t (a) VALUES ('AKIA is a word');",
                "SELECT 'a perfectly ordinary long text without a secret';",
                "INSERT INTO t (a) VALUES ('ghp_short');",
            ],
        );
    }
}
