"use strict";
/* The legend, which filters; what colours the nodes; and how much is shown. */
(() => {
  const { el, state, $ } = KG;
  const hidden = () => (state.colour === "group" ? state.off : state.apart);

  function sizes() {
    const found = new Map();
    for (const node of KG.nodes) found.set(KG.keyOf(node), (found.get(KG.keyOf(node)) || 0) + 1);
    return found;
  }

  function draw() {
    const size = sizes();
    $("legend").replaceChildren(...[...KG.palette().values()].filter((look) => size.has(look.id)).map((look) => {
      const on = !hidden().has(look.id);
      const button = el("button", { type: "button", "aria-pressed": String(on), title: `${on ? "Hide" : "Show"} ${look.label.slice(0, 200)}` });
      button.append(KG.glyphOf(look), el("span", { class: "label" }, KG.bdi(look.label)), el("span", { class: "count" }, KG.number(size.get(look.id))));
      button.addEventListener("click", () => toggle(look.id));
      return el("li", {}, button);
    }));
    $("also").textContent = other();
    $("also").hidden = !$("also").textContent;
  }

  /* What is switched off in the legend that is not on view. */
  function other() {
    if (!KG.data.communities.length) return "";
    const [looks, off] = state.colour === "group" ? [KG.data.communities, state.apart] : [KG.data.groups, state.off];
    const labels = looks.filter((look) => off.has(look.id)).map((look) => look.label);
    return labels.length ? `Also hidden: ${labels.join(", ")}` : "";
  }

  function toggle(key) {
    const place = [...$("legend").querySelectorAll("button")].indexOf(document.activeElement);
    if (!hidden().delete(key)) hidden().add(key);
    if (state.focus) KG.unfocus();
    draw();
    if (place >= 0) $("legend").querySelectorAll("button")[place].focus();
    KG.change();
  }

  KG.drawLegend = draw;

  KG.count = () => {
    const nodes = KG.nodes.reduce((sum, node) => sum + node.shown, 0);
    const edges = KG.edges.reduce((sum, edge) => sum + edge.shown, 0);
    const some = nodes === KG.nodes.length ? "" : `${KG.number(nodes)} of `;
    $("counts").textContent = `${some}${KG.plural(KG.nodes.length, "node")}, ${KG.plural(edges, "edge")} shown`;
  };

  /* Whatever has been switched: counts, drawing and table follow. */
  KG.change = () => {
    KG.refilter();
    KG.hideHint();
    if (!state.hover?.shown) state.hover = null;
    KG.count();
    KG.canvas.restyle();
    KG.refreshTable();
  };

  if (KG.data.communities.length) {
    $("colouring").hidden = false;
    $("colour").addEventListener("change", () => {
      state.colour = $("colour").value;
      draw();
      KG.repaint();
      KG.canvas.restyle();
      KG.refreshTable();
    });
  }
  draw();
  KG.count();
})();
