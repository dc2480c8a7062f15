"use strict";
/* The drawing: vis-network with our colours, selection, focus and motion. */
KG.canvas = (() => {
  const { state } = KG;
  const cssColour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let theme = {};
  let paused = !KG.data.physics || matchMedia("(prefers-reduced-motion: reduce)").matches;

  const strip = ({ label, mass, ...rest }) => (KG.data.physics ? { ...rest, mass } : rest);
  const nodes = new vis.DataSet(KG.nodes.map((node) => ({ ...strip(node.drawn), ...nodeStyle(node) })));
  const edges = new vis.DataSet(KG.edges.map((edge) => ({ ...edge.drawn, ...edgeStyle(edge) })));
  const options = KG.data.network.options;
  options.physics.enabled = false;
  options.interaction.hideEdgesOnDrag = KG.edges.length > 3000;
  const network = new vis.Network(KG.$("canvas"), { nodes, edges }, options);

  function readTheme() {
    for (const name of ["bg", "text", "muted", "edge", "accent", "halo"]) theme[name] = cssColour(`--${name}`);
  }

  /* The nodes that stand out, or null when all do. */
  function lit() {
    if (state.node) return new Set([state.node, ...KG.neighbours(state.node)]);
    if (state.edge) return new Set([state.edge.from, state.edge.to]);
    if (state.hover) return new Set([state.hover, ...KG.neighbours(state.hover)]);
    return null;
  }

  function nodeStyle(node, bright = null) {
    if (!theme.bg) readTheme();
    const fill = KG.colour(node.group);
    const chosen = node === state.node;
    const shown = KG.isShown(node);
    const border = chosen ? theme.text : theme.bg;
    const colour = { background: fill, border };
    return {
      id: node.id,
      hidden: !shown,
      physics: shown,
      opacity: !bright || bright.has(node) ? 1 : 0.14,
      borderWidth: chosen ? 3 : 1.2,
      color: { ...colour, highlight: colour, hover: { background: fill, border: theme.text } },
    };
  }

  function edgeStyle(edge, bright = null) {
    if (!theme.bg) readTheme();
    const centre = state.node || (state.edge ? null : state.hover);
    const chosen = edge === state.edge || (centre && (edge.from === centre || edge.to === centre));
    const colour = chosen ? theme.accent : theme.edge;
    return {
      id: edge.id,
      hidden: !(KG.isShown(edge.from) && KG.isShown(edge.to)),
      color: { color: colour, highlight: colour, hover: theme.accent, opacity: chosen ? 1 : bright ? 0.12 : 0.65 },
      width: chosen ? edge.drawn.width + 0.8 : edge.drawn.width,
    };
  }

  function restyle() {
    const bright = lit();
    nodes.update(KG.nodes.map((node) => nodeStyle(node, bright)));
    edges.update(KG.edges.map((edge) => edgeStyle(edge, bright)));
  }

  const isMoving = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const easing = (duration) => (isMoving() ? { duration, easingFunction: "easeInOutQuad" } : false);

  function fit(animated = true) {
    const shown = KG.nodes.filter(KG.isShown).map((node) => node.id);
    if (!shown.length) return;
    network.fit({ nodes: shown, maxZoomLevel: 1.6, animation: animated ? easing(450) : false });
  }

  function showMotion(running) {
    const button = KG.$("motion");
    button.dataset.state = paused ? "paused" : running ? "running" : "settled";
    button.setAttribute("aria-pressed", String(paused));
    button.lastElementChild.textContent = paused ? "Resume" : "Pause";
  }

  /* Forces end by themselves when they have little left to move, or after `limit` milliseconds. */
  let timer = 0;
  function move(limit = 6000) {
    network.setOptions({ physics: { ...options.physics, enabled: !paused } });
    clearTimeout(timer);
    if (paused) network.stopSimulation();
    else {
      network.startSimulation();
      timer = setTimeout(() => network.stopSimulation(), limit);
    }
    showMotion(!paused);
  }

  function pause(value = !paused) {
    paused = value;
    move(20000);
  }

  function start() {
    readTheme();
    restyle();
    fit(false);
    let touched = false;
    for (const name of ["dragStart", "zoom", "click"]) network.once(name, () => (touched = true));
    network.on("stabilized", () => {
      showMotion(false);
      if (!touched) fit();
      touched = true;
    });
    move();
  }

  function centre(node) {
    network.focus(node.id, { scale: Math.max(network.getScale(), 0.9), animation: easing(400) });
  }

  function picture() {
    const source = KG.$("canvas").querySelector("canvas");
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [source.width, source.height];
    const context = copy.getContext("2d");
    context.fillStyle = theme.bg;
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(source, 0, 0);
    copy.toBlob((blob) => {
      const url = URL.createObjectURL(blob);
      const name = `${KG.data.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "") || "graph"}.png`;
      KG.el("a", { href: url, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
    });
  }

  return {
    network, fit, restyle, centre, pause, picture, start, lit,
    isPaused: () => paused,
    theme: () => theme,
    retheme: () => { readTheme(); restyle(); },
  };
})();
