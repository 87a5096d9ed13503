// What a script adds to pages that work without one: it keeps a form from being sent twice, takes the focus to what
// changed, hides questions that are not asked, and says so when the network is lost. What stores something is offline.js.
(() => {
  "use strict";
  let dirty = false;
  let first = true;

  const lost = (show) => {
    const note = document.getElementById("_lost");
    if (!note) return;
    note.hidden = !show;
    note.textContent = show ? document.body.dataset.lost : "";
    if (show) note.scrollIntoView({ block: "center" });
  };

  const release = () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    }
  };

  // Before htmx sees it, which listens on the form itself.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-guard]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    dirty = false;
  }, true);

  const answers = (name) => {
    const inputs = document.querySelectorAll(`[name="${CSS.escape(name)}"]`);
    return [...inputs]
      .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
      .map((input) => input.value)
      .concat([...inputs].some((input) => input.type === "checkbox" && !input.checked && input.value === "true") ? "false" : []);
  };

  const ask = () => {
    for (const field of document.querySelectorAll("[data-when]")) {
      const given = answers(field.dataset.when);
      field.hidden = !JSON.parse(field.dataset.anyOf).some((value) => given.includes(value));
      field.classList.add("asked-when");
    }
  };

  // Nothing is asked of the device before somebody presses the button.
  const offerPlaces = () => {
    if (!navigator.geolocation) return;
    for (const button of document.querySelectorAll("[data-locate]")) button.hidden = false;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-locate]");
    if (!button) return;
    const input = document.getElementById(button.dataset.locate);
    const said = button.parentElement.nextElementSibling;
    said.textContent = "";
    button.setAttribute("aria-busy", "true");
    const done = (text, focus) => {
      button.removeAttribute("aria-busy");
      said.textContent = text;
      if (focus) input.focus();
    };
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      input.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
      dirty = true;
      done("", true);
    }, () => done(button.dataset.lost, true), { timeout: 15000, maximumAge: 60000 });
  });

  const arrive = () => {
    release();
    lost(false);
    dirty = false;
    ask();
    offerPlaces();
    const errors = document.getElementById("errors");
    if (errors) errors.focus();
    else if (!first && !location.hash) {
      const heading = document.querySelector("main h1");
      if (heading) {
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
        window.scrollTo(0, 0);
      }
    } else if (location.hash) {
      const field = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (field) field.focus();
    }
    first = false;
  };

  document.addEventListener("input", (event) => {
    if (event.target.form && event.target.form.matches(".step")) dirty = true;
    ask();
  });

  document.addEventListener("balai:delivered", () => {
    dirty = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  document.addEventListener("htmx:confirm", (event) => {
    if (!dirty || !event.detail.elt.matches("a")) return;
    event.preventDefault();
    if (window.confirm(document.body.dataset.leave)) {
      dirty = false;
      event.detail.issueRequest(true);
    }
  });

  // The time limit stands in the head of the page, and is longer than the server works on anything.
  for (const failed of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failed, (event) => {
      release();
      if (event.target.matches(".step")) dirty = true;
      lost(true);
    });
  }
  // A swap leaves <html> as it is, and language and look may have been changed on another device.
  const dress = (page) => {
    const said = /<html lang="([\w-]+)" data-theme="([\w-]+)">/.exec(page);
    if (said) [document.documentElement.lang, document.documentElement.dataset.theme] = said.slice(1);
  };
  // What a search found is put into the page; everything else is another page.
  const isPage = (event) => event.detail.target === document.body;
  document.addEventListener("htmx:afterSettle", (event) => {
    if (isPage(event)) arrive();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (isPage(event)) return void dress(event.detail.xhr.responseText);
    const { target, requestConfig, xhr } = event.detail;
    // Whoever has chosen meanwhile keeps what they chose.
    const chosen = target.querySelector("input:checked");
    if (chosen && chosen.value !== requestConfig.parameters[chosen.name]) event.detail.shouldSwap = false;
    if (xhr.status < 400) return;
    event.detail.shouldSwap = false;
    const said = target.previousElementSibling;
    if (said && said.dataset.failed) said.textContent = said.dataset.failed;
  });
  // The button of a search, and in its box the key that would send the form, search at once.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-find] + button");
    if (!button) return;
    event.preventDefault();
    htmx.trigger(button.previousElementSibling, "find");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-find]")) return;
    event.preventDefault();
    htmx.trigger(event.target, "find");
  });
  window.addEventListener("pageshow", release);

  // A menu closes where one would expect it to.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.me[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    const menu = document.querySelector("details.me[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  arrive();
})();
