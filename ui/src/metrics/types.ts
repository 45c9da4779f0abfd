/** What /v1/ticket-metrics tells. */

import type { Named } from "../app/types.ts";

export type Unit = "seconds" | "share" | "tickets" | "score" | "times";

export interface Records {
  count: number;
  ids: string[];
  omitted: number;
}

export interface CiFigures extends Named {
  failures: number;
  down: number;
  mtbf: number | null;
  mttr: number | null;
  records: Records;
}

export interface PeriodFigures {
  from: string;
  to: string;
  values: Record<string, number | null>;
  /** Of a rate, those of the records that it counts. */
  counted: Records | null;
  records: Records;
  apart: Record<string, number>;
  cis: CiFigures[] | null;
  cis_omitted: number;
}

export interface GroupFigures {
  group: { id: string | null; name: string };
  tickets: number;
  periods: PeriodFigures[];
}

export interface Metric {
  metric: string;
  definition: string;
  unit: Unit;
  periods: PeriodFigures[];
  /** Null where none were asked for, or the metric has none. */
  groups: GroupFigures[] | null;
  groups_omitted: number;
}

export interface MetricsAnswer {
  text: string;
  as_of: string;
  from: string;
  to: string;
  tickets: number;
  metrics: Metric[];
}
