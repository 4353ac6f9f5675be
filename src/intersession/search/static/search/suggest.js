// Suggestions under a search box, as the ARIA combobox pattern asks. Without this script the box is a plain form.
"use strict";
for (const box of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = box.id + "-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0]?.textContent || "");
  list.hidden = true;
  const holder = document.createElement("span");
  holder.className = "suggest";
  box.replaceWith(holder);
  holder.append(box, list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  let current = -1, timer = 0, asked = "";

  const close = () => {
    list.hidden = true;
    current = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (place) => {
    const options = [...list.children];
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    current = place;
    if (place >= 0) box.setAttribute("aria-activedescendant", options[place].id);
    else box.removeAttribute("aria-activedescendant");
  };
  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map((each, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const text = document.createElement("span");
      text.textContent = each.text;
      text.lang = each.language;
      text.dir = "auto";
      const kind = document.createElement("small");
      kind.textContent = each.kind;
      option.append(text, kind);
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); location.assign(each.url); });
      option.dataset.url = each.url;
      return option;
    }));
    current = -1;
    list.hidden = suggestions.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    const words = box.value.trim();
    if (words.length < 2) { close(); return; }
    timer = setTimeout(async () => {
      asked = words;
      try {
        const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(words)}`);
        if (answer.ok && asked === words) show((await answer.json()).suggestions);
      } catch { close(); }
    }, 150);
  });
  box.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.key === "Escape") { close(); return; }
    if (list.hidden || count === 0) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose((current + 1) % count); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose((current - 1 + count) % count); }
    if (event.key === "Enter" && current >= 0) { event.preventDefault(); location.assign(list.children[current].dataset.url); }
  });
  box.addEventListener("blur", close);
}
