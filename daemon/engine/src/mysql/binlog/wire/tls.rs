//! TLS to the server, with the meaning of `ssl-mode`, `ssl-ca`, `ssl-cert` and `ssl-key` that the driver gives them.
//!
//! Invariant: a certificate is checked if and only if the mode says `VERIFY_…`, and its name only for `VERIFY_IDENTITY`.

use std::sync::Arc;

use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme,
};

/// The files that a URL names.
#[derive(Default)]
pub(super) struct Files {
    pub(super) authorities: Option<String>,
    pub(super) certificate: Option<String>,
    pub(super) key: Option<String>,
}

/// Goes over to TLS on a connection whose server waits for it.
pub(super) async fn upgrade(
    stream: TcpStream,
    options: &MySqlConnectOptions,
    files: &Files,
) -> Result<TlsStream<TcpStream>, String> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
    let builder = builder.map_err(|cause| cause.to_string())?;
    let checks = Checks::of(options.get_ssl_mode());
    let verifier = Arc::new(Verifier { checks, inner: verifier(provider, files).await? });
    let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
    let config = match own_certificate(files).await? {
        Some((chain, key)) => builder.with_client_auth_cert(chain, key).map_err(|cause| cause.to_string())?,
        None => builder.with_no_client_auth(),
    };
    let host = options.get_host().trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(host).map_err(|cause| cause.to_string())?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    connector.connect(name, stream).await.map_err(|cause| cause.to_string())
}

async fn verifier(
    provider: Arc<tokio_rustls::rustls::crypto::CryptoProvider>,
    files: &Files,
) -> Result<Arc<WebPkiServerVerifier>, String> {
    let mut known: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    if let Some(path) = &files.authorities {
        for certificate in certificates(path).await? {
            known.add(certificate).map_err(|cause| format!("`{path}`: {cause}"))?;
        }
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(known), provider).build().map_err(|cause| cause.to_string())
}

type OwnCertificate = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

async fn own_certificate(files: &Files) -> Result<Option<OwnCertificate>, String> {
    match (&files.certificate, &files.key) {
        (Some(certificate), Some(key)) => {
            let key = PrivateKeyDer::from_pem_slice(&read(key).await?).map_err(|cause| format!("`{key}`: {cause}"))?;
            Ok(Some((certificates(certificate).await?, key)))
        }
        (None, None) => Ok(None),
        _ => Err("`ssl-cert` and `ssl-key` must be given together".to_owned()),
    }
}

async fn certificates(path: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let text = read(path).await?;
    CertificateDer::pem_slice_iter(&text)
        .collect::<Result<_, _>>()
        .map_err(|cause| format!("`{path}` holds no certificate: {cause}"))
}

async fn read(path: &str) -> Result<Vec<u8>, String> {
    tokio::fs::read(path).await.map_err(|cause| format!("`{path}` cannot be read: {cause}"))
}

/// How much is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Checks {
    Nothing,
    Authority,
    AuthorityAndName,
}

impl Checks {
    const fn of(mode: MySqlSslMode) -> Self {
        match mode {
            MySqlSslMode::Disabled | MySqlSslMode::Preferred | MySqlSslMode::Required => Self::Nothing,
            MySqlSslMode::VerifyCa => Self::Authority,
            MySqlSslMode::VerifyIdentity => Self::AuthorityAndName,
        }
    }
}

#[derive(Debug)]
struct Verifier {
    checks: Checks,
    inner: Arc<WebPkiServerVerifier>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        use CertificateError::{NotValidForName, NotValidForNameContext};
        if self.checks == Checks::Nothing {
            return Ok(ServerCertVerified::assertion());
        }
        match self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(TlsError::InvalidCertificate(NotValidForName | NotValidForNameContext { .. }))
                if self.checks == Checks::Authority =>
            {
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.inner.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.inner.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
