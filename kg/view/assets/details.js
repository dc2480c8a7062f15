"use strict";
/* Facts, relations and printed text, packed as gzip in base64 until they are asked for. */
(() => {
  KG.details = null;
  let reading = null;

  function decode(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const plain = atob(text);
    const bytes = new Uint8Array(plain.length);
    for (let i = 0; i < plain.length; i++) bytes[i] = plain.charCodeAt(i);
    return bytes;
  }

  async function read() {
    if (!window.DecompressionStream) throw new Error("This browser cannot unpack the details of the page; one of 2023 or later can.");
    const packed = decode(KG.$("details").textContent.trim());
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const details = await new Response(stream).json();
    details.nodes.forEach((row, id) => Object.assign(KG.nodes[id], row));
    details.edges.forEach((row, id) => Object.assign(KG.edges[id], row));
    KG.details = details;
    KG.$("details").remove();
  }

  const empty = { facts: [], traces: [], text: "", iri: "", mentions: 0 };
  for (const node of KG.nodes) Object.assign(node, empty);
  for (const edge of KG.edges) Object.assign(edge, { relations: [], papers: [] });

  /* Resolves when the details are there; rejects with a sentence for the reader. */
  KG.unpack = () => (reading ||= read());
})();
