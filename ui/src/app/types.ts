/** What the API tells, as /openapi.json describes it; only what the page reads. */

export type State = "unaffected" | "at_risk" | "degraded" | "down";

export interface Given {
  id: string;
  state: "degraded" | "down";
}

export interface ImpactQuestion {
  targets: Given[];
  assuming?: Given[];
  least_state?: "at_risk" | "degraded" | "down";
  as_of?: string;
  /** As the address has it: what is no number the API refuses. */
  limit?: number | string;
  kinds?: string[];
  exposed?: boolean;
}

export interface Provider {
  id: string;
  state: State;
}

/** A gate whose result is the node's state: `standing` of `members` are not down, `need` are needed. */
export interface Gate {
  group: string | null;
  effect: "hard" | "soft";
  need: number;
  members: number;
  standing: number;
  providers: Provider[];
}

export interface Affected {
  id: string;
  kind: string;
  name: string;
  criticality: string | null;
  state: State;
  before: State;
  distance: number;
  path: string[];
  because: Gate[];
}

/** A line of the answer as a stream, which lists every affected node whatever the limit. */
export interface Row extends Pick<Affected, "id" | "kind" | "name" | "state" | "before" | "distance"> {
  /** The provider by which it comes to that. */
  via: string;
}

export interface TargetState {
  id: string;
  state: State;
}

/** GET /v1/entities/{id}/neighborhood, what the page reads of it. */
export interface Neighborhood {
  nodes: Entity[];
  relationships: { type: string; from: string; to: string }[];
  /** How many nodes around it are not told. */
  omitted: number;
}

export interface Ticket {
  id: string;
  kind: string;
  name: string;
  status: string | null;
  priority: number | null;
  starts: string | null;
  ends: string | null;
  about: string[];
}

export interface Contact {
  id: string;
  kind: string;
  name: string;
  email: string | null;
  about: string[];
  duties: { relation: "owns" | "supports"; id: string }[];
}

export interface Named {
  id: string;
  kind: string;
  name: string;
}

export interface ImpactAnswer {
  text: string;
  as_of: string;
  targets: TargetState[];
  counts: { down: number; degraded: number; at_risk: number };
  affected: Affected[];
  omitted: number;
  tickets: Ticket[];
  tickets_omitted: number;
  notify: Contact[];
  notify_omitted: number;
  warnings: string[];
  exposed: Named[] | null;
  exposed_omitted: number;
}

export interface SitesAnswer {
  as_of: string;
  sites: Named[];
  /** For each id the ids of its sites, the first few; empty where nothing says. */
  located: Record<string, string[]>;
}

export interface DependenciesAnswer {
  text: string;
  as_of: string;
  id: string;
  providers: (Named & { distance: number })[];
  omitted: number;
  edges: { type: string; from: string; to: string; effect: string; group: string | null; need: number | null }[];
  edges_omitted: number;
}

export type Value = string | number | boolean | string[] | number[] | boolean[];

export interface Entity {
  id: string;
  kind: string;
  name: string;
  as: ("CI" | "Asset")[];
  labels: string[];
  attributes: Record<string, Value>;
  sources: string[];
  first_seen: string;
  last_seen: string;
  valid_from: string;
  version: number;
}

export interface PastEntity {
  version: number;
  valid_from: string;
  until: string | null;
  who: string;
  source: string;
  ended_by: string | null;
  state: Entity;
}

export interface Relationship {
  type: string;
  from: string;
  to: string;
  effect: "hard" | "soft" | "none";
  group: string | null;
  need: number | null;
  attributes: Record<string, Value>;
  valid_from: string;
  last_seen: string;
  reported_by: string;
}

/** A relationship as it reads from one of its ends: "Runs on" or, the other way, "Runs". */
export interface Joined extends Named {
  reads: string;
  relationship: Relationship;
}

export interface Card {
  entity: Entity;
  relationships: Joined[];
  omitted: number;
  history: PastEntity[];
  earlier: boolean;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

/** RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { pointer?: string; detail: string }[];
}

export interface Session {
  name: string;
  role: "reader" | "editor" | "admin";
  version: string;
}
