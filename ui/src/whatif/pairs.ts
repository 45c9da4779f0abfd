/** Before and after beside one another. Pure. */

import { keyOf } from "../licenses/position.ts";
import type { Change, Evidence, Position, WhatIfAnswer } from "../licenses/types.ts";

/** A position before and after; null where it is not there. `change` is null where nothing changes. */
export interface Pair {
  key: string;
  before: Position | null;
  after: Position | null;
  change: Change | null;
}

/** What changes first, each part in the order of the answer: what lacks most afterwards first. */
export function pairs({ before, after, changed }: WhatIfAnswer): Pair[] {
  const then = new Map(before.map((one) => [keyOf(one), one]));
  const now = new Map(after.map((one) => [keyOf(one), one]));
  const changes = new Map(changed.map((one) => [keyOf(one), one]));
  const all = [...new Set([...now.keys(), ...then.keys()])].map((key) => ({
    key,
    before: then.get(key) ?? null,
    after: now.get(key) ?? null,
    change: changes.get(key) ?? null,
  }));
  return [...all.filter(({ change }) => change !== null), ...all.filter(({ change }) => change === null)];
}

/** The side of a pair that is there: what it was, where it is not any more. */
export function either({ before, after }: Pair): Position {
  return (after ?? before)!;
}

export interface Row {
  id: string;
  rule: string;
  before: Evidence | null;
  after: Evidence | null;
  changed: boolean;
}

/** Evidence by what needs it and its rule, what changed first. What a rule tells of something twice is told in its order. */
export function rows(before: readonly Evidence[], after: readonly Evidence[]): Row[] {
  const found = new Map<string, Row>();
  for (const [side, all] of [["after", after], ["before", before]] as const) {
    const times = new Map<string, number>();
    for (const one of all) {
      const same = JSON.stringify([one.id, one.rule]);
      const time = times.get(same) ?? 0;
      times.set(same, time + 1);
      const key = `${same} ${time}`;
      const row = found.get(key) ?? { id: one.id, rule: one.rule, before: null, after: null, changed: false };
      found.set(key, { ...row, [side]: one });
    }
  }
  const all = [...found.values()].map((row) => ({ ...row, changed: differs(row.before, row.after) }));
  return [...all.filter(({ changed }) => changed), ...all.filter(({ changed }) => !changed)];
}

function differs(a: Evidence | null, b: Evidence | null): boolean {
  return a?.required !== b?.required || a?.why !== b?.why;
}
