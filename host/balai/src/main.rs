//! balai
fn main() {}
