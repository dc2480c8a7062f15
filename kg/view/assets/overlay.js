"use strict";
/* Paints over the drawing, whichever renderer made it: the edges and nodes that stand out, and the names. */
KG.overlay = (() => {
  const { state } = KG;
  const canvas = KG.$("overlay");
  const context = canvas.getContext("2d");
  const paths = new Map();
  let pending = 0;

  /* The outline of a shape for a radius of 1 around the origin. */
  KG.outline = (shape) => {
    if (!paths.has(shape)) {
      const path = new Path2D();
      path.addPath(new Path2D(KG.OUTLINES[shape] || KG.OUTLINES.dot), new DOMMatrix([1 / 5.8, 0, 0, 1 / 5.8, -7 / 5.8, -7 / 5.8]));
      paths.set(shape, path);
    }
    return paths.get(shape);
  };

  const size = () => [canvas.clientWidth, canvas.clientHeight];

  function resize() {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = size().map((length) => Math.round(length * ratio));
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
  }

  /* The line of an edge from rim to rim, or null where the nodes touch. */
  KG.lineOf = (edge) => {
    const [[ax, ay], [bx, by]] = [KG.spot(edge.from), KG.spot(edge.to)];
    const long = Math.hypot(bx - ax, by - ay);
    const [start, end] = [KG.radius(edge.from), KG.radius(edge.to)];
    if (long <= start + end) return null;
    const [ux, uy] = [(bx - ax) / long, (by - ay) / long];
    return { x1: ax + ux * start, y1: ay + uy * start, x2: bx - ux * end, y2: by - uy * end, ux, uy, long: long - start - end };
  };

  KG.lineWidth = (edge) => Math.max(0.5, edge.width * KG.swell());

  function paintEdge(edge) {
    const line = KG.lineOf(edge);
    if (!edge.shown || !line) return;
    const width = Math.min(10, KG.lineWidth(edge) + 0.8);
    context.lineWidth = width;
    context.setLineDash(edge.dashed ? [5, 4] : []);
    context.beginPath();
    context.moveTo(line.x1, line.y1);
    context.lineTo(line.x2, line.y2);
    context.stroke();
    if (KG.data.directed && line.long > 12) paintHead(line, width + 4);
  }

  function paintHead({ x2, y2, ux, uy }, reach) {
    context.beginPath();
    context.moveTo(x2, y2);
    context.lineTo(x2 - ux * reach - uy * reach * 0.5, y2 - uy * reach + ux * reach * 0.5);
    context.lineTo(x2 - ux * reach + uy * reach * 0.5, y2 - uy * reach - ux * reach * 0.5);
    context.fill();
  }

  function paintNode(node) {
    const [x, y] = KG.spot(node);
    const radius = KG.radius(node);
    const chosen = node === state.node || node === state.hover;
    context.save();
    context.translate(x, y);
    context.scale(radius, radius);
    context.lineJoin = "round";
    context.lineWidth = (chosen ? 4 : 1.5) / radius;
    context.strokeStyle = chosen ? KG.theme.text : KG.theme.bg;
    context.stroke(KG.outline(KG.shape(node)));
    context.fillStyle = KG.colour(node);
    context.fill(KG.outline(KG.shape(node)));
    context.restore();
  }

  function write({ text, x, y, size: height, weight, colour }) {
    context.font = `${weight} ${height}px ${KG.FAMILY}`;
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }

  function paint() {
    pending = 0;
    resize();
    const raised = KG.raised();
    if (raised) {
      [context.strokeStyle, context.fillStyle] = [KG.theme.accent, KG.theme.accent];
      KG.litEdges().forEach(paintEdge);
      context.setLineDash([]);
      for (const node of raised) if (node.shown) paintNode(node);
    }
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = KG.theme.halo;
    KG.placeLabels(context, size()).forEach(write);
  }

  /* The renderer calls this after each of its frames; names follow at once, so that they never lag behind. */
  return {
    paint,
    ask: () => { pending ||= requestAnimationFrame(paint); },
    labels: () => KG.placeLabels(context, size()),
    size,
  };
})();
