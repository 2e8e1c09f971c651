//! What a forge knows of its requests: their last push, their reviews, and what was posted on them.
//!
//! Not what it means. Invariant: a key that is not known, or a moment without its time zone, is refused with its place.

use serde::Deserialize;

use crate::status::Timestamp;

/// The version of the file's form.
const VERSION: u32 = 1;

/// What a forge knows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The version of this form: 1.
    pub version: u32,
    /// What the forge is called in statements and in `logins` of people, as in `github`.
    pub forge: String,
    /// Its requests.
    pub requests: Vec<Request>,
}

/// A request to merge: a pull request, or a merge request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Its number.
    pub number: u64,
    /// The branch that it goes to.
    pub branch: String,
    /// How it stands.
    pub state: RequestState,
    /// The account that wrote it.
    pub author: String,
    /// The account that pushed its last commit; nothing where the forge does not tell.
    pub pushed_by: Option<String>,
    /// When its last commit was pushed.
    pub pushed_at: Timestamp,
    /// Its reviews, in whatever order.
    #[serde(default)]
    pub reviews: Vec<Review>,
    /// Comments on it and descriptions of its statuses.
    #[serde(default)]
    pub posts: Vec<Post>,
}

/// How a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// It may still be merged.
    Open,
    /// It was merged.
    Merged,
    /// It was closed, and is not to be merged.
    Closed,
}

/// A review.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// What the forge calls it.
    pub id: String,
    /// The account that reviewed.
    pub by: String,
    /// What it says.
    pub state: ReviewState,
    /// When it was submitted.
    pub at: Timestamp,
}

/// What a review says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewState {
    /// The change may go.
    Approved,
    /// It must not go as it is.
    ChangesRequested,
    /// What was said is taken back.
    Dismissed,
    /// Only words.
    Commented,
}

/// Something that was posted on a request, or on its head.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// The account that posted.
    pub by: String,
    /// When it was posted, or edited last.
    pub at: Timestamp,
    /// What it says.
    pub text: String,
}

/// Why bytes are no facts.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// They are not of the form.
    #[error("line {}, column {}: {}", .0.line(), .0.column(), said(.0))]
    Form(serde_json::Error),
    /// They are of another version of it.
    #[error("it has version {0}, and this program reads version {VERSION}")]
    Version(u32),
    /// The forge has no name that can stand in a statement.
    #[error("`forge` is no name: write a word of letters, digits, `.` and `-`, such as \"github\"")]
    Forge,
    /// A review has no id that can stand in a statement.
    #[error("request #{0}: the id of a review is not a word of letters, digits, `.`, `_` and `-`")]
    Review(u64),
}

impl Facts {
    /// Reads facts.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn parse(bytes: &[u8]) -> Result<Self, FactsError> {
        let facts: Self = serde_json::from_slice(bytes).map_err(FactsError::Form)?;
        if facts.version != VERSION {
            return Err(FactsError::Version(facts.version));
        }
        if !is_word(&facts.forge, ".-") {
            return Err(FactsError::Forge);
        }
        let unnamed = |request: &&Request| request.reviews.iter().any(|review| !is_word(&review.id, "._-"));
        facts.requests.iter().find(unnamed).map_or(Ok(()), |request| Err(FactsError::Review(request.number)))?;
        Ok(facts)
    }
}

fn is_word(text: &str, more: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
}

/// What serde says, without the place that it puts behind.
fn said(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(said, _)| said.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        Facts::parse(text.as_bytes()).expect_err(text).to_string()
    }

    #[test]
    fn bad_facts_are_refused_with_their_place() {
        assert_eq!(
            refusal("{\"version\": 1,\n \"forge\": \"github\", \"more\": 1}"),
            "line 2, column 26: unknown field `more`, expected one of `version`, `forge`, `requests`"
        );
        assert!(refusal("[]").contains("line 1"), "{}", refusal("[]"));
        assert!(refusal("{\"version\":2,\"forge\":\"a\",\"requests\":[]}").contains("version 2"));
        assert!(refusal("{\"version\":1,\"forge\":\"a b\",\"requests\":[]}").contains("`forge`"));
        let request = |pushed: &str, id: &str| {
            format!(
                "{{\"version\":1,\"forge\":\"a\",\"requests\":[{{\"number\":1,\"branch\":\"main\",\"state\":\"open\",\"author\":\"x\",\
                 \"pushed_by\":null,\"pushed_at\":\"{pushed}\",\"reviews\":[{{\"id\":\"{id}\",\"by\":\"y\",\"state\":\"approved\",\
                 \"at\":\"2026-01-01T00:00:00Z\"}}]}}]}}"
            )
        };
        assert!(refusal(&request("2026-01-01 00:00", "1")).contains("2026-01-01 00:00"));
        assert!(refusal(&request("2026-01-01T00:00:00Z", "1\\nvia")).contains("request #1"));
        assert!(Facts::parse(request("2026-01-01T00:00:00Z", "1").as_bytes()).is_ok());
    }
}
