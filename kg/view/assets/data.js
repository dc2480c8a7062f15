"use strict";
/* Reads the page's data and indexes it. Text from the graph enters the page through KG.el alone. */
const KG = {};

KG.data = JSON.parse(document.getElementById("data").textContent);

KG.groups = new Map(KG.data.groups.map((group) => [group.id, group]));

KG.nodes = KG.data.nodes.map((node, id) => {
  const drawn = KG.data.network.nodes[id];
  return { aliases: [], facts: [], traces: [], years: [], text: "", ...node, id, drawn, short: drawn.label, group: drawn.group, edges: [] };
});

KG.edges = KG.data.edges.map((edge, id) => {
  const drawn = KG.data.network.edges[id];
  return { papers: [], ...edge, id, drawn, from: KG.nodes[drawn.from], to: KG.nodes[drawn.to] };
});

for (const edge of KG.edges) {
  edge.from.edges.push(edge);
  edge.to.edges.push(edge);
}

/* What is on the page now. `focus` is a set of node ids or null; `off` are the groups switched off in the legend. */
KG.state = {
  off: new Set(KG.data.groups.filter((group) => !group.on).map((group) => group.id)),
  focus: null,
  node: null,
  edge: null,
  hover: null,
};

KG.isShown = (node) => (KG.state.focus ? KG.state.focus.has(node.id) : !KG.state.off.has(node.group));

KG.other = (edge, node) => (edge.from === node ? edge.to : edge.from);

KG.neighbours = (node) => new Set(node.edges.map((edge) => KG.other(edge, node)));

KG.$ = (id) => document.getElementById(id);

/* Makes an element; children are elements or plain text, never markup. */
KG.el = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") element.addEventListener("click", value);
    else if (key === "class") element.className = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
};

/* A link if the address is a web address, else its text. */
KG.link = (text, href) =>
  /^https?:\/\//i.test(href || "")
    ? KG.el("a", { href, target: "_blank", rel: "noopener noreferrer" }, KG.el("bdi", {}, text))
    : KG.el("bdi", {}, text);

KG.isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

KG.colour = (group) => KG.groups.get(group)[KG.isDark() ? "dark" : "light"];

const OUTLINES = {
  dot: "M7 1.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 7 1.2z",
  square: "M1.8 1.8h10.4v10.4H1.8z",
  diamond: "M7 .6 13.4 7 7 13.4.6 7z",
  triangle: "M7 1.2 13.2 12.4H.8z",
  triangleDown: "M7 12.8.8 1.6h12.4z",
  star: "M7 .5l1.7 4.4 4.7.3-3.6 3 1.2 4.6L7 10.2l-4 2.6 1.2-4.6-3.6-3 4.7-.3z",
  hexagon: "M3.6 1.2h6.8L13.8 7l-3.4 5.8H3.6L.2 7z",
};

/* The group's shape in its colour, as it stands in the drawing. */
KG.glyph = (group) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 14 14");
  svg.setAttribute("class", "glyph");
  svg.setAttribute("aria-hidden", "true");
  svg.dataset.group = group;
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", OUTLINES[KG.groups.get(group).shape] || OUTLINES.dot);
  svg.append(path);
  svg.style.fill = KG.colour(group);
  return svg;
};
