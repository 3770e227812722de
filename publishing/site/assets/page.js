/* What the pages gain with a script: sorting, filters, quotes beside their numbers, a switch for light and dark.
   Without it every table and every quote is still there. */
"use strict";

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/* Light and dark: as the system has it, until the reader chooses. */
const THEMES = { "": "System", light: "Light", dark: "Dark" };
const stored = () => { try { return localStorage.getItem("theme") || ""; } catch { return ""; } };
const keep = (theme) => { try { localStorage.setItem("theme", theme); } catch { /* not kept, then */ } };
const show = (theme) => {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
};

function themeSwitch() {
  const button = make("button", { type: "button", className: "theme" });
  const order = Object.keys(THEMES);
  let theme = stored();
  const label = () => {
    button.textContent = `Colours: ${THEMES[theme].toLowerCase()}`;
  };
  button.addEventListener("click", () => {
    theme = order[(order.indexOf(theme) + 1) % order.length];
    keep(theme);
    show(theme);
    label();
  });
  label();
  document.querySelector(".top").append(button);
}

/* Sorting: the words of a cell, or the first number in it; empty cells last either way. */
const cellKey = (row, column, numeric) => {
  const cell = row.cells[column];
  const text = (cell.dataset.sort ?? cell.textContent).trim();
  if (!numeric) return text.toLocaleLowerCase();
  const number = parseFloat(text.replace(/,/g, "").replace("−", "-"));
  return Number.isNaN(number) ? null : number;
};

function sortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = make("button", { type: "button", textContent: head.textContent });
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sortBy(table.tBodies[0], column, head.dataset.type === "number", down ? -1 : 1);
    });
  });
}

function sortBy(body, column, numeric, sign) {
  const compare = numeric ? (a, b) => a - b : (a, b) => a.localeCompare(b);
  const rows = [...body.rows].map((row) => [cellKey(row, column, numeric), row]);
  const empty = (key) => key === null || key === "";
  rows.sort(([a], [b]) => (empty(a) || empty(b) ? empty(a) - empty(b) : sign * compare(a, b)));
  body.append(...rows.map(([, row]) => row));
}

/* Filters: a field for words, and a list for each column that has few values. */
function filterable(table) {
  const rows = [...table.tBodies[0].rows].map((row) => [row, row.textContent.toLocaleLowerCase()]);
  const field = make("input", { type: "search" });
  const count = make("output", {});
  const lists = [...table.tHead.rows[0].cells].flatMap((head, column) => {
    if (head.dataset.filter !== "select") return [];
    const values = [...new Set(rows.map(([row]) => row.cells[column].textContent.trim()))].filter(Boolean).sort();
    const select = make("select", {}, new Option("all", ""), ...values.map((value) => new Option(value)));
    return [{ name: head.textContent, column, select }];
  });
  const apply = () => {
    const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      const fits = words.every((word) => text.includes(word))
        && lists.every(({ column, select }) => !select.value || row.cells[column].textContent.trim() === select.value);
      row.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown} of ${rows.length} ${table.dataset.noun || "rows"}`;
  };
  field.addEventListener("input", apply);
  lists.forEach(({ select }) => select.addEventListener("change", apply));
  const labels = lists.map(({ name, select }) => make("label", {}, name, select));
  table.closest(".scroll").before(
    make("div", { className: "filters" }, make("label", {}, "Words", field), ...labels, count),
  );
  apply();
}

/* Quotes: a number of this page shows its quote beside it. */
function quotes() {
  const dialog = make("dialog", {});
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a.n[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const entry = document.getElementById(link.hash.slice(1));
    if (!entry) return;
    event.preventDefault();
    const copy = entry.cloneNode(true);
    [copy, ...copy.querySelectorAll("[id]")].forEach((element) => element.removeAttribute("id"));
    const asked = make("p", { className: "asked", textContent: link.textContent });
    const close = make("button", { type: "button", className: "close", textContent: "Close" });
    close.addEventListener("click", () => dialog.close());
    dialog.setAttribute("aria-label", `Where ${link.textContent} stands`);
    dialog.replaceChildren(close, asked, copy);
    dialog.showModal();
  });
}

show(stored());
document.addEventListener("DOMContentLoaded", () => {
  themeSwitch();
  document.querySelectorAll("table.filterable").forEach(filterable);
  document.querySelectorAll("table.sortable").forEach(sortable);
  if (document.querySelector('a.n[href^="#"]')) quotes();
});
