"use strict";
/* Reads what the first picture needs and indexes it. Text from the graph enters the page through KG.el alone. */
performance.mark("kg-begin");
const KG = {};

KG.data = JSON.parse(document.getElementById("data").textContent);

KG.nodes = KG.data.name.map((name, id) => ({
  id,
  name,
  short: KG.data.short[id] || name,
  group: KG.data.groups[KG.data.group[id]].id,
  community: KG.data.communities.length && KG.data.community[id] >= 0 ? KG.data.communities[KG.data.community[id]].id : "",
  aliases: KG.data.aliases[id] || [],
  years: KG.data.years[id] || [],
  x: KG.data.x[id],
  y: KG.data.y[id],
  size: KG.data.size[id],
  edges: [],
  shown: true,
}));

KG.edges = KG.data.from.map((from, id) => ({
  id,
  from: KG.nodes[from],
  to: KG.nodes[KG.data.to[id]],
  width: KG.data.width[id],
  dashed: false,
  years: KG.data.edgeYears[id] || [],
  shown: true,
}));

for (const id of KG.data.dashed) KG.edges[id].dashed = true;
for (const edge of KG.edges) {
  edge.from.edges.push(edge);
  if (edge.to !== edge.from) edge.to.edges.push(edge);
}

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

/* A name, kept apart from the text around it whatever direction it is written in. */
KG.bdi = (text) => KG.el("bdi", {}, text);

/* Where an IRI leads. Those under our own base name things: only a server of the graph has a page for them. */
KG.address = (iri) => {
  if (iri.startsWith(KG.data.base)) return KG.data.pages && KG.data.pages + encodeURIComponent(iri);
  return /^https?:\/\//i.test(iri) ? iri : "";
};

/* A link if the IRI leads anywhere, else the text. */
KG.link = (text, iri) => {
  const href = KG.address(iri);
  return href ? KG.el("a", { href, target: "_blank", rel: "noopener noreferrer" }, KG.bdi(text)) : KG.bdi(text);
};

KG.number = (value) => value.toLocaleString("en");

KG.plural = (count, one) => `${KG.number(count)} ${one}${count === 1 ? "" : "s"}`;

KG.isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/* A name for the file that a picture is saved in. */
KG.fileName = (ending) => {
  const name = KG.data.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 80);
  return `${name || "graph"}.${ending}`;
};

/* Waits with what need not be at once, so that the picture is. */
KG.later = (act) => (window.requestIdleCallback ? requestIdleCallback(act, { timeout: 1500 }) : setTimeout(act, 300));
