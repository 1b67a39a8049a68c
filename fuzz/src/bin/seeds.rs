//! Writes the answers from which the engine sets out into the folder that is named, one a file.

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or_else(|| io::Error::other("which folder?"))?;
    fs::create_dir_all(&folder)?;
    for (number, seed) in devserver_jobs_fuzz::seeds().iter().enumerate() {
        fs::write(folder.join(format!("seed-{number}")), seed)?;
    }
    Ok(())
}
