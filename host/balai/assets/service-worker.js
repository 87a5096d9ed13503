// What pages cannot do while there is no network: it shows a page that says so, keeps the forms that are being filled in
// with what was typed into them, and sends the answers to a step that could not be sent. Nothing else is kept of any
// page. All of it is on this device only and is gone with signing out (Clear-Site-Data).
"use strict";
const SHELL = `shell-${new URL(location).searchParams.get("v")}`;
const FORMS = "forms";
const MOST_FORMS = 10;
// As long as the server keeps a draft.
const KEPT_MS = 30 * 24 * 3600 * 1000;
const STEP = /^\/drafts\/[^/]+\/steps\/\d+$/;
const DRAFT_ENDS = /^(\/drafts\/[^/]+\/)(send|discard)$/;

// What was typed into a step that the server does not have: `typing`, or `unsent` once it was sent in vain, or `stale`
// where the server did not take it. And who was here last, in which language.
const opened = () => new Promise((resolve, reject) => {
  const request = indexedDB.open("balai", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("entries", { keyPath: "step" });
    request.result.createObjectStore("here");
  };
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const within = async (store, mode, work) => {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
};

const entries = () => within("entries", "readonly", (store) => store.getAll());
const entryAt = (step) => within("entries", "readonly", (store) => store.get(step));
const keep = (entry) => within("entries", "readwrite", (store) => store.put(entry));
const forget = (step) => within("entries", "readwrite", (store) => store.delete(step));
const here = async () => (await within("here", "readonly", (store) => store.get("last"))) ?? { who: "", language: "id" };

// "person.role": another role of the same person sees nothing of it, and another person ends it.
const arrived = async (visitor) => {
  const before = await here();
  const person = (who) => who.split(".")[0];
  // Who is signed in no more is told apart from who is another.
  if (!visitor.who) return within("here", "readwrite", (store) => store.put({ ...before, language: visitor.language }, "last"));
  if (before.who && person(before.who) !== person(visitor.who)) {
    await within("entries", "readwrite", (store) => store.clear());
    await caches.delete(FORMS);
  }
  await within("here", "readwrite", (store) => store.put(visitor, "last"));
  const old = (await entries()).filter((entry) => entry.at < Date.now() - KEPT_MS);
  for (const entry of old) await forget(entry.step);
};

const bare = (address) => {
  const url = new URL(address, location);
  url.hash = "";
  if (STEP.test(url.pathname)) url.search = "";
  return url.href;
};

const isForm = (text) => text.includes('<form class="step"');

// A page with a form, as it can be shown without a network. The last ten.
const keepForm = async (response) => {
  if (!response.ok || !(response.headers.get("content-type") ?? "").startsWith("text/html")) return;
  const text = await response.text();
  if (!isForm(text)) return;
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length", "vary"]) headers.delete(name);
  const cache = await caches.open(FORMS);
  const address = bare(response.url);
  // Anew at the end: the first is the oldest.
  await cache.delete(address);
  await cache.put(address, new Response(text, { headers }));
  const kept = await cache.keys();
  for (const oldest of kept.slice(0, Math.max(0, kept.length - MOST_FORMS))) await cache.delete(oldest);
};

// What was sent or thrown away is no form any more.
const endForms = async (draft) => {
  for (const entry of await entries()) if (entry.step.startsWith(draft)) await forget(entry.step);
  const cache = await caches.open(FORMS);
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    if (kept && (await kept.text()).includes(draft)) await cache.delete(request);
  }
};

const offline = async () => {
  const shown = await caches.match(`/offline/${(await here()).language}`, { cacheName: SHELL });
  return shown ?? Response.error();
};

const page = async (event) => {
  const { request } = event;
  try {
    const response = (await event.preloadResponse) ?? (await fetch(request));
    event.waitUntil(keepForm(response.clone()));
    return response;
  } catch (lost) {
    // The page itself says so to a script.
    if (request.mode !== "navigate") throw lost;
    return (await caches.match(bare(request.url), { cacheName: FORMS })) ?? offline();
  }
};

// Whether the server has what was typed: it also keeps what is wrong, and says so.
const taken = (response) => response.type === "opaqueredirect" || response.ok || response.status === 422;

const answer = async (event) => {
  const { request } = event;
  const step = new URL(request.url).pathname;
  const body = await request.clone().text();
  try {
    const response = await fetch(request);
    if (taken(response)) {
      await forget(step);
      event.waitUntil(keepForm(response.clone()));
    }
    return response;
  } catch (lost) {
    const posted = new URLSearchParams(body);
    const pairs = [...posted].filter(([name]) => name.startsWith("f."));
    // Who searches, or asks for one more, has not answered yet.
    const state = ["find", "add", "remove"].some((name) => posted.has(name)) ? "typing" : "unsent";
    const typed = (await entryAt(step)) ?? { step, page: request.referrer, title: "", before: [] };
    await keep({ ...typed, pairs, at: Date.now(), who: (await here()).who, state });
    // Where the browser has it, it is sent also when no page is open.
    await registration.sync?.register("answers").catch(() => {});
    if (request.mode !== "navigate") throw lost;
    return Response.redirect(`/offline/${(await here()).language}`, 303);
  }
};

const end = async (event, draft) => {
  const response = await fetch(event.request);
  if (response.type === "opaqueredirect" || response.redirected) event.waitUntil(endForms(draft));
  return response;
};

let delivering = Promise.resolve([]);

// Sends what could not be sent, in order, and says what came of it.
const deliver = () => {
  const next = async () => {
    const { who } = await here();
    const waiting = (await entries()).filter((entry) => entry.state === "unsent" && entry.who === who);
    const delivered = [];
    for (const entry of waiting.sort((one, other) => one.at - other.at)) {
      let response;
      try {
        response = await fetch(entry.step, {
          method: "POST",
          // What was changed on another device meanwhile is not written over (RFC 9110, section 13.1.4).
          headers: { "if-unmodified-since": new Date(entry.at).toUTCString() },
          body: new URLSearchParams(entry.pairs),
        });
      } catch {
        break;
      }
      if (taken(response)) {
        await forget(entry.step);
        delivered.push({ step: entry.step, next: response.status === 422 ? entry.step : response.url });
      } else if ([401, 403, 429].includes(response.status) || response.status >= 500) {
        break;
      } else {
        await keep({ ...entry, state: "stale" });
      }
    }
    return delivered;
  };
  delivering = delivering.then(next, next);
  return delivering;
};

const commands = {
  here: async ({ visitor }) => {
    await arrived(visitor);
    return deliver();
  },
  typed: async ({ entry }) => {
    const before = await entryAt(entry.step);
    await keep({ ...entry, at: Date.now(), who: (await here()).who, state: before?.state === "stale" ? "stale" : "typing" });
  },
  entry: async ({ step }) => {
    const entry = await entryAt(step);
    return entry?.who === (await here()).who ? entry : null;
  },
  forget: ({ step }) => forget(step),
  keep: async ({ address }) => keepForm(await fetch(address)),
  deliver,
  waiting: async () => {
    const { who } = await here();
    return (await entries()).filter((entry) => entry.who === who);
  },
};

addEventListener("message", (event) => {
  const [port] = event.ports;
  const done = Promise.resolve(commands[event.data.command](event.data)).then((said) => port.postMessage(said ?? null), () => port.postMessage(null));
  event.waitUntil(done);
});

addEventListener("sync", (event) => {
  const send = async () => {
    await deliver();
    const { who } = await here();
    // The browser tries again later, more and more seldom.
    if ((await entries()).some((entry) => entry.state === "unsent" && entry.who === who)) throw new Error("not sent yet");
  };
  event.waitUntil(send());
});

addEventListener("install", (event) => {
  const fill = async () => {
    const files = await (await fetch("/offline/files.json", { cache: "no-cache" })).json();
    await (await caches.open(SHELL)).addAll(files);
    await skipWaiting();
  };
  event.waitUntil(fill());
});

addEventListener("activate", (event) => {
  const take = async () => {
    await registration.navigationPreload?.enable();
    for (const name of await caches.keys()) if (name !== SHELL && name !== FORMS) await caches.delete(name);
    await clients.claim();
  };
  event.waitUntil(take());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  const isPage = request.mode === "navigate" || request.headers.has("hx-request");
  if (pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(request, { cacheName: SHELL }).then((kept) => kept ?? fetch(request)));
  } else if (request.method === "GET" && isPage) {
    event.respondWith(page(event));
  } else if (request.method === "POST" && isPage && STEP.test(pathname)) {
    event.respondWith(answer(event));
  } else if (request.method === "POST" && isPage && DRAFT_ENDS.test(pathname)) {
    event.respondWith(end(event, DRAFT_ENDS.exec(pathname)[1]));
  }
});
