//! TLS with the certificates of this machine, and no global state.
//!
//! Reading them takes longer than a short command does all else. So a transport to a server of this machine, which needs
//! none, reads them with its first connection that has TLS: that of an operation with a server of its own.

use std::sync::{Arc, OnceLock};

use reqwest::ClientBuilder;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;

use super::BuildError;

/// Adds TLS. If `is_needed`, certificates that can't be read are an error now, else one of the connection.
pub(super) fn with_tls(
    builder: ClientBuilder,
    is_needed: bool,
) -> Result<ClientBuilder, BuildError> {
    let failed = |error: Error| BuildError::Tls(error.to_string());
    let provider = Arc::new(ring::default_provider());
    let certificates = Certificates {
        provider: Arc::clone(&provider),
        verifier: OnceLock::new(),
    };
    if is_needed {
        certificates.verifier().map_err(failed)?;
    }
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(certificates))
        .with_no_client_auth();
    Ok(builder.tls_backend_preconfigured(config))
}

/// The certificates of this machine, read when they are needed.
#[derive(Debug)]
struct Certificates {
    provider: Arc<CryptoProvider>,
    verifier: OnceLock<Result<Verifier, Error>>,
}

impl Certificates {
    fn verifier(&self) -> Result<&Verifier, Error> {
        let read = || Verifier::new(Arc::clone(&self.provider));
        self.verifier
            .get_or_init(read)
            .as_ref()
            .map_err(Error::clone)
    }
}

// Each answer is that of the verifier of the platform.
impl ServerCertVerifier for Certificates {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.verifier()?.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        )
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier()?.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier()?.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn certificates_are_read_when_a_server_shows_its_own() {
        let certificates = Certificates {
            provider: Arc::new(ring::default_provider()),
            verifier: OnceLock::new(),
        };
        assert!(!certificates.supported_verify_schemes().is_empty());
        assert!(certificates.verifier.get().is_none());
        let name = ServerName::try_from("crm.example.com").expect("a name");
        let shown = CertificateDer::from_slice(b"none");
        let now = UnixTime::since_unix_epoch(Duration::ZERO);
        let verified = certificates.verify_server_cert(&shown, &[], &name, &[], now);
        assert!(verified.is_err() && certificates.verifier.get().is_some());
    }
}
