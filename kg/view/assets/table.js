"use strict";
/* The nodes that are shown as a table, for reading without the drawing; rows are made as they are needed. */
(() => {
  const { el, $ } = KG;
  const STEP = 200;
  const box = $("table");
  const body = box.querySelector("tbody");
  const more = $("more");
  let rows = [];
  let made = 0;
  let order = { column: -1, down: false };
  let stale = true;

  const degree = new Map();
  const degreeOf = (node) => {
    if (!degree.has(node)) degree.set(node, KG.neighbours(node).size);
    return degree.get(node);
  };
  const collator = new Intl.Collator("en", { numeric: true });
  const columns = [
    (a, b) => collator.compare(a.name, b.name),
    (a, b) => collator.compare(KG.lookOf(a).label, KG.lookOf(b).label),
    (a, b) => (a.years[0] || 0) - (b.years[0] || 0),
    (a, b) => degreeOf(a) - degreeOf(b),
  ];

  function years({ years: all }) {
    if (!all.length) return "";
    const [first, last] = [Math.min(...all), Math.max(...all)];
    return first === last ? `${first}` : `${first}–${last}`;
  }

  function makeRow(node) {
    const open = el("button", { type: "button", onclick: () => KG.select(node) }, KG.bdi(node.name));
    return el("tr", {}, el("td", {}, open), el("td", {}, KG.bdi(KG.lookOf(node).label)), el("td", {}, years(node)), el("td", {}, `${degreeOf(node)}`));
  }

  function extend() {
    const next = rows.slice(made, made + STEP);
    body.append(...next.map(makeRow));
    made += next.length;
    more.hidden = made >= rows.length;
    more.firstElementChild.textContent = `Show ${KG.number(Math.min(STEP, rows.length - made))} more of ${KG.number(rows.length)}`;
  }

  function fill() {
    stale = false;
    rows = KG.nodes.filter(KG.isShown);
    if (order.column >= 0) rows.sort((a, b) => columns[order.column](a, b) * (order.down ? -1 : 1) || a.id - b.id);
    made = 0;
    body.replaceChildren();
    $("caption").textContent = $("counts").textContent;
    box.querySelector('[data-column="1"]').textContent = KG.state.colour === "group" ? KG.data.grouping : "Community";
    extend();
  }

  function sort(button) {
    const column = Number(button.dataset.column);
    const down = order.column === column ? !order.down : column === 3;
    order = { column, down };
    for (const head of box.querySelectorAll("th")) head.setAttribute("aria-sort", "none");
    button.parentElement.setAttribute("aria-sort", down ? "descending" : "ascending");
    fill();
  }

  /* What is shown has changed: an open table is made anew, a closed one when it opens. */
  KG.refreshTable = () => {
    stale = true;
    if (!box.hidden) fill();
  };

  /* What the keyboard comes back to: the drawing, or the table that covers it. */
  KG.surface = () => (box.hidden ? $("canvas") : box);

  KG.showTable = (shown = box.hidden) => {
    const held = box.contains(document.activeElement);
    box.hidden = !shown;
    $("drawing").inert = shown;
    $("list").setAttribute("aria-pressed", String(shown));
    if (!shown) {
      if (held) $("canvas").focus({ preventScroll: true });
      return;
    }
    if (stale) fill();
    box.focus({ preventScroll: true });
  };

  for (const button of box.querySelectorAll("th button")) button.addEventListener("click", () => sort(button));
  more.firstElementChild.addEventListener("click", () => {
    const first = made;
    extend();
    body.rows[first]?.querySelector("button").focus();
  });
  new IntersectionObserver((seen) => { if (seen[0].isIntersecting && !more.hidden) extend(); }, { root: box, rootMargin: "600px" }).observe(more);
  $("list").addEventListener("click", () => KG.showTable());
})();
