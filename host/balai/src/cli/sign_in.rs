//! Signing in: the terminal shows a code, and the person lets it in at a browser of theirs (RFC 8628).

use std::time::Duration;

use anyhow::{Result, bail};
use balai::api::{
    account::Account,
    grant::{
        DeviceAnswer, DeviceRequest, GRANT_TYPE, TokenAnswer, TokenError, TokenRefusal,
        TokenRequest,
    },
};

use super::{
    client::{Client, ClientError},
    terminal::Terminal,
    tokens::Tokens,
};

/// What the person is told that asks.
const NAME: &str = "balai";
/// So many seconds more are to stand between two requests, where they came too soon (RFC 8628, section 3.5).
const SLOWER_SECONDS: u64 = 5;

/// Signs in with the token that is kept, or by a new one.
pub async fn sign_in(client: &mut Client, terminal: &Terminal) -> Result<()> {
    let mut tokens = Tokens::read()?;
    let origin = client.origin();
    if let Some(token) = tokens.of(&origin) {
        client.signed_in(Some(token.clone()));
        match client.get::<Account>("/account").await {
            Ok(account) => {
                greet(terminal, &account);
                return Ok(());
            }
            // Ended in the account, or by time.
            Err(ClientError::Told(told)) if told.status == 401 => {
                client.signed_in(None);
                tokens.keep(&origin, None)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    let token = let_in(client, terminal).await?;
    tokens.keep(&origin, Some(&token))?;
    client.signed_in(Some(token));
    greet(terminal, &client.get("/account").await?);
    Ok(())
}

fn greet(terminal: &Terminal, account: &Account) {
    let said = terminal
        .lang()
        .say("open-signed-in")
        .with("name", &account.name)
        .with("role", &account.role_title);
    terminal.say(&said.to_string());
}

/// Shows the code, and asks for the token until the person has answered.
async fn let_in(client: &Client, terminal: &Terminal) -> Result<String> {
    let asked = DeviceRequest {
        client_id: NAME.to_owned(),
    };
    let begun: DeviceAnswer = match client.form::<_, TokenError>("/device", &asked).await? {
        Ok(begun) => begun,
        Err(refused) => bail!("the platform lets no program in: {:?}", refused.error),
    };
    let lang = terminal.lang();
    let to_do = lang
        .say("open-sign-in")
        .with("address", &begun.verification_uri);
    let waits = lang.say("open-sign-in-waits");
    terminal.say(&format!("{to_do}\n\n    {}\n\n{waits}", begun.user_code));
    let request = TokenRequest {
        grant_type: GRANT_TYPE.to_owned(),
        device_code: begun.device_code,
        client_id: NAME.to_owned(),
    };
    let mut pause = begun.interval;
    loop {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        let polled = client.form::<TokenAnswer, TokenError>("/token", &request);
        match polled.await? {
            Ok(given) => return Ok(given.access_token),
            Err(refused) => match refused.error {
                TokenRefusal::AuthorizationPending => {}
                TokenRefusal::SlowDown => pause += SLOWER_SECONDS,
                TokenRefusal::AccessDenied => bail!(
                    "you are not signed in: the program was refused; hint: run the command once more, and choose to allow it"
                ),
                TokenRefusal::ExpiredToken | TokenRefusal::InvalidGrant => bail!(
                    "you are not signed in: nobody has typed the code in time; hint: run the command once more"
                ),
                other => bail!("you are not signed in: the platform says {other:?}"),
            },
        }
    }
}
