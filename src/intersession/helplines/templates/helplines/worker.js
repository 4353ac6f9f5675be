{# scope: path of the help pages in this language · kept: addresses of stylesheet and script #}"use strict";
// Keeps the help pages this device has opened, so that they can be read without a network. Nothing else.
const SCOPE = "{{ scope|escapejs }}";
const KEPT = [{% for address in kept %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
// Somebody who leaves quickly must not find the page put back by an answer that was still on its way.
const PAUSE = 5000;
let forgottenAt = 0;
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
      const addresses = [client.url];
      if (/^[a-z]{2}\/$/.test(new URL(client.url).pathname.slice(SCOPE.length))) addresses.unshift(new URL("qr.svg", client.url).href);
      for (const address of addresses) await keep(cache, new Request(address), await fetch(address).catch(() => null));
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
  if (Date.now() - forgottenAt < PAUSE) return;
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
  forgottenAt = Date.now();
  event.waitUntil(caches.keys().then((names) => Promise.all(
    names.filter((name) => name.startsWith("help ")).map((name) => caches.delete(name)))));
});
