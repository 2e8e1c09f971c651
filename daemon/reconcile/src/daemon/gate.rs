//! The way out to a gate: who speaks HTTP is given by the program.
//!
//! Invariant: the address of a gate is in no message, because it may have a secret in it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// What a gate is asked.
#[derive(Clone)]
pub struct GateCall {
    /// Its address.
    pub address: String,
    /// The JSON object of a POST; none where it is a GET.
    pub body: Option<serde_json::Value>,
    /// How long it may take.
    pub timeout: Duration,
}

/// The status code that it answers, or why it does not, without its address.
pub type GateAnswer = Pin<Box<dyn Future<Output = Result<u16, String>> + Send>>;

/// Asks a gate.
pub type GateDoor = Arc<dyn Fn(GateCall) -> GateAnswer + Send + Sync>;
