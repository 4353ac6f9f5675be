// While the name is typed: organisations that may be the same. Without this script the form asks when it is sent.
"use strict";
const form = document.querySelector("form[data-alike]");
const place = document.getElementById("alike");
if (form && place) {
  const names = ["name", "name_en", "acronym", "url"];
  let timer = 0, asked = "";
  const look = async () => {
    const query = new URLSearchParams();
    for (const name of names) query.set(name, form.elements[name].value.trim().slice(0, 300));
    if ((query.get("name") + query.get("name_en")).length < 3 && !query.get("url") && !query.get("acronym")) return;
    const chosen = form.querySelector('input[type="radio"][name="same_as"]:checked');
    if (chosen) query.set("same_as", chosen.value);
    asked = query.toString();
    try {
      const response = await fetch(`${form.dataset.alike}?${asked}`, { credentials: "same-origin" });
      if (response.ok && asked === query.toString()) {
        const fresh = new DOMParser().parseFromString(await response.text(), "text/html").body;
        place.replaceChildren(...fresh.childNodes);
      }
    } catch { /* no network: the form asks when it is sent */ }
  };
  for (const name of names) {
    form.elements[name].addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 350); });
  }
}
