// `table` and `data_table` blocks; the latter can be sorted and paged, as in Slack.

import { h, icon, show } from "./dom.js";
import { richText } from "./richtext.js";

/** Render a `table` block: its first row is the head. */
export function table(block) {
  const aligns = (block.column_settings ?? []).map((column) => column?.align ?? "left");
  const [head, ...rows] = block.rows;
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, row(head, aligns, "th")), h("tbody", {}, rows.map((cells) => row(cells, aligns)))));
}

/** Render a `data_table` block. */
export function dataTable(block) {
  const view = { sort: null, down: false, page: 0, size: block.page_size ?? 5 };
  const place = h("div", { class: "data-table" });
  const draw = () => show(place, ...dataTableParts(block, view, draw));
  draw();
  return place;
}

function dataTableParts(block, view, draw) {
  const [head, ...rows] = block.rows;
  const numbers = head.map((_, at) => rows.every((cells) => cells[at].type === "raw_number"));
  const aligns = numbers.map((number) => (number ? "right" : "left"));
  const ordered = sorted(rows, view);
  const pages = Math.ceil(rows.length / view.size);
  const shown = ordered.slice(view.page * view.size, (view.page + 1) * view.size);
  const body = shown.map((cells) => row(cells, aligns, "td", block.row_header_column_index));
  return [
    h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": block.caption },
      h("table", {}, h("caption", {}, block.caption),
        h("thead", {}, h("tr", {}, head.map((cell, at) => headCell(cell, at, aligns[at], view, draw)))),
        h("tbody", {}, body))),
    pages > 1 ? pager(rows.length, pages, view, draw) : null,
  ];
}

function headCell(cell, at, align, view, draw) {
  const sort = view.sort === at ? (view.down ? "descending" : "ascending") : "none";
  const press = () => {
    Object.assign(view, { down: view.sort === at && !view.down, sort: at, page: 0 });
    draw();
  };
  return h("th", { scope: "col", "aria-sort": sort, class: `align-${align}` },
    h("button", { type: "button", class: "sorter", onclick: press }, cell.text, icon("up")));
}

function pager(count, pages, view, draw) {
  const turn = (by) => () => { view.page += by; draw(); };
  const from = view.page * view.size + 1;
  return h("p", { class: "pager" },
    h("button", { type: "button", class: "quiet", disabled: view.page === 0, onclick: turn(-1) }, "Previous"),
    h("span", {}, `${from}–${Math.min(from + view.size - 1, count)} of ${count}`),
    h("button", { type: "button", class: "quiet", disabled: view.page === pages - 1, onclick: turn(1) }, "Next"));
}

function row(cells, aligns, tag = "td", headerAt = -1) {
  return h("tr", {}, cells.map((cell, at) => {
    const isHead = tag === "th" || at === headerAt;
    const props = { class: `align-${aligns[at] ?? "left"}`, scope: isHead ? (tag === "th" ? "col" : "row") : null };
    return h(isHead ? "th" : "td", props, cell.type === "rich_text" ? richText(cell) : cell.text);
  }));
}

function sorted(rows, view) {
  if (view.sort === null) return rows;
  const key = (cells) => cells[view.sort].value ?? cells[view.sort].text ?? "";
  const order = (a, b) => (typeof key(a) === "number" ? key(a) - key(b) : String(key(a)).localeCompare(key(b)));
  return [...rows].sort((a, b) => (view.down ? order(b, a) : order(a, b)));
}
