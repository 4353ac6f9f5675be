{# scope: path of the help pages in this language · kept: addresses of stylesheet and script #}"use strict";
// Keeps the help pages this device has opened, so that they can be read without a network. Nothing else.
const SCOPE = "{{ scope|escapejs }}";
const KEPT = [{% for address in kept %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const CACHE = "help " + SCOPE + " " + KEPT.join(" ");

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...KEPT, SCOPE])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("help " + SCOPE) && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
    // The page that brought the worker was loaded before there was one.
    const cache = await caches.open(CACHE);
    for (const client of await self.clients.matchAll({ type: "window" })) {
      await keep(cache, new Request(client.url), await fetch(client.url).catch(() => null));
    }
  })());
});

function isHelpPage(request) {
  const url = new URL(request.url);
  return url.origin === self.location.origin && url.pathname.startsWith(SCOPE) && !url.search &&
    !url.pathname.includes("/correct/") && !url.pathname.endsWith(".js");
}

async function keep(cache, request, answer) {
  const control = (answer && answer.headers.get("Cache-Control")) || "";
  const isPersonal = control.includes("private") || control.includes("no-store");
  if (answer && answer.ok && !answer.redirected && !isPersonal && isHelpPage(request)) {
    await cache.put(request.url.split("#")[0], answer);
  }
}

async function answerTo(event) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(event.request);
    event.waitUntil(keep(cache, event.request, answer.clone()));
    return answer;
  } catch (error) {
    const kept = await cache.match(event.request, { ignoreSearch: true, ignoreVary: true });
    if (kept) return kept;
    const choice = event.request.mode === "navigate" && await cache.match(SCOPE, { ignoreVary: true });
    if (choice) return choice;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method !== "GET") return;
  if (KEPT.includes(path)) {
    event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
  } else if (isHelpPage(event.request) || event.request.mode === "navigate") {
    event.respondWith(answerTo(event));
  }
});

self.addEventListener("message", (event) => {
  if (event.data !== "forget") return;
  event.waitUntil(caches.keys().then((names) => Promise.all(
    names.filter((name) => name.startsWith("help ")).map((name) => caches.delete(name)))));
});
