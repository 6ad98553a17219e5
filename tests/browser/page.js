// What the checks of tests/browser/run ask a page. Put into it by the browser itself, which its policy does not concern.

function parts(colour) {
  const numbers = colour.match(/[\d.]+/g).map(Number);
  return numbers.length === 4 && numbers[3] === 0 ? null : numbers.slice(0, 3);
}

// The colour behind an element: of the box that an SVG text stands in, else of what the text's own element lies on.
function ground(element) {
  const box = element.matches(".app text, .cluster text") ? element.parentElement.querySelector("rect") : null;
  if (box) return parts(getComputedStyle(box).fill);
  for (let at = element; at; at = at.parentElement) {
    const colour = parts(getComputedStyle(at).backgroundColor);
    if (colour) return colour;
  }
  return [255, 255, 255];
}

// Every text that one can see: {where, colour, ground}.
function texts() {
  const out = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("script, title, desc, .skip")) continue;
    if (!element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const colour = parts(element instanceof SVGElement ? style.fill : style.color);
    out.push({ where: element.tagName + "." + element.getAttribute("class"), colour, ground: ground(element) });
  }
  return out;
}

function name_of(element) {
  const words = element.getAttribute("aria-label") || (element.labels ? element.labels[0] : element).textContent;
  return element.tagName + " " + words.trim().slice(0, 60);
}

function reachable() {
  const all = [...document.querySelectorAll("a[href], [tabindex='0'], summary, input")];
  return all.filter((one) => one.checkVisibility()).map(name_of);
}

// The headings of the rows that one can see, after a click on the box of that state.
function rows_after(state) {
  document.getElementById("show-" + state).click();
  return [...document.querySelectorAll("tr.row")].filter((row) => row.checkVisibility()).map((row) => row.className);
}

function focused() {
  const at = document.activeElement;
  if (at === document.body || at === document.documentElement) return null;
  const style = getComputedStyle(at);
  return { what: name_of(at), seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 };
}

// Headings in steps of one below a single h1; tables with a heading for each column and each row; no id twice.
function structure() {
  const out = [];
  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) out.push("h" + own + " follows h" + level + ": " + heading.textContent);
    level = own;
  }
  if (document.querySelectorAll("h1").length !== 1) out.push("not one h1");
  for (const table of document.querySelectorAll("table")) {
    if (!table.querySelector("thead th[scope='col']")) out.push("a table without headings");
    for (const row of table.tBodies[0].rows)
      if (!row.querySelector("th[scope='row']")) out.push("a row without a heading: " + row.textContent);
  }
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) out.push("twice: #" + id);
  for (const mark of document.querySelectorAll("[aria-labelledby]"))
    for (const id of mark.getAttribute("aria-labelledby").split(" "))
      if (!document.getElementById(id)) out.push("nothing is called #" + id);
  return out;
}

// Elements beyond the right edge, but for what scrolls by itself.
function sticking_out() {
  const out = [];
  if (document.documentElement.scrollWidth > innerWidth)
    for (const one of document.querySelectorAll("body *"))
      if (one.getBoundingClientRect().right > innerWidth + 0.5 && !one.parentElement.closest(".scroll, svg"))
        out.push(name_of(one));
  return out;
}

// What the top of the page says, but lies below the first screen.
function below_fold() {
  return [...document.querySelectorAll("h1, .facts > div")]
    .filter((one) => one.getBoundingClientRect().bottom > innerHeight)
    .map(name_of);
}
