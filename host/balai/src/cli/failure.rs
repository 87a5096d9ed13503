//! `balai failure`: what is kept of a call that failed, for whoever runs the node.

use anyhow::{Context as _, Result, bail};
use app::{App, Clock, Entropy};
use balai::config::Config;

use super::node;

/// Prints a failure with its log and the guest's backtrace.
pub async fn show(config: &Config, id: &str) -> Result<()> {
    let store = node::open(config).await?;
    store.assert_migrated().await?;
    let app = App::new(store.clone(), Clock::System, Entropy::system()?);
    let id = id.parse().with_context(|| {
        format!("{id:?} is no id; hint: give the number that the page of the failure quotes")
    })?;
    let Some(failure) = app.failure_by_id(&mut app.reading(), id).await? else {
        bail!(
            "there is no failure {id}; hint: look for it in the log: not every failure is a mini-app's"
        );
    };
    println!(
        "mini-app:  {}, release {}",
        failure.mini_app, failure.release
    );
    println!("at:        {}", failure.at.timestamp());
    println!("asked for: {}", failure.path);
    println!("{}: {}", failure.kind, failure.detail);
    if let Some(backtrace) = &failure.backtrace {
        println!("\n{}", backtrace.trim_end());
    }
    if !failure.log.is_empty() {
        println!("\nlog of the call:\n{}", failure.log.trim_end());
    }
    store.close().await;
    Ok(())
}
