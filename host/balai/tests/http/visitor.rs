//! A browser without a screen: keeps cookies, follows redirects as told, posts forms as it finds them.

use reqwest::{Client, Response, StatusCode, header, redirect::Policy};

use crate::server::Server;

/// Somebody at a browser of their own.
pub struct Visitor {
    pub http: Client,
    pub address: String,
}

/// What came back.
pub struct Shown {
    pub status: StatusCode,
    /// Path and query, where redirects ended.
    pub path: String,
    pub headers: header::HeaderMap,
    pub text: String,
}

impl Visitor {
    pub fn new(server: &Server) -> Self {
        Self::at(&server.address)
    }

    /// Follows no redirect.
    pub fn strict(server: &Server) -> Self {
        Self::with(&server.address, Policy::none())
    }

    /// Of a server of which only the address is known.
    pub fn at(address: &str) -> Self {
        Self::with(address, Policy::limited(10))
    }

    fn with(address: &str, policy: Policy) -> Self {
        let http = Client::builder().cookie_store(true).redirect(policy);
        Self {
            http: http.build().unwrap(),
            address: address.to_owned(),
        }
    }

    /// Signs in through the provider, as somebody does who presses the buttons.
    pub async fn signed_in(server: &Server, login: &str) -> Self {
        let visitor = Self::new(server);
        let home = visitor.sign_in(login, "/").await;
        assert!(
            home.status.is_success() || home.status == StatusCode::NOT_FOUND,
            "{}",
            home.text
        );
        visitor
    }

    pub async fn sign_in(&self, login: &str, back: &str) -> Shown {
        let choice = self.get(&format!("/sign-in?back={back}")).await;
        assert_eq!(choice.status, StatusCode::OK, "{}", choice.text);
        let mut fields = choice.hidden();
        fields.push(("persona".to_owned(), login.to_owned()));
        self.post("/dev-oidc/authorize", &fields).await
    }

    pub async fn get(&self, path: &str) -> Shown {
        let request = self.http.get(format!("{}{path}", self.address));
        Shown::of(request.send().await.unwrap(), &self.address).await
    }

    pub async fn post<T: AsRef<str>, U: AsRef<str>>(&self, path: &str, fields: &[(T, U)]) -> Shown {
        let fields: Vec<_> = fields
            .iter()
            .map(|(n, v)| (n.as_ref(), v.as_ref()))
            .collect();
        let request = self.http.post(format!("{}{path}", self.address));
        let request = request.header(header::ORIGIN, &self.address).form(&fields);
        Shown::of(request.send().await.unwrap(), &self.address).await
    }
}

impl Shown {
    pub async fn of(response: Response, address: &str) -> Self {
        Self {
            status: response.status(),
            path: response
                .url()
                .as_str()
                .trim_start_matches(address)
                .to_owned(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    /// A header, "" where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The address of the form with this input, or with this button where it has none.
    pub fn form_with(&self, part: &str) -> String {
        let mut forms = self.text.split("<form ").skip(1);
        let form = forms.find(|form| {
            let form = form.split("</form>").next().unwrap_or_default();
            form.contains(&format!("name=\"{part}\"")) || form.contains(&format!(">{part}<"))
        });
        let form = form.unwrap_or_else(|| panic!("no form with {part}: {}", self.main()));
        let action = form.split("action=\"").nth(1).unwrap();
        action.split('"').next().unwrap().to_owned()
    }

    /// What stands on the page, without its frame.
    pub fn main(&self) -> &str {
        let main = self.text.split("<main").nth(1);
        let main = main.and_then(|main| main.split("</main>").next());
        main.unwrap_or(&self.text)
    }

    pub fn assert_says(&self, text: &str) {
        assert!(
            self.main().contains(text),
            "no {text:?} at {} ({}): {}",
            self.path,
            self.status,
            self.main()
        );
    }

    /// The hidden inputs of the page, by name and value.
    pub fn hidden(&self) -> Vec<(String, String)> {
        let input =
            regex::Regex::new(r#"<input type="hidden" name="([^"]*)" value="([^"]*)">"#).unwrap();
        let main = self.main();
        let plain = |text: &str| {
            text.replace("&#38;", "&")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
        };
        input
            .captures_iter(main)
            .map(|found| (plain(&found[1]), plain(&found[2])))
            .collect()
    }
}
