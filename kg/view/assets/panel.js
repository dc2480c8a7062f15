"use strict";
/* The panel of a node or an edge: its facts, and the sentence that each one was read from. */
KG.panel = (() => {
  const { el } = KG;
  const panel = KG.$("panel");
  const FIRST = 10;

  const percent = (confidence) => (confidence === null || confidence === undefined ? "" : `confidence ${confidence.toFixed(2)}`);

  function chip(node) {
    const button = el("button", { type: "button", class: "chip", onclick: () => KG.select(node, { move: true }) });
    button.append(KG.glyph(node), KG.bdi(node.name));
    return button;
  }

  /* One printed passage with the words that were read marked. */
  function quote(number, { paper = false } = {}) {
    const [sentence, begin, end, words, from, field, confidence, extractor, note] = KG.details.traces[number];
    const block = el("blockquote");
    if (sentence >= 0) {
      const text = KG.details.sentences[sentence];
      block.append(text.slice(0, begin), el("mark", {}, text.slice(begin, end)), text.slice(end));
    } else if (words) block.append(el("mark", {}, words));
    if (note) block.append(note);
    const title = paper && from >= 0 ? KG.bdi(KG.nodes[from].name) : null;
    const source = [field, percent(confidence), extractor].filter(Boolean).join(" · ");
    if (title || source) block.append(el("footer", {}, title, title && source ? ` · ${source}` : source));
    return block;
  }

  let quoted = new Set();

  /* The first passage, the others folded away; a passage that stands in the panel already is not said again. */
  function quotes(all, options) {
    const numbers = all.filter((n) => !quoted.has(n));
    for (const n of numbers) quoted.add(n);
    if (!numbers.length) return [];
    const shown = [quote(numbers[0], options)];
    if (numbers.length > 1) {
      const rest = el("details", {}, el("summary", {}, `${KG.number(numbers.length - 1)} more`));
      rest.addEventListener("toggle", () => rest.append(...numbers.slice(1).map((n) => quote(n, options))), { once: true });
      shown.push(rest);
    }
    return shown;
  }

  function detail(text, confidence, traces) {
    const own = traces.length ? "" : percent(confidence);
    const said = [text, own].filter(Boolean).join(" · ");
    return said ? el("span", { class: "detail" }, said) : null;
  }

  /* A list that shows its first items and a button for the rest. */
  function list(items, make) {
    const found = el("ul", { class: "items" }, ...items.slice(0, FIRST).map(make));
    if (items.length <= FIRST) return [found];
    const more = el("button", { type: "button", class: "more" }, `Show all ${KG.number(items.length)}`);
    more.addEventListener("click", () => {
      found.append(...items.slice(FIRST).map(make));
      more.remove();
    });
    return [found, el("p", {}, more)];
  }

  function section(title, count, ...children) {
    const heading = el("h3", {}, title, count > 1 ? el("span", { class: "count" }, ` ${KG.number(count)}`) : null);
    return el("div", { class: "section" }, heading, ...children);
  }

  /* A fact whose evidence is only the node's own mention, or a whole field of the source, needs no quotation of its own. */
  const isTold = (node, traces) => traces.every((n) => node.traces.includes(n) || isWhole(KG.details.traces[n]));
  const isWhole = ([sentence, begin, end, , , field]) =>
    sentence < 0 || field === "authors" || (begin === 0 && end === KG.details.sentences[sentence].length);

  function facts(node) {
    const plain = node.facts.filter((fact) => isTold(node, fact[4]));
    const backed = node.facts.filter((fact) => !isTold(node, fact[4]));
    const table = el("dl");
    plain.forEach(([label, value, href], place) => {
      const repeated = place && plain[place - 1][0] === label;
      table.append(el("dt", {}, repeated ? "" : label), el("dd", {}, KG.link(value, href)));
    });
    const items = backed.map(([label, value, href, confidence, traces]) =>
      section(label, 1, KG.link(value, href), detail("", confidence, traces), ...quotes(traces)));
    return [plain.length ? table : null, ...items];
  }

  function relations(node) {
    const byLabel = new Map();
    for (const edge of node.edges)
      for (const relation of edge.relations) {
        const label = relation[edge.from === node ? 0 : 1];
        byLabel.set(label, [...(byLabel.get(label) || []), { edge, relation, other: KG.other(edge, node) }]);
      }
    const rank = (label) => (KG.data.order.indexOf(label) + KG.data.order.length + 1) % (KG.data.order.length + 1);
    return [...byLabel].sort(([a], [b]) => rank(a) - rank(b)).map(([label, items]) => {
      items.sort((a, b) => (label === "author" ? position(a) - position(b) : 0) || b.edge.width - a.edge.width
        || (b.other.years[0] || 0) - (a.other.years[0] || 0) || b.other.size - a.other.size || a.other.id - b.other.id);
      return section(label, items.length, ...list(items, ({ edge, relation, other }) =>
        el("li", {}, chip(other), detail(relation[2], relation[3], relation[4]), ...quotes(relation[4]), ...papers(edge, node))));
    });
  }

  const position = ({ relation }) => Number.parseInt(relation[2], 10) || 0;

  function papers(edge, node) {
    if (!edge.papers.length) return [];
    const items = edge.papers.map(([title, href]) => el("li", {}, KG.link(title, href)));
    const few = node.edges.length <= 8 ? { open: "" } : {};
    return [el("details", few, el("summary", {}, edge.papers.length === 1 ? "1 paper" : `${edge.papers.length} papers`), el("ul", {}, ...items))];
  }

  function open(...children) {
    const close = el("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => KG.select(null) }, "✕");
    const held = panel.contains(document.activeElement);
    panel.replaceChildren(close, ...children.filter(Boolean));
    panel.hidden = false;
    panel.scrollTop = 0;
    if (held) (panel.querySelector("h2") || close).focus({ preventScroll: true });
  }

  function shut() {
    const held = panel.contains(document.activeElement);
    panel.hidden = true;
    panel.replaceChildren();
    if (held) KG.surface().focus({ preventScroll: true });
  }

  function prose(title, text) {
    return text ? el("details", { class: "part" }, el("summary", {}, title), el("p", { class: "prose" }, text)) : null;
  }

  function mentions(node) {
    const all = node.mentions || node.traces.length;
    if (!node.traces.length) return null;
    const told = new Set(node.edges.flatMap((edge) => edge.relations.flatMap((relation) => relation[4])));
    if (all === node.traces.length && node.traces.every((n) => told.has(n)) && all <= node.edges.length) return null;
    const count = all > node.traces.length ? `${KG.number(node.traces.length)} of ${KG.number(all)} shown` : KG.number(all);
    const box = el("details", { class: "part" }, el("summary", {}, `Printed mentions (${count})`));
    box.addEventListener("toggle", () => box.append(...list(node.traces, (n) => el("li", {}, quote(n, { paper: true })))), { once: true });
    return box;
  }

  function aliases(node) {
    if (!node.aliases.length) return null;
    const names = node.aliases.flatMap((name, place) => [place ? "; " : "", KG.bdi(name)]);
    return el("p", { class: "aliases" }, "also printed as ", ...names);
  }

  function part(node) {
    const look = KG.data.communities.find((one) => one.id === node.community);
    return look ? el("p", { class: "kind" }, KG.glyphOf(look), KG.bdi(look.label)) : null;
  }

  /* What is known without the details, and then the details as soon as they are unpacked. */
  function showNode(node) {
    quoted = new Set();
    const near = KG.neighbours(node);
    near.delete(node);
    open(
      el("p", { class: "kind" }, KG.glyph(node), KG.kind(node)),
      el("h2", { tabindex: "-1" }, KG.bdi(node.name)),
      aliases(node),
      part(node),
      el("div", { class: "actions" },
        el("button", { type: "button", onclick: () => KG.focusOn(node) }, `Focus on neighbours (${KG.number(near.size)})`),
        el("button", { type: "button", onclick: () => (node.shown ? KG.canvas.centre(node) : KG.select(node, { move: true })) }, "Centre"),
        KG.data.pages ? el("a", { href: KG.data.pages + encodeURIComponent(node.iri), target: "_blank" }, "Open its page") : null),
      ...fill(() => [
        ...facts(node),
        prose("Abstract", node.text),
        ...relations(node),
        mentions(node),
        el("p", { class: "iri" }, KG.link(node.iri, node.iri)),
      ], () => KG.state.node === node && showNode(node)),
    );
  }

  function showEdge(edge) {
    quoted = new Set();
    open(
      el("p", { class: "kind" }, KG.data.directed ? "Connection" : "Co-authors"),
      el("ul", { class: "items" }, el("li", {}, chip(edge.from)), el("li", {}, chip(edge.to))),
      ...fill(() => {
        const shared = edge.papers.map(([title, href]) => el("li", {}, KG.link(title, href)));
        return [...edge.relations.map(relation), shared.length ? section("papers together", shared.length, el("ul", { class: "items" }, ...shared)) : null];
      }, () => KG.state.edge === edge && showEdge(edge)),
    );

    function relation([forward, , text, confidence, traces]) {
      const said = quotes(traces);
      const bare = !said.length && !edge.papers.length ? el("p", { class: "bare" }, "The graph keeps no printed passage for this statement.") : null;
      return el("div", {}, el("h3", {}, forward), detail(text, confidence, traces), ...said, bare);
    }
  }

  /* The parts that need the details; `again` is called once they have come. */
  function fill(make, again) {
    if (KG.details) return make();
    const note = el("p", { class: "bare", role: "status" }, "Unpacking the details…");
    KG.unpack().then(again, (error) => { note.textContent = error.message; });
    return [note];
  }

  return { showNode, showEdge, close: shut };
})();
