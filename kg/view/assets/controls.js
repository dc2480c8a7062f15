"use strict";
/* Selection, focus, legend, buttons, keys and the table; starts the page. */
(() => {
  const { el, state, canvas } = KG;
  const { network } = canvas;

  KG.select = (node, { move = false } = {}) => {
    state.node = node;
    state.edge = null;
    state.hover = null;
    if (node && !KG.isShown(node)) reveal(node);
    KG.$("focus").disabled = !node;
    if (node) KG.panel.showNode(node);
    else KG.panel.close();
    network.selectNodes(node ? [node.id] : []);
    canvas.restyle();
    if (node && move) setTimeout(() => canvas.centre(node), 80);
  };

  KG.selectEdge = (edge) => {
    state.node = null;
    state.edge = edge;
    state.hover = null;
    KG.panel.showEdge(edge);
    canvas.restyle();
  };

  /* A node that someone asks for is shown, even if its group was switched off. */
  function reveal(node) {
    if (state.focus) unfocus();
    if (state.off.delete(node.group)) drawLegend();
  }

  KG.focusOn = (node) => {
    state.focus = new Set([node, ...KG.neighbours(node)].map((one) => one.id));
    KG.select(node);
    KG.$("focused").firstElementChild.textContent = `${node.short} and ${state.focus.size - 1} neighbours`;
    KG.$("focused").hidden = false;
    count();
    setTimeout(canvas.fit, 80);
  };

  function unfocus() {
    state.focus = null;
    KG.$("focused").hidden = true;
    count();
    canvas.restyle();
  }

  function back() {
    if (state.focus) {
      unfocus();
      canvas.fit();
    } else if (!KG.$("table").hidden) table(false);
    else KG.select(null);
  }

  const size = new Map();
  for (const node of KG.nodes) size.set(node.group, (size.get(node.group) || 0) + 1);

  function drawLegend() {
    KG.$("legend").replaceChildren(...KG.data.groups.map((group) => {
      const on = !state.off.has(group.id);
      const button = el("button", { type: "button", "aria-pressed": String(on), title: `${on ? "Hide" : "Show"} ${group.label}` });
      button.append(KG.glyph(group.id), el("span", { class: "label" }, group.label), el("span", { class: "count" }, `${size.get(group.id)}`));
      button.addEventListener("click", () => toggle(group.id));
      return el("li", {}, button);
    }));
  }

  function toggle(group) {
    if (!state.off.delete(group)) state.off.add(group);
    if (state.focus) unfocus();
    const active = document.activeElement;
    const place = [...KG.$("legend").querySelectorAll("button")].indexOf(active);
    drawLegend();
    if (place >= 0) KG.$("legend").querySelectorAll("button")[place].focus();
    count();
    canvas.restyle();
  }

  function count() {
    const nodes = KG.nodes.filter(KG.isShown).length;
    const edges = KG.edges.filter((edge) => KG.isShown(edge.from) && KG.isShown(edge.to)).length;
    const all = nodes === KG.nodes.length ? "" : ` of ${KG.nodes.length.toLocaleString("en")}`;
    KG.$("counts").textContent = `${nodes.toLocaleString("en")}${all} nodes, ${edges.toLocaleString("en")} edges shown`;
  }

  function table(shown = KG.$("table").hidden) {
    KG.$("table").hidden = !shown;
    KG.$("canvas").style.visibility = shown ? "hidden" : "";
    KG.$("list").setAttribute("aria-pressed", String(shown));
    if (shown) KG.$("table").focus();
  }

  function sort(button) {
    const column = Number(button.dataset.column);
    const head = button.parentElement;
    const down = head.getAttribute("aria-sort") === "ascending" || (column === 2 && head.getAttribute("aria-sort") === "none");
    for (const other of head.parentElement.children) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = KG.$("table").querySelector("tbody");
    const text = (row) => row.children[column].textContent;
    const rows = [...body.rows].sort((a, b) => text(a).localeCompare(text(b), "en", { numeric: true }));
    body.append(...(down ? rows.reverse() : rows));
  }

  function theme() {
    document.documentElement.dataset.theme = KG.isDark() ? "light" : "dark";
    repaint();
  }

  function repaint() {
    for (const glyph of document.querySelectorAll("svg.glyph")) glyph.style.fill = KG.colour(glyph.dataset.group);
    canvas.retheme();
  }

  function hint(event, title, below) {
    const box = KG.$("hint");
    box.replaceChildren(el("bdi", {}, title), el("small", {}, below));
    box.hidden = false;
    const { x, y } = event.pointer.DOM;
    const room = KG.$("canvas").getBoundingClientRect();
    box.style.left = `${Math.max(4, Math.min(x + 14, room.width - box.offsetWidth - 8))}px`;
    box.style.top = `${y + 18 + box.offsetHeight > room.height ? y - box.offsetHeight - 10 : y + 16}px`;
  }

  function hover(node) {
    state.hover = node;
    KG.$("canvas").style.cursor = node ? "pointer" : "";
    if (!state.node && !state.edge && KG.nodes.length <= 600) canvas.restyle();
  }

  network.on("hoverNode", (event) => {
    const node = KG.nodes[event.node];
    hover(node);
    if (node.name !== node.short) hint(event, node.name, KG.groups.get(node.group).label);
  });
  network.on("hoverEdge", (event) => {
    const edge = KG.edges[event.edge];
    const label = edge.relations.map((relation) => relation[0]).join(", ");
    hint(event, `${edge.from.short} – ${edge.to.short}`, edge.papers.length ? edge.relations[0][2] : label);
  });
  for (const name of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(name, () => { KG.$("hint").hidden = true; });
  network.on("blurNode", () => hover(null));
  network.on("click", (event) => {
    KG.$("hint").hidden = true;
    if (event.nodes.length) KG.select(KG.nodes[event.nodes[0]]);
    else if (event.edges.length) KG.selectEdge(KG.edges[event.edges[0]]);
    else KG.select(null);
  });
  network.on("doubleClick", (event) => { if (event.nodes.length) KG.focusOn(KG.nodes[event.nodes[0]]); });
  // The panel that the first click opens moves the picture, so a double click is about what the first press hit.
  let pressed;
  const surface = KG.$("canvas");
  surface.addEventListener("mousedown", (event) => {
    if (event.detail > 1) return;
    const box = surface.getBoundingClientRect();
    pressed = network.getNodeAt({ x: event.clientX - box.left, y: event.clientY - box.top });
  }, true);
  surface.addEventListener("dblclick", () => { if (pressed !== undefined) KG.focusOn(KG.nodes[pressed]); });

  const actions = { fit: () => canvas.fit(), motion: () => canvas.toggleMotion(), focus: () => KG.focusOn(state.node), picture: canvas.picture, list: () => table(), theme, unfocus: back };
  for (const [id, act] of Object.entries(actions)) KG.$(id).addEventListener("click", act);
  for (const button of KG.$("table").querySelectorAll("th button")) button.addEventListener("click", () => sort(button));
  for (const row of KG.$("table").querySelectorAll("tbody tr")) {
    const cell = row.firstElementChild;
    const open = el("button", { type: "button", onclick: () => KG.select(KG.nodes[Number(row.dataset.node)]) });
    open.append(...cell.childNodes);
    cell.append(open);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);

  const keys = { f: () => canvas.fit(), p: () => canvas.toggleMotion(), t: () => table(), d: theme, "/": () => KG.$("find").focus(), Escape: back };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "INPUT" || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  drawLegend();
  count();
  canvas.start();
  if (Number.isInteger(KG.data.selected)) KG.select(KG.nodes[KG.data.selected]);
})();
