(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const every = (query, within = document) => [...within.querySelectorAll(query)];
  const tools = $("tools");
  if (!tools) return;
  const find = $("find"), byCode = $("by-code"), bySource = $("by-source-name"), byCoder = $("by-coder"), said = $("said");

  // What each coding is: its code, coder and source, from the names in the margin and the quotes.
  const codings = new Map();
  for (const e of every(".names [data-c], .q[data-c]")) {
    const home = e.closest(".source");
    codings.set(e.dataset.c, {
      code: e.dataset.k || e.hash.slice(6), coder: e.dataset.w || "0", source: home ? home.dataset.s : e.dataset.s,
    });
  }
  const marks = every("mark[data-coding]").map((e) => ({ e, ids: e.dataset.coding.split(" ") }));
  const margin = every(".g [data-c]").map((e) => ({ e, id: e.dataset.c }));
  const quotes = every(".q[data-c]").map((e) => ({ e, id: e.dataset.c }));
  const sources = every(".source").map((e) => ({ e, id: e.dataset.s, parts: every(".seg", e).map((p) => ({ e: p, text: "" })) }));
  const items = every(".item, .q").filter((e) => !e.parentElement.closest(".item")).map((e) => ({ e, text: "" }));
  const entries = every(".entry").map((e) => ({ id: e.querySelector(".code").id.slice(5), depth: +e.dataset.d, name: e.querySelector(".called").textContent }));

  // A code stands for the codes under it too.
  const under = new Map(entries.map((e, n) => {
    const ids = new Set([e.id]);
    for (let i = n + 1; i < entries.length && entries[i].depth > e.depth; i++) ids.add(entries[i].id);
    return [e.id, ids];
  }));
  const option = (select, value, text) => {
    const o = document.createElement("option");
    o.value = value;
    o.textContent = text.length > 60 ? text.slice(0, 59) + "…" : text;
    select.append(o);
  };
  if (entries.length) for (const e of entries) option(byCode, e.id, "\u2003".repeat(e.depth - 1) + e.name);
  else for (const e of every(".names [data-k]")) if (!under.has(e.dataset.k)) {
    under.set(e.dataset.k, new Set([e.dataset.k]));
    option(byCode, e.dataset.k, e.textContent);
  }
  if (sources.length) for (const s of sources) option(bySource, s.id, s.e.querySelector("h1,h2,h3").textContent);
  else {
    const seen = new Set();
    for (const q of every("figure.q[data-s]")) if (!seen.has(q.dataset.s)) {
      seen.add(q.dataset.s);
      option(bySource, q.dataset.s, q.querySelector("cite").textContent);
    }
  }
  for (const c of every("#coders data")) option(byCoder, c.value, c.textContent);
  for (const select of [byCode, bySource, byCoder]) if (select.options.length < 3) select.parentElement.hidden = true;

  let at = -1, places = [];
  const plain = (text) => text.toLocaleLowerCase().normalize("NFC");
  const says = (held, words) => (held.text = held.text || plain(held.e.textContent)).includes(words);

  const apply = () => {
    const words = plain(find.value.trim());
    const codes = under.get(byCode.value), source = bySource.value, coder = byCoder.value;
    const chosen = Boolean(codes || coder);
    const wanted = (id) => {
      const c = codings.get(id);
      return Boolean(c) && (!codes || codes.has(c.code)) && (!coder || c.coder === coder) && (!source || c.source === source);
    };
    const lit = new Set();
    places = [];
    for (const m of marks) {
      const hit = chosen && m.ids.some(wanted);
      m.e.classList.toggle("lit", hit);
      m.e.classList.toggle("dim", chosen && !hit);
      if (hit) {
        const segment = m.e.closest(".seg");
        if (segment) lit.add(segment);
        const fresh = m.ids.filter((id) => wanted(id) && !lit.has(id));
        fresh.forEach((id) => lit.add(id));
        if (fresh.length) places.push(m.e);
      }
    }
    for (const n of margin) {
      n.e.hidden = chosen && !wanted(n.id);
      const note = n.e.nextElementSibling;
      if (note && note.classList.contains("noted")) note.hidden = n.e.hidden;
    }
    for (const q of quotes) q.e.hidden = (chosen || source) && !wanted(q.id);
    let found = 0;
    for (const s of sources) {
      let some = 0;
      for (const p of s.parts) {
        const show = (!chosen || lit.has(p.e)) && (!source || s.id === source) && (!words || says(p, words));
        p.e.hidden = !show;
        some += show;
      }
      s.e.hidden = !some && Boolean(chosen || source || words);
      found += some;
    }
    for (const i of items) {
      const show = !words || says(i, words);
      i.e.hidden = !show || (i.e.matches(".q") && i.e.hidden);
      found += show;
    }
    places = places.filter((e) => !e.closest("[hidden]"));
    at = -1;
    const active = Boolean(words || chosen || source);
    if (!active) said.textContent = "";
    else if (!found || (chosen && marks.length && !places.length)) said.textContent = said.dataset.none;
    else if (chosen && marks.length) said.textContent = said.dataset.places.replace("#", places.length);
    else said.textContent = words ? said.dataset.parts.replace("#", found) : "";
    for (const id of ["previous", "next"]) $(id).disabled = !places.length;
  };
  const go = (by) => {
    if (!places.length) return;
    at = (at + by + places.length) % places.length;
    here(places[at]);
    said.textContent = said.dataset.at.replace("@", at + 1).replace("#", places.length);
  };
  const here = (e) => {
    for (let d = e.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    for (const old of every(".here")) old.classList.remove("here");
    e.classList.add("here");
    e.scrollIntoView({ block: "center" });
  };

  // A link to a coding marks all its words; what a filter hides is shown again.
  const arrive = () => {
    const id = decodeURIComponent(location.hash.slice(1)), target = id && $(id);
    if (!target) return;
    if (target.closest("[hidden]")) {
      tools.reset();
      apply();
    }
    if (!id.startsWith("coding-")) {
      target.scrollIntoView();
      return;
    }
    const own = marks.filter((m) => m.ids.includes(id.slice(7))).map((m) => m.e);
    here(own[0] || target);
    for (const e of own) e.classList.add("here");
  };

  let waiting;
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 150);
  });
  for (const select of [byCode, bySource, byCoder]) select.addEventListener("change", apply);
  tools.addEventListener("submit", (e) => {
    e.preventDefault();
    apply();
  });
  tools.addEventListener("reset", () => setTimeout(apply));
  $("previous").addEventListener("click", () => go(at < 0 ? 0 : -1));
  $("next").addEventListener("click", () => go(1));
  for (const b of every("button[data-show]")) {
    b.hidden = false;
    b.addEventListener("click", () => {
      tools.reset();
      byCode.value = b.dataset.show;
      apply();
      go(1);
    });
  }
  addEventListener("hashchange", arrive);
  tools.hidden = false;
  if (location.hash) arrive();
})();
