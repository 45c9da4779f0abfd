/** The steps of an asset's life in its history. Pure. */

import type { PastEntity, Value } from "../app/types.ts";

export interface LifeStep {
  /** The status from then on; null where there is none. */
  status: string | null;
  before: string | null;
  /** The day of the step, as who took it said. */
  on: string | null;
  note: string | null;
  certificate: string | null;
  /** When it was recorded, by whom. */
  at: string;
  who: string;
  version: number;
}

const FIELDS = ["life_cycle_status", "life_cycle_since", "life_cycle_note", "disposal_certificate"] as const;

/**
 * The steps in these states, the latest first. `states` are the latest first too; where `earlier` is true there are more
 * before the last of them, which then only tells what came before the one above it.
 */
export function lifeSteps(states: readonly PastEntity[], earlier: boolean): LifeStep[] {
  return states.flatMap((state, at): LifeStep[] => {
    const before = states[at + 1];
    if (before === undefined && earlier) return [];
    const { attributes } = state.state;
    const was = before?.state.attributes ?? {};
    if (FIELDS.every((name) => text(was, name) === text(attributes, name))) return [];
    const of = (name: (typeof FIELDS)[number]) => text(attributes, name);
    return [
      {
        status: of("life_cycle_status"),
        before: text(was, "life_cycle_status"),
        on: of("life_cycle_since"),
        note: of("life_cycle_note"),
        certificate: of("disposal_certificate"),
        at: state.valid_from,
        who: state.who,
        version: state.version,
      },
    ];
  });
}

function text(attributes: Record<string, Value>, name: string): string | null {
  const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return value === undefined ? null : String(value);
}

const VERBS: Readonly<Record<string, string>> = {
  planned: "Plan",
  ordered: "Order",
  in_stock: "Put in stock",
  reserved: "Reserve",
  deployed: "Deploy",
  in_maintenance: "Send to maintenance",
  retired: "Retire",
  disposed: "Dispose of",
};

/** What a step is called on its button. */
export function verb(to: string): string {
  return VERBS[to] ?? `Set to ${statusWord(to)}`;
}

/** A status as it stands in a sentence. */
export function statusWord(status: string | null): string {
  return status === null ? "without status" : status.replaceAll("_", " ");
}
