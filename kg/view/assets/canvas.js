"use strict";
/* The drawing: vis-network with our colours, selection, focus and motion. */
KG.canvas = (() => {
  const { state } = KG;
  const cssColour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let theme = {};
  let drawnAt = 0;
  let motion = "paused";
  let timer = 0;

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
    edge.width = chosen ? edge.drawn.width + 0.8 : edge.drawn.width;
    drawnAt = 0;
    return {
      id: edge.id,
      hidden: !(KG.isShown(edge.from) && KG.isShown(edge.to)),
      color: { color: colour, highlight: colour, hover: theme.accent, opacity: chosen ? 1 : bright ? 0.12 : 0.8 },
      width: edge.width,
    };
  }

  function restyle() {
    const bright = lit();
    nodes.update(KG.nodes.map((node) => nodeStyle(node, bright)));
    edges.update(KG.edges.map((edge) => edgeStyle(edge, bright)));
  }

  const isMoving = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const easing = (duration) => (isMoving() ? { duration, easingFunction: "easeInOutQuad" } : false);

  /* Zoomed out, nodes and lines shrink less than the distances between them, so that they stay visible. */
  network.on("beforeDrawing", () => {
    const scale = network.getScale();
    if (Math.abs(scale / drawnAt - 1) < 0.02) return;
    drawnAt = scale;
    const factor = Math.max(1, 0.9 / scale) ** 0.5;
    for (const node of KG.nodes) network.body.nodes[node.id].options.size = node.drawn.size * factor;
    for (const edge of KG.edges) if (network.body.edges[edge.id]) network.body.edges[edge.id].options.width = edge.width * factor;
    KG.canvas.factor = factor;
  });

  function fit(animated = true) {
    const shown = KG.nodes.filter(KG.isShown).map((node) => node.id);
    if (!shown.length) return;
    network.fit({ nodes: shown, maxZoomLevel: 1.6, animation: animated ? easing(450) : false });
  }

  function showMotion(value) {
    motion = value;
    const button = KG.$("motion");
    button.dataset.state = motion;
    button.setAttribute("aria-pressed", String(motion === "running"));
    button.lastElementChild.textContent = motion === "running" ? "Pause" : "Resume";
  }

  /* Forces end by themselves when little is left to move, or after `limit` milliseconds; then everything stays put. */
  function run(limit) {
    network.setOptions({ physics: { ...options.physics, enabled: true } });
    network.startSimulation();
    clearTimeout(timer);
    timer = setTimeout(() => halt("settled"), limit);
    showMotion("running");
  }

  function halt(value) {
    clearTimeout(timer);
    network.stopSimulation();
    network.setOptions({ physics: { ...options.physics, enabled: false } });
    showMotion(value);
  }

  const toggleMotion = () => (motion === "running" ? halt("paused") : run(20000));

  function start() {
    readTheme();
    restyle();
    fit(false);
    let touched = false;
    for (const name of ["dragStart", "zoom", "click"]) network.once(name, () => (touched = true));
    network.on("stabilized", () => { if (motion === "running") halt("settled"); });
    if (!KG.data.physics || !isMoving()) return showMotion("paused");
    const camera = setInterval(() => {
      if (!touched) fit(false);
      if (touched || motion !== "running") clearInterval(camera);
    }, 60);
    run(3500);
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
    factor: 1, network, fit, restyle, centre, toggleMotion, picture, start, lit,
    theme: () => theme,
    retheme: () => { readTheme(); restyle(); },
  };
})();
