//! Pages of mini-apps, and what a filter of one asks.

use anyhow::Result;
use balai::api::{
    answer::Answer,
    content::Target,
    page::{FilterField, Page},
};

use super::ask;
use crate::cli::{
    client::{Client, ClientError, escaped},
    terminal::Terminal,
};

/// The page of a target.
pub async fn of(client: &Client, target: &Target) -> Result<Page, ClientError> {
    let Target::Page { mini_app, path } = target else {
        return Err(ClientError::Elsewhere);
    };
    let (agency, name) = mini_app.split_once('/').unwrap_or((mini_app, ""));
    let (agency, name, path) = (escaped(agency), escaped(name), escaped(path));
    client
        .get(&format!("/mini-apps/{agency}/{name}/page?path={path}"))
        .await
}

/// The same page, for what is answered to its filter.
pub async fn filtered(
    client: &Client,
    terminal: &mut Terminal,
    page: &Target,
    fields: &[FilterField],
) -> Result<Option<Target>> {
    let Target::Page { mini_app, path } = page else {
        return Ok(None);
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    for FilterField { field, values } in fields {
        let standing = match values.as_slice() {
            [] => None,
            [one] => Some(Answer::Text(one.clone())),
            several => Some(Answer::Several(several.to_vec())),
        };
        let asked = ask::Asked {
            field,
            standing: standing.as_ref(),
            chosen: None,
            searched_at: None,
        };
        for value in ask::as_texts(ask::field(client, terminal, &asked).await?) {
            query.append_pair(&field.name, &value);
        }
    }
    let path = path.split('?').next().unwrap_or_default();
    Ok(Some(Target::Page {
        mini_app: mini_app.clone(),
        path: format!("{path}?{}", query.finish()),
    }))
}
