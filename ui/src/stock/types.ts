/** What /v1/assets tells of stock. */

import type { Money } from "../app/numbers.ts";
import type { Entity } from "../app/types.ts";

export interface Place {
  id: string;
  name: string;
}

export interface Tally {
  count: number;
  /** Status -> how many; `unknown` for those without. */
  by_status: Record<string, number>;
  free: number;
  book_value: Money[];
  unvalued: number;
}

export interface StockRow extends Tally {
  location: Place | null;
  kind: string;
  model: string | null;
}

export interface StockAnswer {
  text: string;
  as_of: string;
  on: string;
  items: StockRow[];
  omitted: number;
  totals: Tally;
  warnings: string[];
}

export interface LookupAnswer {
  code: string;
  items: Entity[];
  omitted: number;
}

export interface Scanned extends Place {
  kind: string;
  codes: string[];
  recorded: Place[];
}

export interface StocktakingAnswer {
  text: string;
  location: Place;
  applied: boolean;
  counts: Record<"found" | "missing" | "misplaced" | "unknown" | "duplicates" | "ambiguous" | "moved", number>;
  found: Scanned[];
  missing: Scanned[];
  misplaced: Scanned[];
  unknown: string[];
  duplicates: { id: string | null; codes: string[]; times: number }[];
  ambiguous: { code: string; ids: string[] }[];
  moved: string[];
  omitted: number;
}
