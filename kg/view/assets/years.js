"use strict";
/* The range of years that is shown: two handles, a bar for the papers of each year, and a walk through them. */
(() => {
  const { el, state, $ } = KG;
  const { span } = KG;
  if (!span || span[0] === span[1]) return;
  const [low, high] = [$("low"), $("high")];
  let timer = 0;
  let goal = 0; // the year that a walk, even a paused one, is on its way to
  state.years = [...span];

  for (const [input, value] of [[low, span[0]], [high, span[1]]]) {
    [input.min, input.max] = span;
    input.value = value;
  }
  $("years").hidden = false;
  $("undated").parentElement.hidden = !KG.undated;
  $("undated-count").textContent = `Undated (${KG.number(KG.undated)})`;

  const counts = new Map();
  const dated = KG.nodes.some((node) => node.years.length) ? KG.nodes : KG.edges;
  for (const one of dated) for (const year of one.years) counts.set(year, (counts.get(year) || 0) + 1);
  const most = [...counts.values()].reduce((a, b) => Math.max(a, b), 1);
  const bars = new Map();
  for (let year = span[0]; year <= span[1] && span[1] - span[0] < 400; year++) {
    const bar = el("i", { title: `${year}: ${KG.number(counts.get(year) || 0)}` });
    bar.style.height = `${counts.has(year) ? Math.max(6, ((counts.get(year) || 0) / most) * 100) : 0}%`;
    bars.set(year, bar);
  }
  $("bars").append(...bars.values());

  function show() {
    const [from, to] = state.years;
    $("range").textContent = from === to ? `${from}` : `${from} – ${to}`;
    const wide = span[1] - span[0];
    $("track").style.setProperty("--from", `${((from - span[0]) / wide) * 100}%`);
    $("track").style.setProperty("--to", `${((to - span[0]) / wide) * 100}%`);
    for (const [year, bar] of bars) bar.classList.toggle("out", year < from || year > to);
    // Where both handles stand at the end, the one that can still move lies on top.
    low.style.zIndex = from >= span[1] ? 3 : 1;
  }

  function set(from, to) {
    state.years = [from, to];
    [low.value, high.value] = [from, to];
    show();
    KG.change();
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    $("play").setAttribute("aria-pressed", "false");
  }

  function stop() {
    pause();
    goal = 0;
  }

  function step() {
    set(state.years[0], state.years[1] + 1);
    if (state.years[1] >= goal) stop();
  }

  /* From the first year of the range, one more each step, until the last; a paused walk goes on where it was. */
  function play() {
    if (timer) return pause();
    $("play").setAttribute("aria-pressed", "true");
    if (!goal) {
      const [first, last] = state.years;
      goal = first < last ? last : span[1];
      set(...(first < span[1] ? [first, first] : [span[0], span[0]]));
    }
    timer = setInterval(step, 700);
  }

  low.addEventListener("input", () => { stop(); set(Number(low.value), Math.max(Number(low.value), state.years[1])); });
  high.addEventListener("input", () => { stop(); set(Math.min(Number(high.value), state.years[0]), Number(high.value)); });
  $("undated").addEventListener("change", () => { state.undated = $("undated").checked; KG.change(); });
  $("play").addEventListener("click", play);
  KG.play = play;
  KG.openYears = () => {
    stop();
    $("undated").checked = true;
    state.undated = true;
    set(...span);
  };
  show();
})();
