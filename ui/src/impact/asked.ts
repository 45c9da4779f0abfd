/** What is asked and how it is shown, as the address holds it. */

import { unknown } from "../app/address.ts";
import type { Given, ImpactQuestion, State } from "../app/types.ts";
import { STATES } from "../app/states.ts";

export const COLUMNS = ["state", "name", "kind", "criticality", "distance", "before"] as const;
export type Column = (typeof COLUMNS)[number];
export type Look = "table" | "graph";

export interface Asked {
  targets: Given[];
  assuming: Given[];
  /** Times as the address has them: what is no time the API refuses. "" is now, and for `against` no comparison. */
  asOf: string;
  against: string;
  exposed: boolean;
  /** A number, or what the address has in its place, which the API refuses. */
  limit: number | string;
  /** "" leaves it to the size of the answer. */
  look: Look | "";
  /** Filters: a part of name or id, states, kinds; empty ones let all through. */
  find: string;
  states: State[];
  kinds: string[];
  sort: Column;
  descending: boolean;
  fold: string;
  selected: string;
  /** What the address says of filters and views that means nothing here, each as a sentence. */
  odd: string[];
}

export const LIMIT = 1_000;
export const MOST = 100_000;

/** What parameters ask. What they get wrong is told: by the API where it is part of the question, else in `odd`. */
export function fromParameters(parameters: URLSearchParams): Asked {
  const limit = parameters.get("limit") || String(LIMIT);
  const sort = parameters.get("sort") ?? "";
  const column = sort.replace(/^-/, "") as Column;
  const look = parameters.get("view");
  return {
    targets: given(parameters, "target", "degraded"),
    assuming: given(parameters, "assumed", "assumed-degraded"),
    asOf: parameters.get("as_of") ?? "",
    against: parameters.get("against") ?? "",
    exposed: parameters.get("exposed") === "yes",
    limit: /^\d{1,9}$/.test(limit) ? Number(limit) : limit,
    look: look === "table" || look === "graph" ? look : "",
    find: parameters.get("find") ?? "",
    states: STATES.filter((state) => parameters.getAll("state").includes(state)),
    kinds: [...new Set(parameters.getAll("kind"))].sort(),
    sort: COLUMNS.includes(column) ? column : "state",
    descending: sort.startsWith("-"),
    fold: parameters.get("fold") ?? "",
    selected: parameters.get("selected") ?? "",
    odd: [
      ...unknown("state", parameters.getAll("state"), STATES),
      ...unknown("sort", sort === "" ? [] : [column], COLUMNS),
      ...unknown("view", look === null ? [] : [look], ["table", "graph"]),
    ],
  };
}

/** The parameters that ask the same; what is as usual is left out. */
export function toParameters(asked: Asked): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const { id, state } of asked.targets) parameters.append(state === "down" ? "target" : "degraded", id);
  for (const { id, state } of asked.assuming) parameters.append(state === "down" ? "assumed" : "assumed-degraded", id);
  if (asked.asOf) parameters.set("as_of", asked.asOf);
  if (asked.against) parameters.set("against", asked.against);
  if (asked.exposed) parameters.set("exposed", "yes");
  if (asked.limit !== LIMIT) parameters.set("limit", String(asked.limit));
  if (asked.look) parameters.set("view", asked.look);
  if (asked.find) parameters.set("find", asked.find);
  for (const state of asked.states) parameters.append("state", state);
  for (const kind of asked.kinds) parameters.append("kind", kind);
  if (asked.sort !== "state" || asked.descending) parameters.set("sort", (asked.descending ? "-" : "") + asked.sort);
  if (asked.fold) parameters.set("fold", asked.fold);
  if (asked.selected) parameters.set("selected", asked.selected);
  return parameters;
}

/** The question for the API, at a time ("" is now). */
export function question(asked: Asked, asOf: string): ImpactQuestion {
  return {
    targets: asked.targets,
    assuming: asked.assuming,
    limit: asked.limit,
    exposed: asked.exposed,
    ...(asOf ? { as_of: asOf } : {}),
  };
}

/** Whether two ask the API the same, however they show it. */
export function sameQuestion(a: Asked, b: Asked): boolean {
  return JSON.stringify([question(a, a.asOf), a.against]) === JSON.stringify([question(b, b.asOf), b.against]);
}

function given(parameters: URLSearchParams, down: string, degraded: string): Given[] {
  const states = new Map<string, Given["state"]>();
  for (const [name, id] of parameters) {
    if (!id) continue;
    if (name === down) states.set(id, "down");
    else if (name === degraded && !states.has(id)) states.set(id, "degraded");
  }
  return [...states].map(([id, state]) => ({ id, state }));
}
