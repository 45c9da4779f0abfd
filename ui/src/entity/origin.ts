/** Whose word each attribute is: the source that gave it its present value, and since when. Pure. */

import type { Entity, PastEntity } from "../app/types.ts";
import { micros } from "./steps.ts";

export interface Origin {
  source: string;
  since: string;
}

/**
 * The origin of each attribute of the state as of a time. `states` are the latest first; where `earlier` is true there are more
 * before the last of them, and what has not changed since that one is left out: nobody knows its origin from these alone.
 */
export function origins(states: readonly PastEntity[], earlier: boolean, asOf: string | null): Map<string, Origin> {
  const until = asOf === null ? Infinity : micros(asOf);
  const known = states.filter((state) => micros(state.valid_from) <= until);
  const [present] = known;
  const found = new Map<string, Origin>();
  if (present === undefined) return found;
  for (const name of Object.keys(present.state.attributes)) {
    const changed = known.findIndex((state) => !same(state.state, present.state, name));
    const at = changed === -1 ? known.length - 1 : changed - 1;
    const first = known[at];
    if (first === undefined || (changed === -1 && earlier)) continue;
    found.set(name, { source: first.source, since: first.valid_from });
  }
  return found;
}

function same(one: Entity, other: Entity, name: string): boolean {
  return JSON.stringify(one.attributes[name]) === JSON.stringify(other.attributes[name]);
}
