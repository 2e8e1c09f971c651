//! The approvals that a run rests on, as the ledger of a target keeps them: so that none counts twice there, whatever else is lost, and
//! an audit needs nothing but the target.

use schema::Digest;

/// An approval that a run rests on.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct UsedApproval {
    /// The digest of the statement.
    pub statement: Digest,
    /// Whose it is.
    pub person: String,
    /// The statement.
    pub text: String,
    /// The signature over it, armored; for a signed tag the tag's object stands in `text`.
    pub signature: String,
}

/// The columns of the ledger's table of approvals, in the order of `row`.
pub(crate) const COLUMNS: &str = "statement, person, text, signature";

/// A row of the table as SQL, with texts as the engine quotes them.
pub(crate) fn row(approval: &UsedApproval, quoted: impl Fn(&str) -> String) -> String {
    let UsedApproval { statement, person, text, signature } = approval;
    [&statement.hex(), person, text, signature].map(|value| quoted(value)).join(", ")
}

/// The statements as a list of SQL literals: digits and letters only.
pub(crate) fn listed(statements: &[Digest]) -> String {
    statements.iter().map(|statement| format!("'{}'", statement.hex())).collect::<Vec<_>>().join(", ")
}
