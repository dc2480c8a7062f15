"use strict";
/* The picture in view as SVG, and as PNG made from it; the one place that writes markup, and escapes for it. */
(() => {
  const { $ } = KG;

  const escape = (text) => String(text)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd")
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

  const round = (value) => Math.round(value * 100) / 100;

  const tag = (name, attributes, inside = "") => {
    const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(typeof value === "number" ? round(value) : value)}"`);
    return `<${name}${written.join("")}${inside ? `>${inside}</${name}>` : "/>"}`;
  };

  const isInView = (line, [width, height]) =>
    Math.max(line.x1, line.x2) > 0 && Math.min(line.x1, line.x2) < width && Math.max(line.y1, line.y2) > 0 && Math.min(line.y1, line.y2) < height;

  function drawEdges(size, lit) {
    const chosen = new Set(lit ? KG.litEdges() : []);
    const arrows = KG.data.directed && !KG.data.webgl;
    const shown = KG.edges.filter((edge) => edge.shown).sort((a, b) => chosen.has(a) - chosen.has(b));
    return shown.map((edge) => {
      const line = KG.lineOf(edge);
      if (!line || !isInView(line, size)) return "";
      const stands = chosen.has(edge);
      const stroke = stands ? KG.theme.accent : lit ? KG.theme.dim : KG.theme.soft;
      const head = (arrows || (stands && KG.data.directed)) && line.long > 12 ? { "marker-end": stands ? "url(#chosen)" : lit ? "url(#dim)" : "url(#head)" } : {};
      const dashes = edge.dashed ? { "stroke-dasharray": "5 4" } : {};
      return tag("line", { x1: line.x1, y1: line.y1, x2: line.x2, y2: line.y2, stroke, "stroke-width": KG.lineWidth(edge) + (stands ? 0.8 : 0), ...dashes, ...head });
    }).join("");
  }

  function drawNodes([width, height], lit) {
    const shown = KG.nodes.filter((node) => node.shown).sort((a, b) => (lit ? lit.has(a) - lit.has(b) : 0) || a.size - b.size || a.id - b.id);
    return shown.map((node) => {
      const [x, y] = KG.spot(node);
      const radius = KG.radius(node);
      if (x < -radius || y < -radius || x > width + radius || y > height + radius) return "";
      const grow = radius / 5.8;
      const stroke = node === KG.state.node ? KG.theme.text : KG.theme.bg;
      const faded = lit && !lit.has(node) ? { opacity: 0.18 } : {};
      const move = `translate(${round(x)} ${round(y)}) scale(${Math.round(grow * 1e4) / 1e4}) translate(-7 -7)`;
      return tag("path", { d: KG.OUTLINES[KG.shape(node)] || KG.OUTLINES.dot, transform: move, fill: KG.colour(node), stroke, "stroke-width": (node === KG.state.node ? 4 : 1.8) / grow, ...faded });
    }).join("");
  }

  const drawNames = () => KG.overlay.labels().map(({ text, x, y, size, weight, colour }) =>
    tag("text", { x, y: y + size * 0.85, "font-size": size, "font-weight": weight, fill: colour, stroke: KG.theme.halo }, escape(text))).join("");

  const marker = (id, fill) => tag("marker", { id, viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 6, markerHeight: 6, markerUnits: "userSpaceOnUse", orient: "auto" }, tag("path", { d: "M0 0 8 4 0 8z", fill }));

  /* Writes what is in view, in pixels of the screen and the colours of the theme. */
  KG.makeSvg = () => {
    const [width, height] = KG.overlay.size();
    const lit = KG.selected() ? KG.raised() : null;
    const said = `${$("counts").textContent}. ${[...KG.palette().values()].map((look) => look.label).join(", ")}.`;
    const attributes = { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "font-family": KG.FAMILY };
    return tag("svg", attributes, [
      `<title>${escape(KG.data.title)}</title><desc>${escape(said)}</desc>`,
      tag("defs", {}, marker("head", KG.theme.soft) + marker("dim", KG.theme.dim) + marker("chosen", KG.theme.accent)),
      tag("rect", { width, height, fill: KG.theme.bg }),
      tag("g", { fill: "none" }, drawEdges([width, height], lit)),
      tag("g", { "stroke-linejoin": "round", "paint-order": "stroke" }, drawNodes([width, height], lit)),
      tag("g", { "text-anchor": "middle", "paint-order": "stroke", "stroke-width": 3.5, "stroke-linejoin": "round" }, drawNames()),
    ].join("\n"));
  };

  function save(blob, ending) {
    const url = URL.createObjectURL(blob);
    KG.el("a", { href: url, download: KG.fileName(ending) }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  const vector = () => new Blob([KG.makeSvg()], { type: "image/svg+xml" });

  /* Twice the pixels of the screen, so that it stands printing. */
  async function raster() {
    const [width, height] = KG.overlay.size();
    const url = URL.createObjectURL(vector());
    const image = new Image(width, height);
    image.src = url;
    await image.decode();
    const canvas = KG.el("canvas", { width: width * 2, height: height * 2 });
    canvas.getContext("2d").drawImage(image, 0, 0, width * 2, height * 2);
    URL.revokeObjectURL(url);
    canvas.toBlob((blob) => save(blob, "png"));
  }

  /* Paper gets the picture as vectors, in light colours. */
  function lay() {
    const { theme } = document.documentElement.dataset;
    document.documentElement.dataset.theme = "light";
    KG.repaint();
    $("sheet").replaceChildren(new DOMParser().parseFromString(KG.makeSvg(), "image/svg+xml").documentElement);
    window.addEventListener("afterprint", () => {
      $("sheet").replaceChildren();
      if (theme) document.documentElement.dataset.theme = theme;
      else delete document.documentElement.dataset.theme;
      KG.repaint();
    }, { once: true });
  }

  window.addEventListener("beforeprint", lay);
  $("picture").addEventListener("click", raster);
  $("vector").addEventListener("click", () => save(vector(), "svg"));
})();
