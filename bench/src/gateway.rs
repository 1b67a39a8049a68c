//! The benchmark of the gateway: many clients request the cached list of 1,000 jobs, alternately from the gateway
//! and from nginx. The cases, their order and the targets are here; `site` starts the servers, `load` runs the
//! clients, `check` compares responses, `report` prints. Two parts run without nginx: `replicas` and `slow`.
//!
//! Only the ratios are meaningful: both servers send the same bytes on the same machine within seconds of each
//! other. wrk has one thread and uses up to one core of the machine, so on two cores the measured server has little
//! more than the other one.

mod check;
mod load;
mod replicas;
mod report;
pub mod site;
mod slow;

use std::{fmt, fs};

use xshell::cmd;
use xtask::error::{Error, Result, fail};
use xtask::workspace::Workspace;

use crate::machine;

use check::Copy;
use load::Load;
use report::{Measured, Report};
use site::Site;

/// The request that each client repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Identity,
    Gzip,
    /// The client has the list already.
    Unchanged,
}

/// A kind of request and a number of clients.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub kind: Kind,
    pub clients: u32,
}

/// The number of clients with which the memory is measured.
const MOST_CLIENTS: u32 = 500;

const CASES: [Case; 6] = [
    Case { kind: Kind::Identity, clients: 64 },
    Case { kind: Kind::Gzip, clients: 64 },
    Case { kind: Kind::Unchanged, clients: 64 },
    Case { kind: Kind::Identity, clients: MOST_CLIENTS },
    Case { kind: Kind::Gzip, clients: MOST_CLIENTS },
    Case { kind: Kind::Unchanged, clients: MOST_CLIENTS },
];

/// Rounds and seconds of a run, which takes a little more than twelve times their product.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    pub name: &'static str,
    pub rounds: usize,
    pub seconds: u32,
}

/// The default.
pub const FULL: Form = Form { name: "full", rounds: 5, seconds: 5 };
/// The short form.
pub const SHORT: Form = Form { name: "short", rounds: 3, seconds: 2 };

/// A part of the benchmark, for machines that are idle for a few minutes only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    All,
    Beside(Kind),
    /// The two rows without nginx.
    Alone,
}

impl Part {
    /// The part with this name.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "identity" => Part::Beside(Kind::Identity),
            "gzip" => Part::Beside(Kind::Gzip),
            "304" => Part::Beside(Kind::Unchanged),
            "alone" => Part::Alone,
            _ => return None,
        })
    }

    fn has(self, case: Case) -> bool {
        self == Part::All || self == Part::Beside(case.kind)
    }
}

/// Runs the benchmark, or a part of it.
pub fn run(workspace: &Workspace, form: Form, part: Part) -> Result {
    workspace.run(cmd!(
        workspace,
        "cargo build --profile deliver -p devserver-jobs-gateway -p devserver-jobs-fake-cloud"
    ))?;
    if part == Part::Alone {
        site::page(workspace)?;
        let seconds = form.seconds * 4;
        let (shared, slow) =
            (replicas::measure(workspace, seconds)?, slow::measure(workspace, seconds)?);
        println!("{shared}\n{slow}");
        return match shared.missed() + slow.missed() {
            0 => Ok(()),
            missed => fail(format!("{missed} targets were missed")),
        };
    }
    let site = Site::start(workspace)?;
    let copies = [Copy::of(&site.nginx, &site)?, Copy::of(&site.gateway, &site)?];
    let servers = [&site.nginx, &site.gateway];
    let calls = site.calls()?;
    servers.iter().try_for_each(|server| check::empty(server))?;

    let mut report = Report::new(workspace, form, &copies);
    for case in CASES.into_iter().filter(|case| part.has(*case)) {
        report.busy(machine::busy());
        let mut measured = Measured::new(case);
        for round in 1..=form.rounds {
            for (server, copy) in servers.iter().zip(&copies) {
                let load = Load { case, seconds: form.seconds, tag: &copy.tag };
                let run = load.put_on(workspace, server)?;
                check::answers(server, copy, case.kind, &run)?;
                println!("  {case}, round {round}, {:<7} {run}", server.name);
                measured.add(server.name, run);
            }
        }
        report.add(measured);
    }
    for (server, before) in servers.iter().zip(&copies) {
        if Copy::of(server, &site)? != *before {
            return fail(format!("{} sends another list than before", server.name));
        }
    }
    if site.calls()? != calls {
        return fail("the cloud received calls although lists should come from the cache");
    }
    drop(site);
    if part == Part::All {
        report.alone(
            replicas::measure(workspace, form.seconds * 4)?,
            slow::measure(workspace, form.seconds * 4)?,
        );
    }
    print!("\n{report}");
    let file = site::FOLDER.to_owned() + "/gateway.json";
    fs::write(workspace.root.join(&file), report.json())
        .map_err(|error| Error::Failed(format!("{file} cannot be written: {error}")))?;
    println!("\nAll numbers: {file}");
    match report.missed() {
        0 => Ok(()),
        missed => fail(format!("{missed} targets were missed")),
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Kind::Identity => "200 identity",
            Kind::Gzip => "200 gzip",
            Kind::Unchanged => "304",
        })
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<12} {:>3} clients", self.kind, self.clients)
    }
}
