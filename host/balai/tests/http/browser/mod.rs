//! The pages in a real Chromium: at the width of a phone and of a desk, with and without scripts, and with axe.

mod look;
mod lost;
mod network;
mod offline;
mod pages;
mod paper;
mod person;
mod searching;
mod story;
mod weight;
