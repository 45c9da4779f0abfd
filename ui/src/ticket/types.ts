/** What the API tells of a ticket's work, as far as the page reads it. */

import type { Value } from "../app/types.ts";

/** What was different after a step; null: taken away. One that is not recorded follows from the ticket's attributes. */
export interface StepTold {
  at: string;
  who: string | null;
  source: string | null;
  recorded: boolean;
  changes: Record<string, Value | null>;
  note: string | null;
}

/** GET /v1/tickets/{id}/steps */
export interface StepsAnswer {
  id: string;
  kind: string;
  name: string;
  as_of: string;
  status: string | null;
  /** The statuses that may follow, and those of them that need a close code. */
  allowed: string[];
  needs_close_code: string[];
  /** None: any. */
  close_codes: string[];
  steps: StepTold[];
}

/** Spans are in seconds; without a target nothing is promised, and all that depends on one is null. */
export interface ClockTold {
  measure: string;
  priority: number | null;
  calendar: string | null;
  target: number | null;
  started: string;
  state: "waiting" | "running" | "paused" | "stopped" | null;
  actual: number | null;
  business: number | null;
  remaining: number | null;
  /** The part of the target that is used up; over 1 when more is. */
  used: number | null;
  due: string | null;
  breached: boolean | null;
}

/** GET /v1/tickets/{id}/clocks */
export interface ClocksAnswer {
  text: string;
  at: string;
  clocks: ClockTold[];
  warnings: string[];
}
