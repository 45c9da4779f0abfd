/** What changed in an answer between two times. Pure. */

import { STATES } from "../app/states.ts";
import type { Affected, ImpactAnswer, State } from "../app/types.ts";

export interface Change {
  id: string;
  name: string;
  kind: string;
  then: State;
  now: State;
}

/** Nodes whose state differs between two answers, the worst turns first. What is in one answer alone is unaffected in the other. */
export function changes(then: ImpactAnswer, now: ImpactAnswer): Change[] {
  const before = new Map(then.affected.map((node) => [node.id, node]));
  const after = new Map(now.affected.map((node) => [node.id, node]));
  const all = new Map<string, Affected>([...before, ...after]);
  return [...all.values()]
    .map((node) => ({
      id: node.id,
      name: node.name,
      kind: node.kind,
      then: before.get(node.id)?.state ?? ("unaffected" as const),
      now: after.get(node.id)?.state ?? ("unaffected" as const),
    }))
    .filter(({ then: was, now: is }) => was !== is)
    .sort((a, b) => turn(b) - turn(a) || (a.id < b.id ? -1 : 1));
}

/** `3 more are affected, 1 is affected no longer and 2 are affected otherwise.` */
export function changeSentence(found: readonly Change[]): string {
  const more = found.filter(({ then }) => then === "unaffected").length;
  const less = found.filter(({ now }) => now === "unaffected").length;
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
  return STATES.indexOf(now) - STATES.indexOf(then);
}
