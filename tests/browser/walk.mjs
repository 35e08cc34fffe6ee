// Opens the pages that make_pages.py wrote in a real browser, and says what does not hold. The network is off.
//
//     QDA_BROWSER=/usr/bin/chromium node tests/browser/walk.mjs FOLDER [SCREENSHOTS]
//
// Each check is a function in checks.mjs that is given a page and says what it found; nothing found is well.
// SCREENSHOTS: a folder for pictures of the pages, to look at. QDA_BROWSER_TIMES=1 says how long each kind of check took.

import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { BROKEN, MUTANTS } from "./broken.mjs";
import * as checks from "./checks.mjs";

const { accessible, drawn, fits, keyboard, landmarks, paper, still, tools, withoutScript } = checks;

const [, , given, pictures] = process.argv;
const folder = resolve(given);
const WIDTHS = [320, 700, 1200];

const failures = [];
let done = 0;
const spent = {}; // milliseconds by kind of check

// Open a file in a window of its own, do something with the page, and note what went wrong in it or was asked of the network.
const look = async (browser, file, what, check, { width = 1200, scheme = "light", script = true } = {}) => {
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: scheme, javaScriptEnabled: script, offline: true, reducedMotion: "reduce",
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const heard = [];
  const own = pathToFileURL(file).href;
  page.on("request", (r) => r.url() !== own && heard.push(`it asked for ${r.url()}`));
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && heard.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => heard.push(`error in its script: ${e.message}`));
  page.on("dialog", (d) => heard.push(`a dialog: ${d.message()}`) && d.dismiss());
  context.on("page", (p) => heard.push(`it opened ${p.url()}`));
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (e) => window.violations.push(`${e.violatedDirective}: ${e.blockedURI}`));
  });
  let found = [];
  const began = performance.now();
  try {
    await page.goto(own);
    found = (await check(page)) ?? [];
    if (script) heard.push(...(await page.evaluate(() => window.violations)).map((v) => `against its policy: ${v}`));
    if (page.url().split("#")[0] !== own) heard.push(`it went to ${page.url()}`);
  } catch (e) {
    found = [`the check ended: ${e.message}`];
  }
  await context.close();
  done += 1;
  spent[what] = (spent[what] ?? 0) + performance.now() - began;
  const at = `${basename(resolve(file, ".."))}/${basename(file)}, ${width} px, ${scheme}${script ? "" : ", no script"}: ${what}`;
  return [...found, ...heard].map((one) => `${at}: ${one}`);
};

const root = process.getuid?.() === 0;
const browser = await chromium.launch({ executablePath: process.env.QDA_BROWSER, args: root ? ["--no-sandbox"] : [] });
const jobs = [];
for (const study of ["demo", "hostile"]) {
  const files = readdirSync(join(folder, study)).sort().map((name) => join(folder, study, name));
  if (files.length < 15) failures.push(`${study}: only ${files.length} files`);
  for (const file of files) {
    const add = (what, check, options) => jobs.push(async () => failures.push(...(await look(browser, file, what, check, options))));
    if (file.endsWith(".svg")) {
      for (const scheme of ["light", "dark"]) add("drawing", drawn, { scheme });
      continue;
    }
    const interactive = /(study|source|without-texts)\.html$/.test(file);
    for (const width of WIDTHS) add("width", fits, { width });
    add("axe", accessible);
    if (study === "demo" && /(study|source|categories|table)\.html$/.test(file)) { // the others have the same styles
      add("axe", accessible, { scheme: "dark" });
      add("axe", accessible, { width: 320 });
    }
    add("landmarks", landmarks);
    add("keyboard", keyboard);
    add("paper", paper);
    add("without script", withoutScript, { script: false });
    if (interactive) add("tools", tools);
    if (study === "hostile") add("still", still);
    if (pictures && study === "demo") {
      for (const width of [...WIDTHS, 1600]) for (const scheme of ["light", "dark"]) {
        add("picture", async (page) => {
          await page.screenshot({ path: join(pictures, `${basename(file, ".html")}-${width}-${scheme}.png`) });
        }, { width, scheme });
      }
    }
  }
}

// Every check notices its fault.
const trial = mkdtempSync(join(tmpdir(), "qda-browser-"));
const study = readFileSync(join(folder, "demo", "study.html"), "utf8").replace(/'sha256-[^']+'/, "'unsafe-inline'");
const changed = MUTANTS.map(([from, to, words]) => {
  if (!study.includes(from)) failures.push(`the page's script has no '${from}' any more: change MUTANTS`);
  return ["tools", study.replace(from, to), words];
});
[...BROKEN, ...changed].forEach(([check, content, words], n) => {
  const file = join(trial, `${n}.${check === "drawn" ? "svg" : "html"}`);
  writeFileSync(file, content);
  jobs.push(async () => {
    const found = await look(browser, file, check, checks[check], { script: check !== "withoutScript" });
    if (!found.some((one) => one.includes(words))) failures.push(`the check '${check}' did not notice '${words}', but ${JSON.stringify(found)}`);
  });
});

if (pictures) {
  mkdirSync(pictures, { recursive: true });
  jobs.push(async () => { // the README's picture of the page: a text with its codings in the margin
    const context = await browser.newContext({ viewport: { width: 980, height: 572 }, deviceScaleFactor: 1.4, colorScheme: "light" });
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(folder, "readme.html")).href);
    await page.evaluate(() => {
      const threads = [...document.querySelectorAll(".source")].filter((e) => e.querySelectorAll(".seg .who").length > 3);
      const first = threads.at(-1).querySelector(".g:is(.w2, .w3)");
      const top = first.closest(".seg").getBoundingClientRect().top + scrollY;
      scrollTo(0, top - document.getElementById("tools").offsetHeight - 12);
    });
    await page.screenshot({ path: join(pictures, "study-page.png") });
    await context.close();
  });
}
// Two windows at a time: what one waits for, the other uses.
const next = async () => {
  for (let job = jobs.shift(); job; job = jobs.shift()) await job();
};
await Promise.all([next(), next()]);
await browser.close();
rmSync(trial, { recursive: true });
for (const one of failures) console.error(one);
if (process.env.QDA_BROWSER_TIMES) console.log(spent);
console.log(`${done} looks at pages and drawings, ${failures.length} things do not hold`);
process.exit(failures.length ? 1 : 0);
