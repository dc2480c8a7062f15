"use strict";
/* The address of the page names the node that is open, so that it can be sent to someone, and the browser's back works. */
(() => {
  const { state } = KG;
  const BRIEFLY = 800; // who walks on within so many milliseconds has not stayed
  let since = 0;
  if (window.top !== window || !/^(file|https?):$/.test(location.protocol)) return; // another page holds this one

  const named = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  };

  /* Writes the selected node into the address; one that was open for a moment leaves no trace. */
  function write() {
    const iri = state.node?.iri || "";
    if (iri === named()) return;
    const how = performance.now() - since < BRIEFLY ? "replaceState" : "pushState";
    since = performance.now();
    history[how](null, "", iri ? `#${encodeURIComponent(iri)}` : location.pathname + location.search);
  }

  function read() {
    const iri = named();
    const node = iri ? KG.nodes.find((one) => one.iri === iri) : null;
    if (node !== state.node && (node || !iri)) KG.select(node || null, { move: true });
  }

  const begin = () => KG.unpack().then(() => {
    if (location.hash) read();
    KG.remember = write;
    since = performance.now(); // what is open from the start is no step
    if (state.node) write();
    window.addEventListener("popstate", read);
  }, () => {});

  if (location.hash) begin();
  else KG.later(begin);
})();
