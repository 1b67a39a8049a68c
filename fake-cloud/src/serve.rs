//! Accepts connections and routes each request.

use std::io;
use std::sync::Arc;

use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::behaviour::{Behaviour, How, What};
use crate::calls::Call;
use crate::deliver::{Frame, deliver};
use crate::iam::TOKEN_PATH;
use crate::lock::lock;
use crate::shared::Shared;
use crate::wire::{Incoming, Request};
use crate::{agency, api, control};

/// Never returns. Dropping the future closes all connections.
pub(crate) async fn accept_all(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    let mut count = 0;
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // The connection was closed, or there are no more file descriptors; the next attempt may succeed.
                let Ok((stream, _)) = accepted else { continue };
                if !shared.api.refuses() {
                    count += 1;
                    connections.spawn(serve(stream, count, Arc::clone(&shared)));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Serves one connection. I/O errors are not reported, because the client sees them as well.
async fn serve(stream: TcpStream, connection: u64, shared: Arc<Shared>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (reader, mut writer) = stream.into_split();
    let mut incoming = Incoming::new(reader);
    while let Some(request) = incoming.next().await? {
        let goes_on = tokio::select! {
            goes_on = answer(&mut writer, &request, connection, &shared) => goes_on?,
            // The client is gone.
            () = incoming.gone() => false,
        };
        if !goes_on || !request.keeps {
            break;
        }
    }
    Ok(())
}

async fn answer(
    writer: &mut OwnedWriteHalf,
    request: &Request,
    connection: u64,
    shared: &Shared,
) -> io::Result<bool> {
    let request_id = Uuid::new_v4().simple().to_string();
    let now_ms = shared.settings.clock.now_ms();
    let frame = Frame {
        request_id: &request_id,
        date_ms: now_ms + shared.settings.date_offset_ms,
        chunked: shared.settings.chunked,
        head_only: request.method == "HEAD",
    };
    if shared.settings.control
        && let Some(answer) = control::answer(shared, request)
    {
        return deliver(writer, answer, &How::default(), &frame, ()).await;
    }
    let in_flight = shared.calls.arrived(Call {
        method: request.method.clone(),
        target: request.target.clone(),
        headers: request.headers.clone(),
        body_len: request.body.len(),
        at_ms: now_ms,
        connection,
    });
    let for_token = request.method == "POST" && request.path() == TOKEN_PATH;
    let lifetime_ms = shared.settings.agency_key_lifetime_ms.filter(|_| agency::is_for(request));
    let plan = match (for_token, lifetime_ms) {
        (true, _) => &shared.iam,
        (false, Some(_)) => &shared.metadata,
        (false, None) => &shared.api,
    };
    let Behaviour { what, how } = plan.next();
    let mut answer = match what {
        What::Real { .. } if for_token => lock(&shared.tokens).issue(request, &shared.settings),
        What::Real { .. } if let Some(lifetime_ms) = lifetime_ms => {
            let (answer, key) = lock(&shared.agency).answer(request, now_ms, lifetime_ms);
            key.into_iter().for_each(|key| lock(&shared.keyring).add(key));
            answer
        }
        What::Real { jobs } => api::answer(shared, request, jobs),
        What::This(answer) => answer,
        What::HangUp | What::Refuse => return Ok(false),
    };
    answer.name_request(&request_id);
    deliver(writer, answer, &how, &frame, in_flight).await
}
