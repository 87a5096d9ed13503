// The part of a page in working without a network: it tells the service worker who is here and what is typed into a form,
// puts back what was typed and not sent, and says so. Pages work without it.
(() => {
  "use strict";
  const workers = navigator.serviceWorker;
  if (!workers) return;

  const ask = (command, more) => new Promise((resolve) => {
    if (!workers.controller) {
      resolve(null);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    workers.controller.postMessage({ command, ...more }, [port2]);
  });

  const forms = () => [...document.querySelectorAll("form.step")];
  const stepOf = (form) => new URL(form.action, location).pathname;
  const pairs = (form) => [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  // What stood in each form when it came from the server.
  const before = new WeakMap();

  const fill = (form, typed) => {
    const left = typed.map(([name, value]) => ({ name, value }));
    const take = (name, value) => {
      const at = left.findIndex((pair) => pair.name === name && (value === undefined || pair.value === value));
      return at < 0 ? undefined : left.splice(at, 1)[0].value;
    };
    for (const input of form.elements) {
      if (!input.name || input.type === "hidden" || input.tagName === "BUTTON") continue;
      if (["radio", "checkbox"].includes(input.type)) input.checked = take(input.name, input.value) !== undefined;
      else input.value = take(input.name) ?? input.value;
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const say = (form, words) => {
    const note = form.querySelector("[data-restored]");
    if (!note) return;
    note.textContent = words;
    note.hidden = !words;
  };

  // What the server has by now is newer than what was typed before it; what could not be sent is not.
  const restored = new WeakSet();
  const restore = async (form) => {
    if (!workers.controller || restored.has(form)) return;
    // Once: what a search puts into a form comes after what was typed.
    restored.add(form);
    const entry = await ask("entry", { step: stepOf(form) });
    if (!entry || !form.isConnected || same(entry.pairs, pairs(form))) return;
    const note = form.querySelector("[data-restored]");
    if (entry.state === "typing" && !same(entry.before, before.get(form))) {
      await ask("forget", { step: entry.step });
      return;
    }
    fill(form, entry.pairs);
    say(form, entry.state === "stale" ? note.dataset.stale : note.dataset.restored);
  };

  const goOn = (delivered) => {
    for (const { step, next } of delivered ?? []) {
      if (!forms().some((form) => stepOf(form) === step)) continue;
      document.dispatchEvent(new Event("balai:delivered"));
      location.assign(next);
    }
  };

  const listWaiting = async () => {
    const place = document.getElementById("_waiting");
    if (!place) return;
    const waiting = await ask("waiting");
    const lines = (waiting ?? []).map(({ page, title }) => {
      const [line, link] = [document.createElement("li"), document.createElement("a")];
      [link.href, link.textContent] = [page, title || new URL(page, location).pathname];
      line.append(link);
      return line;
    });
    place.querySelector("ul").replaceChildren(...lines);
    place.hidden = lines.length === 0;
  };

  const arrive = async () => {
    const { who } = document.body.dataset;
    for (const form of forms()) if (!before.has(form)) before.set(form, pairs(form));
    // A page that stands for another has nobody of its own.
    if (who !== undefined) goOn(await ask("here", { visitor: { who, language: document.documentElement.lang } }));
    await Promise.all(forms().map(restore));
    await listWaiting();
  };

  // Forms into which something was typed a moment ago.
  const typing = new Map();
  const keep = (form) => {
    clearTimeout(typing.get(form));
    if (!typing.delete(form)) return;
    const entry = { step: stepOf(form), page: location.href, title: document.title, pairs: pairs(form), before: before.get(form) ?? [] };
    ask("typed", { entry });
  };
  document.addEventListener("input", ({ target, isTrusted }) => {
    const form = target.form;
    if (!isTrusted || !form || !form.matches(".step")) return;
    clearTimeout(typing.get(form));
    typing.set(form, setTimeout(() => keep(form), 300));
  });
  document.addEventListener("submit", ({ target }) => keep(target), true);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const form of [...typing.keys()]) keep(form);
  });

  document.addEventListener("htmx:sendError", ({ target }) => {
    const note = target.matches("form.step") && workers.controller && target.querySelector("[data-restored]");
    if (note) say(target, note.dataset.unsent);
  });

  // What is not sent would be lost with signing out.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.unsent || form.dataset.asked || !workers.controller) return;
    event.preventDefault();
    await ask("deliver");
    const waiting = await ask("waiting");
    if (waiting && waiting.length > 0 && !window.confirm(form.dataset.unsent)) return;
    form.dataset.asked = "yes";
    form.submit();
  });

  document.addEventListener("htmx:afterSettle", arrive);
  window.addEventListener("online", async () => {
    if (document.body.dataset.who === undefined) location.reload();
    else goOn(await ask("deliver"));
  });
  workers.addEventListener("controllerchange", async () => {
    await arrive();
    if (forms().length > 0) await ask("keep", { address: location.href });
  });
  const { worker } = document.body.dataset;
  if (worker) workers.register(worker, { scope: "/", updateViaCache: "none" }).catch(() => {});
  arrive();
})();
