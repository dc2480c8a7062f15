"use strict";
/* The drawing of large graphs by sigma in WebGL: no forces, every node in the shape of its group. */
KG.canvas = (() => {
  const { state } = KG;
  const host = KG.$("canvas");
  const SHAPES = ["dot", "square", "diamond", "triangle", "triangleDown", "star", "hexagon"];
  let held = null;

  const isAble = () => {
    const probe = document.createElement("canvas").getContext("webgl");
    probe?.getExtension("WEBGL_lose_context")?.loseContext();
    return Boolean(probe);
  };
  if (!isAble()) return absent();

  /* Without WebGL everything but the drawing works. */
  function absent() {
    document.documentElement.dataset.drawing = "none";
    const nothing = () => {};
    return {
      fit: nothing, restyle: nothing, centre: nothing, zoom: nothing, toggleMotion: nothing, redraw: nothing, hold: () => false, isLively: () => false,
      start() {
        KG.$("absent").hidden = false;
        for (const id of ["motion", "fit", "picture", "vector"]) KG.$(id).disabled = true;
        KG.showTable(true);
      },
    };
  }

  const VERTEX = `
attribute vec4 a_id; attribute vec4 a_color; attribute vec2 a_position; attribute float a_size; attribute float a_shape;
uniform float u_sizeRatio; uniform float u_pixelRatio; uniform mat3 u_matrix;
varying vec4 v_color; varying float v_shape; varying float v_pixel;
void main() {
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  float radius = a_size / u_sizeRatio * u_pixelRatio;
  gl_PointSize = radius * 2.6 + 2.0;
  v_pixel = 1.0 / max(radius, 0.5);
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;

  /* Distances to the outlines after Quilez, "2D distance functions"; the radius of a dot is 1. */
  const FRAGMENT = `
precision mediump float;
uniform vec3 u_rim; uniform float u_width;
varying vec4 v_color; varying float v_shape; varying float v_pixel;
float polygon(vec2 p, float sides, float reach) {
  float part = 6.2831853 / sides;
  float turn = mod(atan(p.x, p.y) + part * 0.5, part) - part * 0.5;
  return length(p) * cos(turn) - reach * cos(part * 0.5);
}
float star(vec2 p) {
  float part = 6.2831853 / 5.0;
  float turn = abs(mod(atan(p.x, p.y) + part * 0.5, part) - part * 0.5);
  vec2 q = length(p) * vec2(sin(turn), cos(turn));
  vec2 tip = vec2(0.0, 1.2); vec2 dent = 0.52 * vec2(sin(part * 0.5), cos(part * 0.5));
  vec2 side = dent - tip;
  return dot(q - tip, normalize(vec2(-side.y, side.x)));
}
float outline(vec2 p) {
  if (v_shape < 0.5) return length(p) - 1.0;
  if (v_shape < 1.5) return max(abs(p.x), abs(p.y)) - 0.9;
  if (v_shape < 2.5) return (abs(p.x) + abs(p.y) - 1.15) * 0.7071;
  if (v_shape < 3.5) return polygon(vec2(p.x, -p.y - 0.15), 3.0, 1.25);
  if (v_shape < 4.5) return polygon(vec2(p.x, p.y - 0.15), 3.0, 1.25);
  if (v_shape < 5.5) return star(p);
  return polygon(vec2(p.y, p.x), 6.0, 1.1);
}
void main() {
  vec2 p = (gl_PointCoord - 0.5) * vec2(1.0, -1.0) * (2.6 + 2.0 * v_pixel);
  float far = outline(p);
  #ifdef PICKING_MODE
  if (far > 0.0) discard;
  gl_FragColor = v_color;
  #else
  float cover = clamp(0.5 - far / v_pixel, 0.0, 1.0);
  float rim = clamp(0.5 + far / v_pixel + u_width, 0.0, 1.0);
  gl_FragColor = vec4(mix(v_color.rgb, u_rim, rim), 1.0) * cover;
  #endif
}`;

  class ShapeProgram extends Sigma.rendering.NodeProgram {
    getDefinition() {
      const gl = WebGLRenderingContext;
      return {
        VERTICES: 1,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: gl.POINTS,
        UNIFORMS: ["u_sizeRatio", "u_pixelRatio", "u_matrix", "u_rim", "u_width"],
        ATTRIBUTES: [
          { name: "a_position", size: 2, type: gl.FLOAT },
          { name: "a_size", size: 1, type: gl.FLOAT },
          { name: "a_color", size: 4, type: gl.UNSIGNED_BYTE, normalized: true },
          { name: "a_id", size: 4, type: gl.UNSIGNED_BYTE, normalized: true },
          { name: "a_shape", size: 1, type: gl.FLOAT },
        ],
      };
    }

    processVisibleItem(id, at, data) {
      const { array } = this;
      array[at++] = data.x;
      array[at++] = data.y;
      array[at++] = data.size;
      array[at++] = Sigma.utils.floatColor(data.color);
      array[at++] = id;
      array[at++] = data.kind;
    }

    setUniforms({ sizeRatio, pixelRatio, matrix }, { gl, uniformLocations }) {
      gl.uniform1f(uniformLocations.u_sizeRatio, sizeRatio);
      gl.uniform1f(uniformLocations.u_pixelRatio, pixelRatio);
      gl.uniformMatrix3fv(uniformLocations.u_matrix, false, matrix);
      gl.uniform3fv(uniformLocations.u_rim, KG.channels(KG.theme.bg).map((value) => value / 255));
      gl.uniform1f(uniformLocations.u_width, 0.8 * pixelRatio);
    }
  }

  /* The layout counts y downwards, sigma upwards. */
  const graph = new graphology.MultiGraph();
  for (const node of KG.nodes) graph.addNode(node.id, { x: node.x, y: -node.y });
  for (const edge of KG.edges) graph.addEdgeWithKey(edge.id, edge.from.id, edge.to.id);

  const extent = (values) => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  const box = { x: extent(KG.nodes.map((node) => node.x)), y: extent(KG.nodes.map((node) => -node.y)) };
  let unit = 1;
  let lit = null;

  const sigma = new Sigma(graph, host, {
    allowInvalidContainer: true,
    renderLabels: false,
    hideEdgesOnMove: false,
    enableCameraRotation: false,
    doubleClickZoomingRatio: 1,
    minCameraRatio: 0.003,
    maxCameraRatio: 4,
    defaultNodeType: "shape",
    defaultEdgeType: "thin",
    nodeProgramClasses: { shape: ShapeProgram },
    nodeHoverProgramClasses: { shape: ShapeProgram },
    edgeProgramClasses: { thin: Sigma.rendering.EdgeLineProgram, wide: Sigma.rendering.EdgeRectangleProgram },
    defaultDrawNodeHover: () => {},
    zoomToSizeRatioFunction: (ratio) => 1 / KG.swell(unit / ratio),
    nodeReducer: (id) => drawNode(KG.nodes[id]),
    edgeReducer: (id) => drawEdge(KG.edges[id]),
  });
  sigma.setCustomBBox(box);
  const camera = sigma.getCamera();

  function drawNode(node) {
    const colour = KG.colour(node);
    return { x: node.x, y: -node.y, size: node.size, kind: SHAPES.indexOf(KG.shape(node)), hidden: !node.shown, type: "shape", color: !lit || lit.has(node) ? colour : KG.mix(colour, KG.theme.bg, 0.2) };
  }

  /* A line of one pixel costs a tenth of one with a width, and most edges of a large graph are such. */
  function drawEdge(edge) {
    return { hidden: !edge.shown, size: edge.width, color: lit ? KG.theme.dim : KG.theme.soft, type: edge.width > 2.5 ? "wide" : "thin" };
  }

  sigma.on("afterRender", () => {
    const [origin, one] = [sigma.graphToViewport({ x: 0, y: 0 }), sigma.graphToViewport({ x: 100, y: 0 })];
    KG.view = { scale: (one.x - origin.x) / 100, dx: origin.x, dy: origin.y };
    const now = KG.view.scale * camera.ratio;
    if (Math.abs(now / unit - 1) > 0.01) {
      unit = now;
      sigma.scheduleRender();
    }
    KG.overlay.paint();
  });

  const go = (target, duration) => (duration && !KG.isStill() ? camera.animate(target, { duration }) : camera.setState(target));

  /* Frames a rectangle of the layout, given as [left, top, right, bottom]. */
  function frame([left, top, right, bottom], duration) {
    const middle = sigma.graphToViewport({ x: (left + right) / 2, y: -(top + bottom) / 2 });
    const { x, y } = sigma.viewportToFramedGraph(middle);
    const scale = Math.min(host.clientWidth / (right - left + 60), host.clientHeight / (bottom - top + 60), 1.6);
    go({ x, y, ratio: unit / scale }, duration);
  }

  function fit(animated = true) {
    const shown = KG.nodes.filter(KG.isShown);
    if (!shown.length) return;
    const [xs, ys] = [extent(shown.map((node) => node.x)), extent(shown.map((node) => node.y))];
    frame([xs[0], ys[0], xs[1], ys[1]], animated ? 450 : 0);
  }

  function centre(node) {
    const { x, y } = sigma.viewportToFramedGraph(sigma.graphToViewport({ x: node.x, y: -node.y }));
    go({ x, y, ratio: unit / Math.max(KG.view.scale, 0.6) }, 400);
  }

  /* Takes a node along with the pointer; returns true, as sigma itself would move the whole picture. */
  function hold(node, x, y) {
    camera.enabledPanning = !node;
    held = node;
    if (!node) return true;
    const spot = sigma.viewportToGraph({ x, y });
    [node.x, node.y] = [spot.x, -spot.y];
    sigma.refresh({ partialGraph: { nodes: [String(node.id)], edges: node.edges.map((edge) => String(edge.id)) }, schedule: true });
    return true;
  }

  /* The picture keeps its scale and its middle when a panel takes room from it. */
  new ResizeObserver(() => {
    const before = KG.view.scale;
    sigma.resize();
    const [origin, one] = [sigma.graphToViewport({ x: 0, y: 0 }), sigma.graphToViewport({ x: 100, y: 0 })];
    unit = ((one.x - origin.x) / 100) * camera.ratio;
    if (started) camera.setState({ ratio: unit / before });
    sigma.scheduleRender();
  }).observe(host);
  let started = false;

  return {
    sigma,
    fit,
    centre,
    hold,
    restyle: () => {
      lit = KG.lit();
      sigma.refresh({ skipIndexation: true, schedule: true });
    },
    zoom: (factor) => go({ ratio: camera.ratio / factor }, 200),
    toggleMotion: () => {},
    redraw: () => sigma.scheduleRender(),
    isLively: () => false,
    isHolding: () => held !== null,
    start() {
      const button = KG.$("motion");
      button.disabled = true;
      button.dataset.state = "fixed";
      button.title = "The layout of a large graph is computed before; nothing moves";
      button.lastElementChild.textContent = "Fixed";
      sigma.refresh();
      fit(false);
      started = true;
    },
  };
})();
