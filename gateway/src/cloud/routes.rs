//! The route of each project: its endpoint and its credential. The table can be replaced while it is in use: calls
//! in progress are finished as they began, and unchanged parts keep their connections, their queue and the state of
//! their circuit breaker.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::clock::Clock;
use crate::cloud::account::Account;
use crate::cloud::credential::Credential;
use crate::cloud::endpoint::Endpoint;
use crate::cloud::holder::Holder;
use crate::cloud::queue::Outbound;
use crate::cloud::transport::{self, ClientError, Limits, Wire};
use crate::cloud::upstream::Upstream;
use crate::metrics::Metrics;
use crate::route::ProjectId;
use crate::shared::Shared;

/// Endpoint and credential of some projects.
#[derive(Clone, Debug)]
pub struct Route {
    /// Never empty; a project is on one route only.
    pub projects: Vec<ProjectId>,
    /// ModelArts.
    pub endpoint: Endpoint,
    /// IAM, if the credential needs it.
    pub iam: Option<Endpoint>,
    /// The credential.
    pub credential: Named,
}

/// A credential with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// For the log and the metrics.
    pub name: String,
    /// The sources of its parts.
    pub source: Credential,
    /// The limits of calls with it.
    pub outbound: Outbound,
}

/// What all routes have in common.
#[derive(Clone, Debug)]
pub struct Tools {
    /// Where the time comes from.
    pub clock: Clock,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// The time limits of a call.
    pub limits: Limits,
    /// Certificates to trust in addition to the system's.
    pub ca_file: Option<PathBuf>,
    /// The shared engine.
    pub shared: Option<Arc<Shared>>,
}

/// The current table.
#[derive(Debug)]
pub struct Routes {
    tools: Tools,
    table: RwLock<Arc<Table>>,
    revision: AtomicU64,
}

#[derive(Debug, Default)]
struct Table {
    /// In the order of the configuration.
    projects: Vec<ProjectId>,
    upstreams: HashMap<ProjectId, Arc<Upstream>>,
    ways: Vec<(Route, Arc<Upstream>)>,
    accounts: Vec<(Named, Account)>,
}

impl Routes {
    /// Creates the table without making a call.
    pub fn new(routes: Vec<Route>, tools: Tools) -> Result<Self, ClientError> {
        let table = Table::new(routes, &Table::default(), &tools)?;
        let table = RwLock::new(Arc::new(table));
        Ok(Routes { tools, table, revision: AtomicU64::new(0) })
    }

    /// Replaces the routes. Returns the projects whose endpoint or credential has changed, including those that are
    /// no longer served. On an error, nothing changes.
    pub fn replace(&self, routes: Vec<Route>) -> Result<HashSet<ProjectId>, ClientError> {
        let old = self.table();
        let new = Table::new(routes, &old, &self.tools)?;
        for (before, _) in &old.accounts {
            if new.accounts.iter().all(|(now, _)| now.name != before.name) {
                self.tools.metrics.forget_breaker(&before.name);
            }
        }
        let is_same = |project: &ProjectId, upstream: &Arc<Upstream>| {
            new.upstreams.get(project).is_some_and(|new| Arc::ptr_eq(new, upstream))
        };
        let changed = old.upstreams.iter().filter(|(project, old)| !is_same(project, old));
        let changed = changed.map(|(project, _)| project.clone()).collect();
        *self.table.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
        self.revision.fetch_add(1, Ordering::SeqCst);
        Ok(changed)
    }

    /// How often the table was replaced.
    pub fn revision(&self) -> u64 {
        self.revision.load(Ordering::SeqCst)
    }

    /// All projects, in the order of the configuration.
    pub fn projects(&self) -> Vec<ProjectId> {
        self.table().projects.clone()
    }

    /// The connection to the cloud for a project.
    pub fn of(&self, project: &ProjectId) -> Option<Arc<Upstream>> {
        self.table().upstreams.get(project).cloned()
    }

    fn table(&self) -> Arc<Table> {
        self.table.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Table {
    fn new(routes: Vec<Route>, old: &Table, tools: &Tools) -> Result<Self, ClientError> {
        let mut table = Table::default();
        for route in routes {
            let account = table.account(&route.credential, old, tools)?;
            // The same route may serve more projects, or fewer, than before.
            let kept = old.ways.iter().chain(&table.ways).find(|(way, _)| {
                way.endpoint == route.endpoint
                    && way.iam == route.iam
                    && way.credential == route.credential
            });
            let upstream = match kept {
                Some((_, upstream)) => upstream.clone(),
                None => Arc::new(upstream(&route, account, tools)?),
            };
            for project in &route.projects {
                table.projects.push(project.clone());
                table.upstreams.insert(project.clone(), upstream.clone());
            }
            table.ways.push((route, upstream));
        }
        Ok(table)
    }

    /// Each credential has one account, in this table and across tables, whatever its name.
    fn account(
        &mut self,
        named: &Named,
        old: &Table,
        tools: &Tools,
    ) -> Result<Account, ClientError> {
        let of = |accounts: &[(Named, Account)]| {
            let found = accounts.iter().find(|(other, _)| other.source == named.source);
            found.map(|(other, account)| (other.outbound, account.clone()))
        };
        if let Some((_, account)) = of(&self.accounts) {
            return Ok(account);
        }
        let account = match of(&old.accounts) {
            Some((before, account)) => {
                let limits = (before, named.outbound);
                let metrics_and_shared = (&*tools.metrics, tools.shared.clone());
                account.again(&named.name, limits, tools.clock.clone(), metrics_and_shared)
            }
            None => {
                let (clock, holder) = (tools.clock.clone(), holder(&named.source, tools)?);
                let metrics_and_shared = (&*tools.metrics, tools.shared.clone());
                Account::new(&named.name, holder, named.outbound, clock, metrics_and_shared)
            }
        };
        self.accounts.push((named.clone(), account.clone()));
        Ok(account)
    }
}

fn holder(source: &Credential, tools: &Tools) -> Result<Holder, ClientError> {
    Ok(match source {
        // Without a proxy, because the service is on the machine itself.
        Credential::Agency(address) => {
            let direct = transport::client(&tools.limits, None, true)?;
            Holder::of_agency(address.clone(), direct, tools.clock.clone())
        }
        source => Holder::new(source.clone()),
    })
}

fn upstream(route: &Route, account: Account, tools: &Tools) -> Result<Upstream, ClientError> {
    let Tools { clock, metrics, limits, ca_file, .. } = tools;
    let (ca_file, direct) = (ca_file.as_deref(), route.endpoint.is_loopback());
    let clients = [
        transport::client(limits, ca_file, direct)?,
        transport::fresh_client(limits, ca_file, direct)?,
    ];
    let wire = Wire::new(clients, clock.clone(), *limits, metrics.clone());
    Ok(Upstream::new(wire, route.endpoint.clone(), route.iam.clone(), account))
}
