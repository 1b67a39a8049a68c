//! Writes the initial responses for the engine into the given folder, one per file, and the parts of requests into
//! folders beside it.

use std::path::PathBuf;
use std::{env, fs, io};

use devserver_jobs_fuzz::request;

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or_else(|| io::Error::other("which folder?"))?;
    fs::create_dir_all(&folder)?;
    for (number, seed) in devserver_jobs_fuzz::seeds().iter().enumerate() {
        fs::write(folder.join(format!("seed-{number}")), seed)?;
    }
    // Beside it, one folder for each part of a request.
    for (target, _, seeds) in request::TARGETS {
        let folder = folder.with_file_name(format!("seeds-{target}"));
        fs::create_dir_all(&folder)?;
        for (number, seed) in seeds.iter().enumerate() {
            fs::write(folder.join(format!("seed-{number}")), seed)?;
        }
    }
    Ok(())
}
