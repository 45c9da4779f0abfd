/** A table that sorts by its columns and marks the row that is selected. */

import { h } from "./dom.ts";

export interface Column<T, C extends string> {
  name: C;
  title: string;
  cell(row: T): Node | string | false | (Node | string | false)[];
  /** Of numbers: they stand below one another. */
  numeric?: boolean;
}

export interface Table {
  element: HTMLElement;
  /** Marks the row of this key; "" marks none. */
  select(key: string): void;
}

interface Options<T, C extends string> {
  /** What a screen reader calls the region in which the table scrolls. */
  label: string;
  columns: readonly Column<T, C>[];
  /** In the order in which they are shown. */
  rows: readonly T[];
  key(row: T): string;
  /** Without it, the order is one of its own, and nothing sorts it otherwise. */
  sorting?: { sort: C; descending: boolean; onSort(sort: C, descending: boolean): void };
  onSelect?(row: T): void;
  /** Of a row that is like no other. */
  rowClass?(row: T): string;
  /** A last column, by which nothing is sorted. */
  last?: { title: string; cell(row: T): Node | string };
  /** A last row, of sums; a cell for each column. */
  foot?: (Node | string | false | (Node | string | false)[])[];
}

export function table<T, C extends string>({ label, columns, rows, key, sorting, onSelect, rowClass, last, foot }: Options<T, C>): Table {
  const head = ({ name, title, numeric }: Column<T, C>) => {
    if (!sorting) return h("th", { scope: "col", class: numeric ? "number" : undefined }, title);
    const { sort, descending, onSort } = sorting;
    const active = sort === name;
    return h(
      "th",
      { scope: "col", class: numeric ? "number" : undefined, "aria-sort": active ? (descending ? "descending" : "ascending") : "none" },
      h(
        "button",
        { class: "quiet", "aria-label": title, onclick: () => onSort(name, active && !descending) },
        title,
        h("span", { "aria-hidden": "true" }, active ? (descending ? " ▾" : " ▴") : ""),
      ),
    );
  };
  const classOf = ({ name, numeric }: Column<T, C>) => (numeric ? `${name} number` : name);
  const drawn = new Map(
    rows.map((row) => [
      key(row),
      h(
        "tr",
        { "data-id": key(row), class: rowClass?.(row) || undefined, onclick: onSelect && (() => onSelect(row)) },
        columns.map((column) => h("td", { class: classOf(column) }, column.cell(row))),
        last && h("td", {}, last.cell(row)),
      ),
    ]),
  );
  let marked: HTMLElement | undefined;
  return {
    element: h(
      "div",
      { class: "scroll", role: "region", "aria-label": label, tabindex: 0 },
      h(
        "table",
        { class: onSelect ? "table chosen" : "table" },
        h("thead", {}, h("tr", {}, columns.map(head), last && h("th", { scope: "col" }, last.title))),
        h("tbody", {}, [...drawn.values()]),
        foot && h("tfoot", {}, h("tr", {}, columns.map((column, at) => h("td", { class: classOf(column) }, foot[at] ?? "")))),
      ),
    ),
    select(wanted) {
      marked?.removeAttribute("aria-selected");
      marked = drawn.get(wanted);
      marked?.setAttribute("aria-selected", "true");
    },
  };
}

/** A button that stands for a row: whoever has no mouse selects it by this. */
export function opener(label: Node | string, title: string, open: () => void): HTMLElement {
  return h(
    "button",
    {
      class: "quiet open",
      title,
      onclick: (event) => {
        event.stopPropagation();
        open();
      },
    },
    label,
  );
}
