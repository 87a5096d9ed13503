//! Where links of a mini-app may lead. A mini-app never writes an address of the platform: it names a target, and a
//! target that is not of its stated form gets no link.

use app::form::is_blank;
use app::place::{NotInside, inside, visible};
use contract::content::{Link, Target};

use super::html::Text;
use super::paths;

/// The links of one mini-app.
#[derive(Clone, Debug)]
pub struct Links {
    base: String,
}

/// An address for `href`, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Href {
    /// For the attribute.
    pub address: Text,
    /// Leads away from the platform; the page says so.
    pub away: bool,
}

/// A link ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkView {
    /// Says where it leads, read by itself.
    pub label: Text,
    /// Where it leads.
    pub href: Href,
}

/// Why a target is not of its stated form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTarget {
    /// It would not stay inside its mini-app, or not all of it is to be seen.
    #[error(transparent)]
    Path(#[from] NotInside),
    /// "agency/name", in lower-case letters, digits and "-".
    #[error("{0:?} is not the name of a mini-app")]
    NotAMiniApp(String),
    /// Only https leads away.
    #[error("{0:?} is not an https address")]
    NotHttps(String),
    /// Digits, with an optional "+" before them.
    #[error("{0:?} is not a telephone number")]
    NotAPhone(String),
    /// One "@" with something on both sides.
    #[error("{0:?} is not an e-mail address")]
    NotAnEmail(String),
    /// This version of the host serves no files of mini-apps.
    #[error("this host serves no files yet: {0:?}")]
    FilesNotServed(String),
    /// A link without words cannot be read.
    #[error("a link has no label")]
    NoLabel,
}

impl Links {
    /// Of the mini-app `agency/name`, both as the registry has checked them.
    #[must_use]
    pub fn of(agency: &str, name: &str) -> Self {
        Self {
            base: paths::mini_app(agency, name),
        }
    }

    /// Of a release that is looked at page by page: they lead to what was seen of it from its page `nth` on.
    #[must_use]
    pub fn of_preview(release: &str, nth: usize) -> Self {
        Self {
            base: paths::registry_seen(release, nth),
        }
    }

    /// The mini-app's first page.
    #[must_use]
    pub fn first_page(&self) -> String {
        format!("{}/", self.base)
    }

    /// The address of a path inside this mini-app, as in `paging`.
    ///
    /// # Errors
    /// Where it is no such path.
    pub fn here(&self, path: &str) -> Result<String, BadTarget> {
        Ok(format!("{}{}", self.base, inside(path)?))
    }

    /// The address of a target.
    ///
    /// # Errors
    /// Where the target is not of its stated form.
    pub fn href(&self, target: Target) -> Result<Href, BadTarget> {
        let stays = |address: String| Href {
            address: address.into(),
            away: false,
        };
        Ok(match target {
            Target::Here(path) => stays(self.here(&path)?),
            Target::MiniApp(other) => {
                let (agency, name) = mini_app(&other.mini_app)?;
                stays(format!(
                    "{}{}",
                    paths::mini_app(agency, name),
                    inside(&other.path)?
                ))
            }
            Target::Web(address) => Href {
                address: https(&address)?.into(),
                away: true,
            },
            Target::Phone(number) => stays(format!("tel:{}", phone(&number)?)),
            Target::Email(address) => stays(format!("mailto:{}", email(&address)?)),
            Target::File(id) => return Err(BadTarget::FilesNotServed(id)),
        })
    }

    /// A link with its words.
    ///
    /// # Errors
    /// Where the target is not of its stated form or there are no words.
    pub fn link(&self, link: Link) -> Result<LinkView, BadTarget> {
        if is_blank(&link.label) {
            return Err(BadTarget::NoLabel);
        }
        Ok(LinkView {
            label: link.label.into(),
            href: self.href(link.target)?,
        })
    }
}

fn mini_app(id: &str) -> Result<(&str, &str), BadTarget> {
    let is_name = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    match id.split_once('/') {
        Some((agency, name)) if is_name(agency) && is_name(name) => Ok((agency, name)),
        _ => Err(BadTarget::NotAMiniApp(id.to_owned())),
    }
}

fn https(address: &str) -> Result<&str, BadTarget> {
    visible(address)?;
    let host = address
        .strip_prefix("https://")
        .and_then(|rest| rest.split(['/', '?', '#']).next());
    match host {
        // A name before "@" passes for the host to a hurried reader.
        Some(host) if !host.is_empty() && !host.contains('@') => Ok(address),
        _ => Err(BadTarget::NotHttps(address.to_owned())),
    }
}

fn phone(number: &str) -> Result<&str, BadTarget> {
    let digits = number.strip_prefix('+').unwrap_or(number);
    let fits = (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if fits {
        Ok(number)
    } else {
        Err(BadTarget::NotAPhone(number.to_owned()))
    }
}

fn email(address: &str) -> Result<&str, BadTarget> {
    let allowed = |c: char| c.is_alphanumeric() || ".!#$'*+/=^_`{|}~-".contains(c);
    match address.split_once('@') {
        Some((local, domain))
            if !local.is_empty()
                && local.chars().all(allowed)
                && domain.contains('.')
                && domain
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '.' || c == '-') =>
        {
            Ok(address)
        }
        _ => Err(BadTarget::NotAnEmail(address.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::content::MiniAppPath;

    fn href(target: Target) -> Result<String, BadTarget> {
        Links::of("kota-damai", "izin-usaha")
            .href(target)
            .map(|href| href.address.as_str().to_owned())
    }

    #[test]
    fn targets_of_their_stated_form_get_an_address() {
        let other = MiniAppPath {
            mini_app: "catatan-sipil/antrean".to_owned(),
            path: "/".to_owned(),
        };
        let good = [
            (
                Target::Here("/kasus/7?a=1#x".to_owned()),
                "/m/kota-damai/izin-usaha/kasus/7?a=1#x",
            ),
            (Target::MiniApp(other), "/m/catatan-sipil/antrean/"),
            (
                Target::Web("https://example.go.id/a".to_owned()),
                "https://example.go.id/a",
            ),
            (Target::Phone("+6221500000".to_owned()), "tel:+6221500000"),
            (
                Target::Email("halo@kota-damai.example".to_owned()),
                "mailto:halo@kota-damai.example",
            ),
        ];
        for (target, address) in good {
            assert_eq!(href(target).as_deref(), Ok(address));
        }
    }

    #[test]
    fn no_target_leads_out_of_its_mini_app_or_runs_a_script() {
        let here = [
            "",
            "x",
            "//evil.example",
            "/\\evil.example",
            "/a/../../x",
            "/%2E%2e/x",
            "/a\nb",
            "/a b",
            "/.",
            "/\u{202e}a",
        ];
        let web = [
            "http://a.example",
            "javascript:alert(1)",
            "https://",
            "https://a@b.example",
            "https://a\t.example",
        ];
        let bad = here.map(|path| Target::Here(path.to_owned())).into_iter();
        let bad = bad.chain(web.map(|address| Target::Web(address.to_owned())));
        let bad = bad.chain([
            Target::Phone("0800;ext=1".to_owned()),
            Target::Email("a@b.example?bcc=c@d.example".to_owned()),
            Target::MiniApp(MiniAppPath {
                mini_app: "../x".to_owned(),
                path: "/".to_owned(),
            }),
            Target::File("1".to_owned()),
        ]);
        for target in bad {
            assert!(href(target.clone()).is_err(), "{target:?}");
        }
    }
}
