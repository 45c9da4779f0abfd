/** A history as the steps that made it: created, changed, retired, revived. */

import type { PastEntity } from "../app/types.ts";
import { type Change, changes } from "./changes.ts";

export interface Step {
  what: "created" | "changed" | "retired" | "revived";
  at: string;
  who: string;
  /** The source that reported it; none for what was retired. */
  source: string | null;
  version: number;
  /** None for what was retired. */
  changes: Change[];
  /** Whether it leads to the present state. */
  present: boolean;
}

/**
 * The steps behind these states, the latest first. `states` are the latest first too, without a gap; where `earlier` is true
 * there are more before the last of them, which then only tells what came before the one above it and makes no step.
 */
export function steps(states: readonly PastEntity[], earlier: boolean): Step[] {
  return states.flatMap((state, at): Step[] => {
    const before = states[at + 1];
    const made: Step[] = [];
    const after = states[at - 1];
    // It ended without another state: retired, even if it was revived since.
    if (state.until !== null && (after === undefined || after.valid_from !== state.until)) {
      const who = state.ended_by ?? "unknown";
      made.push({ what: "retired", at: state.until, who, source: null, version: state.version, changes: [], present: false });
    }
    if (before === undefined && earlier) return made;
    const revived = before !== undefined && before.until !== null && before.until !== state.valid_from;
    made.push({
      what: before === undefined ? "created" : revived ? "revived" : "changed",
      at: state.valid_from,
      who: state.who,
      source: state.source,
      version: state.version,
      changes: changes(before?.state ?? null, state.state),
      present: state.until === null,
    });
    return made;
  });
}

/** The step that led to the state as of a time, or to the latest one; undefined when it is not among these. */
export function standing(made: readonly Step[], asOf: string | null): Step | undefined {
  return asOf === null ? made[0] : made.find((step) => micros(step.at) <= micros(asOf));
}

/** A time in microseconds: as fine as the times of the API, which Date is not. */
export function micros(iso: string): number {
  const [, fraction = ""] = /\.(\d+)/.exec(iso) ?? [];
  return Date.parse(iso) * 1000 + Number(fraction.padEnd(6, "0").slice(3, 6));
}
