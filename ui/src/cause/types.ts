/** What /v1/root-cause tells. */

import type { Named } from "../app/types.ts";

export interface Fact {
  sort: "alarm" | "change" | "ticket" | "history";
  /** The entity that an alarm is on, or the ticket. */
  id: string;
  at: string | null;
  text: string;
  /** What an alarm counts for these symptoms, 0 to 1. */
  weight: number | null;
}

export interface Candidate extends Named {
  /** Its share of the likelihood of all, 0 to 1. */
  score: number;
  /** Natural logarithms: how many times likelier what is seen is with it than without. */
  terms: Record<string, number>;
  explains: string[];
  /** From itself to the first of these, or where it explains none, to what it explains best. */
  path: string[];
  ways: Record<string, string[]>;
  evidence: Fact[];
  evidence_omitted: number;
}

export interface CauseAnswer {
  text: string;
  as_of: string;
  /** What was asked about, and what its tickets are about. */
  symptoms: string[];
  /** When the first of it is taken to have begun. */
  onset: string;
  candidates: Candidate[];
  omitted: number;
  unexplained: string[];
  named: Named[];
  events: number;
  warnings: string[];
}
