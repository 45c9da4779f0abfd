/** What a ticket is about, and who has to do with it, as its card tells. Pure. */

import { isA } from "../app/kinds.ts";
import type { Vocabulary } from "../app/question.ts";
import type { Card, Joined } from "../app/types.ts";

export function isTicket({ card }: { card: Card }): boolean {
  return card.entity.labels.includes("Ticket");
}

/** The other ends of what begins at the ticket, by these types, each once. */
export function ends({ entity, relationships }: Card, ...types: string[]): Joined[] {
  const found = relationships.filter(({ relationship }) => relationship.from === entity.id && types.includes(relationship.type));
  return [...new Map(found.map((one) => [one.id, one])).values()];
}

/** What it affects or targets and can fail: no parties, products or agreements. */
export function failing(card: Card, { kinds }: Vocabulary): Joined[] {
  // What a vocabulary of earlier had is asked about: the API says what it is.
  return ends(card, "AFFECTS", "TARGETS").filter(({ kind }) => !Object.hasOwn(kinds, kind) || isA(kind, "ManagedElement", { kinds }));
}

/** The person and the team that work on it. */
export function workers(card: Card, vocabulary: Vocabulary): { person: Joined | null; team: Joined | null } {
  const assigned = ends(card, "ASSIGNED_TO");
  return {
    person: assigned.find(({ kind }) => isA(kind, "Person", vocabulary)) ?? null,
    team: assigned.find(({ kind }) => isA(kind, "Team", vocabulary)) ?? null,
  };
}
