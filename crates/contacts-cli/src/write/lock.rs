//! One run at a time writes a file that is kept of writes.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::exit::Failure;

/// Keeps others from writing a file until it is closed. `option` names another one.
///
/// # Errors
///
/// If another run writes it.
pub fn lock(file: &File, path: &Path, option: &'static str) -> Result<(), Failure> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(busy(path, option)),
        Err(TryLockError::Error(error)) => Err(Failure::Kept {
            file: path.display().to_string(),
            error,
            option,
        }),
    }
}

/// Another run writes it.
pub fn busy(path: &Path, option: &'static str) -> Failure {
    Failure::Busy {
        file: path.display().to_string(),
        option,
    }
}
