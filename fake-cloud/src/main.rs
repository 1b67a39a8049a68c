//! The program: reads its flags, prints its address, and serves until it is stopped.

use std::process::ExitCode;

use clap::Parser;
use devserver_jobs_fake_cloud::FakeCloud;
use devserver_jobs_fake_cloud::cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    match FakeCloud::start_at(cli.listen, cli.settings()).await {
        Ok(cloud) => {
            println!("Listening on {}/", cloud.endpoint());
            stopped().await;
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot listen on {}: {error}; give another --listen", cli.listen);
            ExitCode::FAILURE
        }
    }
}

/// Returns on SIGTERM, or on Ctrl-C in the terminal.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminated.recv() => return,
                _ = tokio::signal::ctrl_c() => return,
            }
        }
    }
    // If Ctrl-C cannot be handled, the program serves until it is killed.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
