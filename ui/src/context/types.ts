/** GET /v1/agent-context, what the page reads of it. */

import type { Named } from "../app/types.ts";

export interface Thing extends Named {
  /** How it is theirs. */
  relation: "affected" | "used" | "assigned" | "allocated" | "owned";
  status: string | null;
  warranty_end: string | null;
  /** On the day of the answer; null where no end is known. */
  in_warranty: boolean | null;
  covered_by: (Named & { end: string | null })[];
}

export interface Software extends Named {
  on: string | null;
  product: Named | null;
  /** Units of the product to spare; below zero they are lacking, null where nothing says. */
  delta: number | null;
  licenses: Named[];
}

export interface Trouble extends Named {
  status: string | null;
  priority: number | null;
  about: string;
  /** From the thing to what the ticket is about. */
  path: string[];
  opened_at: string | null;
  starts: string | null;
  ends: string | null;
}

export interface Sounding {
  on: string;
  at: string;
  signal: string;
  severity: string | null;
  text: string | null;
  path: string[];
}

export interface ContextAnswer {
  text: string;
  as_of: string;
  about: Named;
  callers: Named[];
  things: Thing[];
  software: Software[];
  stands_on: Named[];
  trouble: Trouble[];
  recent: Trouble[];
  alarms: Sounding[];
  /** By list: how many `limit` left out. */
  omitted: Partial<Record<List, number>>;
  warnings: string[];
}

export type List = "things" | "software" | "stands_on" | "trouble" | "recent" | "alarms";
