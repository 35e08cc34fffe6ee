// Pages with one fault each, and the words with which the check that is named must notice it: a check that cannot fail is none.

const page = (body, { head = "<title>t</title>", lang = ' lang="en"' } = {}) =>
  `<!doctype html><html${lang}><head><meta charset="utf-8">${head}</head><body>${body}</body></html>`;
const policy = `<title>t</title><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;
const skip = `<a class="skip" href="#text">skip</a>`;
const main = (inner) => `<main id="text" tabindex="-1"><h1>One</h1>${inner}</main>`;
const drawing = (inner) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><title>t</title><desc>d</desc><rect class="ground" width="200" height="100" fill="#fff"/>${inner}</svg>`;

export const BROKEN = [
  ["still", page(main("<img src=x>")), "<img>"],
  ["still", page(main("&lt;script>alert(<p>"), { head: "<title>t</title><style></style><script>document.title = 'run'; alert(1)</script>" }), "a dialog"],
  ["landmarks", page(main("<img src=http://evil.invalid/a.png>")), "it asked for"],
  ["landmarks", page(main("<script>throw Error('oh')</script>")), "error in its script"],
  ["landmarks", page(main("<img src=http://evil.invalid/a.png>"), { head: policy }), "against its policy"],
  ["landmarks", page(main("<h4>Four</h4>")), "after a heading of level 1"],
  ["landmarks", page(`${main("")}<nav></nav>`), "has no name"],
  ["landmarks", page(main(""), { lang: "" }), "no language"],
  ["fits", page(main(`<p style="width:5000px">wide</p>`)), "scrolls sideways"],
  ["accessible", page(main(`<p style="color:#ccc">pale words</p>`)), "color-contrast"],
  ["keyboard", page(`${main(`<a href="#text" style="outline:0">a</a>`)}`), "no visible focus"],
  ["keyboard", page(`${main(`<a href="#text" tabindex="2">a</a><a href="#text" tabindex="1">b</a>`)}`), "focus 1 of 2"],
  ["keyboard", page(`<a href="#text">first</a>${skip}${main("")}`), "not the skip link"],
  ["keyboard", page(`${skip}<main><h1>One</h1></main>`), "the skip link leads to"],
  ["paper", page(main("<details><summary>s</summary><p>folded</p></details>")), "folded away on paper"],
  ["paper", page(main(`<p style="width:5000px">wide</p>`)), "cut off at the right"],
  ["paper", page(`<form id="tools">controls</form>${main("")}`), "the controls are printed"],
  ["withoutScript", page(`<form id="tools">controls</form>${main("")}`), "the controls are shown"],
  ["withoutScript", page(main("<p hidden>words</p>")), "not shown"],
  ["drawn", drawing(`<text x="190" y="50">beyond</text>`), "leaves the picture"],
  ["drawn", drawing(`<text x="10" y="50">one</text><text x="15" y="50">two</text>`), "lies on"],
  ["drawn", drawing(`<text x="10" y="50" fill="#ccc">pale</text>`), "contrast"],
];

// What the page's script is changed to, and what the check of the controls must say then.
export const MUTANTS = [
  ['m.e.classList.toggle("lit", hit)', 'm.e.classList.toggle("lit", false)', "0 marked"],
  ["p.e.hidden = !show", "p.e.hidden = false", "leaves what does not hold it"],
  ['e.scrollIntoView({ block: "center" })', "0", "not in sight"],
  ["(!coder || c.coder === coder)", "true", "codings by coder"],
];
