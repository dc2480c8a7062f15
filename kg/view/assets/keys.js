"use strict";
/* Everything by keyboard: keys of the page, walking over the drawing, and the sheet that lists them. */
(() => {
  const { state, $ } = KG;
  const surface = $("canvas");
  const help = $("help");
  let at = null;

  const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

  /* Letters count whether or not capitals are locked. */
  const keyOf = ({ key }) => (key.length === 1 ? key.toLowerCase() : key);

  function say(node) {
    const near = KG.neighbours(node).size;
    $("said").textContent = `${node.name}, ${KG.lookOf(node).label}, ${KG.plural(near, "neighbour")}`;
  }

  function goTo(node) {
    if (!node) return;
    at = node;
    say(node);
    const [x, y] = KG.spot(node);
    if (x < 30 || y < 30 || x > surface.clientWidth - 30 || y > surface.clientHeight - 30) KG.canvas.centre(node);
    if (state.node) KG.select(node);
    KG.hover(node);
  }

  const current = () => [at, state.node].find((node) => node?.shown) || null;

  const largest = () => KG.nodes.filter(KG.isShown).reduce((best, node) => (!best || node.size > best.size ? node : best), null);

  /* The nearest node within the quarter that an arrow points to; straight ahead counts before aside. */
  function step([dx, dy]) {
    const here = current();
    if (!here) return goTo(largest());
    let best = null;
    let least = Infinity;
    for (const node of KG.nodes) {
      if (!node.shown || node === here) continue;
      const ahead = (node.x - here.x) * dx + (node.y - here.y) * dy;
      const aside = Math.abs((node.x - here.x) * dy) + Math.abs((node.y - here.y) * dx);
      if (ahead <= 0 || aside > ahead) continue;
      if (ahead + 2 * aside < least) [best, least] = [node, ahead + 2 * aside];
    }
    goTo(best);
  }

  /* From one neighbour of the selected node to the next, the best connected first. */
  function walk(turn) {
    const centre = state.node || current();
    if (!centre) return goTo(largest());
    const near = [...KG.neighbours(centre)].filter((node) => node.shown && node !== centre).sort((a, b) => b.size - a.size || a.id - b.id);
    if (!near.length) return;
    const place = near.indexOf(at);
    const next = near[place < 0 ? (turn > 0 ? 0 : near.length - 1) : (place + turn + near.length) % near.length];
    at = next;
    say(next);
    KG.hover(next);
  }

  surface.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const known = { Enter: () => KG.select(current() || largest()), n: () => walk(event.shiftKey ? -1 : 1) };
    const act = DIRECTIONS[event.key] ? () => step(DIRECTIONS[event.key]) : known[keyOf(event)];
    if (!act) return;
    event.preventDefault();
    act();
  });
  surface.addEventListener("blur", () => { at = null; KG.hover(null); });

  const actions = {
    f: () => KG.canvas.fit(),
    p: () => KG.canvas.toggleMotion(),
    t: () => KG.showTable(),
    d: () => KG.toggleTheme(),
    s: () => state.node && KG.focusOn(state.node),
    y: () => KG.play?.(),
    g: () => { KG.showTable(false); surface.focus(); },
    "+": () => KG.canvas.zoom(1.4),
    "=": () => KG.canvas.zoom(1.4),
    "-": () => KG.canvas.zoom(1 / 1.4),
    "/": () => $("find").focus(),
    "?": () => help.showModal(),
    Escape: () => KG.back(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = (event.target.type === "text" || event.target.tagName === "SELECT") && event.key !== "Escape";
    if (help.open || event.ctrlKey || event.metaKey || event.altKey || typing || !actions[keyOf(event)]) return;
    event.preventDefault();
    actions[keyOf(event)]();
  });
  $("keys").addEventListener("click", () => help.showModal());
  help.addEventListener("click", (event) => { if (event.target === help || event.target.id === "close-help") help.close(); });
})();
