/** One filter for every view, and the order of the table. Pure. */

import { CRITICALITIES, STATES } from "../app/states.ts";
import type { Affected } from "../app/types.ts";
import type { Asked, Column } from "./asked.ts";

/** Those that the filters let through, in the order of the answer. */
export function filtered(affected: readonly Affected[], asked: Pick<Asked, "find" | "states" | "kinds">): Affected[] {
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
