"use strict";
// Keeps unsent text of a form on this device until it is sent, so that a closed tab loses nothing.
for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = "unsent " + location.pathname + " " + form.dataset.keep;
  const areas = [...form.querySelectorAll("textarea, input[type=text]")];
  try {
    const kept = JSON.parse(localStorage.getItem(key) || "{}");
    for (const area of areas) {
      if (kept[area.name] && !form.querySelector("[role=alert]")) area.value = kept[area.name];
    }
    form.addEventListener("input", () => {
      localStorage.setItem(key, JSON.stringify(Object.fromEntries(areas.map((area) => [area.name, area.value]))));
    });
    form.addEventListener("submit", () => localStorage.removeItem(key));
  } catch (error) {
    // Storage is switched off: the page works without.
  }
}
