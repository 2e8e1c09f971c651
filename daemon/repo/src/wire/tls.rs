//! TLS for fetching: rustls with ring, public roots built in, and the user's own authorities beside them.
//!
//! Invariant: a certificate is always checked; there is no way to turn that off.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use crate::source_error::Fault;

/// Makes what connects, trusting the public authorities and those of the file.
pub(crate) async fn connector(ca_file: Option<&Path>) -> Result<TlsConnector, Fault> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(path) = ca_file {
        add(&mut roots, path)
            .await
            .map_err(|reason| Fault::Authorities { path: path.display().to_string(), reason })?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(Fault::broken)?;
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
