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

  /* How many steps a node is from one with years of its own: its nearest neighbours say when it belongs to the picture. */
  let front = KG.nodes.filter((node) => node.years.length);
  for (const node of KG.nodes) node.step = node.years.length ? 0 : Infinity;
  for (let step = 1; front.length; step++) {
    const next = new Set();
    for (const node of front) for (const edge of node.edges) if (KG.other(edge, node).step === Infinity) next.add(KG.other(edge, node));
    front = [...next];
    for (const node of front) node.step = step;
  }
  const isDated = (node) => node.step < Infinity || node.edges.some((edge) => edge.years.length);
  const byStep = [...KG.nodes].sort((a, b) => a.step - b.step || a.id - b.id);
  KG.undated = KG.span ? KG.nodes.filter((node) => !isDated(node)).length : 0;

  const isWithin = (years) => years.some((year) => year >= state.years[0] && year <= state.years[1]);

  /* Marks what the range of years leaves: nodes with years by these, others if a tie to a node nearer to one remains. */
  function markYears() {
    const isOpen = !state.years || (state.years[0] <= KG.span[0] && state.years[1] >= KG.span[1]);
    for (const edge of KG.edges) edge.timely = isOpen || !edge.years.length || isWithin(edge.years);
    for (const node of byStep) {
      if (!isDated(node)) node.timely = state.undated;
      else if (isOpen) node.timely = true;
      else if (node.step === 0) node.timely = isWithin(node.years);
      else if (node.step === Infinity) node.timely = node.edges.some((edge) => edge.years.length && edge.timely);
      else node.timely = node.edges.some((edge) => edge.timely && KG.other(edge, node).step < node.step && KG.other(edge, node).timely);
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
