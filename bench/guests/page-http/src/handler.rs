//! What `wasmtime serve` calls.

use std::io::Write;

use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{
    ErrorCode, Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam,
};

struct Handler;

wasip2::http::proxy::export!(Handler);

impl Guest for Handler {
    fn handle(_request: IncomingRequest, outparam: ResponseOutparam) {
        match body_of_response() {
            Ok((response, body)) => {
                ResponseOutparam::set(outparam, Ok(response));
                // The client may be gone; there is nobody else to tell.
                let _ = write(&body);
                let _ = OutgoingBody::finish(body, None);
            }
            Err(reason) => {
                ResponseOutparam::set(outparam, Err(ErrorCode::InternalError(Some(reason))));
            }
        }
    }
}

fn body_of_response() -> Result<(OutgoingResponse, OutgoingBody), String> {
    let headers = Fields::new();
    headers
        .append("content-type", b"text/html; charset=utf-8")
        .map_err(|error| error.to_string())?;
    let response = OutgoingResponse::new(headers);
    let body = response
        .body()
        .map_err(|()| "the body was taken".to_owned())?;
    Ok((response, body))
}

fn write(body: &OutgoingBody) -> std::io::Result<()> {
    let mut out = body
        .write()
        .map_err(|()| std::io::Error::other("the stream was taken"))?;
    out.write_all(super::html().as_bytes())?;
    // The stream has a `flush` of its own, which does not wait.
    Write::flush(&mut out)
}
