//! Starts the programs of the benchmark: a simulated cloud, and the gateway and nginx in front of it.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;

use xshell::cmd;
use xtask::error::{Error, Result, fail};
use xtask::workspace::Workspace;

use crate::http::{self, Answer};
use crate::program::Program;

/// The folder for everything that a run writes, in the checkout.
pub const FOLDER: &str = "target/bench";
/// The path of the list.
pub const LIST: &str = "/v1/demo/dev-servers/jobs";

/// The time of the simulated jobs is fixed, so that the list is the same for both servers and in every run.
const CLOUD: &str = "--jobs 1000 --jobs-at 2026-11-05T14:02:00Z";
/// A list is fresh for longer than a run takes, so the gateway makes no further calls.
const GATEWAY: &str = "serve --listen 127.0.0.1:0 --admin-listen off --projects demo --cache-ttl 600 --rate-limit 0 --connections-per-client 0 --log info";
/// Invented; the simulated cloud accepts them.
pub const KEY: [(&str, &str); 2] = [
    ("HUAWEICLOUD_SDK_AK", "HWEXAMPLEACCESSKEY01"),
    ("HUAWEICLOUD_SDK_SK", "hwExampleSecretKey/0123456789+abcdefghijkl"),
];
const SIGN_IN: &str = r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"domain":{"name":"example-account"},"name":"example-user","password":"example-Passw0rd"}}},"scope":{"project":{"id":"demo"}}}}"#;
/// As in gateway/deploy: freed memory is returned to the system at once.
pub const ALLOCATOR: (&str, &str) = ("MIMALLOC_PURGE_DELAY", "0");
/// nginx accepts no longer parameter.
const LONGEST_WORD: usize = 4000;

/// All programs. The servers are ended before the cloud.
#[derive(Debug)]
pub struct Site {
    pub gateway: Server,
    pub nginx: Server,
    /// The list as the cloud sends it.
    pub list: Vec<u8>,
    cloud: SocketAddr,
    _cloud: Program,
}

/// One of the two servers that are compared.
#[derive(Debug)]
pub struct Server {
    pub name: &'static str,
    pub address: SocketAddr,
    pub program: Program,
    /// The log, written with `O_APPEND`, so that it can be emptied while the server runs.
    pub log: PathBuf,
}

impl Site {
    pub fn start(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.root.join(FOLDER);
        let nginx_folder = folder.join("nginx");
        // The cache of an earlier run must not be used.
        let _ = fs::remove_dir_all(&nginx_folder);
        written(fs::create_dir_all(nginx_folder.join("temp")))?;
        page(workspace)?;
        let bin = target(workspace)?.join("deliver");
        let log = |name: &str| -> Result<(PathBuf, File)> {
            let path = folder.join(name);
            let _ = fs::remove_file(&path);
            let file = written(File::options().create(true).append(true).open(&path))?;
            Ok((path, file))
        };

        let program = workspace.cmd(bin.join("devserver-jobs-fake-cloud"));
        let program = program.args(CLOUD.split(' '));
        let mut cloud_program = Program::start(workspace, program, log("cloud.log")?.1)?;
        let cloud = cloud_program.address()?;
        let token = token(cloud)?;
        let answer = http::ask(cloud, &format!("GET {LIST}"), &token_line(&token), "")?;
        if answer.status != 200 {
            return fail(format!("the simulated cloud responded with {}", answer.status));
        }

        let program = workspace.cmd(bin.join("devserver-jobs-gateway"));
        let program = program.args(GATEWAY.split(' ')).envs(KEY).envs([ALLOCATOR]);
        let program = program.arg("--assets").arg(folder.join("page"));
        let program = program.arg("--endpoint").arg(format!("http://{cloud}"));
        let (path, file) = log("gateway.log")?;
        let mut program = Program::start(workspace, program, file)?;
        let gateway = Server { name: "gateway", address: program.address()?, program, log: path };

        // The second response comes from the cache, and has its tag.
        get(&gateway, "")?;
        let tag = get(&gateway, "")?.header("etag").unwrap_or_default().to_owned();
        let (address, inner) = (free_port()?, free_port()?);
        let template =
            written(fs::read_to_string(workspace.root.join("bench/gateway/nginx.conf")))?;
        let user = if workspace.is_root() { "user root;" } else { "" };
        let values = [
            ("USER", user),
            ("PORT", &address.port().to_string()),
            ("INNER_PORT", &inner.port().to_string()),
            ("CLOUD", &cloud.to_string()),
            ("ETAG", &tag),
        ];
        let settings = filled(&template, &values, &token);
        written(fs::write(nginx_folder.join("nginx.conf"), settings))?;
        let program = cmd!(workspace, "nginx -e error.log -c nginx.conf -p {nginx_folder}");
        let mut program = Program::start(workspace, program, log("nginx.log")?.1)?;
        program.wait_for(address)?;
        let log = nginx_folder.join("access.log");
        let nginx = Server { name: "nginx", address, program, log };
        Ok(Site { gateway, nginx, list: answer.body, cloud, _cloud: cloud_program })
    }

    /// The number of calls to the cloud.
    pub fn calls(&self) -> Result<String> {
        let answer = http::ask(self.cloud, "GET /_calls", "", "")?;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let count = text.split("\"count\":").nth(1).and_then(|rest| rest.split(',').next());
        Ok(count.unwrap_or(&text).to_owned())
    }
}

/// A page for the gateways, which is not requested.
pub fn page(workspace: &Workspace) -> Result {
    let folder = workspace.root.join(FOLDER).join("page");
    written(fs::create_dir_all(&folder))?;
    let page = "<!doctype html><title>Benchmark</title><devserver-jobs></devserver-jobs>\n";
    written(fs::write(folder.join("index.html"), page))
}

/// Requests the list once.
pub fn get(server: &Server, headers: &str) -> Result<Answer> {
    http::ask(server.address, &format!("GET {LIST}"), headers, "")
}

fn token(cloud: SocketAddr) -> Result<String> {
    let answer = http::ask(cloud, "POST /v3/auth/tokens", "", SIGN_IN)?;
    match answer.header("x-subject-token") {
        Some(token) => Ok(token.to_owned()),
        None => fail("the simulated cloud returned no token"),
    }
}

fn token_line(token: &str) -> String {
    format!("X-Auth-Token: {token}\r\n")
}

/// The configuration with every `@NAME@` replaced. The token is inserted in pieces.
fn filled(template: &str, values: &[(&str, &str)], token: &str) -> String {
    let pieces: Vec<_> =
        token.as_bytes().chunks(LONGEST_WORD).map(String::from_utf8_lossy).collect();
    let lines =
        pieces.iter().enumerate().map(|(at, piece)| format!("set $token_{at} \"{piece}\";"));
    let names = (0..pieces.len()).map(|at| format!("$token_{at}"));
    let text = template
        .replace("@TOKEN_PARTS@", &lines.collect::<Vec<_>>().join("\n            "))
        .replace("@TOKEN@", &names.collect::<String>());
    values.iter().fold(text, |text, (name, value)| text.replace(&format!("@{name}@"), value))
}

/// A port that was free a moment ago, because nginx cannot select a free port itself.
pub fn free_port() -> Result<SocketAddr> {
    written(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr()))
}

/// The target folder of the user, which only cargo knows.
pub fn target(workspace: &Workspace) -> Result<PathBuf> {
    let metadata = cmd!(workspace, "cargo metadata --no-deps --offline --format-version 1");
    let text = workspace.read(metadata);
    let text = text.unwrap_or_default();
    let folder = text.split("\"target_directory\":\"").nth(1).and_then(|it| it.split('"').next());
    match folder {
        Some(folder) => Ok(folder.into()),
        None => fail("cargo metadata has no target folder"),
    }
}

pub fn written<T>(outcome: std::io::Result<T>) -> Result<T> {
    outcome.map_err(|error| Error::Failed(format!("the benchmark cannot be set up: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gap_of_the_settings_is_filled() {
        let workspace = Workspace::find().expect("cargo sets CARGO_MANIFEST_DIR for tests");
        let template = fs::read_to_string(workspace.root.join("bench/gateway/nginx.conf")).unwrap();
        let names = ["USER", "PORT", "INNER_PORT", "CLOUD", "ETAG"];
        let text = filled(&template, &names.map(|name| (name, "x")), &"t".repeat(9000));
        let code = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        assert_eq!(code.filter(|line| line.contains('@')).collect::<Vec<_>>(), [""; 0]);
        assert!(text.contains("X-Auth-Token $token_0$token_1$token_2;"));
        assert!(text.lines().all(|line| line.len() < 4096));
    }
}
