"use strict";
/* Turns the query's text field into an editor. Nothing is stored, and nothing but this server is asked. */
(() => {
  const LONGEST = 8000;
  const form = document.getElementById("query");
  const field = form.elements.query;
  const format = form.elements.format;
  const button = form.querySelector("button");
  const place = document.createElement("div");
  const said = document.createElement("p");
  const told = document.createElement("p");
  let running = null;
  let failed = null;

  function start() {
    // The editor's own completers would ask lov.linkeddata.es, and know the prefixes of prefix.cc rather than ours.
    Yasqe.defaults.autocompleters = ["variables"];
    Yasqe.registerAutocompleter(Terms.completer);
    place.className = "editor";
    field.before(place);
    const yasqe = new Yasqe(place, {
      persistenceId: null,
      createShareableLink: null,
      consumeShareLink: null,
      showQueryButton: false,
      resizeable: false,
      editorHeight: "auto",
      requestConfig: { endpoint: "/sparql" },
      extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-S": false, "Shift-Ctrl-F": false },
    });
    knowPrefixes(yasqe, JSON.parse(form.dataset.prefixes));
    field.hidden = true;
    const input = yasqe.getInputField();
    input.setAttribute("aria-label", "SPARQL query");
    input.setAttribute("aria-describedby", "editor-keys editor-said");
    return yasqe;
  }

  /** The server declares these for every query, so they are no mistake where a query leaves them out. */
  function knowPrefixes(yasqe, prefixes) {
    const mode = yasqe.getMode();
    const begin = mode.startState;
    mode.startState = (...given) => Object.assign(begin(...given), { prefixes: { ...prefixes } });
    yasqe.setValue(field.value);
    yasqe.getDoc().clearHistory();
  }

  function addHelp() {
    const keys = document.createElement("p");
    keys.className = "note";
    keys.id = "editor-keys";
    keys.textContent = "Ctrl+Space completes, Ctrl+Enter runs; Escape, then Tab, leaves the editor.";
    said.id = "editor-said";
    said.className = "said";
    said.setAttribute("role", "status");
    told.className = "unseen";
    told.setAttribute("role", "status");
    place.after(said, keys, told);
  }

  /** The editor's own bubble can only be read with a mouse, and is markup. */
  function sayFault() {
    said.textContent = "";
    for (let line = 0; line < yasqe.getDoc().lineCount(); line++) {
      const mark = (yasqe.lineInfo(line).gutterMarkers || {}).gutterErrorBar;
      if (!mark) continue;
      const { possibleCurrent = [], errorMsg } = yasqe.getTokenAt({ line, ch: yasqe.getDoc().getLine(line).length }).state;
      const wanted = possibleCurrent.slice(0, 6).join(" ") + (possibleCurrent.length > 6 ? " …" : "");
      const text = `Line ${line + 1}: ${errorMsg || (wanted ? `expected ${wanted}` : "not complete")}`;
      mark.onmouseover = mark.onmouseout = null;
      mark.title = text;
      said.textContent = text;
      return;
    }
  }

  /** Show where the server found the mistake. */
  function markFault() {
    const error = Answer.place.querySelector("pre.error");
    const found = error && /line (\d+), column (\d+)/.exec(error.textContent);
    if (!found) return;
    const line = Number(found[1]) - 1;
    failed = yasqe.getDoc().addLineClass(line, "background", "faulty");
    yasqe.getDoc().setCursor({ line, ch: Number(found[2]) - 1 });
    yasqe.focus();
  }

  function settle() {
    if (failed !== null) yasqe.getDoc().removeLineClass(failed, "background", "faulty");
    failed = null;
    field.value = yasqe.getValue();
    sayFault();
  }

  function setRunning(controller) {
    running = controller;
    button.textContent = controller ? "Stop" : "Run";
    Answer.place.toggleAttribute("aria-busy", controller !== null);
  }

  /** The address leads back to this query; that of a saved query stays while its text does. */
  function keepAddress(query) {
    const address = `/query?${new URLSearchParams({ query })}`;
    if (query !== field.defaultValue && address.length < LONGEST) history.replaceState(null, "", address);
  }

  async function run() {
    if (running) return;
    const query = yasqe.getValue();
    const controller = new AbortController();
    setRunning(controller);
    try {
      await Answer.fetchAnswer(query, controller.signal);
      keepAddress(query);
      told.textContent = Answer.place.querySelector("h2").textContent;
      if (Answer.place.getBoundingClientRect().top > innerHeight * 0.8) Answer.place.scrollIntoView();
      markFault();
    } catch (error) {
      Answer.fail(error.name === "AbortError" ? "Stopped." : `The server does not answer: ${error.message}`);
    } finally {
      setRunning(null);
    }
  }

  const yasqe = start();
  addHelp();
  sayFault();
  yasqe.on("changes", settle);
  form.addEventListener("submit", (event) => {
    field.value = yasqe.getValue();
    if (format.value !== "") return;
    event.preventDefault();
    if (running) running.abort();
    else run();
  });
  markFault();
})();
