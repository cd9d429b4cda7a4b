"use strict";
(() => {
  const search = document.getElementById("search");
  const count = document.getElementById("count");
  const nothing = document.getElementById("nothing");
  const expand = document.getElementById("expand");
  const buttons = [...document.querySelectorAll("[data-filter]")];
  const fold = text => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();

  // What belongs to one document, in the contents and among the cards, shows and hides together.
  const rows = new Map();
  for (const part of document.querySelectorAll("[data-row]")) {
    const row = rows.get(part.dataset.row) ?? { parts: [], flags: part.dataset.flags.split(" ") };
    row.parts.push(part);
    rows.set(part.dataset.row, row);
  }
  const words = part => (part.querySelector(".find") ?? part).textContent
    + " " + (part.closest("tr")?.cells[1].textContent ?? "");
  const said = row => row.text ??= fold(row.parts.map(words).join(" "));

  const show = () => {
    const wanted = fold(search.value).split(/\s+/).filter(Boolean);
    const filter = buttons.find(button => button.ariaPressed === "true").dataset.filter;
    let shown = 0;
    for (const row of rows.values()) {
      const fits = row.flags.includes(filter) && wanted.every(word => said(row).includes(word));
      for (const part of row.parts) part.hidden = !fits;
      shown += fits;
    }
    nothing.hidden = shown > 0;
    count.textContent = `${shown.toLocaleString("en")} of ${rows.size.toLocaleString("en")}`;
  };

  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 120);
  });
  for (const button of buttons)
    button.addEventListener("click", () => {
      for (const other of buttons) other.ariaPressed = String(other === button);
      show();
    });
  document.addEventListener("keydown", event => {
    if (event.key === "/" && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
    }
  });

  const outlines = [...document.querySelectorAll(".outline")];
  expand.addEventListener("click", () => {
    const open = outlines.some(outline => !outline.open);
    for (const outline of outlines) outline.open = open;
    expand.textContent = open ? "Close outlines" : "Open outlines";
  });
  const contents = document.getElementById("contents");
  if (matchMedia("(max-width: 63.99rem)").matches) contents.open = false;

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = outlines.filter(outline => !outline.open);
    for (const outline of closed) outline.open = true;
  });
  addEventListener("afterprint", () => {
    for (const outline of closed) outline.open = false;
  });
  show();
})();
