//! The pages in a real Chromium: at the width of a phone and of a desk, with and without scripts, and with axe; by keyboard, and
//! as a screen reader says them.

mod keyboard;
mod look;
mod lost;
mod network;
mod offline;
mod pages;
mod paper;
mod passkey;
mod person;
mod reading;
mod registry;
mod searching;
mod story;
mod tabs;
mod weight;
