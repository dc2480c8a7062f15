"use strict";
/* Search with completion over names and aliases; accents and case do not matter. */
(() => {
  const { el } = KG;
  const input = KG.$("find");
  const box = KG.$("found");
  const PLAIN = { ß: "ss", ς: "σ", ł: "l", ø: "o", đ: "d", ı: "i", æ: "ae", œ: "oe" };
  const SHOWN = 12;

  /* Letters and digits without case and accents; a text that has none stands for itself. */
  function fold(text) {
    const plain = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/[ßςłøđıæœ]/g, (letter) => PLAIN[letter]);
    return (plain.match(/[\p{L}\p{N}]+/gu) || [plain.trim()]).join(" ");
  }

  let entries = null;
  const index = () => (entries ||= KG.nodes.flatMap((node) => [node.name, ...node.aliases].map((name) => ({ node, name, key: fold(name) }))));
  let found = [];
  let all = 0;
  let current = 0;

  /* Whole names first, then beginnings, then beginnings of words, then anything; the well connected before the rest. */
  function rank(key, wanted) {
    if (key === wanted) return 0;
    if (key.startsWith(wanted)) return 1;
    const at = key.indexOf(wanted);
    if (at > 0) return key[at - 1] === " " ? 2 : 3;
    return wanted.split(" ").every((word) => key.includes(word)) ? 4 : 9;
  }

  function search(text) {
    const wanted = fold(text);
    if (!wanted) return [];
    const best = new Map();
    for (const { node, name, key } of index()) {
      const score = rank(key, wanted);
      if (score < 9 && !(best.has(node) && best.get(node).score <= score)) best.set(node, { node, name, score });
    }
    return [...best.values()].sort((a, b) => a.score - b.score || b.node.size - a.node.size || a.node.id - b.node.id);
  }

  /* What tells a node from others: its group, and its full name or, among namesakes, its best connected neighbour. */
  function tell({ node, name }) {
    const group = KG.kind(node);
    if (name !== node.name) return [`${group} · `, KG.bdi(node.name)];
    if (found.filter((other) => other.name === name).length < 2 || !node.edges.length) return [group];
    const near = [...KG.neighbours(node)];
    const best = near.reduce((a, b) => (b.size > a.size ? b : a));
    return [`${group} · ${KG.plural(near.length, "neighbour")}, such as `, KG.bdi(best.short)];
  }

  function makeItem(one, place) {
    const what = el("span", { class: "what" }, KG.bdi(one.name), el("small", {}, ...tell(one)));
    const item = el("li", { role: "option", id: `found-${place}`, "aria-selected": String(place === current) }, KG.glyph(one.node), what);
    item.addEventListener("click", () => choose(place));
    return item;
  }

  /* What the list does not hold, in words. */
  function limits(wanted) {
    if (wanted && !found.length) return "No such name on this page";
    return all > found.length ? `${KG.number(all - found.length)} more: type more of the name` : "";
  }

  function show() {
    const wanted = input.value.trim();
    const note = limits(wanted);
    box.replaceChildren(...found.map(makeItem));
    if (note) box.append(el("li", { class: "none", role: "presentation" }, note));
    KG.$("said").textContent = note;
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
    KG.surface().focus({ preventScroll: true });
    KG.select(node, { move: true });
  }

  function look() {
    const every = search(input.value);
    [found, all, current] = [every.slice(0, SHOWN), every.length, 0];
    show();
  }

  input.addEventListener("input", look);
  input.addEventListener("focus", () => { if (input.value) look(); });
  input.addEventListener("blur", close);
  box.addEventListener("mousedown", (event) => event.preventDefault()); // scrolling the list keeps it open
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // keys that choose among characters
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
