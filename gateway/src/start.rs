//! Creates the parts of the gateway for a command, connects them, and runs them.

use std::future::ready;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use crate::access::{Access, AccessRules, Fetch, LARGEST_ANSWER};
use crate::admin::{self, Health};
use crate::app::{App, Gateway};
use crate::cache::replicas::Replicas;
use crate::cache::{Cache, Keep};
use crate::clock::Clock;
use crate::cloud::Cloud;
use crate::cloud::decoding::Decoded;
use crate::cloud::demo::{Demo, PROJECT};
use crate::cloud::routes::{Routes, Tools};
use crate::cloud::transport::{self, ClientError};
use crate::config::cloud::CloudConfig;
use crate::config::demo::DemoConfig;
use crate::config::serve::ServeConfig;
use crate::metrics::Metrics;
use crate::page::assets::{Assets, AssetsError};
use crate::page::policy::FrameAncestors;
use crate::reload::Reload;
use crate::route::ProjectId;
use crate::server::{self, Admin, Clients, ServerError};
use crate::shared::Shared;
use crate::shared::link::SharedError;

/// Why the gateway does not run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no page to serve.
    #[error(transparent)]
    Assets(#[from] AssetsError),
    /// The cloud cannot be called.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The shared engine cannot be used.
    #[error(transparent)]
    Shared(#[from] SharedError),
    /// The address cannot be used.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// Exporting traces was requested, but is not possible.
    #[cfg(feature = "otlp")]
    #[error("{0}")]
    Traces(String),
}

/// A list of the simulated cloud costs nothing, so none is stored.
const KEEP_NOTHING: Keep = Keep {
    ttl: Duration::ZERO,
    stale_if_error: Duration::ZERO,
    soft_deadline: Duration::ZERO,
    bytes: usize::MAX,
};

/// Serves the page and the simulated cloud until the program is asked to stop.
pub async fn demo(config: DemoConfig) -> Result<(), StartError> {
    let listen = config.common.listen;
    let gateway = simulated(config)?;
    Ok(server::run(listen, "", App::new(gateway), server::Limits::default(), None).await?)
}

/// Serves the page and the real cloud until the program is asked to stop.
pub async fn serve(config: ServeConfig) -> Result<(), StartError> {
    let listen = config.common.listen;
    let mut limits =
        server::Limits { connections: config.max_connections, ..server::Limits::default() };
    limits.pace.response = config.response_timeout;
    let admin_listen = config.admin_listen;
    let cloud = config.cloud.clone();
    #[cfg(feature = "otlp")]
    {
        let client = transport::client(&cloud.limits, cloud.ca_file.as_deref(), false)?;
        let get = |name: &str| std::env::var(name).ok();
        crate::otlp::start(&get, client).map_err(StartError::Traces)?;
    }
    let per_client = config.connections_per_client.map(NonZeroUsize::get);
    let proxies = config.access.proxies().clone();
    let gateway = real(config, Clock::system())?;
    limits.clients =
        per_client.map(|most| Clients::new(most, proxies, gateway.metrics.connections_refused()));
    Reload::new(&cloud, gateway.cache.clone()).on_hangup().map_err(ServerError::from)?;
    let admin = admin_listen.map(|listen| {
        let health = Health::default();
        let router = admin::router(gateway.metrics.clone(), health.clone());
        Admin { listen, router, health }
    });
    let base_path = gateway.base_path.clone();
    let served = server::run(listen, &base_path, App::new(gateway), limits, admin).await;
    // It waits for the collector, which must not block the runtime that sends.
    #[cfg(feature = "otlp")]
    let _ = tokio::task::spawn_blocking(crate::otlp::end).await;
    Ok(served?)
}

/// The gateway for `demo`.
pub fn simulated(config: DemoConfig) -> Result<Gateway, StartError> {
    let DemoConfig { common, origins, cloud, clock } = config;
    let attributes = [("project-id", PROJECT)];
    let assets = Assets::find(common.assets.as_deref(), &attributes, &FrameAncestors::default())?;
    let metrics = Arc::new(Metrics::default());
    let rules = AccessRules::local(common.listen, origins);
    let access =
        Access::new(rules, clock.clone(), Arc::new(|_| Box::pin(ready(Err(String::new())))));
    let cloud = Cloud::Simulated(Demo { cloud, clock: clock.clone() });
    let cache = Arc::new(Cache::new(cloud, clock, KEEP_NOTHING, metrics.clone()));
    let base_path = String::new();
    Ok(Gateway { access, assets, cache, base_path, metrics })
}

/// The gateway for `serve`.
pub fn real(config: ServeConfig, clock: Clock) -> Result<Gateway, StartError> {
    let ServeConfig { common, access, cloud, base_path, keep, frame_ancestors, shared, .. } =
        config;
    let metrics = Arc::new(Metrics::default());
    if access.is_anonymous() {
        tracing::warn!(
            "--allow-anonymous is given: everybody who reaches this gateway sees the jobs of its \
             projects."
        );
    }
    let mut projects = cloud.routes.iter().flat_map(|route| &route.projects);
    let first = projects.next().map_or("", ProjectId::as_str);
    let are_several = projects.next().is_some();
    // The page is public. With a rule on callers it names no project, but requests the projects that its user may
    // see. Otherwise that is only needed if there are several projects, or if they may change.
    let may_change = access.asks_who() || cloud.file.is_some();
    let mut attributes = Vec::new();
    if !may_change {
        attributes.push(("project-id", first));
    }
    if may_change || are_several {
        attributes.push(("list-projects", ""));
    }
    if !base_path.is_empty() {
        attributes.push(("proxy", &base_path));
    }
    let assets = Assets::find(common.assets.as_deref(), &attributes, &frame_ancestors)?;
    let access = Access::new(access, clock.clone(), fetch(&cloud)?);
    let shared = shared.map(|it| Shared::start(it, clock.clone(), metrics.clone())).transpose()?;
    let most_bytes = cloud.limits.body_bytes;
    let replicas = shared.clone().map(|shared| Replicas::new(shared, most_bytes));
    let cloud = Cloud::Real(routes(cloud, clock.clone(), metrics.clone(), shared)?);
    let cache = Arc::new(Cache::new(cloud, clock, keep, metrics.clone()).sharing(replicas));
    Ok(Gateway { access, assets, cache, base_path, metrics })
}

/// Fetches the keys of an OpenID Connect issuer: like calls to the cloud, but through a client of its own, since
/// the issuer may be behind a proxy when the cloud is not.
fn fetch(cloud: &CloudConfig) -> Result<Fetch, ClientError> {
    let client = transport::client(&cloud.limits, cloud.ca_file.as_deref(), false)?;
    Ok(Arc::new(move |url| {
        let client = client.clone();
        Box::pin(async move {
            let response =
                client.get(url).send().await.map_err(|error| transport::root_cause(&error))?;
            if !response.status().is_success() {
                return Err(format!("the status was {}", response.status()));
            }
            let mut body = Decoded::of(response, LARGEST_ANSWER)
                .map_err(|unknown| format!("the response has {unknown}"))?;
            let mut bytes = Vec::new();
            while let Some(chunk) =
                body.chunk().await.map_err(|error| transport::root_cause(&error))?
            {
                bytes.extend_from_slice(&chunk);
                if bytes.len() > LARGEST_ANSWER {
                    break;
                }
            }
            Ok(bytes.into())
        })
    }))
}

/// The routes to the real cloud.
pub fn routes(
    cloud: CloudConfig,
    clock: Clock,
    metrics: Arc<Metrics>,
    shared: Option<Arc<Shared>>,
) -> Result<Routes, ClientError> {
    let CloudConfig { routes, ca_file, limits, .. } = cloud;
    Routes::new(routes, Tools { clock, metrics, limits, ca_file, shared })
}
