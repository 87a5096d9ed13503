//! Hands that have a keyboard and nothing else: they go from stop to stop until they are where they want to be, and see where
//! they are.

use thirtyfour::{WebDriver, WebElement, prelude::*};

/// No page has more stops; whoever has pressed the key so often is lost.
const STOPS: usize = 300;

/// Goes to the button or link with these words, and presses it.
pub async fn press(browser: &WebDriver, words: &str) {
    // What is being fetched may change the page once more.
    let waited = format!(
        "//*[self::a or self::button or self::summary][contains(normalize-space(.), \"{words}\")]"
    );
    let there = browser.query(By::XPath(&waited)).and_displayed();
    there.desc(words).first().await.unwrap();
    go_to(browser, words, async |stop| {
        let kind = stop.tag_name().await?;
        let is_pressed = ["a", "button", "summary"].contains(&kind.as_str());
        Ok(is_pressed && stop.text().await?.contains(words))
    })
    .await;
    keys(browser, Key::Enter).await;
}

/// Goes to a field, and types over what is there.
pub async fn fill(browser: &WebDriver, field: &WebElement, value: &str) {
    go_to_field(browser, field, "id").await;
    let all = browser.action_chain().key_down(Key::Control).send_keys("a");
    all.key_up(Key::Control).perform().await.unwrap();
    keys(browser, Key::Delete).await;
    keys(browser, value).await;
}

/// Goes to a box and ticks it, or to a group of choices and on to the one.
pub async fn choose(browser: &WebDriver, choice: &WebElement) {
    if choice.prop("type").await.unwrap().as_deref() == Some("checkbox") {
        go_to_field(browser, choice, "id").await;
        return keys(browser, " ").await;
    }
    go_to_field(browser, choice, "name").await;
    let wanted = choice.id().await.unwrap();
    for _ in 0..STOPS {
        let here = browser.active_element().await.unwrap();
        if here.id().await.unwrap() == wanted {
            return keys(browser, " ").await;
        }
        keys(browser, Key::Down).await;
    }
    panic!("{wanted:?} is not reached by its group's arrow keys");
}

async fn go_to_field(browser: &WebDriver, field: &WebElement, by: &str) {
    let wanted = field.prop(by).await.unwrap();
    let named = wanted.clone().unwrap_or_default();
    go_to(browser, &named, async |stop| {
        Ok(stop.prop(by).await? == wanted)
    })
    .await;
}

/// Goes on until this is the stop.
async fn go_to(
    browser: &WebDriver,
    wanted: &str,
    is_wanted: impl AsyncFn(&WebElement) -> WebDriverResult<bool>,
) {
    for _ in 0..STOPS {
        keys(browser, Key::Tab).await;
        let stop = browser.active_element().await.unwrap();
        // A stop that is gone by now is none.
        if is_wanted(&stop).await.unwrap_or(false) {
            return assert_seen(browser, wanted).await;
        }
    }
    panic!("no keyboard comes to {wanted}");
}

/// Whoever cannot see where they are is lost as well (WCAG 2.2, 2.4.7 and 2.4.11).
async fn assert_seen(browser: &WebDriver, wanted: &str) {
    let seen = "const stop = document.activeElement;
        const { top, bottom, left, width } = stop.getBoundingClientRect();
        const [x, y] = [left + width / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
        const marked = (one) => [null, '::after'].some(part => getComputedStyle(one, part).outlineStyle !== 'none');
        const above = document.elementFromPoint(x, y);
        const label = stop.labels && stop.labels[0];
        return {
            inside: bottom > 0 && top < innerHeight,
            free: !!above && (stop.contains(above) || above.contains(stop) || (!!label && label.contains(above))),
            marked: marked(stop) || (!!label && marked(label)),
        };";
    let seen = browser.execute(seen, Vec::new()).await.unwrap();
    let all = serde_json::json!({ "inside": true, "free": true, "marked": true });
    assert_eq!(
        seen.json(),
        &all,
        "one does not see that one is at {wanted}"
    );
}

async fn keys(browser: &WebDriver, keys: impl Into<TypingData>) {
    let keys = browser.action_chain().send_keys(keys);
    keys.perform().await.unwrap();
}
