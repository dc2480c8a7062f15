// Finds names in the files beside this one. Scripts that assign data, not requests: pages from a disk may not fetch.
"use strict";
(() => {
  const hits = document.getElementById("hits"), found = document.getElementById("found");
  const field = document.querySelector('header input[name="q"]');
  const folds = Number(hits.dataset.folds), shards = Number(hits.dataset.shards);
  const words = new Map(), things = new Map(), waiting = new Map();
  const SHOWN = 60;

  // As kg.iris.fold: without case and accents, letters and digits alone.
  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ")
    .replace(/\p{M}/gu, "").match(/[\p{L}\p{N}]+/gu) || [];
  const place = (word) => {
    let sum = 0;
    for (const char of [...word].slice(0, 2)) sum = (sum * 31 + char.codePointAt(0)) % 65521;
    return sum % shards;
  };

  const load = (name, kept, number) => {
    if (kept.has(number)) return Promise.resolve();
    const key = name + number;
    if (!waiting.has(key)) {
      waiting.set(key, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `search/${key}.js`;
        script.onload = resolve;
        script.onerror = () => reject(new Error(`search/${key}.js is missing`));
        document.head.append(script);
      }));
    }
    return waiting.get(key);
  };
  window.kgWords = (number, data) => words.set(number, new Map(data));
  window.kgThings = (number, data) => things.set(number, data);

  const ids = (word, last) => {
    const shard = words.get(place(word));
    if (!last) return new Set(shard.get(word));
    const all = new Set();
    for (const [known, list] of shard) if (known.startsWith(word)) for (const id of list) all.add(id);
    return all;
  };

  let turn = 0;
  const search = async (text) => {
    const mine = ++turn, asked = fold(text);
    if (!asked.length || (asked.length === 1 && asked[0].length < 2 && asked[0] < "\u02ff")) {
      hits.replaceChildren();
      found.textContent = "Type a name, or the beginning of a word of it.";
      return;
    }
    // Of a very common beginning the words typed before it are enough to load.
    await Promise.all([...new Set(asked.map(place))].map((number) => load("w", words, number)));
    const sets = asked.map((word, at) => ids(word, at === asked.length - 1)).sort((a, b) => a.size - b.size);
    const exact = words.get(place(asked[0])).get(`=${asked.join(" ")}`) || [];
    const first = new Set(exact);
    const rest = [...sets[0]].filter((id) => !first.has(id) && sets.every((set) => set.has(id))).sort((a, b) => a - b);
    const all = [...exact, ...rest], shown = all.slice(0, SHOWN);
    await Promise.all([...new Set(shown.map((id) => Math.floor(id / folds)))].map((number) => load("t", things, number)));
    if (mine !== turn) return;
    found.textContent = `${all.length.toLocaleString("en")} found${all.length > SHOWN ? `, the ${SHOWN} best shown` : ""}`;
    hits.replaceChildren(...shown.map((id) => show(things.get(Math.floor(id / folds))[id % folds])));
  };

  const show = ([name, address, kind, aliases]) => {
    const item = document.createElement("li"), link = document.createElement("a"), told = document.createElement("bdi");
    told.textContent = name;
    link.href = address;
    link.append(told);
    item.append(link, Object.assign(document.createElement("small"), { textContent: kind }));
    if (aliases) item.append(Object.assign(document.createElement("small"), { textContent: `also printed as \u2068${aliases}\u2069` }));
    return item;
  };

  const start = () => search(field.value).catch((error) => { found.textContent = String(error.message); });
  field.value = new URLSearchParams(location.search).get("q") || "";
  let pause = 0;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      try { history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`); } catch { /* from a disk */ }
      start();
    }, 120);
  });
  field.focus();
  start();
})();
