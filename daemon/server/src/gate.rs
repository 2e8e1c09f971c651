//! Gates between waves, asked over HTTP for the daemon.
//!
//! Invariant: no redirect is followed, and the address of a gate is in no message: it may have a secret in it.

use std::path::PathBuf;
use std::sync::Arc;

use access::WebAddress;
use reconcile::daemon::{GateCall, GateDoor};
use tokio::time::timeout;

use crate::oidc::{Door, GetError};

/// What asks gates; `ca_file` has more authorities that certificates may be of.
pub(crate) fn door(ca_file: Option<PathBuf>) -> GateDoor {
    let door = Arc::new(Door::new(ca_file));
    Arc::new(move |call| {
        let door = door.clone();
        Box::pin(async move { ask(&door, call).await })
    })
}

async fn ask(door: &Door, call: GateCall) -> Result<u16, String> {
    let address = WebAddress::parse(&call.address).map_err(|error| format!("the gate cannot be asked: {error}"))?;
    let body = call.body.map(|body| body.to_string().into_bytes());
    match timeout(call.timeout, door.knock(&address, body)).await {
        Ok(answered) => answered.map_err(|error| without_address(&error)),
        Err(_) => Err(format!("the gate does not answer within {} s", call.timeout.as_secs())),
    }
}

fn without_address(error: &GetError) -> String {
    match error {
        GetError::Unreachable(_, source) => format!("the gate cannot be reached: {source}"),
        GetError::Trust(source) => format!("the gate cannot be trusted: {source}"),
        GetError::Silent(_) => "the gate is silent".to_owned(),
        GetError::Host(_) => "the gate has no host that a certificate can be for".to_owned(),
        GetError::Http(..) | GetError::Status(..) | GetError::Body(_) => "the gate does not speak HTTP".to_owned(),
        GetError::Address(_) => "the gate cannot be asked for".to_owned(),
    }
}
