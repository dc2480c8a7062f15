"use strict";
/* Selection, focus, theme and buttons; starts the page. */
(() => {
  const { state, $ } = KG;

  KG.select = (node, { move = false } = {}) => {
    state.node = node;
    state.edge = null;
    state.hover = null;
    if (node && !node.shown) reveal(node);
    $("focus").disabled = !node;
    if (node) KG.panel.showNode(node);
    else KG.panel.close();
    KG.canvas.restyle();
    if (node && move) setTimeout(() => KG.canvas.centre(node), 80);
    KG.remember?.();
  };

  KG.selectEdge = (edge) => {
    state.node = null;
    state.edge = edge;
    state.hover = null;
    $("focus").disabled = true;
    KG.panel.showEdge(edge);
    KG.canvas.restyle();
    KG.remember?.();
  };

  /* A node that someone asks for is shown, even if the legend or the years have left it out. */
  function reveal(node) {
    if (state.focus) KG.unfocus();
    state.off.delete(node.group);
    state.apart.delete(node.community);
    KG.drawLegend();
    KG.refilter();
    if (!node.shown) KG.openYears?.();
    KG.change();
  }

  KG.focusOn = (node) => {
    if (!node.shown) reveal(node);
    state.focus = new Set([node, ...KG.neighbours(node)].map((one) => one.id));
    KG.refilter();
    KG.select(node);
    $("focused").firstElementChild.replaceChildren(KG.bdi(node.short), ` and ${KG.plural(state.focus.size - 1, "neighbour")}`);
    $("focused").hidden = false;
    KG.change();
    setTimeout(KG.canvas.fit, 80);
  };

  KG.unfocus = () => {
    state.focus = null;
    $("focused").hidden = true;
    KG.change();
  };

  KG.back = () => {
    if (state.focus) {
      KG.unfocus();
      KG.canvas.fit();
    } else if (state.node || state.edge) KG.select(null);
    else if (!$("table").hidden) KG.showTable(false);
  };

  KG.toggleTheme = () => {
    document.documentElement.dataset.theme = KG.isDark() ? "light" : "dark";
    repaint();
  };

  function repaint() {
    KG.repaint();
    KG.canvas.restyle();
  }

  const buttons = { fit: () => KG.canvas.fit(), motion: () => KG.canvas.toggleMotion(), focus: () => KG.focusOn(state.node), theme: KG.toggleTheme, unfocus: KG.back };
  for (const [id, act] of Object.entries(buttons)) $(id).addEventListener("click", act);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);

  KG.canvas.start();
  if (Number.isInteger(KG.data.selected)) KG.select(KG.nodes[KG.data.selected]);
  requestAnimationFrame(() => setTimeout(() => performance.mark("kg-ready")));
  KG.later(() => KG.unpack().then(() => KG.overlay.ask(), () => {}));
})();
