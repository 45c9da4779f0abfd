/** What changed in an answer between two times. Pure: both lists hold every affected node. */

import { STATES } from "../app/states.ts";
import type { Row, State } from "../app/types.ts";

export type Stands = Pick<Row, "id" | "name" | "kind" | "state">;

export interface Change {
  id: string;
  name: string;
  kind: string;
  then: State | Absent;
  now: State | Absent;
}

/** Not recorded yet at the earlier time, or not any more at the later: that is no state. */
export type Absent = "not there yet" | "retired";

/** What was not there at each of the two times, and how that is said. */
export interface Missing {
  then: ReadonlyMap<string, Absent>;
  now: ReadonlyMap<string, Absent>;
}

/** Those of a list that another lacks: they stand at its time, or are not there. */
export function alone(these: readonly Stands[], others: readonly Stands[]): string[] {
  const known = new Set(others.map(({ id }) => id));
  return these.map(({ id }) => id).filter((id) => !known.has(id));
}

/** Nodes whose state differs between two answers, the worst turns first. What is in one answer alone is unaffected in the other, or missing. */
export function changes(then: readonly Stands[], now: readonly Stands[], missing: Missing): Change[] {
  const before = new Map(then.map((node) => [node.id, node]));
  const after = new Map(now.map((node) => [node.id, node]));
  const all = new Map<string, Stands>([...before, ...after]);
  return [...all.values()]
    .map((node) => ({
      id: node.id,
      name: node.name,
      kind: node.kind,
      then: before.get(node.id)?.state ?? missing.then.get(node.id) ?? "unaffected",
      now: after.get(node.id)?.state ?? missing.now.get(node.id) ?? "unaffected",
    }))
    .filter(({ then: was, now: is }) => was !== is)
    .sort((a, b) => turn(b) - turn(a) || (a.id < b.id ? -1 : 1));
}

/** The state at another time of everything that was affected then, and what was not there. */
export function statesOf(then: readonly Stands[], missing: Missing): Map<string, State | Absent> {
  return new Map<string, State | Absent>([...missing.then, ...then.map((node) => [node.id, node.state] as const)]);
}

/** `3 more are affected, 1 is affected no longer and 2 are affected otherwise.` */
export function changeSentence(found: readonly Change[]): string {
  const more = found.filter(({ then }) => place(then) === 0).length;
  const less = found.filter(({ now }) => place(now) === 0).length;
  const other = found.length - more - less;
  const parts = [
    more && `${more} more ${more === 1 ? "is" : "are"} affected`,
    less && `${less} ${less === 1 ? "is" : "are"} affected no longer`,
    other && `${other} ${other === 1 ? "is" : "are"} affected otherwise`,
  ].filter(Boolean);
  if (parts.length === 0) return "The answer was the same.";
  return `${parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}` : parts[0]}.`;
}

function turn({ then, now }: Change): number {
  return place(now) - place(then);
}

/** How bad a state is; what is not there is as unaffected as what stands. */
function place(of: State | Absent): number {
  return Math.max(0, STATES.indexOf(of as State));
}
