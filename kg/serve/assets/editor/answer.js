"use strict";
/* Fetches an answer and puts it into the page; its table can be sorted and filtered. */
const Answer = (() => {
  const place = document.getElementById("answer");
  const order = new Intl.Collator(undefined, { numeric: true });
  const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

  function fail(message) {
    const heading = document.createElement("h2");
    heading.textContent = "That did not work";
    const text = document.createElement("pre");
    text.className = "error";
    text.setAttribute("role", "alert");
    text.textContent = message;
    place.replaceChildren(heading, text);
  }

  /** Asks in the way that the plain form would; the server's page holds the answer. */
  async function fetchAnswer(query, signal) {
    const body = new URLSearchParams({ query });
    const answer = await fetch("/sparql", { method: "POST", body, signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("answer");
    if (found === null) {
      fail((page.querySelector("main .lead") || page.body).textContent.trim());
      return;
    }
    place.replaceChildren(...found.childNodes);
    prepare();
  }

  function key(row, column) {
    return row.cells[column].querySelector("bdi").textContent;
  }

  function sort(table, column, header) {
    const down = header.getAttribute("aria-sort") === "ascending";
    table.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows].map((row) => [key(row, column), row]);
    const numbers = rows.every(([text]) => text === "" || NUMBER.test(text));
    const compare = numbers ? (a, b) => Number(a) - Number(b) : order.compare;
    rows.sort(([a], [b]) => (a === "") - (b === "") || (down ? -1 : 1) * compare(a, b));
    table.tBodies[0].append(...rows.map(([, row]) => row));
  }

  function filter(table, text, said) {
    const wanted = text.trim().toLocaleLowerCase();
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      row.hidden = wanted !== "" && !row.textContent.toLocaleLowerCase().includes(wanted);
      shown += row.hidden ? 0 : 1;
    }
    said.textContent = wanted === "" ? "" : `${shown.toLocaleString("en")} of ${table.tBodies[0].rows.length.toLocaleString("en")} shown`;
  }

  function addFilter(table) {
    const label = document.createElement("label");
    label.className = "filter";
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = "Filter these rows";
    input.setAttribute("aria-label", "Filter these rows");
    const said = document.createElement("small");
    said.setAttribute("role", "status");
    input.addEventListener("input", () => filter(table, input.value, said));
    label.append(input, said);
    table.closest(".wide").before(label);
  }

  /** Headers become buttons that sort. */
  function prepare() {
    const table = place.querySelector("table");
    if (table === null || table.tBodies[0].rows.length < 2) return;
    [...table.tHead.rows[0].cells].forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = header.textContent;
      button.title = "Sort by this column";
      button.addEventListener("click", () => sort(table, column, header));
      header.replaceChildren(button);
    });
    if (table.tBodies[0].rows.length > 5) addFilter(table);
  }

  prepare();
  return { fail, fetchAnswer, place };
})();
