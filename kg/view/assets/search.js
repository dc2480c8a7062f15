"use strict";
/* Search with completion over names and aliases; accents and case do not matter. */
(() => {
  const { el } = KG;
  const input = KG.$("find");
  const box = KG.$("found");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  let entries = null;
  const index = () => (entries ||= KG.nodes.flatMap((node) => [node.name, ...node.aliases].map((name) => ({ node, name, key: fold(name) }))));
  let found = [];
  let current = 0;

  /* Whole names first, then beginnings, then beginnings of words, then anything; the well connected before the rest. */
  function rank(key, wanted) {
    if (key === wanted) return 0;
    if (key.startsWith(wanted)) return 1;
    const at = key.indexOf(wanted);
    if (at > 0) return /[\p{L}\p{N}]/u.test(key[at - 1]) ? 3 : 2;
    return wanted.split(/\s+/).every((word) => key.includes(word)) ? 4 : 9;
  }

  function search(text) {
    const wanted = fold(text.trim());
    if (!wanted) return [];
    const best = new Map();
    for (const { node, name, key } of index()) {
      const score = rank(key, wanted);
      if (score < 9 && !(best.has(node) && best.get(node).score <= score)) best.set(node, { node, name, score });
    }
    return [...best.values()].sort((a, b) => a.score - b.score || b.node.size - a.node.size || a.node.id - b.node.id).slice(0, 12);
  }

  function show() {
    const wanted = input.value.trim();
    box.replaceChildren(...found.map(({ node, name }, place) => {
      const group = KG.kind(node);
      const what = el("span", { class: "what" }, KG.bdi(name), name === node.name ? el("small", {}, group) : el("small", {}, `${group} · `, KG.bdi(node.name)));
      const item = el("li", { role: "option", id: `found-${place}`, "aria-selected": String(place === current) }, KG.glyph(node), what);
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(place); });
      return item;
    }));
    if (wanted && !found.length) box.append(el("li", { class: "none" }, "No such name on this page"));
    box.hidden = !wanted;
    input.setAttribute("aria-expanded", String(!box.hidden));
    if (found.length) input.setAttribute("aria-activedescendant", `found-${current}`);
    else input.removeAttribute("aria-activedescendant");
    const chosen = box.children[current];
    if (chosen) chosen.scrollIntoView({ block: "nearest" });
  }

  function close() {
    box.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  function choose(place) {
    if (!found[place]) return;
    const { node } = found[place];
    input.value = "";
    found = [];
    close();
    KG.$("canvas").focus({ preventScroll: true });
    KG.select(node, { move: true });
  }

  input.addEventListener("input", () => { found = search(input.value); current = 0; show(); });
  input.addEventListener("focus", () => { if (input.value) { found = search(input.value); show(); } });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      current = (current + step + found.length) % found.length;
      show();
    } else if (event.key === "Enter") choose(current);
    else if (event.key === "Escape") {
      event.stopPropagation();
      input.value = "";
      close();
      input.blur();
    }
  });
})();
