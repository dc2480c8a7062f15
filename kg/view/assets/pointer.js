"use strict";
/* Pointing, clicking and dragging, the same over every renderer. */
(() => {
  const { state, $ } = KG;
  const surface = $("canvas");
  let pressed = null;
  let last = { time: 0 };
  let asked = null;

  const placeOf = (event) => {
    const box = surface.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  /* Both look through everything, in the units of the layout so that nothing is computed twice: a millisecond or two. */
  function findNode(x, y, scale, reach) {
    const swell = KG.swell();
    let best = null;
    let least = reach;
    for (const node of KG.nodes) {
      if (!node.shown) continue;
      const far = Math.hypot(node.x - x, node.y - y) * scale - Math.max(node.size * swell, 4);
      if (far < least) [best, least] = [node, far];
    }
    return best;
  }

  function findEdge(x, y, reach) {
    let best = null;
    let least = reach;
    for (const edge of KG.edges) {
      if (!edge.shown) continue;
      const { from: a, to: b } = edge;
      if (Math.min(a.x, b.x) > x + reach || Math.max(a.x, b.x) < x - reach || Math.min(a.y, b.y) > y + reach || Math.max(a.y, b.y) < y - reach) continue;
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const along = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
      const far = Math.hypot(a.x + along * dx - x, a.y + along * dy - y);
      if (far < least) [best, least] = [edge, far];
    }
    return best;
  }

  /* The node at a place of the drawing, else the edge; a finger is less exact than a mouse. */
  KG.pick = (x, y, finger = false) => {
    const { scale, dx, dy } = KG.view;
    const [gx, gy] = [(x - dx) / scale, (y - dy) / scale];
    const node = findNode(gx, gy, scale, finger ? 12 : 2);
    return { node, edge: node ? null : findEdge(gx, gy, (finger ? 9 : 5) / scale) };
  };

  function hint(x, y, title, below) {
    const box = $("hint");
    box.replaceChildren(...title, KG.el("small", {}, below));
    box.hidden = false;
    box.style.left = `${Math.max(4, Math.min(x + 14, surface.clientWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${Math.max(4, y + 18 + box.offsetHeight > surface.clientHeight ? y - box.offsetHeight - 10 : y + 16)}px`;
  }

  KG.hideHint = () => { $("hint").hidden = true; };

  function sayEdge(edge) {
    const label = [...new Set(edge.relations.map((relation) => relation[0]))].join(", ");
    return edge.papers.length ? edge.relations[0][2] : label;
  }

  /* Raises a node that is pointed at, by the mouse or by the keyboard; null lets go of it. */
  KG.hover = (node) => {
    if (node === state.hover) return;
    state.hover = node;
    if (!KG.selected() && KG.canvas.isLively()) KG.canvas.restyle();
    else KG.overlay.ask();
  };

  function look(x, y) {
    const { node, edge } = KG.pick(x, y);
    KG.hover(node);
    surface.style.cursor = node ? "pointer" : "";
    if (node && (node.name !== node.short || KG.view.scale < 0.6)) hint(x, y, [KG.bdi(node.name)], KG.kind(node));
    else if (edge) hint(x, y, [KG.bdi(edge.from.short), " – ", KG.bdi(edge.to.short)], sayEdge(edge));
    else KG.hideHint();
  }

  surface.addEventListener("pointermove", (event) => {
    const [x, y] = placeOf(event);
    if (pressed) {
      if (Math.hypot(x - pressed.x, y - pressed.y) > 4) pressed.moved = true;
      if (pressed.moved) KG.hideHint();
      if (pressed.moved && pressed.node && pressed.holds) KG.canvas.drag(pressed.node, x, y);
      return;
    }
    if (event.pointerType === "touch") return;
    if (!asked) requestAnimationFrame(() => { if (asked) look(...asked); asked = null; });
    asked = [x, y];
  }, true);

  surface.addEventListener("pointerleave", () => {
    asked = null;
    KG.hideHint();
    KG.hover(null);
  });

  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (!event.isPrimary) return letGo(); // a second finger zooms
    const [x, y] = placeOf(event);
    pressed = { x, y, ...KG.pick(x, y, event.pointerType === "touch"), moved: false, holds: false };
    if (pressed.node) pressed.holds = KG.canvas.hold(pressed.node);
  }, true);

  // The browser knows a double click even when the page was too busy to see it in time; a finger has only the time.
  surface.addEventListener("mousedown", (event) => { if (pressed) pressed.second = event.detail === 2; }, true);

  function letGo() {
    if (pressed?.holds) KG.canvas.hold(null);
    pressed = null;
  }

  /* The panel that the first click opens moves the picture, so a double click is about what the first press hit. */
  function release(event) {
    const was = pressed;
    letGo();
    if (!was || was.moved || event.type !== "pointerup") return;
    KG.hideHint();
    const twice = (was.second || event.timeStamp - last.time < 400) && Math.hypot(event.clientX - last.x, event.clientY - last.y) < 6;
    if (twice && last.node) {
      KG.focusOn(last.node);
      last = { time: 0 };
      return;
    }
    last = { time: event.timeStamp, x: event.clientX, y: event.clientY, node: was.node };
    if (was.edge) KG.selectEdge(was.edge);
    else KG.select(was.node);
  }
  // The second press may fall on the panel that the first one opened.
  window.addEventListener("dblclick", (event) => {
    if (!last.node || Math.hypot(event.clientX - last.x, event.clientY - last.y) > 6) return;
    KG.focusOn(last.node);
    last = { time: 0 };
  }, true);
  for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, release, true);
  surface.addEventListener("wheel", KG.hideHint, { passive: true });
})();
