//! A Redis of this machine that ends with the test, and the proxies that lead to it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

use redis::Client;
use redis::aio::MultiplexedConnection;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::Running;

/// The engine, which several proxies may lead to.
pub struct Engine {
    dir: TempDir,
    flags: Vec<String>,
    running: Mutex<Option<(Running, BufReader<ChildStdout>)>>,
}

impl Engine {
    pub fn start(flags: &[&str]) -> Engine {
        let (dir, flags) = (TempDir::new().unwrap(), flags.iter().map(|it| (*it).to_owned()));
        let engine = Engine { dir, flags: flags.collect(), running: Mutex::default() };
        engine.begin();
        engine
    }

    fn socket(&self) -> PathBuf {
        self.dir.path().join("engine")
    }

    /// Begins with nothing, where it was ended before.
    pub fn begin(&self) {
        let mut command = Command::new("redis-server");
        // A proxy before it has a port of its own, which nobody can take meanwhile.
        command.args(["--port", "0", "--save", "", "--appendonly", "no", "--daemonize", "no"]);
        command.arg("--unixsocket").arg(self.socket()).args(&self.flags);
        let started = command.current_dir(self.dir.path()).stdout(Stdio::piped()).spawn();
        let mut child = started.expect("`cargo xtask setup` installs redis-server");
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let running = Running(child);
        let mut line = String::new();
        while !line.contains("eady to accept connections") {
            line.clear();
            assert!(out.read_line(&mut line).unwrap() > 0, "redis-server has ended");
        }
        *self.running.lock().unwrap() = Some((running, out));
    }

    /// A look at what it holds.
    pub async fn connection(&self) -> MultiplexedConnection {
        let client = Client::open(format!("redis+unix://{}", self.socket().display())).unwrap();
        client.get_multiplexed_async_connection().await.unwrap()
    }

    /// Ends with all that it knows.
    pub fn end(&self) {
        drop(self.running.lock().unwrap().take());
    }

    /// It answers nobody any more, nor closes a connection.
    pub fn hang(&self) {
        self.signal("-STOP");
    }

    /// It goes on after it has hung, and carries out what it was sent meanwhile.
    pub fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let running = self.running.lock().unwrap();
        let pid = running.as_ref().unwrap().0.0.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }
}

/// One replica's way to the engine: a TCP proxy on a port of 127.0.0.1.
pub struct Proxy {
    pub address: SocketAddr,
    open: watch::Sender<bool>,
}

impl Proxy {
    pub async fn to(engine: &Engine, tls: Option<TlsAcceptor>) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let open = watch::Sender::new(true);
        tokio::spawn(accept(listener, engine.socket(), tls.map(Arc::new), open.subscribe()));
        Proxy { address, open }
    }

    pub fn cut(&self) {
        self.open.send_replace(false);
    }

    pub fn mend(&self) {
        self.open.send_replace(true);
    }
}

async fn accept(
    listener: TcpListener,
    socket: PathBuf,
    tls: Option<Arc<TlsAcceptor>>,
    open: watch::Receiver<bool>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let (socket, tls, mut open) = (socket.clone(), tls.clone(), open.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = lead(stream, socket, tls) => {}
                Ok(_) = open.wait_for(|open| !open) => {}
            }
        });
    }
}

async fn lead(stream: TcpStream, socket: PathBuf, tls: Option<Arc<TlsAcceptor>>) {
    // While the engine is ended there is none.
    let Ok(inside) = UnixStream::connect(socket).await else {
        return;
    };
    match tls {
        None => join(stream, inside).await,
        // Who does not trust the certificate ends here.
        Some(tls) => {
            if let Ok(stream) = tls.accept(stream).await {
                join(stream, inside).await;
            }
        }
    }
}

async fn join(mut one: impl AsyncRead + AsyncWrite + Unpin, mut other: UnixStream) {
    let _ = copy_bidirectional(&mut one, &mut other).await;
}
