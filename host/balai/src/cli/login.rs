//! `balai login` and `logout`: signing in at a platform, for the commands that speak to it.

use anyhow::Result;
use balai::view::Lang;
use clap::Args;

use super::{client::Client, persona, remote::Remote, sign_in, terminal::Terminal, tokens::Tokens};

/// Where, and as whom.
#[derive(Args)]
pub struct Login {
    #[command(flatten)]
    remote: Remote,
    /// In development: as this invented person at work, without a browser.
    #[arg(long = "as", value_name = "LOGIN")]
    persona: Option<String>,
}

/// Signs in: a code is shown, which is let in at a browser.
pub async fn login(asked: Login) -> Result<()> {
    let mut client = Client::of(&asked.remote.server, Lang::En)?;
    match asked.persona {
        None => sign_in::sign_in(&mut client, &Terminal::of(Lang::En)).await,
        Some(login) => {
            let token = persona::let_in(&client, &asked.remote.server, &login).await?;
            Tokens::read()?.keep(&client.origin(), Some(&token))?;
            println!("Signed in as {login}.");
            Ok(())
        }
    }
}

/// Forgets the sign-in on this machine.
pub fn logout(remote: &Remote) -> Result<()> {
    let client = Client::of(&remote.server, Lang::En)?;
    Tokens::read()?.keep(&client.origin(), None)?;
    println!("Forgotten here. Your account lists the session until it is ended there or by time.");
    Ok(())
}
