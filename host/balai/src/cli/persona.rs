//! Signing an invented person in without a browser, at a platform in development: it does by itself what a person does on
//! its pages. Where there is no development provider, it finds none of them.

use anyhow::{Context as _, Result, bail};
use balai::{
    api::grant::{
        DeviceAnswer, DeviceRequest, GRANT_TYPE, TokenAnswer, TokenError, TokenRefusal,
        TokenRequest,
    },
    view::paths,
    web::{AT_WORK, dev_provider},
};
use reqwest::Url;

use super::client::Client;

/// What the person is told that asks.
const NAME: &str = "balai";

/// Signs in as somebody, at work where they work anywhere, and lets this program in. Gives its token.
pub async fn let_in(client: &Client, server: &str, login: &str) -> Result<String> {
    let asked = DeviceRequest {
        client_id: NAME.to_owned(),
    };
    let begun: DeviceAnswer = match client.form::<_, TokenError>("/device", &asked).await? {
        Ok(begun) => begun,
        Err(refused) => bail!("the platform lets no program in: {:?}", refused.error),
    };
    let browser = reqwest::Client::builder().cookie_store(true).build()?;
    let server: Url = server.parse()?;
    let choice = browser
        .get(server.join(&paths::sign_in(paths::HOME))?)
        .send()
        .await?;
    if !choice.url().path().starts_with(dev_provider::AUTHORIZE) {
        bail!("{server} lets nobody in without a password; hint: leave --as out");
    }
    let mut form: Vec<(String, String)> = choice.url().query_pairs().into_owned().collect();
    form.push(("persona".to_owned(), login.to_owned()));
    let mut chosen = choice.url().clone();
    chosen.set_query(None);
    let signed_in = browser.post(chosen).form(&form).send().await?;
    if !signed_in.status().is_success() {
        bail!("nobody is called {login}; hint: `balai serve` says who there is");
    }
    // Who works nowhere stays a citizen.
    let role = [("role", AT_WORK)];
    browser
        .post(server.join(paths::ROLE)?)
        .form(&role)
        .send()
        .await?;
    let answer = [("code", begun.user_code.as_str()), ("answer", "allow")];
    let allowed = browser.post(server.join(paths::DEVICE)?).form(&answer);
    allowed
        .send()
        .await?
        .error_for_status()
        .context("the program was not let in")?;
    let request = TokenRequest {
        grant_type: GRANT_TYPE.to_owned(),
        device_code: begun.device_code,
        client_id: NAME.to_owned(),
    };
    match client
        .form::<TokenAnswer, TokenError>("/token", &request)
        .await?
    {
        Ok(given) => Ok(given.access_token),
        Err(TokenError {
            error: TokenRefusal::SlowDown,
        }) => bail!("the platform is asked too often; hint: try again in a few seconds"),
        Err(refused) => bail!(
            "you are not signed in: the platform says {:?}",
            refused.error
        ),
    }
}
