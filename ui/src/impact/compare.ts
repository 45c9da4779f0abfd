/** What changed in an answer between two times. Pure. */

import { STATES } from "../app/states.ts";
import type { Affected, ImpactAnswer, State } from "../app/types.ts";

export interface Change {
  id: string;
  name: string;
  kind: string;
  then: State | Absent;
  now: State | Absent;
}

/** Not recorded yet at the earlier time, or not any more at the later: that is no state. */
export type Absent = "not there yet" | "retired";

/** Ids that were not there at each of the two times. */
export interface Missing {
  then: ReadonlySet<string>;
  now: ReadonlySet<string>;
}

/** Nodes whose state differs between two answers, the worst turns first. What is in one answer alone is unaffected in the other, or missing. */
export function changes(then: ImpactAnswer, now: ImpactAnswer, missing: Missing = { then: new Set(), now: new Set() }): Change[] {
  const before = new Map(then.affected.map((node) => [node.id, node]));
  const after = new Map(now.affected.map((node) => [node.id, node]));
  const all = new Map<string, Affected>([...before, ...after]);
  return [...all.values()]
    .map((node) => ({
      id: node.id,
      name: node.name,
      kind: node.kind,
      then: before.get(node.id)?.state ?? (missing.then.has(node.id) ? ("not there yet" as const) : ("unaffected" as const)),
      now: after.get(node.id)?.state ?? (missing.now.has(node.id) ? ("retired" as const) : ("unaffected" as const)),
    }))
    .filter(({ then: was, now: is }) => was !== is)
    .sort((a, b) => turn(b) - turn(a) || (a.id < b.id ? -1 : 1));
}

/** The state at another time of everything that was affected then, and what was not there. */
export function statesOf(then: ImpactAnswer, missing?: Missing): Map<string, State | Absent> {
  const states = new Map<string, State | Absent>(then.affected.map((node) => [node.id, node.state]));
  for (const id of missing?.then ?? []) states.set(id, "not there yet");
  return states;
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
