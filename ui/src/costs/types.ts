/** What /v1/costs tells. In each currency the amounts add up, to the cent. */

import type { Money } from "../app/numbers.ts";

export interface Row extends Money {
  id: string;
  name: string;
  kind: string;
}

export interface ServiceRow extends Row {
  /** What went on to services that stand on it, and counts there. */
  passed_on: number;
}

export interface Unallocated extends Row {
  with: string[];
}

export interface Rest {
  rows: number;
  amounts: Money[];
}

export interface Total {
  currency: string | null;
  total: number;
  services: number;
  unallocated: number;
}

interface Answer {
  text: string;
  as_of: string;
  from: string;
  to: string;
  warnings: string[];
}

export interface CostsAnswer extends Answer {
  totals: Total[];
  services: ServiceRow[];
  services_omitted: Rest;
  unallocated: Unallocated[];
  unallocated_omitted: Rest;
}

export interface Charge extends Money {
  rule: string;
  why: string;
}

/** `own` + `received` = `total` = `kept` + `passed_on` */
export interface Amounts {
  currency: string | null;
  total: number;
  own: number;
  received: number;
  kept: number;
  passed_on: number;
}

/** What of an entity's cost ends in the one that is asked about: `own` of it, `through` with what it received. */
export interface Part {
  id: string;
  name: string;
  kind: string;
  currency: string | null;
  own: number;
  through: number;
}

export interface Flow extends Money {
  from: string;
  to: string;
}

export interface CostAnswer extends Answer {
  id: string;
  name: string;
  kind: string;
  with: string[];
  amounts: Amounts[];
  charges: Charge[];
  passed_on: Row[];
  passed_on_omitted: Rest;
  parts: Part[];
  flows: Flow[];
  parts_omitted: Rest;
}
