//! What the binary is made of, so that tests can reach it.

pub mod api;
pub mod config;
pub mod follow;
pub mod rollouts;
pub mod shell;
pub mod view;
pub mod web;
