"use strict";
// Leaving quickly, and keeping the page for when there is no network. The page works without this.
(() => {
  const script = document.currentScript;
  const link = document.querySelector("[data-leave]");

  function leave() {
    // What stands here vanishes at once, however slowly the other page comes.
    document.documentElement.hidden = true;
    document.title = " ";
    const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
    if (worker) worker.postMessage("forget");
    location.replace(link.href);
  }

  if (link) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
    let last = -Infinity;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (event.timeStamp - last < 1500) leave();
      last = event.timeStamp;
    });
    for (const words of document.querySelectorAll(".leave-keys")) words.hidden = false;
    // Coming back by the browser's cache would show a blank page.
    addEventListener("pageshow", () => { document.documentElement.hidden = false; });
  }

  if ("serviceWorker" in navigator && script.dataset.worker) {
    addEventListener("load", () => {
      navigator.serviceWorker.register(script.dataset.worker, { scope: script.dataset.scope }).catch(() => {});
    });
  }
})();
