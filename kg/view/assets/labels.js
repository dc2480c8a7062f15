"use strict";
/* Names on the drawing: of constant size on the screen, the important first, none over another. */
(() => {
  const { network } = KG.canvas;
  const FAMILY = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif';
  const widths = new Map();
  const ranked = [...KG.nodes].sort((a, b) => b.drawn.size - a.drawn.size || a.id - b.id);

  const measure = (context, text, font) => {
    const key = `${font}|${text}`;
    if (!widths.has(key)) {
      context.font = font;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key);
  };

  /* Rectangles already taken, in screen pixels, in cells of 64 so that a test looks at few of them. */
  function makeGrid() {
    const cells = new Map();
    const cover = function* ([left, top, right, bottom]) {
      for (let x = Math.floor(left / 64); x <= Math.floor(right / 64); x++)
        for (let y = Math.floor(top / 64); y <= Math.floor(bottom / 64); y++) yield `${x},${y}`;
    };
    const meets = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
    return {
      add(box) { for (const key of cover(box)) cells.set(key, [...(cells.get(key) || []), box]); },
      isFree(box, own, size) {
        for (const key of cover(box)) for (const other of cells.get(key) || []) if (other[4] !== own && other[5] >= size && meets(box, other)) return false;
        return true;
      },
    };
  }

  function order() {
    const first = KG.canvas.lit();
    if (!first) return ranked;
    const chosen = [KG.state.node, KG.state.hover].filter(Boolean);
    return [...new Set([...chosen, ...ranked.filter((node) => first.has(node))])];
  }

  function write(context, text, x, y, size, weight, colour, scale) {
    context.font = `${weight} ${size / scale}px ${FAMILY}`;
    context.lineJoin = "round";
    context.lineWidth = 3.5 / scale;
    context.strokeStyle = KG.canvas.theme().halo;
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }

  const boxAt = ([x, y], width, size) => [x - width / 2 - 2, y - 1, x + width / 2 + 2, y + size + 1];

  const isInside = (box, view) => box[0] >= view[0] && box[1] >= view[1] && box[2] <= view[2] && box[3] <= view[3];

  /* The place for a name: below its node, else above, right or left, clear of everything. A name of weight, or one asked
     for, may cover lesser nodes rather than be left out. */
  function findRoom(grid, view, node, x, y, width, size, reach, asked) {
    const beside = width / 2 + reach + 1;
    const spots = [[x, y + reach], [x, y - reach - size], [x + beside, y - size / 2], [x - beside, y - size / 2]];
    const free = (least) => spots.find((spot) => {
      const box = boxAt(spot, width, size);
      return isInside(box, view) && grid.isFree(box, node.id, least);
    });
    return free(0) || (asked || node.drawn.size > 15 ? free(node.drawn.size) : null);
  }

  network.on("afterDrawing", (context) => {
    const scale = network.getScale();
    const spots = network.getPositions();
    const theme = KG.canvas.theme();
    const { factor } = KG.canvas;
    const grid = makeGrid();
    const shown = order().filter(KG.isShown);
    const zoom = Math.min(1.25, Math.max(0.9, scale));
    for (const node of shown) {
      const { x, y } = spots[node.id];
      const half = node.drawn.size * factor * scale * 0.8;
      if (half > 4) grid.add([x * scale - half, y * scale - half, x * scale + half, y * scale + half, node.id, node.drawn.size]);
    }
    const canvas = KG.$("canvas");
    const [from, to] = [network.DOMtoCanvas({ x: 0, y: 0 }), network.DOMtoCanvas({ x: canvas.clientWidth, y: canvas.clientHeight })];
    const view = [from.x * scale + 2, from.y * scale + 2, to.x * scale - 2, to.y * scale - 2];
    const asked = Boolean(KG.canvas.lit());
    let room = scale < 0.6 && !asked ? Math.ceil((canvas.clientWidth * canvas.clientHeight) / 8000) : Infinity;
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const node of shown) {
      if (!room) break;
      const { x, y } = spots[node.id];
      if (x * scale < view[0] || x * scale > view[2] || y * scale < view[1] || y * scale > view[3]) continue;
      const bold = node === KG.state.node || node === KG.state.hover;
      const size = Math.round(Math.min(15, 10.5 + node.drawn.size / 8) * zoom * 2) / 2;
      const weight = bold ? 650 : node.drawn.size > 18 ? 600 : 400;
      const width = measure(context, node.short, `${weight} ${size}px ${FAMILY}`);
      const reach = node.drawn.size * factor * scale + 3;
      const spot = findRoom(grid, view, node, x * scale, y * scale, width, size, reach, asked) || (bold && [x * scale, y * scale + reach]);
      if (!spot) continue;
      room -= 1;
      grid.add([...boxAt(spot, width, size), node.id, Infinity]);
      write(context, node.short, spot[0] / scale, spot[1] / scale, size, weight, theme.text, scale);
    }
    nameEdges(context, grid, spots, scale, theme);
  });

  function nameEdges(context, grid, spots, scale, theme) {
    const { node, edge } = KG.state;
    const named = edge ? [edge] : node && node.edges.length <= 24 ? node.edges : [];
    context.textBaseline = "middle";
    for (const one of named) {
      if (!KG.isShown(one.from) || !KG.isShown(one.to)) continue;
      const text = one.papers.length ? `${one.papers.length}` : one.relations.map((relation) => relation[0]).join(", ");
      const [a, b] = [spots[one.from.id], spots[one.to.id]];
      const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
      const width = measure(context, text, `400 11px ${FAMILY}`);
      const box = [x * scale - width / 2 - 2, y * scale - 7, x * scale + width / 2 + 2, y * scale + 7, -1, Infinity];
      if (!grid.isFree(box, -2, 0)) continue;
      grid.add(box);
      write(context, text, x, y, 11, 400, theme.muted, scale);
    }
  }
})();
