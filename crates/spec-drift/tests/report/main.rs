//! Reports as people and programs get them.

mod example;
mod forms;
mod hostile;
