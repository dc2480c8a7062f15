"use strict";
/* What is on the page now, and which nodes and edges that leaves shown. */
(() => {
  const switchedOff = (looks) => new Set(looks.filter((look) => !look.on).map((look) => look.id));

  /* `focus` is a set of node ids or null; `off` are the groups switched off in the legend, `years` the range kept. */
  KG.state = {
    off: switchedOff(KG.data.groups),
    apart: switchedOff(KG.data.communities),
    colour: "group",
    focus: null,
    years: null,
    undated: true,
    node: null,
    edge: null,
    hover: null,
  };
  const { state } = KG;

  const all = [...KG.nodes.flatMap((node) => node.years), ...KG.edges.flatMap((edge) => edge.years)];
  KG.span = all.length ? [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))] : null;

  /* Papers are the nodes of a group in which any has years; on a page of people, all. Ties may have years for them. */
  for (const node of KG.nodes) node.own = node.years.length ? node.years : node.edges.flatMap((edge) => edge.years);
  const groups = new Set(KG.nodes.filter((node) => node.own.length).map((node) => node.group));
  const isPaper = (node) => groups.has(node.group) || (groups.size > 0 && !KG.data.directed);
  KG.undated = KG.nodes.filter((node) => isPaper(node) && !node.own.length).length;

  /* How many steps a node is from a paper: its nearest neighbours say when it belongs to the picture. */
  let front = KG.nodes.filter(isPaper);
  for (const node of KG.nodes) node.step = isPaper(node) ? 0 : Infinity;
  for (let step = 1; front.length; step++) {
    const next = new Set();
    for (const node of front) for (const edge of node.edges) if (KG.other(edge, node).step === Infinity) next.add(KG.other(edge, node));
    front = [...next];
    for (const node of front) node.step = step;
  }
  const byStep = [...KG.nodes].sort((a, b) => a.step - b.step || a.id - b.id);

  const isWithin = (years) => years.some((year) => year >= state.years[0] && year <= state.years[1]);

  /* Marks what the years leave: papers by theirs, others if a neighbour nearer to a paper remains; what no paper leads to stays. */
  function markYears() {
    const isOpen = !state.years || (state.years[0] <= KG.span[0] && state.years[1] >= KG.span[1]);
    for (const edge of KG.edges) edge.timely = isOpen || !edge.years.length || isWithin(edge.years);
    for (const node of byStep) {
      if (node.step === Infinity) node.timely = true;
      else if (node.step) node.timely = node.edges.some((edge) => KG.other(edge, node).step < node.step && KG.other(edge, node).timely);
      else node.timely = node.own.length ? isOpen || isWithin(node.own) : state.undated;
    }
  }

  KG.refilter = () => {
    markYears();
    for (const node of KG.nodes) {
      const kept = state.focus ? state.focus.has(node.id) : !state.off.has(node.group) && !state.apart.has(node.community);
      node.shown = kept && node.timely;
    }
    for (const edge of KG.edges) edge.shown = edge.from.shown && edge.to.shown && edge.timely;
  };

  KG.isShown = (node) => node.shown;

  KG.refilter();
})();
