/** The steps of a ticket as what happened: from which status to which, and what else was different. Pure. */

import type { Value } from "../app/types.ts";
import { words } from "../app/words.ts";
import type { StepTold } from "./types.ts";

export interface Change {
  name: string;
  /** undefined: no step told it before. */
  before: Value | null | undefined;
  /** null: taken away. */
  after: Value | null;
}

export interface Happened {
  step: StepTold;
  title: string;
  /** The status that it left; null where it stayed, or had none. */
  left: string | null;
  changes: Change[];
  /** Times that are the step's own: `resolved_at` of the step that resolved it. */
  marks: string[];
  /** Whether the status that the ticket has by now came with it. */
  stands: boolean;
}

/** What this step is about, and all that it changed; oldest first, as the API tells them. */
export function happened(steps: readonly StepTold[]): Happened[] {
  const known = new Map<string, Value | null>();
  const last = steps.findLastIndex(({ changes }) => "status" in changes);
  return steps.map((step, at) => {
    const entries = Object.entries(step.changes);
    const status = step.changes["status"];
    const left = status === undefined ? null : (known.get("status") ?? null);
    const isMark = ([name, after]: [string, Value | null]) => name.endsWith("_at") && typeof after === "string" && same(after, step.at);
    const changes = entries
      .filter((entry) => entry[0] !== "status" && !isMark(entry))
      .map(([name, after]): Change => ({ name, before: known.get(name), after }));
    for (const [name, after] of entries) known.set(name, after);
    return { step, title: titled(step, at === 0), left: left === null ? null : String(left), changes, marks: entries.filter(isMark).map(([name]) => name), stands: at === last };
  });
}

function titled({ changes, note }: StepTold, isFirst: boolean): string {
  const { status } = changes;
  if (status !== undefined) return status === null ? "Without status" : words(String(status));
  if (isFirst) return "Opened";
  if ("assigned_to" in changes || "team" in changes) return "Assigned";
  return Object.keys(changes).length === 0 && note !== null ? "Note" : "Changed";
}

/** Whether both are the same instant, however they are written. */
function same(one: string, other: string): boolean {
  return Date.parse(one) === Date.parse(other);
}

const VERBS: Readonly<Record<string, string>> = {
  assigned: "Assign",
  assessed: "Assess",
  approved: "Approve",
  rejected: "Reject",
  scheduled: "Schedule",
  in_progress: "Work on it",
  known_error: "Known error",
  pending: "Let it wait",
  review: "Review",
  fulfilled: "Fulfill",
  resolved: "Resolve",
  closed: "Close",
  canceled: "Cancel the ticket",
};

/** What a step is called on its button; a status of another process has one too. */
export function verb(to: string): string {
  return Object.hasOwn(VERBS, to) ? VERBS[to]! : `Set to ${to.replaceAll("_", " ")}`;
}
