/** One filter for every view, and the order of the table. Pure. */

import { CRITICALITIES, STATES, WORDS } from "../app/states.ts";
import type { Affected, Row } from "../app/types.ts";
import { words } from "../app/words.ts";
import type { Asked, Column } from "./asked.ts";

export type Filter = Pick<Asked, "find" | "states" | "kinds">;

/** Those that the filters let through, in the order of the answer. */
export function filtered<T extends Pick<Row, "id" | "kind" | "name" | "state">>(affected: readonly T[], asked: Filter): T[] {
  const part = asked.find.trim().toLowerCase();
  const states = new Set<string>(asked.states);
  const kinds = new Set(asked.kinds);
  return affected.filter(
    (node) =>
      (!part || node.name.toLowerCase().includes(part) || node.id.toLowerCase().includes(part)) &&
      (states.size === 0 || states.has(node.state)) &&
      (kinds.size === 0 || kinds.has(node.kind)),
  );
}

/** What the filters are, in words, and how many of how many they let through; "" where there are none. */
export function filterText({ find, states, kinds }: Filter, shown: number, of: number): string {
  const part = find.trim();
  const said = [
    part && `"${part}" in name or id`,
    states.length > 0 && states.map((state) => WORDS[state]).join(" or "),
    kinds.length > 0 && `kind ${kinds.map(words).join(" or ")}`,
  ].filter(Boolean);
  return said.length > 0 ? `Filtered: ${said.join("; ")}: ${shown.toLocaleString("en")} of ${of.toLocaleString("en")}.` : "";
}

/** In the order of a column; those alike stay in the order of the answer: worst, nearest, by id. */
export function sorted(affected: readonly Affected[], column: Column, descending: boolean): Affected[] {
  const compare = ORDERS[column];
  const ordered = [...affected].sort(compare);
  return descending ? ordered.reverse() : ordered;
}

const text = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const ORDERS: Readonly<Record<Column, (a: Affected, b: Affected) => number>> = {
  state: (a, b) => STATES.indexOf(b.state) - STATES.indexOf(a.state),
  before: (a, b) => STATES.indexOf(b.before) - STATES.indexOf(a.before),
  name: (a, b) => text.compare(a.name, b.name),
  kind: (a, b) => text.compare(a.kind, b.kind),
  criticality: (a, b) => rank(a) - rank(b) || text.compare(a.criticality ?? "", b.criticality ?? ""),
  distance: (a, b) => a.distance - b.distance,
};

/** The most critical first, then words that the vocabulary lacks, then nothing said. */
function rank({ criticality }: Affected): number {
  if (criticality === null) return CRITICALITIES.length + 1;
  const at = CRITICALITIES.indexOf(criticality);
  return at < 0 ? CRITICALITIES.length : at;
}
