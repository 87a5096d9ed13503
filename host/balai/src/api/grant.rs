//! Signing a program in: the device authorization grant of OAuth 2.0 (RFC 8628). Its two requests are forms and not JSON,
//! as it says.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The grant type of RFC 8628.
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Asks for a sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceRequest {
    /// What the program is called: the person is told. 1 to 40 letters and digits of ASCII, with " ", ".", "_" and "-"
    /// between them.
    pub client_id: String,
}

/// What the person is to be told, and what the program asks for the token with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceAnswer {
    /// The program's own secret.
    pub device_code: String,
    /// To be typed by the person: "X7QK-29MT".
    pub user_code: String,
    /// Where they type it.
    pub verification_uri: String,
    /// The same with the code in it, to be followed or scanned.
    pub verification_uri_complete: String,
    /// In so many seconds all this is over.
    pub expires_in: u64,
    /// At least so many seconds stand between two requests for the token.
    pub interval: u64,
}

/// Asks whether the person has allowed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenRequest {
    /// `urn:ietf:params:oauth:grant-type:device_code`
    pub grant_type: String,
    /// As it was given.
    pub device_code: String,
    /// As it was asked with.
    pub client_id: String,
}

/// The person has allowed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenAnswer {
    /// To be sent with every request: `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`
    pub token_type: String,
    /// In so many seconds it is worth nothing.
    pub expires_in: u64,
}

/// Not, or not yet (RFC 6749, section 5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenError {
    /// Why.
    pub error: TokenRefusal,
}

/// Why there is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenRefusal {
    /// The person has not answered yet: ask again after the interval.
    AuthorizationPending,
    /// As above, and the interval is five seconds longer from now on.
    SlowDown,
    /// The person has refused.
    AccessDenied,
    /// It took too long: begin once more.
    ExpiredToken,
    /// There is no such code, or not of this program, or its token was given already.
    InvalidGrant,
    /// Something is missing in the request.
    InvalidRequest,
    /// The program's name cannot be shown.
    InvalidClient,
    /// Another grant type.
    UnsupportedGrantType,
}
