// What must hold of a page in a browser: each check is given a page and returns what does not hold, in words.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// The page itself does not scroll sideways; wide tables and drawings scroll in their own frame.
export const fits = (page) =>
  page.evaluate(() => {
    const wide = document.scrollingElement.scrollWidth - innerWidth;
    if (wide <= 0) return [];
    const beyond = [...document.querySelectorAll("body *")]
      .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .table, .skip"))
      .slice(0, 3)
      .map((e) => `<${e.localName} class="${e.className}"> ${e.textContent.slice(0, 40)}`);
    return [`it scrolls sideways by ${wide} px: ${beyond.join("; ")}`];
  });

// axe-core: nothing serious or critical, contrast among it.
export const accessible = async (page) => {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], elementRef: false }));
  return found.violations
    .filter((v) => ["serious", "critical"].includes(v.impact))
    .map((v) => `${v.id} (${v.impact}, ${v.nodes.length}): ${v.help}; first ${v.nodes[0].target}: ${v.nodes[0].html.slice(0, 120)}`);
};

// A reader by ear finds the parts: one main heading, one main part, headings without a gap, names for all regions.
export const landmarks = (page) =>
  page.evaluate(() => {
    const wrong = [];
    const shown = (e) => e.checkVisibility();
    for (const one of ["main", "h1"]) {
      const n = document.querySelectorAll(one).length;
      if (n !== 1) wrong.push(`${n} elements ${one}`);
    }
    let level = 0;
    for (const h of [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].filter(shown)) {
      const now = +h.localName[1];
      if (now > level + 1) wrong.push(`after a heading of level ${level} comes ${h.localName}: ${h.textContent.slice(0, 40)}`);
      if (!h.textContent.trim()) wrong.push(`an empty ${h.localName}`);
      level = now;
    }
    for (const e of document.querySelectorAll("nav, [role=region], [role=search], [role=group], section[aria-labelledby]")) {
      const by = e.getAttribute("aria-labelledby");
      const name = by ? document.getElementById(by)?.textContent : e.getAttribute("aria-label");
      if (!name?.trim()) wrong.push(`<${e.localName} class="${e.className}"> has no name`);
    }
    if (!document.documentElement.lang) wrong.push("no language");
    if (!document.title.trim()) wrong.push("no title");
    return [...new Set(wrong)];
  });

// Tab reaches everything once, in the order of the page, each with a visible focus, and leaves at the end.
export const keyboard = async (page) => {
  const wrong = [];
  const total = await page.evaluate(() => {
    const may = "a[href], button, input, select, textarea, summary, [tabindex]";
    window.order = [...document.querySelectorAll(may)].filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility());
    // What is focused is looked at when it happens: a walk over a page of a thousand links takes seconds.
    window.seen = [];
    window.faults = [];
    const tools = document.getElementById("tools");
    const under = () => (tools && getComputedStyle(tools).position === "sticky" ? tools.getBoundingClientRect().bottom : 0);
    document.addEventListener("focusin", ({ target: e }) => {
      window.seen.push(e);
      const look = getComputedStyle(e), box = e.getClientRects()[0] ?? e.getBoundingClientRect();
      const named = `<${e.localName} class="${e.className}"> ${(e.textContent || e.id).slice(0, 40)}`;
      const skip = e.classList.contains("skip");
      if (!skip && (look.outlineStyle === "none" || parseFloat(look.outlineWidth) < 1)) window.faults.push(`no visible focus on ${named}`);
      if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) window.faults.push(`out of sight with the focus: ${named}`);
      else if (tools && !tools.contains(e) && !e.closest(".side") && !skip && box.height < 200 && box.bottom <= under()) window.faults.push(`the controls cover ${named}`);
    });
    return window.order.length;
  });
  for (let n = 0; n < total; n += 1) await page.keyboard.press("Tab");
  wrong.push(...(await page.evaluate(() => {
    const out = [...new Set(window.faults)].slice(0, 5);
    const { order, seen } = window;
    const at = order.findIndex((e, n) => e !== seen[n]);
    if (at >= 0) out.push(`focus ${at + 1} of ${order.length} is ${seen[at]?.outerHTML.slice(0, 90)}, not ${order[at].outerHTML.slice(0, 90)}`);
    return out;
  })));
  await page.keyboard.press("Tab");
  if (await page.evaluate(() => window.seen.length > window.order.length && document.activeElement !== window.order[0] && document.activeElement !== document.body)) {
    wrong.push("the focus does not leave the page at its end");
  }
  // The first is the link that passes over the contents, where there are contents or controls to pass over.
  if (await page.locator(".skip").count()) {
    await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
    await page.reload();
    await page.keyboard.press("Tab");
    const first = await page.evaluate(() => document.activeElement.className);
    if (first !== "skip") wrong.push(`the first stop is ${first || "nothing"}, not the skip link`);
    await page.keyboard.press("Enter");
    const inMain = await page.evaluate(() => document.activeElement.id);
    if (inMain !== "text") wrong.push(`the skip link leads to '${inMain}'`);
  }
  return wrong;
};

// On paper: all of the text, nothing that is cut off at the right, no controls.
export const paper = async (page) => {
  const wrong = [];
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  if (pdf.subarray(0, 5).toString() !== "%PDF-" || pages < 1) wrong.push("no PDF came out");
  const wide = await page.evaluate(() => document.body.classList.contains("across")); // with many columns it lies across
  await page.setViewportSize({ width: wide ? 960 : 658, height: 950 }); // A4 without the page's margins
  await page.emulateMedia({ media: "print" });
  wrong.push(...(await page.evaluate(() => {
    const out = [];
    const tools = document.getElementById("tools");
    if (tools?.checkVisibility()) out.push("the controls are printed");
    for (const e of document.querySelectorAll("details > :not(summary)")) {
      if (!e.checkVisibility({ contentVisibilityAuto: true })) { out.push(`folded away on paper: ${e.textContent.slice(0, 40)}`); break; }
    }
    const beyond = [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 2 && e.checkVisibility());
    if (beyond.length) out.push(`${beyond.length} elements are cut off at the right, first <${beyond[0].localName} class="${beyond[0].getAttribute("class")}"> ${beyond[0].textContent.slice(0, 40)}`);
    return out;
  })));
  return wrong;
};

// Without script: all there is to read is shown, and what only a script could do is hidden.
export const withoutScript = (page) =>
  page.evaluate(() => {
    const wrong = [];
    if (document.getElementById("tools")?.checkVisibility()) wrong.push("the controls are shown");
    for (const b of document.querySelectorAll("button")) if (b.checkVisibility()) { wrong.push(`a button is shown: ${b.textContent}`); break; }
    const folded = (e) => { const d = e.closest("details:not([open])"); return d && e !== d && !e.closest("summary"); };
    for (const e of document.querySelectorAll("main :is(p, mark, td, th, h2, h3, h4, li, figcaption, .seg, .names)")) {
      if (!e.checkVisibility() && !folded(e)) { wrong.push(`not shown: ${e.outerHTML.slice(0, 90)}`); break; }
    }
    return wrong;
  });

// With script: search, the three filters, the places of a code one after the other, all shown again.
export const tools = async (page) => {
  const wrong = [];
  const is = (held, words) => held || wrong.push(words);
  const state = () =>
    page.evaluate(() => {
      const all = (query) => [...document.querySelectorAll(query)];
      const shown = (query) => all(query).filter((e) => e.checkVisibility({ contentVisibilityAuto: true }));
      return {
        segments: shown(".seg").length, lit: shown("mark.lit").length, dim: shown("mark.dim").length, said: document.getElementById("said").textContent,
        texts: shown(".seg, .item, .q").filter((e) => !e.parentElement.closest(".item, .seg, .q")).map((e) => e.textContent.toLowerCase()),
        sources: shown(".source").length, ids: [...new Set(shown("mark.lit").flatMap((e) => e.dataset.coding.split(" ")))].length,
        here: all(".here").map((e) => { const b = e.getBoundingClientRect(); return b.top < innerHeight && b.bottom > 0; }),
        hidden: all("main [hidden]:not(button)").length, names: shown(".names [data-c]").length, quotes: shown(".q").length,
      };
    });
  const reset = async () => {
    await page.locator("#tools button[type=reset]").click();
    await page.waitForFunction(() => !document.querySelector("main [hidden]:not(button), mark.lit"));
  };
  const choices = (id) => page.locator(`#${id} option`).evaluateAll((all) => all.map((o) => o.value).filter(Boolean));
  const before = await state();
  is(await page.locator("#tools").isVisible(), "the controls are hidden");
  is(before.hidden === 0, "something is hidden before anything was chosen");

  // search: what is left holds the words, something is left out, and it says how many
  const word = await page.evaluate(() => {
    const words = [...document.querySelectorAll(".seg mark, .q blockquote")].flatMap((e) => e.textContent.toLowerCase().match(/\p{L}{5,20}/gu) ?? []);
    return words.sort((a, b) => b.length - a.length)[0];
  });
  await page.locator("#find").fill(word.toUpperCase());
  await page.waitForFunction(() => document.getElementById("said").textContent !== "");
  const found = await state();
  is(found.texts.length > 0 && found.texts.every((t) => t.includes(word)), `searching for '${word}' leaves what does not hold it`);
  is(found.texts.length < before.texts.length, "a search leaves everything");
  is(/\d/.test(found.said), `a search says '${found.said}'`);
  await page.locator("#find").fill("no such words anywhere");
  await page.waitForFunction((was) => document.getElementById("said").textContent !== was, found.said);
  is((await state()).texts.length === 0, "a search for what is not there leaves something");
  await reset();

  // a code: its places, and those of the codes under it, are marked; the rest is not
  const codes = await choices("by-code");
  is(codes.length > 1, "no codes to choose");
  for (const code of codes.slice(0, 6)) {
    await page.locator("#by-code").selectOption(code);
    const now = await state();
    if (before.segments) {
      const said = +(now.said.match(/\d+/)?.[0] ?? 0);
      const own = await page.evaluate(() => new Set([...document.querySelectorAll(".names [data-c]")].filter((e) => !e.hidden).map((e) => e.dataset.c)).size);
      is(now.ids >= own && now.lit >= said && (said > 0) === (own > 0), `code ${code}: ${own} codings, ${now.lit} marked, said '${now.said}'`);
      is(now.segments < before.segments, `code ${code} leaves every segment`);
    } else is(now.quotes < before.quotes, `code ${code} leaves every quote`);
  }
  await reset();

  // its places, one after the other, each in sight
  const next = page.locator("#next");
  if (before.segments) {
    is(await next.isDisabled(), "there is a next place before a code was chosen");
    for (const code of codes) {
      await page.locator("#by-code").selectOption(code);
      if (await next.isEnabled()) break;
    }
    await next.click();
    const first = await state();
    await next.click();
    await page.locator("#previous").click();
    const back = await state();
    is(first.here.length === 1 && first.here[0], "the first place is not in sight");
    is(/1\D+\d/.test(first.said) && back.said === first.said, `the places say '${first.said}', then '${back.said}'`);
    await reset();
  }

  // a source: its text alone; a coder: that one's codings alone
  if (await page.locator("#by-source-name").isVisible()) {
    const [source] = await choices("by-source-name");
    await page.locator("#by-source-name").selectOption(source);
    const now = await state();
    is(!before.sources || now.sources === 1, `of one source ${now.sources} are shown`);
    const others = await page.evaluate((id) => [...document.querySelectorAll(".q[data-s]")].filter((e) => !e.hidden && e.dataset.s !== id).length, source);
    is(others === 0, `${others} quotes of other sources`);
    await reset();
  }
  if (await page.locator("#by-coder").isVisible()) {
    const coders = await choices("by-coder");
    const counts = [];
    for (const coder of coders) {
      await page.locator("#by-coder").selectOption(coder);
      const now = await state();
      counts.push(before.segments ? now.names : now.quotes);
    }
    is(counts.length > 1 && counts.every((n) => n < (before.segments ? before.names : before.quotes)) && counts.some((n) => n > 0), `codings by coder: ${counts}`);
    await reset();
  }

  // the codebook's button does the same, and a link to a hidden place shows it again
  const button = page.locator("button[data-show]").first();
  if (await button.count()) {
    await button.click();
    const there = await state();
    is(there.here.length === 1, "'show all places' leads nowhere");
    await page.locator("#find").fill("no such words anywhere");
    await page.waitForFunction((was) => document.getElementById("said").textContent !== was, there.said);
    is((await state()).segments === 0, "a search within a code's places for what is not there leaves something");
    await page.evaluate(() => { location.hash = `#${document.querySelector("mark[id]").id}`; });
    await page.waitForFunction(() => document.querySelector("mark.here"));
    is((await state()).segments === before.segments, "a link to a hidden place does not show it");
  }
  return wrong;
};

// Hostile names are words: nothing of theirs became an element, an attribute or a style, wherever one points, types or clicks.
export const still = async (page) => {
  const wrong = await page.evaluate(() => {
    const out = [];
    if (document.querySelectorAll("script").length > 1 || document.querySelectorAll("style:not(svg style)").length !== 1) out.push("an element came out of a name");
    for (const e of document.querySelectorAll("body *")) {
      for (const a of e.attributes) if (a.name.startsWith("on") || a.name === "autofocus") out.push(`${a.name} on <${e.localName}>`);
      if (/^(iframe|object|embed|base|link|img|video|audio|meta|u)$/.test(e.localName)) out.push(`<${e.localName}>`);
      if (e.localName === "form" && e.id !== "tools") out.push("a form came out of a name");
      const to = e.getAttribute("href");
      if (to && !/^(#|https?:|mailto:)/i.test(to)) out.push(`a link to ${to}`);
      if (to?.startsWith("#") && !document.getElementById(to.slice(1))) out.push(`a link to nowhere: ${to}`);
    }
    if (!document.body.textContent.includes("<script>alert(")) out.push("the hostile words are not there as words");
    return [...new Set(out)];
  });
  for (const e of await page.locator("main a[href^='#'], nav a").all()) {
    if (await e.isVisible()) { await e.hover(); await e.click(); break; }
  }
  const nav = page.locator("nav a");
  for (let n = 0; n < Math.min(4, await nav.count()); n += 1) {
    const to = await nav.nth(n).getAttribute("href");
    await nav.nth(n).click();
    const there = await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top < innerHeight, to.slice(1));
    if (!there || !page.url().endsWith(to)) wrong.push(`the contents do not lead to ${to}`);
  }
  return wrong;
};

// A drawing: a name, every word within its frame, no two words on each other, and words that can be told from the ground.
export const drawn = (page) =>
  page.evaluate(() => {
    const svg = document.documentElement, out = [];
    if (!svg.querySelector(":scope > title")?.textContent || !svg.querySelector(":scope > desc")) out.push("no title or description");
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].map((e) => ({ e, box: e.getBoundingClientRect(), words: [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("") }));
    for (const { box, words } of texts) {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) out.push(`'${words}' leaves the picture`);
    }
    // Words may be turned: two boxes lie apart if they do so along a side of either.
    for (const one of texts) {
      const { x, y, width, height } = one.e.getBBox(), turn = one.e.getScreenCTM();
      one.corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]].map(([p, q]) => [turn.a * p + turn.c * q + turn.e, turn.b * p + turn.d * q + turn.f]);
      const long = Math.hypot(turn.a, turn.b);
      one.sides = [[turn.a / long, turn.b / long], [-turn.b / long, turn.a / long]];
    }
    const along = (corners, [p, q]) => { const at = corners.map(([x, y]) => x * p + y * q); return [Math.min(...at), Math.max(...at)]; };
    const shared = (one, two, side) => { const [a, b] = along(one.corners, side), [c, d] = along(two.corners, side); return Math.min(b, d) - Math.max(a, c); };
    for (let a = 0; a < texts.length; a += 1) for (let b = a + 1; b < texts.length; b += 1) {
      const [length, across] = texts[a].sides.map((side) => shared(texts[a], texts[b], side));
      if (length > 2 && across > 4 && texts[b].sides.every((side) => shared(texts[a], texts[b], side) > 2)) out.push(`'${texts[a].words}' lies on '${texts[b].words}'`);
    }
    // contrast of each word with the lowest box that lies under its middle
    const rgb = (colour) => colour.match(/[\d.]+/g).map(Number);
    const bright = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((s, c, n) => s + c * [0.2126, 0.7152, 0.0722][n], 0);
    const ground = rgb(getComputedStyle(svg.querySelector(".ground")).fill);
    const boxes = [...svg.querySelectorAll("rect:not(.ground)")].map((e) => ({ e, box: e.getBoundingClientRect() }));
    for (const { e, box, words } of texts) {
      const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
      let under = ground;
      for (const r of boxes) {
        if (r.box.left > x || r.box.right < x || r.box.top > y || r.box.bottom < y) continue;
        const look = getComputedStyle(r.e);
        if (look.fill === "none") continue;
        const alpha = parseFloat(look.fillOpacity) * parseFloat(look.opacity);
        under = rgb(look.fill).slice(0, 3).map((c, n) => c * alpha + under[n] * (1 - alpha));
      }
      const [a, b] = [bright(rgb(getComputedStyle(e).fill)), bright(under)].sort((p, q) => q - p);
      const ratio = (a + 0.05) / (b + 0.05);
      if (ratio < 4.5) out.push(`'${words}' has a contrast of ${ratio.toFixed(1)}`);
    }
    return out.slice(0, 6);
  });
