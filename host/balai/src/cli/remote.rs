//! What commands that speak to a platform have in common: where it is, and as whom.

use anyhow::{Result, bail};
use balai::{
    api::{account::Account, registry::Me},
    view::Lang,
};
use clap::Args;

use super::{
    client::{Client, ClientError},
    tokens::Tokens,
};

/// Where the platform is.
#[derive(Args)]
pub struct Remote {
    /// The address of the platform.
    #[arg(
        long,
        env = "BALAI_SERVER",
        default_value = "http://127.0.0.1:8080",
        value_name = "URL"
    )]
    pub server: String,
}

impl Remote {
    /// The platform, as the person who signed in there by `balai login`.
    pub async fn connect(&self) -> Result<Client> {
        let mut client = Client::of(&self.server, Lang::En)?;
        let tokens = Tokens::read()?;
        let Some(token) = tokens.of(&client.origin()) else {
            bail!(
                "you are not signed in at {0}; hint: balai login --server {0}",
                self.server
            );
        };
        client.signed_in(Some(token.clone()));
        match client.get::<Account>("/account").await {
            Ok(_) => Ok(client),
            Err(ClientError::Told(told)) if told.status == 401 => bail!(
                "your sign-in at {0} has ended; hint: balai login --server {0}",
                self.server
            ),
            Err(error) => Err(error.into()),
        }
    }
}

/// By which the log knows who is signed in.
pub async fn own_name(client: &Client) -> Result<String> {
    Ok(client.get::<Me>("/registry/me").await?.name)
}
