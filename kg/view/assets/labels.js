"use strict";
/* Places names on the drawing: of constant size on the screen, the important first, none over another. */
(() => {
  const FAMILY = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif';
  const widths = new Map();
  const ranked = [...KG.nodes].sort((a, b) => b.size - a.size || a.id - b.id);
  KG.FAMILY = FAMILY;

  const measure = (context, text, font) => {
    const key = `${font}|${text}`;
    if (!widths.has(key)) {
      context.font = font;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key);
  };

  /* Rectangles already taken, in cells of 64 pixels so that a test looks at few of them. */
  function makeGrid() {
    const cells = new Map();
    const cover = function* ([left, top, right, bottom]) {
      for (let x = Math.floor(left / 64); x <= Math.floor(right / 64); x++)
        for (let y = Math.floor(top / 64); y <= Math.floor(bottom / 64); y++) yield x * 4096 + y;
    };
    const meets = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
    return {
      add(box) {
        for (const key of cover(box)) {
          if (cells.has(key)) cells.get(key).push(box);
          else cells.set(key, [box]);
        }
      },
      isFree(box, own, size) {
        for (const key of cover(box)) for (const other of cells.get(key) || []) if (other[4] !== own && other[5] >= size && meets(box, other)) return false;
        return true;
      },
    };
  }

  function order(lit) {
    if (!lit) return ranked;
    const chosen = [KG.state.node, KG.state.hover].filter(Boolean);
    return [...new Set([...chosen, ...ranked.filter((node) => lit.has(node))])];
  }

  const boxAt = ([x, y], width, size) => [x - width / 2 - 2, y - 1, x + width / 2 + 2, y + size + 1];

  const isInside = (box, view) => box[0] >= 2 && box[1] >= 2 && box[2] <= view[0] - 2 && box[3] <= view[1] - 2;

  /* The place for a name: below its node, else above, right or left, clear of everything. A name of weight, or one asked
     for, may cover lesser nodes rather than be left out. */
  function findRoom(grid, view, node, [x, y], width, size, reach, asked) {
    const beside = width / 2 + reach + 1;
    const spots = [[x, y + reach], [x, y - reach - size], [x + beside, y - size / 2], [x - beside, y - size / 2]];
    const free = (least) => spots.find((spot) => {
      const box = boxAt(spot, width, size);
      return isInside(box, view) && grid.isFree(box, node.id, least);
    });
    return free(0) || (asked || node.size > 15 ? free(node.size) : null);
  }

  /* Lists the names that fit: text, place of its top middle, size and weight, in screen pixels. */
  KG.placeLabels = (context, [width, height]) => {
    const { scale } = KG.view;
    const lit = KG.lit();
    const grid = makeGrid();
    const named = [];
    const isNear = ([x, y]) => x > 0 && y > 0 && x < width && y < height;
    const shown = order(lit).filter((node) => node.shown && isNear(KG.spot(node)));
    for (const node of shown) {
      const [x, y] = KG.spot(node);
      const half = KG.radius(node) * 0.8;
      if (half > 4) grid.add([x - half, y - half, x + half, y + half, node.id, node.size]);
    }
    const zoom = Math.min(1.25, Math.max(0.9, scale));
    let room = scale < 0.6 && !lit ? Math.ceil((width * height) / (KG.data.webgl ? 13000 : 8000)) : Math.ceil((width * height) / 2500);
    for (const node of shown) {
      if (room <= 0) break;
      const spot = KG.spot(node);
      const bold = node === KG.state.node || node === KG.state.hover;
      const size = Math.round(Math.min(15, 10.5 + node.size / 8) * zoom * 2) / 2;
      const weight = bold ? 650 : node.size > 18 ? 600 : 400;
      const wide = measure(context, node.short, `${weight} ${size}px ${FAMILY}`);
      const reach = KG.radius(node) + 3;
      const place = findRoom(grid, [width, height], node, spot, wide, size, reach, Boolean(lit)) || (bold && [spot[0], spot[1] + reach]);
      if (!place) continue;
      room -= 1;
      grid.add([...boxAt(place, wide, size), node.id, Infinity]);
      named.push({ text: node.short, x: place[0], y: place[1], size, weight, colour: KG.theme.text });
    }
    return [...named, ...nameEdges(context, grid)];
  };

  function nameEdges(context, grid) {
    const { node, edge } = KG.state;
    const edges = edge ? [edge] : node && node.edges.length <= 24 ? node.edges : [];
    const named = [];
    for (const one of edges.filter((candidate) => candidate.shown && (candidate.papers.length || candidate.relations.length))) {
      const text = one.papers.length ? `${one.papers.length}` : one.relations.map((relation) => relation[0]).join(", ");
      const [a, b] = [KG.spot(one.from), KG.spot(one.to)];
      const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
      const width = measure(context, text, `400 11px ${FAMILY}`);
      const box = [x - width / 2 - 2, y - 7, x + width / 2 + 2, y + 7, -1, Infinity];
      if (!grid.isFree(box, -2, 0)) continue;
      grid.add(box);
      named.push({ text, x, y: y - 6, size: 11, weight: 400, colour: KG.theme.muted });
    }
    return named;
  }
})();
