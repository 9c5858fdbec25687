//! `/assets/{name}`: a shipped file under its hashed name, kept for ever by browsers.

use crate::assets;
use crate::error::PageError;
use crate::page::Page;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;

const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub(crate) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Page {
    let asset = assets::find(&name).ok_or(PageError::NotFound)?;
    let kept = [(header::CACHE_CONTROL, FOR_EVER), (header::ETAG, asset.etag.as_str())];
    let same = headers.get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok()).is_some_and(|tags| tags.contains(&asset.etag));
    if same {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok((kept, [(header::CONTENT_TYPE, asset.content_type.as_str())], asset.bytes.clone()).into_response())
}
