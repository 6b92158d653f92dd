//! TLS for servers of tests, with a certificate made on the spot: no private key lies about in the repository.

use std::sync::Arc;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};

type Problem = Box<dyn std::error::Error + Send + Sync>;

/// A server that signed its certificate itself, for `localhost`.
pub(crate) fn self_signed() -> Result<(Arc<ServerConfig>, CertificateDer<'static>), Problem> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let certificate = made.cert.der().clone();
    let config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], PrivateKeyDer::from(key))?;
    Ok((Arc::new(config), certificate))
}

/// A client that trusts this one certificate, or none.
pub(crate) fn trusting(
    certificate: Option<CertificateDer<'static>>,
) -> Result<ClientConfig, Problem> {
    let mut roots = RootCertStore::empty();
    if let Some(certificate) = certificate {
        roots.add(certificate)?;
    }
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}
