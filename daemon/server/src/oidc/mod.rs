//! The keys of the issuers that the schema repo trusts: found by discovery, kept for a while, fetched anew when they rotate.
//!
//! Not the judging of a token, which is in `access`. Invariant: only an issuer that the commit in force names is ever asked, and
//! never more often than its pace allows, whatever tokens come.

mod get;
mod pace;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use access::Issuer;
use access::jwt::{Checked, Claims, KeySet, Presented};
use serde::Deserialize;
use tokio::sync::Mutex as Turn;

pub(crate) use self::get::{Door, GetError};
use self::pace::Fetches;

/// How long keys count as fresh.
const FRESH: Duration = Duration::from_secs(600);
/// How long they serve while the issuer cannot be reached.
const OLDEST: Duration = Duration::from_secs(3600);

/// Why a token is not proven.
#[derive(Debug)]
pub(crate) enum Unproven {
    /// No key of the issuer vouches for it.
    Foreign(&'static str),
    /// The issuer has to be asked and cannot be reached.
    Unreachable,
}

const FORGED: Unproven = Unproven::Foreign("its signature is not that of the key that it names");

/// The keys of issuers.
pub(crate) struct Issuers {
    door: Door,
    known: Mutex<BTreeMap<Issuer, Arc<Entry>>>,
}

#[derive(Default)]
struct Entry {
    keys: Mutex<Option<Kept>>,
    /// Who fetches; others wait for what comes of it.
    turn: Turn<Fetches>,
}

#[derive(Clone)]
struct Kept {
    keys: Arc<KeySet>,
    at: Instant,
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

#[derive(Debug, thiserror::Error)]
enum FetchError {
    #[error(transparent)]
    Get(#[from] GetError),
    #[error("`{0}` tells nothing about an issuer: no JSON with `issuer` and `jwks_uri`")]
    Discovery(String),
    #[error("it calls itself `{0}`")]
    OtherName(String),
    #[error("its `jwks_uri` is not used")]
    Address(#[from] access::AddressError),
    #[error("its key set is not used")]
    Keys(#[from] access::jwt::KeySetError),
}

impl Issuers {
    /// Nothing is fetched before a token asks for it.
    pub(crate) fn new(ca_file: Option<PathBuf>) -> Self {
        Self { door: Door::new(ca_file), known: Mutex::default() }
    }

    /// The claims of a token, when a key of its issuer vouches for it.
    pub(crate) async fn prove(&self, token: &Presented, issuer: &Issuer) -> Result<Claims, Unproven> {
        let entry =
            self.known.lock().unwrap_or_else(PoisonError::into_inner).entry(issuer.clone()).or_default().clone();
        let kept = entry.kept();
        let fresh = kept.as_ref().filter(|kept| kept.at.elapsed() < FRESH);
        match fresh.map(|kept| token.check(&kept.keys)) {
            Some(Checked::Good(claims)) => return Ok(claims),
            Some(Checked::Bad) => return Err(FORGED),
            Some(Checked::NoSuchKey) | None => {}
        }
        let keys = self.fetched(&entry, issuer, kept.map(|kept| kept.at)).await.ok_or(Unproven::Unreachable)?;
        match token.check(&keys) {
            Checked::Good(claims) => Ok(claims),
            Checked::Bad => Err(FORGED),
            Checked::NoSuchKey => Err(Unproven::Foreign("no key of its issuer vouches for it")),
        }
    }

    /// Keys that are newer than those that were seen, or the ones that serve in their place.
    async fn fetched(&self, entry: &Entry, issuer: &Issuer, seen: Option<Instant>) -> Option<Arc<KeySet>> {
        let mut fetches = entry.turn.lock().await;
        // Somebody else may have fetched while this one waited.
        if let Some(kept) = entry.kept().filter(|kept| Some(kept.at) != seen) {
            return Some(kept.keys);
        }
        if fetches.take(Instant::now()) {
            match self.fetch(issuer).await {
                Ok(keys) => {
                    let kept = Kept { keys: Arc::new(keys), at: Instant::now() };
                    *entry.keys.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept.clone());
                    return Some(kept.keys);
                }
                Err(error) => {
                    tracing::warn!(%issuer, error = %reconcile::chain(&error), "the keys of an issuer cannot be fetched");
                }
            }
        }
        entry.kept().filter(|kept| kept.at.elapsed() < OLDEST).map(|kept| kept.keys)
    }

    async fn fetch(&self, issuer: &Issuer) -> Result<KeySet, FetchError> {
        let address = issuer.discovery();
        let told: Discovery = serde_json::from_slice(&self.door.get(&address).await?)
            .map_err(|_| FetchError::Discovery(address.to_string()))?;
        if told.issuer != issuer.as_str() {
            return Err(FetchError::OtherName(told.issuer.chars().take(200).flat_map(char::escape_debug).collect()));
        }
        let keys = KeySet::parse(&self.door.get(&issuer.keys_at(&told.jwks_uri)?).await?)?;
        tracing::info!(%issuer, ?keys, "keys of an issuer fetched");
        Ok(keys)
    }
}

impl Entry {
    fn kept(&self) -> Option<Kept> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
