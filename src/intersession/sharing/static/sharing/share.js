// Overlaps while one types. Without this script the button "Look for overlaps" does the same.
"use strict";
for (const form of document.querySelectorAll("form[data-overlaps]")) {
  const panel = form.querySelector("#overlaps");
  const named = form.dataset.watched || "title title_en title_language url doi isbn summary publishers year";
  const watched = new Set(named.split(" "));
  let timer = 0, last = "", busy = false, again = false;
  form.querySelector(".share-look").hidden = true;

  const asked = () => {
    const typed = new FormData(form);
    typed.delete("then");
    return typed;
  };
  const state = () => [...watched].map((name) => form.elements[name]?.value ?? "").join("\u0000");
  const look = async () => {
    if (busy) { again = true; return; }
    if (state() === last) return;
    busy = true;
    last = state();
    try {
      const answer = await fetch(form.dataset.overlaps, { method: "POST", body: asked() });
      // Whoever is answering just now is not interrupted.
      if (answer.ok && !panel.contains(document.activeElement)) {
        panel.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
      }
    } catch { /* the button comes back, so nothing is lost */
      form.querySelector(".share-look").hidden = false;
    }
    busy = false;
    if (again) { again = false; look(); }
  };
  last = state();
  form.addEventListener("input", (event) => {
    if (!watched.has(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(look, 400);
  });
  // Who gives a reason has said that it is another work.
  panel.addEventListener("input", (event) => {
    if (!event.target.name?.startsWith("because-") || !event.target.value) return;
    const key = event.target.name.slice("because-".length);
    const choice = panel.querySelector(`input[name="answer-${CSS.escape(key)}"][value="distinct"]`);
    if (choice) choice.checked = true;
  });
}
