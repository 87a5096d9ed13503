//! Signing a program in: the device authorization grant of OAuth 2.0 (RFC 8628). A program that runs where nobody can type
//! shows a code, and a person types that in a browser where they are signed in.

use app::{
    App, Unit, UnitError,
    device_grant::{Begun, LASTS_SECONDS, PAUSE_SECONDS, Polled, ProgramName},
};
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

use crate::{
    api::grant::{
        DeviceAnswer, DeviceRequest, GRANT_TYPE, TokenAnswer, TokenError, TokenRefusal,
        TokenRequest,
    },
    view::paths,
    web::{
        Web, WebError,
        device::Device,
        posted::Posted,
        session::SignedIn,
        tokens::{LASTS_SECONDS as TOKEN_LASTS_SECONDS, Token},
    },
};

/// Asks for a sign-in: gives a code for the person, and a secret to ask for the token with.
#[utoipa::path(post, path = "/api/v1/device", tag = "sign-in", operation_id = "begin_sign_in", security(()),
    request_body(content = DeviceRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, body = DeviceAnswer, description = "Show the person `verification_uri` and `user_code`."),
        (status = 400, body = TokenError, description = "`invalid_client`: nobody could be told what asks."),
    ))]
pub async fn begin(State(web): State<Web>, posted: Posted) -> Result<Response, WebError> {
    let Ok(program) = &posted.one("client_id").parse::<ProgramName>() else {
        return Ok(refused(TokenRefusal::InvalidClient));
    };
    let app = web.app();
    let Begun {
        device_code,
        user_code,
    } = app
        .change(|mut unit| async move {
            let begun = app.device_grant_begin(&mut unit, program);
            (unit, begun)
        })
        .await?;
    let user_code = user_code.to_string();
    let address = |path: &str| {
        let address = web.public_url().join(path).map_err(WebError::unreadable)?;
        Ok::<_, WebError>(address.to_string())
    };
    let answer = DeviceAnswer {
        verification_uri: address(paths::DEVICE)?,
        verification_uri_complete: address(&paths::device(&user_code))?,
        device_code,
        user_code,
        expires_in: LASTS_SECONDS.into(),
        interval: PAUSE_SECONDS.into(),
    };
    Ok(Json(answer).into_response())
}

/// Asks whether the person has allowed it. Again and again, with at least `interval` seconds in between.
#[utoipa::path(post, path = "/api/v1/token", tag = "sign-in", operation_id = "ask_for_token", security(()),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, body = TokenAnswer, description = "They have. This is said once."),
        (status = 400, body = TokenError, description = "They have not, or not yet."),
    ))]
pub async fn token(State(web): State<Web>, posted: Posted) -> Result<Response, WebError> {
    match posted.one("grant_type") {
        GRANT_TYPE => {}
        "" => return Ok(refused(TokenRefusal::InvalidRequest)),
        _ => return Ok(refused(TokenRefusal::UnsupportedGrantType)),
    }
    let (device_code, program) = (posted.one("device_code"), posted.one("client_id"));
    if device_code.is_empty() || program.is_empty() {
        return Ok(refused(TokenRefusal::InvalidRequest));
    }
    let app = web.app();
    let polled = app.change(|mut unit| async move {
        let given = give(app, &mut unit, device_code, program).await;
        (unit, given)
    });
    Ok(match polled.await? {
        Ok(token) => Json(TokenAnswer {
            access_token: token.secret(),
            token_type: "Bearer".to_owned(),
            expires_in: TOKEN_LASTS_SECONDS.into(),
        })
        .into_response(),
        Err(refusal) => refused(refusal),
    })
}

/// A token whose session begins with the unit, or why there is none.
async fn give(
    app: &App,
    unit: &mut Unit,
    device_code: &str,
    program: &str,
) -> Result<Result<Token, TokenRefusal>, UnitError> {
    let polled = app.device_grant_poll(unit, device_code, program).await?;
    Ok(match polled {
        Polled::Allowed {
            person,
            at_work,
            program,
        } => {
            let token = Token::fresh(app.entropy());
            let signed_in = SignedIn { person, at_work };
            token.begin(unit, signed_in, &Device::Program { name: program })?;
            Ok(token)
        }
        Polled::Pending => Err(TokenRefusal::AuthorizationPending),
        Polled::TooSoon => Err(TokenRefusal::SlowDown),
        Polled::Refused => Err(TokenRefusal::AccessDenied),
        Polled::Expired => Err(TokenRefusal::ExpiredToken),
        Polled::Unknown => Err(TokenRefusal::InvalidGrant),
    })
}

fn refused(error: TokenRefusal) -> Response {
    (StatusCode::BAD_REQUEST, Json(TokenError { error })).into_response()
}
