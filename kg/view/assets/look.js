"use strict";
/* Colours and shapes: one answer for the drawing, the legend and the saved picture. */
(() => {
  const { state } = KG;
  const looks = { group: new Map(KG.data.groups.map((look) => [look.id, look])), community: new Map(KG.data.communities.map((look) => [look.id, look])) };
  KG.theme = {};

  KG.isDark = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };

  KG.readTheme = () => {
    const style = getComputedStyle(document.documentElement);
    for (const name of ["bg", "surface", "text", "muted", "edge", "accent", "halo"]) KG.theme[name] = style.getPropertyValue(`--${name}`).trim();
    KG.theme.dim = mix(KG.theme.edge, KG.theme.bg, 0.16);
    KG.theme.soft = mix(KG.theme.edge, KG.theme.bg, KG.data.webgl ? 0.45 : 0.8);
  };

  const channels = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

  /* A colour over another as one opaque colour, since overlapping lines add up otherwise. */
  function mix(one, other, share) {
    const [a, b] = [channels(one), channels(other)];
    return `#${a.map((value, i) => Math.round(value * share + b[i] * (1 - share)).toString(16).padStart(2, "0")).join("")}`;
  }
  KG.mix = mix;
  KG.channels = channels;

  /* The groups or communities that colour the page now. */
  KG.palette = () => looks[state.colour];

  KG.keyOf = (node) => node[state.colour];

  const unknown = { label: "No community", light: "#5c6675", dark: "#aab4c3" };

  KG.lookOf = (node) => KG.palette().get(KG.keyOf(node)) || unknown;

  KG.colour = (node) => KG.lookOf(node)[KG.isDark() ? "dark" : "light"];

  KG.shape = (node) => looks.group.get(node.group).shape;

  KG.kind = (node) => looks.group.get(node.group).label;

  KG.OUTLINES = {
    dot: "M7 1.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 7 1.2z",
    square: "M1.8 1.8h10.4v10.4H1.8z",
    diamond: "M7 .6 13.4 7 7 13.4.6 7z",
    triangle: "M7 1.2 13.2 12.4H.8z",
    triangleDown: "M7 12.8.8 1.6h12.4z",
    star: "M7 .5l1.7 4.4 4.7.3-3.6 3 1.2 4.6L7 10.2l-4 2.6 1.2-4.6-3.6-3 4.7-.3z",
    hexagon: "M3.6 1.2h6.8L13.8 7l-3.4 5.8H3.6L.2 7z",
  };

  function glyph(shape, paint) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 14 14");
    svg.setAttribute("class", "glyph");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", KG.OUTLINES[shape] || KG.OUTLINES.dot);
    svg.append(path);
    svg.repaint = () => (svg.style.fill = paint());
    svg.repaint();
    return svg;
  }

  /* The node's shape in its colour, as it stands in the drawing. */
  KG.glyph = (node) => glyph(KG.shape(node), () => KG.colour(node));

  KG.glyphOf = (look) => glyph(look.shape, () => look[KG.isDark() ? "dark" : "light"]);

  KG.repaint = () => {
    KG.readTheme();
    for (const svg of document.querySelectorAll("svg.glyph")) if (svg.repaint) svg.repaint();
  };

  /* The node or edge that is selected, unless the legend or the years have hidden it since. */
  KG.selected = () => [state.node, state.edge].find((one) => one?.shown) || null;

  /* The node that stands out with its neighbours: the selected one, else the one pointed at. */
  const centre = () => (KG.selected() ? state.node : state.hover);

  /* The nodes painted over the others, or null. */
  KG.raised = () => {
    const node = centre();
    if (node) return new Set([node, ...KG.neighbours(node)]);
    return KG.selected() ? new Set([state.edge.from, state.edge.to]) : null;
  };

  /* The nodes beside which all others fade, or null; a large drawing does not fade for the pointer alone. */
  KG.lit = () => (KG.selected() || KG.canvas?.isLively() ? KG.raised() : null);

  /* The edges that stand out. */
  KG.litEdges = () => centre()?.edges || (KG.selected() ? [state.edge] : []);

  /* Where the drawing stands on the screen: pixels for each unit of the layout, and the place of its origin. */
  KG.view = { scale: 1, dx: 0, dy: 0 };
  KG.spot = (node) => [node.x * KG.view.scale + KG.view.dx, node.y * KG.view.scale + KG.view.dy];

  /* Zoomed out, nodes and lines shrink less than the distances between them, so that they stay visible. */
  const stay = KG.data.webgl ? 0.38 : 0.5;
  KG.swell = (scale = KG.view.scale) => scale * Math.max(1, 0.9 / scale) ** stay;
  KG.radius = (node) => node.size * KG.swell();

  KG.readTheme();
})();
