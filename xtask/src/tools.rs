//! Programs that others wrote, each in a folder of its own under `target/tools`, installed from its registry.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Why a program can't be had. The message says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{program}: {reason}")]
pub struct ToolError {
    /// Which.
    pub program: String,
    /// What happened, and what to do.
    pub reason: String,
}

/// A virtual environment with these packages of PyPI, and its folder of programs.
///
/// # Errors
///
/// If Python is missing, or the registry does not answer.
pub fn python(root: &Path, name: &str, packages: &[&str]) -> Result<PathBuf, ToolError> {
    let folder = root.join("target/tools").join(name);
    let programs = folder.join("bin");
    install(&folder, packages, |folder| {
        run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
        run(Command::new(programs.join("pip"))
            .args(["install", "--quiet"])
            .args(packages))
    })?;
    Ok(programs)
}

/// A folder with these packages of npm, and its folder of modules.
///
/// # Errors
///
/// If Node.js or npm is missing, or the registry does not answer.
pub fn node(root: &Path, name: &str, packages: &[&str]) -> Result<PathBuf, ToolError> {
    let folder = root.join("target/tools").join(name);
    install(&folder, packages, |folder| {
        run(Command::new("npm")
            .args(["install", "--silent", "--no-save", "--prefix"])
            .arg(folder)
            .args(packages))
    })?;
    Ok(folder.join("node_modules"))
}

/// Installs once: a mark says what was finished.
fn install(
    folder: &Path,
    packages: &[&str],
    how: impl FnOnce(&Path) -> Result<(), ToolError>,
) -> Result<(), ToolError> {
    let (mark, packages) = (folder.join("installed"), packages.join(" "));
    if std::fs::read_to_string(&mark).is_ok_and(|installed| installed == packages) {
        return Ok(());
    }
    let written = |error: std::io::Error| ToolError {
        program: mark.display().to_string(),
        reason: error.to_string(),
    };
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(written)?;
    }
    std::fs::create_dir_all(folder).map_err(written)?;
    how(folder)?;
    std::fs::write(&mark, packages).map_err(written)
}

fn run(command: &mut Command) -> Result<(), ToolError> {
    let program = command.get_program().display().to_string();
    let output = command.output().map_err(|error| ToolError {
        program: program.clone(),
        reason: format!("{error}; this needs Python 3.10 with venv, and Node.js 20 with npm"),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(ToolError { program, reason })
}
