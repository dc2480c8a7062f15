"use strict";
/* The drawing of small and middling graphs by vis-network, with forces. */
KG.canvas = (() => {
  const { state } = KG;
  const options = KG.data.options;
  let drawnAt = 0;
  let motion = "paused";
  let timer = 0;
  let touched = false; // by a hand: the picture is no longer framed by itself

  const isHidden = (node) => ({ hidden: !node.shown, physics: node.shown });
  const nodes = new vis.DataSet(KG.nodes.map((node) => ({
    id: node.id, x: node.x, y: node.y, size: node.size, shape: KG.shape(node), mass: 1 + node.size / 20, ...styleNode(node, null),
  })));
  const edges = new vis.DataSet(KG.edges.map((edge) => ({
    id: edge.id, from: edge.from.id, to: edge.to.id, dashes: edge.dashed, arrows: KG.data.directed ? "to" : "", ...styleEdge(edge, null),
  })));
  options.physics.enabled = false;
  options.interaction.hideEdgesOnDrag = KG.edges.length > 3000;
  const network = new vis.Network(KG.$("canvas"), { nodes, edges }, options);
  for (const inner of KG.$("canvas").querySelectorAll("[tabindex]")) inner.tabIndex = -1;

  function styleNode(node, lit) {
    const colour = { background: KG.colour(node), border: KG.theme.bg };
    return { id: node.id, ...isHidden(node), opacity: !lit || lit.has(node) ? 1 : 0.14, borderWidth: 1.2, color: { ...colour, highlight: colour, hover: colour } };
  }

  function styleEdge(edge, lit) {
    const colour = lit ? KG.theme.dim : KG.theme.edge;
    return { id: edge.id, hidden: !edge.shown, color: { color: colour, highlight: colour, hover: colour, opacity: lit ? 1 : 0.8 }, width: edge.width };
  }

  function restyle() {
    const lit = KG.lit();
    nodes.update(KG.nodes.map((node) => styleNode(node, lit)));
    edges.update(KG.edges.map((edge) => styleEdge(edge, lit)));
    drawnAt = 0;
    network.redraw();
  }

  const easing = (duration) => (KG.isStill() ? false : { duration, easingFunction: "easeInOutQuad" });

  network.on("beforeDrawing", () => {
    const scale = network.getScale();
    if (Math.abs(scale / drawnAt - 1) < 0.02) return;
    drawnAt = scale;
    const factor = KG.swell(scale) / scale;
    for (const node of KG.nodes) network.body.nodes[node.id].options.size = node.size * factor;
    for (const edge of KG.edges) if (network.body.edges[edge.id]) network.body.edges[edge.id].options.width = edge.width * factor;
  });

  network.on("afterDrawing", () => {
    for (const node of KG.nodes) [node.x, node.y] = [network.body.nodes[node.id].x, network.body.nodes[node.id].y];
    const origin = network.canvasToDOM({ x: 0, y: 0 });
    KG.view = { scale: network.getScale(), dx: origin.x, dy: origin.y };
    KG.overlay.paint();
  });

  function fit(animated = true) {
    const shown = KG.nodes.filter(KG.isShown).map((node) => node.id);
    if (shown.length) network.fit({ nodes: shown, maxZoomLevel: 1.6, animation: animated ? easing(450) : false });
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

  function start() {
    network.setSize("100%", "100%");
    fit(false);
    for (const name of ["dragStart", "zoom", "click"]) network.once(name, () => { touched = true; });
    network.on("stabilized", () => { if (motion === "running") halt("settled"); });
    if (!KG.data.physics || KG.isStill()) return showMotion("paused");
    const camera = setInterval(() => {
      if (!touched) fit(false);
      if (touched || motion !== "running") clearInterval(camera);
    }, 60);
    run(3500);
  }

  /* By as much as the wheel turns, around the pointer; vis-network takes the same small step for a notch and a touchpad. */
  KG.$("canvas").addEventListener("wheel", (event) => {
    event.preventDefault();
    event.stopPropagation();
    KG.hideHint();
    touched = true;
    const turn = Math.max(-300, Math.min(300, event.deltaY * (event.deltaMode ? 33 : 1)));
    const scale = Math.max(0.02, Math.min(8, network.getScale() * Math.exp(-turn * (event.ctrlKey ? 0.01 : 0.002))));
    const rest = network.getScale() / scale;
    const [middle, held] = [network.getViewPosition(), network.DOMtoCanvas({ x: event.offsetX, y: event.offsetY })];
    network.moveTo({ scale, position: { x: held.x + (middle.x - held.x) * rest, y: held.y + (middle.y - held.y) * rest } });
  }, { capture: true, passive: false });

  return {
    fit, restyle, start,
    network,
    centre: (node) => network.focus(node.id, { scale: Math.max(network.getScale(), 0.9), animation: easing(400) }),
    zoom: (factor) => network.moveTo({ scale: network.getScale() * factor, animation: easing(200) }),
    toggleMotion: () => (motion === "running" ? halt("paused") : run(20000)),
    redraw: () => network.redraw(),
    hold: () => false, // vis-network moves nodes itself
    drag: () => {},
    isLively: () => KG.nodes.length <= 600,
  };
})();
