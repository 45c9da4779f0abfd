/** The answer as a table that sorts by every column. */

import { h, own } from "../app/dom.ts";
import { SIGNS, WORDS } from "../app/states.ts";
import type { Affected, State } from "../app/types.ts";
import { words } from "../app/words.ts";
import { COLUMNS, type Asked, type Column } from "./asked.ts";
import type { Absent } from "./compare.ts";
import { sorted } from "./filter.ts";

const TITLES: Readonly<Record<Column, string>> = {
  state: "State", name: "Name", kind: "Kind", criticality: "Criticality", distance: "Steps", before: "Before",
};

export interface Table {
  element: HTMLElement;
  /** Marks the row of this node; "" marks none. */
  select(id: string): void;
}

/** The rows in the order asked for; `then` gives states at another time, for a column of its own. */
export function table(
  affected: readonly Affected[],
  asked: Asked,
  then: ReadonlyMap<string, State | Absent> | null,
  change: (part: Partial<Asked>) => void,
): Table {
  const columns = asked.assuming.length ? COLUMNS : COLUMNS.filter((column) => column !== "before");
  const sorter = (column: Column) => {
    const active = asked.sort === column;
    return h(
      "th",
      { scope: "col", "aria-sort": active ? (asked.descending ? "descending" : "ascending") : "none" },
      h(
        "button",
        { class: "quiet", "aria-label": TITLES[column], onclick: () => change({ sort: column, descending: active && !asked.descending }) },
        TITLES[column],
        h("span", { "aria-hidden": "true" }, active ? (asked.descending ? " ▾" : " ▴") : ""),
      ),
    );
  };
  const rows = new Map(
    sorted(affected, asked.sort, asked.descending).map((node) => [
      node.id,
      h(
        "tr",
        { "data-id": node.id, onclick: () => change({ selected: node.id }) },
        columns.map((column) => h("td", { class: column }, cell(node, column, change))),
        then && h("td", {}, state(then.get(node.id) ?? "unaffected")),
      ),
    ]),
  );
  let marked: HTMLElement | undefined;
  return {
    element: h(
      "div",
      { class: "scroll", role: "region", "aria-label": "Affected", tabindex: 0 },
      h(
        "table",
        { class: "table" },
        h("thead", {}, h("tr", {}, columns.map(sorter), then && h("th", { scope: "col" }, "Then"))),
        h("tbody", {}, [...rows.values()]),
      ),
    ),
    select(id) {
      marked?.removeAttribute("aria-selected");
      marked = rows.get(id);
      marked?.setAttribute("aria-selected", "true");
    },
  };
}

/** A state by sign, word and color; that something is not there is no state, and said as such. */
export function state(of: State | Absent): HTMLElement {
  if (of === "not there yet" || of === "retired") return h("em", {}, of);
  return h("span", { class: `state ${of}` }, h("span", { "aria-hidden": "true" }, `${SIGNS[of]} `), WORDS[of]);
}

function cell(node: Affected, column: Column, change: (part: Partial<Asked>) => void): Node | string {
  if (column === "state" || column === "before") return state(node[column]);
  if (column === "name") {
    return h(
      "button",
      { class: "quiet open", title: node.id, onclick: (event) => { event.stopPropagation(); change({ selected: node.id }); } },
      own(node.name),
    );
  }
  return column === "kind" ? words(node.kind) : String(node[column] ?? "");
}
