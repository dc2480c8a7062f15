"use strict";
/* Names to choose from in the fields for things, and a filter for the saved queries. */
(() => {
  const WAIT = 120;

  function addOptions(list, found) {
    list.replaceChildren(...found.map(({ value, name, kind, printed }) => {
      const option = document.createElement("option");
      option.value = value;
      option.label = [value === name ? "" : name, kind, printed && `also ${printed}`].filter(Boolean).join(" · ");
      return option;
    }));
  }

  document.querySelectorAll('.fields input[data-type="thing"]').forEach((input, number) => {
    const list = document.createElement("datalist");
    list.id = `names${number}`;
    input.after(list);
    input.setAttribute("list", list.id);
    let timer = 0;
    let last = 0;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const turn = ++last;
        const answer = await fetch(`/complete/names?${new URLSearchParams({ q: input.value, for: input.name.slice(2) })}`);
        if (answer.ok && turn === last) addOptions(list, await answer.json());
      }, WAIT);
    });
  });

  const examples = document.querySelector(".examples .groups");
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "Find a saved query";
  input.setAttribute("aria-label", "Find a saved query");
  input.addEventListener("input", () => {
    const words = input.value.toLocaleLowerCase().split(/\s+/);
    for (const section of examples.querySelectorAll("section")) {
      const links = [...section.querySelectorAll("a")];
      links.forEach((link) => {
        const text = `${link.textContent} ${link.title}`.toLocaleLowerCase();
        link.parentElement.hidden = !words.every((word) => text.includes(word));
      });
      section.hidden = links.every((link) => link.parentElement.hidden);
    }
  });
  examples.before(input);
})();
