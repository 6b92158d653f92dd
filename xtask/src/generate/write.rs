//! Stage 5: files, swapped in when all of them are there.

use std::fs;
use std::io;
use std::path::Path;

use super::{Generated, lock};

/// Writes what was generated for `slug`: into a new folder first, which then takes the place of the old one. If
/// anything fails before that, the old files stay as they are.
///
/// # Errors
///
/// If the disk refuses.
pub fn swap_in(root: &Path, slug: &str, generated: &Generated) -> io::Result<()> {
    let target = lock::folder(root, slug);
    let (new, old) = (target.with_extension("new"), target.with_extension("old"));
    for left_over in [&new, &old] {
        if left_over.exists() {
            fs::remove_dir_all(left_over)?;
        }
    }
    fs::create_dir_all(&new)?;
    for (name, text) in &generated.files {
        fs::write(new.join(name), text)?;
    }
    if target.exists() {
        fs::rename(&target, &old)?;
    }
    if let Err(error) = fs::rename(&new, &target) {
        // Put the old files back: a crate without its generated files does not build.
        let _ = fs::rename(&old, &target);
        return Err(error);
    }
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    Ok(())
}

/// Replaces a file in one step.
///
/// # Errors
///
/// If the disk refuses.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension("new");
    fs::write(&new, text)?;
    fs::rename(new, path)
}
