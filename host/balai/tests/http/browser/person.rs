//! Somebody at a screen: finds things by the words that stand there, as people do, and waits until they are there.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::json;
use thirtyfour::{
    common::print::{PrintPage, PrintParameters},
    error::WebDriverErrorInner,
    prelude::*,
};

use super::keyboard;
use crate::server::Server;

/// Finds nothing where a page is as it should be (<https://github.com/dequelabs/axe-core>, MPL-2.0).
const AXE: &str = include_str!("../../vendor/axe.min.js");

/// Reads a page as screen readers do (<https://github.com/guidepup/virtual-screen-reader>, MIT).
const READER: &str = include_str!("../../vendor/virtual-screen-reader.js");

/// So often a driver is started at most.
const ATTEMPTS: usize = 5;
/// So long something is waited for that thirtyfour does not wait for itself.
const DEADLINE: Duration = Duration::from_secs(60);

/// A width of a screen, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// A cheap one.
    Phone,
    /// On a desk.
    Desk,
    /// On a desk, and no script runs.
    DeskWithoutScript,
    /// On a desk of 1280 by 1024, at 400 % (WCAG 2.2, 1.4.10), with a keyboard and no mouse.
    ZoomedByKeyboard,
}

/// A driver of browsers, ended when it is dropped.
pub struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    /// On a port that the system chooses. The driver takes it for two families of addresses, one after the other, and
    /// ends where another program was faster with the second.
    pub fn start() -> Self {
        std::iter::repeat_with(Self::try_start)
            .take(ATTEMPTS)
            .find_map(|driver| driver)
            .unwrap()
    }

    fn try_start() -> Option<Self> {
        let mut process = Command::new(program("BALAI_TEST_CHROMEDRIVER"))
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = said.find_map(|line| {
            let line = line.unwrap();
            let port = line.split("started successfully on port ").nth(1)?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let Some(port) = port else {
            process.wait().ok();
            return None;
        };
        // Read to its end, or the driver would wait for somebody who does.
        std::thread::spawn(move || said.for_each(drop));
        Some(Self {
            process,
            address: format!("http://127.0.0.1:{port}"),
        })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn program(variable: &str) -> String {
    std::env::var(variable)
        .unwrap_or_else(|_| panic!("{variable} is not set; hint: run `cargo xtask test`"))
}

/// Somebody at a browser of their own.
pub struct Person {
    browser: WebDriver,
    server: String,
    screen: Screen,
}

impl Person {
    pub async fn new(driver: &Driver, server: &Server, screen: Screen) -> Self {
        Self::at(driver, &server.address, screen).await
    }

    /// Before a server of which only the address is known.
    pub async fn at(driver: &Driver, server: &str, screen: Screen) -> Self {
        let mut asked = DesiredCapabilities::chrome();
        asked.set_binary(&program("BALAI_TEST_CHROMIUM")).unwrap();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--lang=id",
            "--window-size=1280,900",
        ] {
            asked.add_arg(argument).unwrap();
        }
        let metrics = match screen {
            Screen::Phone => {
                Some(json!({ "width": 360, "height": 740, "pixelRatio": 2.0, "touch": true }))
            }
            Screen::ZoomedByKeyboard => Some(
                json!({ "width": 320, "height": 256, "pixelRatio": 4.0, "touch": false, "mobile": false }),
            ),
            Screen::Desk | Screen::DeskWithoutScript => None,
        };
        if let Some(metrics) = metrics {
            let metrics = json!({ "deviceMetrics": metrics });
            asked
                .add_experimental_option("mobileEmulation", metrics)
                .unwrap();
        }
        let script = if screen == Screen::DeskWithoutScript {
            2
        } else {
            1
        };
        let preferences = json!({
            "intl.accept_languages": "id",
            "profile.managed_default_content_settings.javascript": script,
        });
        asked.add_experimental_option("prefs", preferences).unwrap();
        Self {
            browser: WebDriver::new(&driver.address, asked).await.unwrap(),
            server: server.to_owned(),
            screen,
        }
    }

    pub async fn open(&self, path: &str) {
        self.browser
            .goto(format!("{}{path}", self.server))
            .await
            .unwrap();
    }

    pub async fn path(&self) -> String {
        let url = self.browser.current_url().await.unwrap();
        url.as_str().trim_start_matches(&self.server).to_owned()
    }

    /// Waits until this stands on the page.
    pub async fn see(&self, text: &str) {
        let anywhere = format!("//main//*[contains(normalize-space(.), {})]", quoted(text));
        self.find(&anywhere, text).await;
    }

    /// Waits until this stands anywhere, also on a page of the browser's own.
    pub async fn see_anywhere(&self, text: &str) {
        let anywhere = format!("//body//*[contains(normalize-space(.), {})]", quoted(text));
        self.find(&anywhere, text).await;
    }

    /// What stands in each of these.
    pub async fn texts(&self, xpath: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for found in self.browser.find_all(By::XPath(xpath)).await.unwrap() {
            texts.push(found.text().await.unwrap());
        }
        texts
    }

    /// The page's heading.
    pub async fn heading(&self) -> String {
        self.find("//h1", "a heading").await.text().await.unwrap()
    }

    /// Waits until one of these is the page's heading; says whether it is the first.
    pub async fn arrive_either(&self, first: &str, second: &str) -> bool {
        let either = format!(
            "//h1[contains(normalize-space(.), {}) or contains(normalize-space(.), {})]",
            quoted(first),
            quoted(second)
        );
        let found = self.find(&either, first).await;
        found.text().await.unwrap().contains(first)
    }

    /// Loads the page once more.
    pub async fn reload(&self) {
        self.browser.refresh().await.unwrap();
    }

    /// Waits until an expression of a script is true.
    pub async fn until(&self, expression: &str) {
        let script = format!(
            "const done = arguments[0]; (async () => {{
                while (!(await ({expression}))) await new Promise(tick => setTimeout(tick, 50));
                done(true);
            }})().catch(failed => done(String(failed)));"
        );
        let said = self.browser.execute_async(&script, Vec::new()).await;
        assert_eq!(said.unwrap().json(), &json!(true), "{expression}");
    }

    /// What an expression of a script gives.
    pub async fn evaluate(&self, expression: &str) -> serde_json::Value {
        let script = format!(
            "const done = arguments[0]; (async () => done(await ({expression})))().catch(failed => done(String(failed)));"
        );
        let said = self.browser.execute_async(&script, Vec::new()).await;
        said.unwrap().json().clone()
    }

    /// A command of the browser's own protocol.
    pub async fn command(&self, name: &str, with: serde_json::Value) -> serde_json::Value {
        self.browser.cdp().send_raw(name, with).await.unwrap()
    }

    /// Waits until the browser asks something, and agrees.
    pub async fn agree(&self) -> String {
        let begun = Instant::now();
        let asked = loop {
            match self.browser.get_alert_text().await {
                Ok(asked) => break asked,
                Err(error) if begun.elapsed() > DEADLINE => panic!("{error}"),
                Err(_) => tokio::task::yield_now().await,
            }
        };
        self.browser.accept_alert().await.unwrap();
        asked
    }

    /// The tab that is looked at.
    pub async fn tab(&self) -> WindowHandle {
        self.browser.window().await.unwrap()
    }

    /// Opens another tab and looks at that.
    pub async fn open_tab(&self) {
        let other = self.browser.new_tab().await.unwrap();
        self.look_at(&other).await;
    }

    /// Looks at a tab.
    pub async fn look_at(&self, tab: &WindowHandle) {
        self.browser.switch_to_window(tab.clone()).await.unwrap();
    }

    /// Presses the browser's own button.
    pub async fn back(&self) {
        self.browser.back().await.unwrap();
    }

    /// Waits until this is the page's heading.
    pub async fn arrive(&self, heading: &str) {
        let first = format!("//h1[contains(normalize-space(.), {})]", quoted(heading));
        self.find(&first, heading).await;
    }

    /// Presses the button or follows the link with these words.
    pub async fn press(&self, words: &str) {
        if self.screen == Screen::ZoomedByKeyboard {
            return keyboard::press(&self.browser, words).await;
        }
        let words_in = format!("[contains(normalize-space(.), {})]", quoted(words));
        let either =
            format!("//button[not(@aria-hidden)]{words_in} | //a{words_in} | //summary{words_in}");
        let found = self
            .browser
            .query(By::XPath(&either))
            .and_displayed()
            .and_clickable();
        let found = found.desc(words).first().await;
        let found = match found {
            Ok(found) => found,
            Err(error) => panic!("{error}: {}", self.text().await),
        };
        found.scroll_into_view().await.ok();
        found.click().await.unwrap();
    }

    /// Types into the field with this label.
    pub async fn fill(&self, label: &str, value: &str) {
        let field = self.labelled(label).await;
        if self.screen == Screen::ZoomedByKeyboard {
            return keyboard::fill(&self.browser, &field, value).await;
        }
        field.clear().await.unwrap();
        field.send_keys(value).await.unwrap();
    }

    /// Ticks the box or takes the choice with this label.
    pub async fn choose(&self, label: &str) {
        if self.screen == Screen::ZoomedByKeyboard {
            let choice = self.labelled(label).await;
            return keyboard::choose(&self.browser, &choice).await;
        }
        let label = format!("//label[contains(normalize-space(.), {})]", quoted(label));
        let begun = Instant::now();
        loop {
            let found = self.find(&label, &label).await;
            found.scroll_into_view().await.ok();
            match found.click().await {
                Ok(()) => return,
                // A script has put a new part of the page in its place meanwhile.
                Err(error) if is_stale(&error) && begun.elapsed() < DEADLINE => {}
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// What is typed in the field with this label.
    pub async fn typed(&self, label: &str) -> String {
        let field = self.labelled(label).await;
        field.prop("value").await.unwrap().unwrap_or_default()
    }

    async fn labelled(&self, label: &str) -> WebElement {
        let words = format!("//label[contains(normalize-space(.), {})]", quoted(label));
        let found = self.find(&words, label).await;
        let id = found.attr("for").await.unwrap().unwrap();
        self.browser.find(By::Id(id)).await.unwrap()
    }

    async fn find(&self, path: &str, words: &str) -> WebElement {
        let found = self
            .browser
            .query(By::XPath(path))
            .desc(words)
            .first()
            .await;
        match found {
            Ok(found) => found,
            Err(error) => panic!("{error} at {}: {}", self.path().await, self.text().await),
        }
    }

    async fn text(&self) -> String {
        let body = self.browser.find(By::Tag("body")).await.unwrap();
        body.text().await.unwrap()
    }

    /// Signs in as one of the invented people, from wherever "Masuk" stands.
    pub async fn sign_in(&self, name: &str) {
        self.press("Masuk").await;
        self.arrive("Masuk sebagai siapa?").await;
        self.holds_up().await;
        self.press(name).await;
    }

    /// Nothing is wrong with the page for those who cannot see or use a mouse, and nothing sticks out to the side.
    pub async fn holds_up(&self) {
        if self.screen == Screen::DeskWithoutScript {
            return;
        }
        let place = self.path().await;
        let violations = self.violations().await;
        assert!(
            violations.is_empty(),
            "{place} on {:?}: {violations:#?}",
            self.screen
        );
        let wide =
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth;";
        let wide = self.browser.execute(wide, Vec::new()).await.unwrap();
        assert_eq!(
            wide.json(),
            &json!(0),
            "{place} on {:?} is wider than the screen",
            self.screen
        );
    }

    /// The page on paper of A4, upright, as PDF.
    pub async fn print(&self) -> Vec<u8> {
        let paper = PrintParameters {
            page: PrintPage {
                width: 21.0,
                height: 29.7,
            },
            ..PrintParameters::default()
        };
        self.browser.print_page(paper).await.unwrap()
    }

    /// A picture of the whole page at a width, in CSS pixels.
    pub async fn picture(&self, width: u32) -> Vec<u8> {
        let at = async |height: &serde_json::Value| {
            let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
            self.command("Emulation.setDeviceMetricsOverride", metrics)
                .await;
        };
        at(&json!(800)).await;
        let height = self.evaluate("document.documentElement.scrollHeight").await;
        at(&height).await;
        self.browser.screenshot_as_png().await.unwrap()
    }

    /// The colour behind the page.
    pub async fn paper(&self) -> String {
        let body = self.browser.find(By::Tag("body")).await.unwrap();
        body.css_value("background-color").await.unwrap()
    }

    /// Sets what the device says of itself, such as `prefers-color-scheme`.
    pub async fn device_says(&self, feature: &str, value: &str) {
        let said = json!({ "features": [{ "name": feature, "value": value }] });
        let tools = self.browser.cdp();
        let set = tools.send_raw("Emulation.setEmulatedMedia", said);
        set.await.unwrap();
    }

    /// Changes the page as a careless hand would.
    pub async fn spoil(&self, script: &str) {
        self.browser.execute(script, Vec::new()).await.unwrap();
    }

    /// What axe finds: each rule that is broken, and where.
    pub async fn violations(&self) -> Vec<String> {
        self.axe("{ resultTypes: ['violations'] }").await
    }

    /// Text whose contrast is less than 7:1, or 4.5:1 where it is large (WCAG 2.2, 1.4.6, level AAA).
    pub async fn pale(&self) -> Vec<String> {
        self.axe("{ runOnly: ['color-contrast-enhanced'] }").await
    }

    /// What a screen reader says of a part of the page from its first word to its last, a line for each stop.
    pub async fn read_aloud(&self, part: &str) -> Vec<String> {
        let load = READER.replace(
            "export{jo as Virtual,X$ as virtual};",
            "window.reader = X$;",
        );
        self.browser.execute(&load, Vec::new()).await.unwrap();
        let read = "(async () => {
            await reader.start({ container: document.querySelector('PART') });
            const end = `end of ${await reader.lastSpokenPhrase()}`;
            do await reader.next(); while (await reader.lastSpokenPhrase() !== end);
            const said = (await reader.spokenPhraseLog()).filter(phrase => !phrase.startsWith('end'));
            await reader.stop();
            return said;
        })()";
        let said = self.evaluate(&read.replace("PART", part)).await;
        serde_json::from_value(said.clone()).unwrap_or_else(|_| panic!("{said}"))
    }

    async fn axe(&self, asked: &str) -> Vec<String> {
        self.browser.execute(AXE, Vec::new()).await.unwrap();
        let run = "const done = arguments[0]; axe.run(ASKED)
            .then(found => done(found.passes.length === 0 ? ['nothing was looked at'] : found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html).join(' '))),
                  failed => done([String(failed)]));";
        let run = run.replace("ASKED", asked);
        let violations = self.browser.execute_async(run, Vec::new()).await.unwrap();
        serde_json::from_value(violations.json().clone()).unwrap()
    }

    pub async fn leave(self) {
        self.browser.quit().await.unwrap();
    }
}

/// As XPath 1.0 writes a text, which has no escapes.
fn quoted(text: &str) -> String {
    assert!(!text.contains('"'));
    format!("\"{text}\"")
}

fn is_stale(error: &WebDriverError) -> bool {
    matches!(
        error.as_inner(),
        WebDriverErrorInner::StaleElementReference(_)
    )
}
