"use strict";
/* The drawing of large graphs by sigma in WebGL: no forces, every node in the shape of its group. */
KG.canvas = (() => {
  const host = KG.$("canvas");
  const SHAPES = ["dot", "square", "diamond", "triangle", "triangleDown", "star", "hexagon"];

  const isAble = () => {
    const probe = document.createElement("canvas").getContext("webgl");
    probe?.getExtension("WEBGL_lose_context")?.loseContext();
    return Boolean(probe);
  };
  if (!isAble()) return KG.makePlain();

  const VERTEX = `
attribute vec4 a_color; attribute vec2 a_position; attribute float a_size; attribute float a_shape;
uniform float u_sizeRatio; uniform float u_pixelRatio; uniform mat3 u_matrix;
varying vec4 v_color; varying float v_shape; varying float v_pixel; varying float v_reach;
void main() {
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  float radius = a_size / u_sizeRatio * u_pixelRatio;
  v_reach = a_shape < 0.5 ? 1.0 : 1.3;
  gl_PointSize = radius * 2.0 * v_reach + 2.0;
  v_pixel = 1.0 / max(radius, 0.5);
  v_shape = a_shape;
  v_color = a_color;
}`;

  /* Distances to the outlines after Quilez, "2D distance functions"; the radius of a dot is 1. */
  const FRAGMENT = `
precision mediump float;
uniform vec3 u_rim; uniform float u_width;
varying vec4 v_color; varying float v_shape; varying float v_pixel; varying float v_reach;
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
  vec2 p = (gl_PointCoord - 0.5) * vec2(1.0, -1.0) * (2.0 * v_reach + 2.0 * v_pixel);
  float far = outline(p);
  float cover = clamp(0.5 - far / v_pixel, 0.0, 1.0);
  float rim = clamp(0.5 + far / v_pixel + u_width, 0.0, 1.0);
  gl_FragColor = vec4(mix(v_color.rgb, u_rim, rim), 1.0) * cover;
}`;

  class ShapeProgram extends Sigma.rendering.NodeProgram {
    /* Draws what is seen and not once more what sigma would read to learn what lies under the pointer: KG.pick knows. */
    render(params) {
      if (this.hasNothingToRender()) return;
      const { width, height, pixelRatio } = params;
      this.normalProgram.gl.viewport(0, 0, width * pixelRatio, height * pixelRatio);
      this.bindProgram(this.normalProgram);
      this.renderProgram(params, this.normalProgram);
      this.unbindProgram(this.normalProgram);
    }

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

  const sigma = new Sigma(new graphology.MultiGraph(), host, {
    allowInvalidContainer: true,
    renderLabels: false,
    hideEdgesOnMove: false,
    enableCameraRotation: false,
    doubleClickZoomingRatio: 1,
    minCameraRatio: 0.003,
    maxCameraRatio: 4,
    stagePadding: 0, // twice the default is more than a low window has
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
  const camera = sigma.getCamera();
  sigma.setCustomBBox(box);
  sigma.refresh();
  // Its own listeners read pixels back from the card at each move of the pointer.
  for (const captor of [sigma.getMouseCaptor(), sigma.getTouchCaptor()]) captor.removeAllListeners();

  /* Where a place of the layout stands on the screen, with the camera of this moment. */
  const project = (x, y) => sigma.graphToViewport({ x, y: -y }, { cameraState: camera.getState() });
  const scaleNow = () => (project(1000, 0).x - project(0, 0).x) / 1000;

  function drawNode(node) {
    const colour = KG.colour(node);
    return { x: node.x, y: -node.y, size: node.size, kind: SHAPES.indexOf(KG.shape(node)), hidden: !node.shown, type: "shape", color: !lit || lit.has(node) ? colour : KG.mix(colour, KG.theme.bg, 0.2) };
  }

  /* A line of one pixel costs a tenth of one with a width, and most edges of a large graph are such. */
  function drawEdge(edge) {
    return { hidden: !edge.shown, size: edge.width, color: lit ? KG.theme.dim : KG.theme.soft, type: edge.width > 2.5 ? "wide" : "thin" };
  }

  sigma.on("afterRender", () => {
    const origin = project(0, 0);
    KG.view = { scale: scaleNow(), dx: origin.x, dy: origin.y };
    KG.overlay.paint();
  });

  /* A place of the layout as the camera counts. */
  const framed = (x, y) => sigma.viewportToFramedGraph(project(x, y), { cameraState: camera.getState() });

  const go = (target, duration) => (duration && !KG.isStill() ? camera.animate(target, { duration }) : camera.setState(target));

  /* Frames a rectangle of the layout, given as [left, top, right, bottom]. */
  function frame([left, top, right, bottom], duration) {
    const { x, y } = framed((left + right) / 2, (top + bottom) / 2);
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
    go({ ...framed(node.x, node.y), ratio: unit / Math.max(KG.view.scale, 0.6) }, 400);
  }

  /* Keeps the picture in place while a node is pressed, since sigma itself would move all of it. */
  function hold(node) {
    camera.enabledPanning = !node;
    return true;
  }

  function drag(node, x, y) {
    [node.x, node.y] = [(x - KG.view.dx) / KG.view.scale, (y - KG.view.dy) / KG.view.scale];
    sigma.refresh({ partialGraph: { nodes: [String(node.id)], edges: node.edges.map((edge) => String(edge.id)) }, schedule: true });
  }

  /* The picture keeps its scale and its middle when a panel takes room from it. */
  sigma.on("resize", () => {
    unit = scaleNow() * camera.ratio;
    if (started) camera.setState({ ratio: unit / KG.view.scale });
  });
  let started = false;
  new ResizeObserver(() => {
    const { width, height } = sigma.getDimensions();
    if (started && (width !== host.clientWidth || height !== host.clientHeight)) sigma.scheduleRender();
  }).observe(host);

  return {
    sigma,
    fit,
    centre,
    hold,
    drag,
    restyle: () => {
      lit = KG.lit();
      sigma.refresh({ skipIndexation: true, schedule: true });
    },
    zoom: (factor) => go({ ratio: camera.ratio / factor }, 200),
    toggleMotion: () => {},
    redraw: () => sigma.scheduleRender(),
    isLively: () => false,
    start() {
      KG.showFixed();
      sigma.resize();
      unit = scaleNow() * camera.ratio;
      fit(false);
      started = true;
      sigma.setGraph(graph);
    },
  };
})();
