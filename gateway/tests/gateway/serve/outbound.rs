//! The way out: a private cloud behind TLS of its own, and a proxy that every call has to take.

use std::net::SocketAddr;
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use devserver_jobs_fake_cloud::{EXAMPLE_AK, EXAMPLE_SK, FakeCloud};
use rcgen::{CertifiedKey, KeyPair};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::settings;

const NAME: &str = "modelarts.private.example";

/// What ends TLS with this certificate.
pub fn acceptor(made: &CertifiedKey<KeyPair>) -> TlsAcceptor {
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// A fake cloud behind TLS under [`NAME`], and the certificate to trust it by.
async fn private_cloud(to: SocketAddr) -> (SocketAddr, String) {
    let made = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
    let acceptor = acceptor(&made);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A client that does not trust the certificate ends here.
                let Ok(mut outside) = acceptor.accept(stream).await else {
                    return;
                };
                let mut inside = TcpStream::connect(to).await.unwrap();
                let _ = copy_bidirectional(&mut outside, &mut inside).await;
            });
        }
    });
    (address, made.cert.pem())
}

/// A proxy that brings whoever asks for [`NAME`] there, and counts.
async fn proxy(to: SocketAddr, count: Arc<AtomicUsize>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let count = count.clone();
            tokio::spawn(async move {
                let mut outside = BufReader::new(stream);
                let mut head = String::new();
                while !head.ends_with("\r\n\r\n") {
                    outside.read_line(&mut head).await.unwrap();
                }
                assert!(head.starts_with(&format!("CONNECT {NAME}:443 HTTP/1.1")), "{head}");
                count.fetch_add(1, Ordering::Relaxed);
                outside.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
                let mut inside = TcpStream::connect(to).await.unwrap();
                let _ = copy_bidirectional(&mut outside, &mut inside).await;
            });
        }
    });
    address
}

async fn check(flags: &[&str], proxy: &str) -> Output {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_devserver-jobs-gateway"));
    command
        .args(["check", "--projects", "demo"])
        .args(flags)
        .env("HUAWEICLOUD_SDK_AK", EXAMPLE_AK)
        .env("HUAWEICLOUD_SDK_SK", EXAMPLE_SK)
        .env("HTTPS_PROXY", proxy)
        .env_remove("NO_PROXY")
        .env_remove("no_proxy");
    command.output().await.unwrap()
}

#[tokio::test]
async fn a_private_cloud_is_reached_through_the_proxy_and_trusted_by_its_own_certificate() {
    let cloud = FakeCloud::start(settings()).await;
    let (tls, pem) = private_cloud(cloud.address()).await;
    let through = Arc::new(AtomicUsize::new(0));
    let proxy = format!("http://{}", proxy(tls, through.clone()).await);
    let dir = TempDir::new().unwrap();
    let ca = dir.path().join("ca.pem");
    std::fs::write(&ca, pem).unwrap();
    let endpoint = format!("https://{NAME}");
    let trusting = ["--endpoint", &endpoint, "--ca-file", ca.to_str().unwrap()];
    let output = check(&trusting, &proxy).await;
    let said = String::from_utf8(output.stdout).unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && said.contains("are good"), "{said} {error}");
    assert_eq!((through.load(Ordering::Relaxed), cloud.count()), (1, 1));

    let output = check(&trusting[..2], &proxy).await;
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && error.contains("could not be reached"), "{error}");
    assert!(error.to_lowercase().contains("certificate") && error.contains("--ca-file"), "{error}");
    assert_eq!(cloud.count(), 1);
}

#[tokio::test]
async fn a_file_that_holds_no_certificate_is_refused() {
    let dir = TempDir::new().unwrap();
    let ca = dir.path().join("ca.pem");
    std::fs::write(&ca, "none").unwrap();
    let flags = ["--region", "cn-north-4", "--ca-file", ca.to_str().unwrap()];
    let output = check(&flags, "http://127.0.0.1:9").await;
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && error.contains("--ca-file"), "{error}");
    assert!(error.contains("PEM") && error.lines().count() == 1, "{error}");
}

#[tokio::test]
async fn this_machine_itself_is_called_directly() {
    let cloud = FakeCloud::start(settings()).await;
    let output = check(&["--endpoint", &cloud.endpoint()], "http://127.0.0.1:9").await;
    assert!(output.status.success());
}
