/** What /v1/analyses tells of fragility, only what the page reads. */

import type { Named } from "../app/types.ts";

/** What the loss of something alone takes down beside itself. */
export interface Loss extends Named {
  takes_down: number;
  services: number;
  /** What these services count by their criticality. */
  weight: number;
  /** Which of the services that are listed. */
  takes_services: string[];
}

export interface Fragile extends Named {
  criticality: string | null;
  /** How many things take it down alone. */
  single_points: number;
}

export interface LossesAnswer {
  text: string;
  as_of: string;
  items: Loss[];
  omitted: number;
  services: Fragile[];
  services_omitted: number;
}

interface OfService {
  text: string;
  as_of: string;
  service: Named;
  stands_on: number;
  omitted: number;
}

/** The service, and what falls with it, by id: the first few. */
export interface SinglePoint extends Named {
  takes_down: string[];
  takes_down_omitted: number;
}

export interface SinglePointsAnswer extends OfService {
  items: SinglePoint[];
  /** What the lists of what falls name. */
  named: Named[];
}

export interface CutSetsAnswer extends OfService {
  order: number;
  items: string[][];
  complete: boolean;
  complete_to: number;
  named: Named[];
}

export interface Component extends Named {
  mtbf_hours: number;
  mttr_hours: number;
  source: "recorded" | "incidents" | "kind";
  /** How long it is down by itself. */
  hours_a_year: number;
  /** null where the availability was found by trial, and of what makes no difference to it. */
  doubled_saves_hours: number | null;
}

export interface AvailabilityAnswer extends OfService {
  /** null where nothing tells how often anything fails; so are the hours. */
  availability: number | null;
  /** null where it is exact. */
  interval: [number, number] | null;
  hours_a_year: number | null;
  cost_a_year: number | null;
  currency: string | null;
  items: Component[];
  without_figures: number;
}
