/** Relationships sorted out: by how they read, by what they carry, by what they are for. */

import type { Vocabulary } from "../app/question.ts";
import type { Joined, Relationship } from "../app/types.ts";

export interface Group {
  reads: string;
  type: string;
  outgoing: boolean;
  joined: Joined[];
}

/** Relationships that read alike together: what the entity depends on first, then what depends on it, then the rest. */
export function groups(id: string, relationships: readonly Joined[], vocabulary: Vocabulary): Group[] {
  const found = new Map<string, Group>();
  for (const joined of relationships) {
    const { type, from } = joined.relationship;
    const outgoing = from === id;
    const key = JSON.stringify([type, outgoing]);
    const group = found.get(key);
    if (group) group.joined.push(joined);
    else found.set(key, { reads: joined.reads, type, outgoing, joined: [joined] });
  }
  const rank = (group: Group): number => (isDependency(vocabulary, group.type) ? 0 : 2) + (group.outgoing ? 0 : 1);
  for (const group of found.values()) group.joined.sort(byName);
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || a.reads.localeCompare(b.reads, "en"));
}

/** Whether relationships of this type can carry failure. */
export function isDependency(vocabulary: Vocabulary, type: string): boolean {
  return Object.hasOwn(vocabulary.types, type) && vocabulary.types[type]?.dependency === true;
}

/** What fails or suffers at once when the entity does: those that depend on it by a relationship that carries failure. */
export function directDependents(id: string, relationships: readonly Joined[]): Joined[] {
  return relationships.filter(({ relationship }) => relationship.to === id && relationship.effect !== "none").sort(byName);
}

/** How a relationship carries failure: "soft, in group power, 1 needed"; empty where it carries none. */
export function carries({ effect, group, need }: Pick<Relationship, "group" | "need"> & { effect: string }): string {
  if (effect === "none") return "";
  return group === null ? effect : `${effect}, in group ${group}, ${need ?? 1} needed`;
}

/** Tickets about the entity: what affects or targets it, and what it caused or raised. */
export function tickets(id: string, relationships: readonly Joined[]): Joined[] {
  return relationships.filter(({ relationship }) => relationship.to === id && TICKETS.has(relationship.type)).sort(byName);
}

/** Who owns, pays, sells and covers it. */
export function assetSide(id: string, relationships: readonly Joined[]): Joined[] {
  const wanted = ({ type, from }: Relationship): boolean => (from === id ? PAPERS : ENTITLEMENTS).has(type);
  return relationships.filter(({ relationship }) => wanted(relationship));
}

/** Attributes that say what a thing is worth and where it stands in its life, in the order in which they are read. */
export const ASSET_ATTRIBUTES: readonly string[] = [
  "life_cycle_status",
  "asset_tag",
  "purchase_date",
  "purchase_cost",
  "unit_cost",
  "annual_cost",
  "quantity",
  "currency",
  "purchase_order",
  "salvage_value",
  "useful_life_months",
  "depreciation_method",
  "warranty_start",
  "warranty_end",
  "support_end",
  "maintenance_end",
  "license_type",
  "deployed_at",
  "retired_at",
  "disposal_certificate",
  "stock_location",
];

const TICKETS = new Set(["AFFECTS", "TARGETS"]);
const PAPERS = new Set(["OWNED_BY", "CHARGED_TO", "COVERED_BY", "SUPPLIED_BY", "ALLOCATED_TO"]);
const ENTITLEMENTS = new Set(["ENTITLES", "ALLOCATED_TO"]);

function byName(a: Joined, b: Joined): number {
  return a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
