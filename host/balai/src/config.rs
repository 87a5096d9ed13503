//! The settings of a node: one TOML file, read once, every unknown name an error.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use app::KeepingConfig;
use openidconnect::url::Url;
use platform::IsolationConfig;
use runtime::RuntimeConfig;
use secrecy::SecretString;
use serde::Deserialize;
use store::DatabaseUrl;
use trust::{LogSigner, PublicKey, SecretKey};

/// What the node is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// On a developer's machine: invented people sign in without a password, and components are installed from files.
    Development,
    /// For people.
    Production,
}

/// All settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// What the node is for.
    pub mode: Mode,
    /// Where the server listens.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// Under which address people reach it, without a path; https in production.
    pub public_url: Url,
    /// Where the rows are.
    pub database: Database,
    /// Where the files are.
    pub data: Data,
    /// How mini-apps run. Where it names no `cache-dir`, native code is kept under the data's directory.
    #[serde(default)]
    pub runtime: RuntimeConfig,
    /// What one mini-app may take from the others.
    #[serde(default)]
    pub isolation: IsolationConfig,
    /// How much is kept, and for how long.
    #[serde(default)]
    pub kept: KeepingConfig,
    /// Whom the node believes. Without it there is no registry, and nothing is served but what a test tries out.
    pub trust: Option<Trust>,
    /// What the checks of releases look up.
    #[serde(default)]
    pub checks: Checks,
    /// Who signs people in. Without it, the development provider does, which production refuses.
    pub sign_in: Option<SignIn>,
}

/// `[database]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Database {
    /// `sqlite://PATH` or `postgres://…`.
    pub url: DatabaseUrl,
}

/// `[data]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Data {
    /// A directory that only the server writes.
    pub dir: PathBuf,
}

/// `[checks]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Checks {
    /// The folder with known vulnerabilities, as records of osv.dev; read anew for each release that is checked.
    pub advisories: Option<PathBuf>,
}

/// `[sign-in]`: an OpenID Connect provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SignIn {
    /// Its issuer; `/.well-known/openid-configuration` is found under it.
    pub issuer: Url,
    /// As the provider knows Balai.
    pub client_id: String,
    /// None for a public client.
    pub client_secret: Option<SecretString>,
}

/// `[trust]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Trust {
    /// The public key of the root, which says who enrols keys.
    pub root: PublicKey,
    /// The file with the secret key that signs checkpoints of the log; all nodes of a platform have the same.
    pub log_key: PathBuf,
}

impl SignIn {
    /// As the provider names itself, and people are kept under: a URL without a path is written with "/", and an issuer
    /// mostly without.
    #[must_use]
    pub fn issuer(&self) -> &str {
        let issuer = self.issuer.as_str();
        issuer.strip_suffix('/').unwrap_or(issuer)
    }
}

fn default_listen() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 8080).into()
}

impl Config {
    /// Reads a file. An error names the file, the line, and what is expected there.
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.display();
        let text = fs::read_to_string(path).with_context(|| {
            format!("{name} cannot be read; hint: give the file with the settings by --config FILE")
        })?;
        Self::parse(&text).with_context(|| format!("{name} does not hold"))
    }

    /// Reads settings, and checks what no type says.
    pub fn parse(text: &str) -> Result<Self> {
        let mut config: Self = toml::from_str(text)?;
        if !matches!(config.public_url.scheme(), "http" | "https")
            || config.public_url.host_str().is_none()
            || config.public_url.path() != "/"
        {
            bail!(
                "`public-url` is {}; hint: scheme, host and port alone, such as https://balai.example",
                config.public_url
            );
        }
        if config.runtime.cache_dir == RuntimeConfig::default().cache_dir {
            config.runtime.cache_dir = config.data.dir.join("native");
        }
        config.runtime.check().context("[runtime] does not hold")?;
        config.isolation = config
            .isolation
            .checked()
            .context("[isolation] does not hold")?;
        config.kept = config.kept.checked().context("[kept] does not hold")?;
        if config.mode == Mode::Production {
            if config.public_url.scheme() != "https" {
                bail!(
                    "`public-url` is {}; hint: production is reached by https alone",
                    config.public_url
                );
            }
            if config.trust.is_none() {
                bail!("nobody is believed; hint: production needs [trust] with root and log-key");
            }
            if config.sign_in.is_none() {
                bail!(
                    "nobody can sign in; hint: production needs [sign-in] with issuer and client-id"
                );
            }
        }
        Ok(config)
    }

    /// What signs checkpoints of the log, under the name that it has by the public address; none without `[trust]`.
    ///
    /// # Errors
    /// Where the key cannot be read.
    pub fn log_signer(&self) -> Result<Option<LogSigner>> {
        let Some(trust) = &self.trust else {
            return Ok(None);
        };
        let name = trust.log_key.display();
        let pem = fs::read_to_string(&trust.log_key).with_context(|| {
            format!("{name} cannot be read; hint: `balai keys new {name}` makes it")
        })?;
        let key = SecretKey::from_pem(&pem).with_context(|| name.to_string())?;
        Ok(Some(LogSigner::new(&self.log_origin(), &key)?))
    }

    /// The name of the log: the public address without its scheme.
    #[must_use]
    pub fn log_origin(&self) -> String {
        let host = self.public_url.host_str().unwrap_or_default();
        match self.public_url.port() {
            Some(port) => format!("{host}:{port}/log"),
            None => format!("{host}/log"),
        }
    }

    /// Where component files are kept.
    #[must_use]
    pub fn components(&self) -> PathBuf {
        self.data.dir.join("components")
    }

    /// Whether cookies may be kept from plain http.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVELOPMENT: &str = "mode = \"development\"\n\
        public-url = \"http://127.0.0.1:8080\"\n\
        [database]\nurl = \"sqlite://balai.sqlite\"\n\
        [data]\ndir = \"data\"\n";

    fn refused(text: &str) -> String {
        format!("{:#}", Config::parse(text).unwrap_err())
    }

    #[test]
    fn native_code_is_kept_with_the_data_unless_said_otherwise() {
        let config = Config::parse(DEVELOPMENT).unwrap();
        assert_eq!(config.runtime.cache_dir, Path::new("data/native"));
        assert_eq!(config.listen.port(), 8080);
        let said = format!("{DEVELOPMENT}[runtime]\ncache-dir = \"/elsewhere\"\n");
        let config = Config::parse(&said).unwrap();
        assert_eq!(config.runtime.cache_dir, Path::new("/elsewhere"));
    }

    #[test]
    fn the_limits_are_those_that_the_guide_shows() {
        let guide = include_str!("../../../docs/LIMITS.md");
        let shown = guide.split("```toml").nth(1).unwrap();
        let shown = shown.split("```").next().unwrap();
        let written = Config::parse(&format!("{DEVELOPMENT}{shown}")).unwrap();
        let config = Config::parse(DEVELOPMENT).unwrap();
        assert_eq!(format!("{written:?}"), format!("{config:?}"));
        // Each of them, but where things are, which has no ceiling.
        let settings = toml::to_string(&config.isolation).unwrap()
            + toml::to_string(&config.runtime.limits).unwrap().as_str()
            + toml::to_string(&config.kept).unwrap().as_str();
        let runtime = toml::to_string(&config.runtime).unwrap();
        let runtime = runtime.split("\n[").next().unwrap_or_default();
        let named = settings.lines().chain(runtime.lines());
        let named = named.filter_map(|line| Some(line.split_once(" = ")?.0));
        for name in named.filter(|name| *name != "cache-dir") {
            assert!(shown.contains(&format!("\n{name} = ")), "{name}");
        }
    }

    #[test]
    fn what_would_switch_a_guard_off_is_refused() {
        insta::assert_snapshot!(refused(&format!("{DEVELOPMENT}[runtime]\ntick-ms = 0\n")), @"[runtime] does not hold: `tick-ms` is 0, and must be from 1 to 100");
        insta::assert_snapshot!(refused(&format!("{DEVELOPMENT}[isolation.breaker]\nfailures = 1001\n")), @"[isolation] does not hold: `breaker.failures` is 1001, and must be from 1 to 1000");
        insta::assert_snapshot!(refused(&format!("{DEVELOPMENT}[kept]\ndocuments = 0\n")), @"[kept] does not hold: `documents` is 0, and must be from 1 to 100000");
    }

    #[test]
    fn an_unknown_name_is_told_with_its_line() {
        insta::assert_snapshot!(refused(&format!("{DEVELOPMENT}folder = \"x\"\n")), @r#"
        TOML parse error at line 7, column 1
          |
        7 | folder = "x"
          | ^^^^^^
        unknown field `folder`, expected `dir`
        "#);
    }

    #[test]
    fn production_is_reached_by_https_believes_somebody_and_has_a_provider() {
        let root = SecretKey::from_seed(&[7; 32]).public();
        let trust = format!("[trust]\nroot = \"{root}\"\nlog-key = \"log.pem\"\n");
        let production = DEVELOPMENT.replace("development", "production");
        insta::assert_snapshot!(refused(&production), @"`public-url` is http://127.0.0.1:8080/; hint: production is reached by https alone");
        let production = production.replace("http:", "https:");
        insta::assert_snapshot!(refused(&production), @"nobody is believed; hint: production needs [trust] with root and log-key");
        let production = format!("{production}{trust}");
        insta::assert_snapshot!(refused(&production), @"nobody can sign in; hint: production needs [sign-in] with issuer and client-id");
        let whole = format!(
            "{production}[sign-in]\nissuer = \"https://masuk.example\"\nclient-id = \"balai\"\nclient-secret = \"s3cret\"\n"
        );
        let config = Config::parse(&whole).unwrap();
        assert!(!format!("{config:?}").contains("s3cret"));
    }

    #[test]
    fn the_public_address_has_no_path() {
        let text = DEVELOPMENT.replace(":8080\"\n[", ":8080/balai\"\n[");
        insta::assert_snapshot!(refused(&text), @"`public-url` is http://127.0.0.1:8080/balai; hint: scheme, host and port alone, such as https://balai.example");
    }
}
