/** The fragility map as a matrix: a row for each service, a column for each thing whose loss takes services down. Pure. */

import { CRITICALITIES } from "../app/states.ts";
import type { Fragile, Loss } from "./types.ts";

export interface Row {
  service: Fragile;
  /** The columns whose loss takes it down. */
  filled: number[];
  /** The column that is the service itself, -1 where none is: its own loss says nothing. */
  own: number;
  /** How many more things take it down alone, that have no column. */
  further: number;
  /** Whether it counts less than the row above: its criticality is another. */
  first: boolean;
}

export interface Column {
  loss: Loss;
  /** How many more services it takes down, that have no row. */
  further: number;
}

export interface FragilityMap {
  rows: Row[];
  columns: Column[];
}

/** The first of each, at most so many: most critical services, worst losses. */
export function fragilityMap(services: readonly Fragile[], losses: readonly Loss[], most: number): FragilityMap {
  const shown = losses.slice(0, most);
  const taken = shown.map(({ takes_services }) => new Set(takes_services));
  const rows = services.slice(0, most).map((service, at): Row => {
    const filled = shown.flatMap((_, column) => (taken[column]!.has(service.id) ? [column] : []));
    return {
      service,
      filled,
      own: shown.findIndex(({ id }) => id === service.id),
      further: service.single_points - filled.length,
      first: at > 0 && rank(services[at - 1]!) !== rank(service),
    };
  });
  const columns = shown.map((loss, column) => ({ loss, further: loss.services - rows.filter(({ filled }) => filled.includes(column)).length }));
  return { rows, columns };
}

/** How many of how many are drawn, where that is not all; "" where it is. */
export function leftOut({ rows, columns }: FragilityMap, services: number, things: number): string {
  const parts = [
    ...(rows.length < services ? [`the first ${rows.length} of ${services.toLocaleString("en")} services`] : []),
    ...(columns.length < things ? [`the worst ${columns.length} of ${things.toLocaleString("en")} things`] : []),
  ];
  return parts.length === 0 ? "" : `Drawn are ${parts.join(" and ")}; +1, +2 ... count the others.`;
}

/** One of which nothing is recorded counts as the least critical. */
function rank({ criticality }: Fragile): number {
  const at = CRITICALITIES.indexOf(criticality ?? "");
  return at < 0 ? CRITICALITIES.length - 1 : at;
}
