//! The guests of these tests, as text.

/// A component whose export `run` is the core function of the same name; `body` is what is in the core module.
pub fn plain(body: &str) -> String {
    format!(
        r#"(component
            (core module $m {body})
            (core instance $i (instantiate $m))
            (func (export "run") (canon lift (core func $i "run"))))"#
    )
}

/// The same, with the import `tick` of the host as the core import `"" "tick"`.
pub fn ticking(body: &str) -> String {
    format!(
        r#"(component
            (import "tick" (func $tick))
            (core func $tick_core (canon lower (func $tick)))
            (core module $m (import "" "tick" (func $tick)) {body})
            (core instance $i (instantiate $m (with "" (instance (export "tick" (func $tick_core))))))
            (func (export "run") (canon lift (core func $i "run"))))"#
    )
}

pub fn idle() -> String {
    plain(r#"(func (export "run"))"#)
}

pub fn endless() -> String {
    plain(r#"(func (export "run") (loop (br 0)))"#)
}

/// Tells the host that it runs, then never ends.
pub fn endless_after_tick() -> String {
    ticking(r#"(func (export "run") (call $tick) (loop (br 0)))"#)
}
