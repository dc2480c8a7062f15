"use strict";
/* Completes prefixes, classes and properties from /complete/terms, with what each of them means. */
const Terms = (() => {
  const LIMIT = 60;
  const WORD = /^<|^[A-Za-z][\w-]*(:[\w-]*)?$/;
  let loaded = null;

  async function load() {
    const answer = await fetch("/complete/terms");
    if (!answer.ok) throw new Error(`the server sends no terms (${answer.status})`);
    const { prefixes, terms } = await answer.json();
    const names = Object.entries(prefixes).map(([prefix, iri]) =>
      ({ short: `${prefix}:`, iri, kind: "prefix", label: "", comment: iri }));
    return [...terms, ...names];
  }

  /** What stands before the cursor, from the last operator of a property path on. */
  function read(yasqe) {
    const cursor = yasqe.getDoc().getCursor();
    const before = yasqe.getDoc().getLine(cursor.line).slice(0, cursor.ch);
    const word = /[^\s{}();,.[\]"'|/^!]*$/.exec(before.replace(/<[^>\s]*$/, (iri) => `<${"_".repeat(iri.length - 1)}`))[0];
    const start = cursor.ch - word.length;
    return { word: before.slice(start), start, line: cursor.line, end: cursor.ch, lead: before.slice(0, start).trimEnd() };
  }

  function inClass(lead) {
    return /(?:^|\s)(?:a|rdf:type)$/.test(lead);
  }

  /** Inside quotes or a comment nothing is completed. */
  function inText(yasqe) {
    const type = yasqe.getTokenAt(yasqe.getDoc().getCursor()).type || "";
    return /comment|^string$/.test(type);
  }

  function isPlace(yasqe) {
    const { word, lead } = read(yasqe);
    if (inText(yasqe) || /^[?$]/.test(word)) return false;
    return WORD.test(word) ? word.includes(":") || word.length > 1 || inClass(lead) : word === "" && inClass(lead);
  }

  /** How well a term fits, best first; null where it does not. */
  function rank(term, word, asked) {
    if (asked === "class" && term.kind === "property") return null;
    if (asked === "" && term.kind === "class") return null;
    const typed = word.replace(/^</, "").toLowerCase();
    const short = term.short.replace(/^</, "").toLowerCase();
    const local = short.slice(short.indexOf(":") + 1);
    if (short === typed) return 9;
    if (typed.includes(":")) return term.kind !== "prefix" && short.startsWith(typed) ? 0 : null;
    if (term.kind === "prefix") return short.startsWith(typed) ? (asked ? 4 : 1) : null;
    if (typed.length < 2) return asked ? 2 : null;
    if (local.startsWith(typed)) return 2;
    return term.label.toLowerCase().includes(typed) ? 3 : null;
  }

  async function find(yasqe) {
    loaded = loaded || load();
    let terms;
    try {
      terms = await loaded;
    } catch {
      loaded = null;
      return [];
    }
    const { word, lead } = read(yasqe);
    const asked = inClass(lead) ? "class" : "";
    const ranked = terms.map((term, place) => [rank(term, word, asked), place, term]).filter(([r]) => r !== null && r < 9);
    ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return ranked.slice(0, LIMIT).map(([, , term]) => term);
  }

  function draw(element, _all, hint) {
    const { term } = hint;
    const name = document.createElement("b");
    name.textContent = term.short;
    const note = document.createElement("span");
    note.textContent = term.comment || (term.label === "" ? term.kind : term.label);
    element.append(name, note);
    element.title = term.comment || term.iri;
  }

  const byShort = new Map();
  const completer = {
    name: "terms",
    bulk: false,
    autoShow: true,
    isValidCompletionPosition: isPlace,
    get: async (yasqe) => {
      const found = await find(yasqe);
      found.forEach((term) => byShort.set(term.short, term));
      return found.map((term) => term.short);
    },
    postprocessHints: (yasqe, hints) => {
      const { start, end, line } = read(yasqe);
      return hints.map(({ text }) =>
        ({ text, term: byShort.get(text), render: draw, from: { line, ch: start }, to: { line, ch: end } }));
    },
  };
  return { completer };
})();
