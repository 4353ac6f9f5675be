// A live session: asks for what came after the last number it has, and keeps what is typed until it has arrived.
// Without this script the page has a link that loads what is new, and every form works.
"use strict";
const live = document.getElementById("live");
if (live) {
  const at = (id) => document.getElementById(id);
  const slug = live.dataset.slug, EVERY = 1000, SLOWEST = 15000;
  let after = Number(live.dataset.after), wait = EVERY, timer = 0, asking = false, sending = false;

  // ── what is shown ──
  const line = (state) => {
    for (const each of live.querySelectorAll("[data-line]")) {
      if (each.hidden !== (each.dataset.line !== state)) each.hidden = each.dataset.line !== state;
    }
  };
  const words = (element, text, language) => {
    element.textContent = text;
    if (language) element.lang = language;
  };
  const fresh = (name, id) => {
    const made = at(`live-t-${name}`).content.firstElementChild.cloneNode(true);
    made.dataset.id = id;
    for (const form of made.querySelectorAll("form")) form.action = form.action.replace("/0/", `/${id}/`);
    return made;
  };
  const part = (element, name) => element.querySelector(`[data-is="${name}"]`);
  const bounded = (list, most) => { while (list.children.length > most) list.firstElementChild.remove(); };
  const plain = (told, tag = "li") => {
    const made = document.createElement(tag);
    made.dataset.n = told.n;
    made.dir = "auto";
    made.lang = told.language;
    return made;
  };
  const scrolled = (list, change) => {
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    change();
    if (atEnd) list.scrollTop = list.scrollHeight;
  };
  const tell = {
    item: (told) => words(at("live-item"), told.title, told.language),
    caption(told) {
      const list = at("live-captions"), made = plain(told, "p");
      made.dataset.chunk = told.chunk;
      made.textContent = told.text;
      scrolled(list, () => {
        // Pieces may come out of order; the captioner's own number says where each belongs.
        const later = [...list.children].find((each) => Number(each.dataset.chunk) > told.chunk);
        list.insertBefore(made, later ?? null);
        bounded(list, 200);
      });
    },
    chat(told) {
      if (!told.text) return;
      const list = at("live-chat"), made = plain(told), who = document.createElement("strong");
      who.textContent = told.name;
      made.append(who, " ", told.text);
      scrolled(list, () => { list.append(made); bounded(list, 200); });
    },
    question(told) {
      const list = at("live-questions");
      let row = list.querySelector(`[data-id="${told.id}"]`);
      if (told.state === "aside") { row?.remove(); return; }
      row ??= fresh("question", told.id);
      row.dataset.voices = told.voices;
      row.dataset.state = told.state;
      words(part(row, "text"), told.text, told.language);
      words(part(row, "name"), told.name);
      words(part(row, "voices"), told.voices);
      row.querySelector("[data-answered]").hidden = told.state !== "answered";
      for (const way of row.querySelectorAll("[data-way]")) way.hidden = way.dataset.way !== told.way;
      const held = document.activeElement;
      const next = [...list.children].find((each) => each !== row && (
        Number(each.dataset.voices) < told.voices
        || (Number(each.dataset.voices) === told.voices && Number(each.dataset.id) > told.id)));
      list.insertBefore(row, next ?? null);
      if (row.contains(held)) held.focus();
    },
    hands(told) {
      at("live-hands").replaceChildren(...told.order.map((hand) => {
        const row = fresh("hand", hand.id);
        words(part(row, "name"), hand.name);
        words(part(row, "organisation"), hand.organisation);
        row.querySelector("[data-new]").hidden = !hand.is_new;
        return row;
      }));
      const called = at("live-called");
      if (told.called) called.textContent = `${called.dataset.words} ${told.called}`;
    },
    poll(told) {
      const list = at("live-polls");
      let row = list.querySelector(`[data-id="${told.id}"]`);
      if (!row) { row = fresh("poll", told.id); list.prepend(row); }
      words(part(row, "question"), told.question, told.language);
      const choices = part(row, "choices");
      if (choices && !choices.childElementCount) {
        choices.append(...told.choices.map((choice, number) => {
          const label = document.createElement("label"), box = document.createElement("input");
          label.className = "row";
          Object.assign(box, { type: "radio", name: "choice", value: number, required: true });
          label.append(box, " ", choice);
          return label;
        }));
      }
      const options = part(row, "options");
      if (options) options.textContent = told.choices.join(" · ");
      for (const each of row.querySelectorAll("[data-if-open]")) each.hidden = !told.is_open;
      const counts = part(row, "counts");
      counts.hidden = !told.counts;
      if (told.counts) {
        counts.replaceChildren(...told.choices.map((choice, number) => {
          const made = document.createElement("li");
          made.textContent = `${choice}: ${told.counts[number]}`;
          return made;
        }));
      }
    },
    noted(told) {
      const row = fresh("noted", told.n);
      row.dataset.n = told.n;
      row.id = `update-${told.n}`;
      for (const each of row.querySelectorAll("[data-sort]")) each.hidden = each.dataset.sort !== told.sort;
      words(part(row, "text"), told.organisation ? `${told.text} · ${told.organisation}` : told.text, told.language);
      at("live-noted").append(row);
    },
    closed: () => location.reload(),
  };
  tell.decision = tell.action = tell.noted;

  // ── what happened ──
  const ask = async () => {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    try {
      // No cookie goes along: everybody is told the same, so the server answers from memory.
      const answer = await fetch(`${live.dataset.updates}?after=${after}`, { credentials: "omit", cache: "no-store" });
      if (!answer.ok) throw new Error(answer.status);
      const { updates } = await answer.json();
      for (const told of updates) {
        if (told.n !== after + 1) continue;
        tell[told.sort]?.(told);
        after = told.n;
      }
      wait = EVERY;
      line("on");
      send();
    } catch {
      wait = Math.min(wait * 1.6, SLOWEST);
      line("off");
    }
    asking = false;
    timer = setTimeout(ask, wait * (0.9 + Math.random() * 0.2));
  };

  // ── what is sent: kept until the server says that it has it ──
  const store = {
    read(name) { try { return JSON.parse(localStorage.getItem(`live:${slug}:${name}`)); } catch { return null; } },
    write(name, value) {
      try {
        if (value === null) localStorage.removeItem(`live:${slug}:${name}`);
        else localStorage.setItem(`live:${slug}:${name}`, JSON.stringify(value));
      } catch { /* a browser that keeps nothing: what is typed lives as long as the page */ }
    },
  };
  let outbox = store.read("outbox") ?? [];
  const show = (failed = "") => {
    const list = at("live-outbox");
    const rows = outbox.map((sent) => `${list.dataset.waiting} ${sent.words}`);
    if (failed) rows.unshift(`${list.dataset.failed} ${failed}`);
    list.replaceChildren(...rows.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    list.hidden = !rows.length;
  };
  const kept = (failed = "") => { store.write("outbox", outbox.length ? outbox : null); show(failed); };
  const send = async () => {
    if (sending) return;
    sending = true;
    let failed = "";
    while (outbox.length) {
      const [first] = outbox;
      try {
        const answer = await fetch(first.action, {
          method: "POST", body: new URLSearchParams(first.fields), headers: { "X-Live": "1" },
        });
        if (answer.status >= 500) break;
        if (!answer.ok) {
          let why = "";
          try { why = (await answer.json()).why; } catch { /* a page: signed out, or too often */ }
          failed = `${first.words} ${why || `(${answer.status})`}`;
        }
      } catch { break; }
      outbox.shift();
      kept(failed);
    }
    sending = false;
  };
  const key = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  };
  live.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-live-send]")) return;
    if (!form.noValidate && !form.checkValidity()) return;
    event.preventDefault();
    const fields = [...new FormData(form)];
    const typed = fields.find(([name]) => ["text", "what", "question", "name"].includes(name));
    if (form.matches("[data-keeps]") && typed && !typed[1].trim()) return;
    outbox.push({ action: form.action, fields, words: typed?.[1] ?? form.querySelector("button").textContent });
    const language = form.elements.language?.value;
    form.reset();
    if (form.elements.key) form.elements.key.value = key();
    if (language) form.elements.language.value = language;
    if (form.id) store.write(form.id, null);
    kept();
    send();
  });
  for (const form of live.querySelectorAll("form[data-keeps]")) {
    const field = form.elements.text ?? form.elements.what;
    const draft = store.read(form.id);
    if (draft && !field.value) field.value = draft;
    // Whoever comes back by the browser's own button would send under the old key.
    form.elements.key.value = key();
    field.addEventListener("input", () => store.write(form.id, field.value || null));
  }
  addEventListener("online", () => { wait = EVERY; ask(); });
  addEventListener("offline", () => line("off"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  at("live-captions").scrollTop = at("live-captions").scrollHeight;
  show();
  ask();
}
