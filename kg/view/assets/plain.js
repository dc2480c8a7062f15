"use strict";
/* The drawing of large graphs where the browser gives no WebGL: on a bare canvas, slower, with the same controls. */
KG.makePlain = () => {
  const host = KG.$("canvas");
  const canvas = host.appendChild(KG.el("canvas", { class: "plain" }));
  const context = canvas.getContext("2d");
  const ranked = [...KG.nodes].sort((a, b) => a.size - b.size || a.id - b.id);
  const WIDE = 2.5; // lines of one width are drawn at once
  let colours = [];
  let lit = null;
  let size = [0, 0];
  let pending = 0;
  let held = false;
  let grip = null;

  const ask = () => { pending ||= requestAnimationFrame(paint); };

  function paint() {
    pending = 0;
    const ratio = window.devicePixelRatio || 1;
    [canvas.width, canvas.height] = size.map((length) => Math.round(length * ratio));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintEdges();
    paintNodes(ratio);
    KG.overlay.paint();
  }

  function paintEdges() {
    context.strokeStyle = lit ? KG.theme.dim : KG.theme.soft;
    const shown = KG.edges.filter((edge) => edge.shown);
    stroke(shown.filter((edge) => edge.width <= WIDE), Math.max(0.5, KG.swell()));
    for (const edge of shown) if (edge.width > WIDE) stroke([edge], KG.lineWidth(edge));
  }

  function stroke(edges, width) {
    context.lineWidth = width;
    context.beginPath();
    for (const edge of edges) {
      context.moveTo(...KG.spot(edge.from));
      context.lineTo(...KG.spot(edge.to));
    }
    context.stroke();
  }

  function paintNodes(ratio) {
    const grow = KG.swell();
    context.strokeStyle = KG.theme.bg;
    for (const node of ranked) {
      const [x, y] = KG.spot(node);
      const radius = node.size * grow;
      if (!node.shown || x < -radius || y < -radius || x > size[0] + radius || y > size[1] + radius) continue;
      context.setTransform(radius * ratio, 0, 0, radius * ratio, x * ratio, y * ratio);
      context.fillStyle = colours[node.id];
      context.fill(KG.outline(KG.shape(node)));
      if (radius < 3) continue;
      context.lineWidth = 1 / radius;
      context.stroke(KG.outline(KG.shape(node)));
    }
  }

  function restyle() {
    lit = KG.lit();
    colours = KG.nodes.map((node) => (!lit || lit.has(node) ? KG.colour(node) : KG.mix(KG.colour(node), KG.theme.bg, 0.2)));
    ask();
  }

  /* Puts a place of the layout at a place of the screen. */
  function look(scale, [x, y], [px, py]) {
    KG.view = { scale, dx: px - x * scale, dy: py - y * scale };
    ask();
  }

  const middle = () => [size[0] / 2, size[1] / 2];

  function zoomAt(factor, [px, py]) {
    const { scale, dx, dy } = KG.view;
    look(Math.max(0.005, Math.min(8, scale * factor)), [(px - dx) / scale, (py - dy) / scale], [px, py]);
  }

  function fit() {
    const shown = KG.nodes.filter(KG.isShown);
    if (!shown.length) return;
    const [left, right, top, bottom] = shown.reduce(([l, r, t, b], { x, y }) => [Math.min(l, x), Math.max(r, x), Math.min(t, y), Math.max(b, y)],
      [Infinity, -Infinity, Infinity, -Infinity]);
    look(Math.min(size[0] / (right - left + 60), size[1] / (bottom - top + 60), 1.6), [(left + right) / 2, (top + bottom) / 2], middle());
  }

  host.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomAt(Math.exp(-0.002 * Math.max(-300, Math.min(300, event.deltaY * (event.deltaMode ? 33 : 1)))), [event.offsetX, event.offsetY]);
  }, { passive: false });
  host.addEventListener("pointerdown", (event) => { if (event.button === 0 && !held) grip = [event.clientX, event.clientY]; });
  window.addEventListener("pointerup", () => { grip = null; });
  window.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (!grip) return;
    KG.view.dx += clientX - grip[0];
    KG.view.dy += clientY - grip[1];
    grip = [clientX, clientY];
    ask();
  });

  /* The picture keeps its scale and its middle when a panel takes room from it. */
  new ResizeObserver(() => {
    const before = middle();
    size = [host.clientWidth, host.clientHeight];
    KG.view.dx += size[0] / 2 - before[0];
    KG.view.dy += size[1] / 2 - before[1];
    if (colours.length) paint();
  }).observe(host);

  return {
    fit,
    restyle,
    centre: (node) => look(Math.max(KG.view.scale, 0.6), [node.x, node.y], middle()),
    zoom: (factor) => zoomAt(factor, middle()),
    toggleMotion: () => {},
    redraw: ask,
    hold(node) {
      held = Boolean(node);
      return true;
    },
    drag(node, x, y) {
      [node.x, node.y] = [(x - KG.view.dx) / KG.view.scale, (y - KG.view.dy) / KG.view.scale];
      ask();
    },
    isLively: () => false,
    start() {
      KG.$("absent").hidden = false;
      document.documentElement.dataset.drawing = "plain";
      KG.showFixed();
      size = [host.clientWidth, host.clientHeight];
      restyle();
      fit();
    },
  };
};

/* Says that a large graph stands as it was laid out. */
KG.showFixed = () => {
  const button = KG.$("motion");
  button.disabled = true;
  button.dataset.state = "fixed";
  button.title = "The layout of a large graph is computed before; nothing moves";
  button.lastElementChild.textContent = "Fixed";
};
