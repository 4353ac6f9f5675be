// A step at the desk is taken without a new page: the form is sent, and the lists of the page that comes back
// take the place of those shown. Whatever goes otherwise than well is left to the browser, which sends the form
// as it does without this script: nothing was changed then, and what was typed is still in it.
"use strict";
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const shown = document.getElementById("waiting");
  if (!form.dataset.step || !shown || !window.fetch) return;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  let fresh = null, words = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    if (answer.ok && answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      fresh = page.getElementById("waiting");
      words = page.querySelector(".messages")?.textContent.trim() ?? "";
      const counted = page.getElementById("counted"), old = document.getElementById("counted");
      if (fresh && counted && old) old.replaceWith(document.adoptNode(counted));
    }
  } catch {
    fresh = null;
  }
  if (!fresh) {
    HTMLFormElement.prototype.submit.call(form);
    return;
  }
  const list = form.dataset.step;
  shown.replaceWith(document.adoptNode(fresh));
  document.getElementById("told").textContent = words;
  (document.getElementById(list) ?? document.getElementById("main")).focus();
});
