//! TLS for whatever is fetched: rustls with ring, public roots built in, and the user's own authorities beside them.
//!
//! Invariant: a certificate is always checked; there is no way to turn that off.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use crate::source_error::Fault;

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The file of authorities is none.
    #[error("cannot use the authorities in `{path}`: {reason}")]
    Authorities {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// The library of TLS has no protocol in common with itself.
    #[error("no protocol of TLS is at hand")]
    Protocol(#[from] rustls::Error),
}

/// Makes what connects for fetching from Git.
pub(crate) async fn connector(ca_file: Option<&Path>) -> Result<TlsConnector, Fault> {
    trusting(ca_file).await.map_err(|error| match error {
        TrustError::Authorities { path, reason } => Fault::Authorities { path, reason },
        TrustError::Protocol(error) => Fault::broken(error),
    })
}

/// Makes what connects, trusting the public authorities and those of the file.
///
/// # Errors
/// A file that is no list of certificates.
pub async fn trusting(ca_file: Option<&Path>) -> Result<TlsConnector, TrustError> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(path) = ca_file {
        let path_shown = || path.display().to_string();
        add(&mut roots, path).await.map_err(|reason| TrustError::Authorities { path: path_shown(), reason })?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
}

async fn add(roots: &mut RootCertStore, path: &Path) -> Result<(), String> {
    let pem = tokio::fs::read(path).await.map_err(|e| e.to_string())?;
    let mut count = 0;
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        roots.add(certificate.map_err(|e| e.to_string())?).map_err(|e| e.to_string())?;
        count += 1;
    }
    match count {
        0 => Err("it holds no PEM certificate".to_owned()),
        _ => Ok(()),
    }
}
