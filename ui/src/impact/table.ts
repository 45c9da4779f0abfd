/** The answer as a table that sorts by every column. */

import { h, own } from "../app/dom.ts";
import { SIGNS, WORDS } from "../app/states.ts";
import { opener, table as tableOf, type Table } from "../app/table.ts";
import type { Affected, State } from "../app/types.ts";
import { words } from "../app/words.ts";
import { COLUMNS, type Asked, type Column } from "./asked.ts";
import type { Absent } from "./compare.ts";
import { sorted } from "./filter.ts";

const TITLES: Readonly<Record<Column, string>> = {
  state: "State", name: "Name", kind: "Kind", criticality: "Criticality", distance: "Steps", before: "Before",
};

/** The rows in the order asked for; `then` gives states at another time, for a column of its own. */
export function table(
  affected: readonly Affected[],
  asked: Asked,
  then: ReadonlyMap<string, State | Absent> | null,
  change: (part: Partial<Asked>) => void,
): Table {
  const columns = asked.assuming.length ? COLUMNS : COLUMNS.filter((column) => column !== "before");
  return tableOf<Affected, Column>({
    label: "Affected",
    columns: columns.map((name) => ({ name, title: TITLES[name], numeric: name === "distance", cell: (node) => cell(node, name, change) })),
    rows: sorted(affected, asked.sort, asked.descending),
    key: ({ id }) => id,
    sorting: { sort: asked.sort, descending: asked.descending, onSort: (sort, descending) => change({ sort, descending }) },
    onSelect: ({ id }) => change({ selected: id }),
    ...(then && { last: { title: "Then", cell: ({ id }: Affected) => state(then.get(id) ?? "unaffected") } }),
  });
}

/** A state by sign, word and color; that something is not there is no state, and said as such. */
export function state(of: State | Absent): HTMLElement {
  if (of === "not there yet" || of === "retired") return h("em", {}, of);
  return h("span", { class: `state ${of}` }, h("span", { "aria-hidden": "true" }, `${SIGNS[of]} `), WORDS[of]);
}

function cell(node: Affected, column: Column, change: (part: Partial<Asked>) => void): Node | string {
  if (column === "state" || column === "before") return state(node[column]);
  if (column === "name") return opener(own(node.name), node.id, () => change({ selected: node.id }));
  return column === "kind" ? words(node.kind) : String(node[column] ?? "");
}
