/** What the context says, in the words of the page. Pure. */

import { isA } from "../app/kinds.ts";
import { counted } from "../app/numbers.ts";
import type { Vocabulary } from "../app/question.ts";
import type { Software, Thing, Trouble } from "./types.ts";

export const RELATIONS: Readonly<Record<Thing["relation"], string>> = {
  affected: "the ticket is about it",
  used: "used",
  assigned: "assigned",
  allocated: "set aside",
  owned: "owned",
};

/** How bad a ticket is for who calls now, from the worst on, with a sign and the color of a state. */
export const SORTS = {
  broken: { word: "Broken", sign: "■", state: "down" },
  changing: { word: "Under change", sign: "◇", state: "degraded" },
  planned: { word: "Change ahead", sign: "△", state: "at_risk" },
  open: { word: "Open", sign: "○", state: "unaffected" },
} as const;
export type Sort = keyof typeof SORTS;

/** An incident or a problem says that something is broken; a change is under way once it has begun. */
export function sortOf({ kind, status }: Pick<Trouble, "kind" | "status">, vocabulary: Pick<Vocabulary, "kinds">): Sort {
  if (isA(kind, "Incident", vocabulary) || isA(kind, "Problem", vocabulary)) return "broken";
  if (isA(kind, "Change", vocabulary)) return status === "in_progress" || status === "review" ? "changing" : "planned";
  return "open";
}

/** The worst first; those alike stay as the API has them, the nearest first. */
export function worstFirst(trouble: readonly Trouble[], vocabulary: Pick<Vocabulary, "kinds">): Trouble[] {
  const rank = (one: Trouble) => Object.keys(SORTS).indexOf(sortOf(one, vocabulary));
  return [...trouble].sort((a, b) => rank(a) - rank(b));
}

/** Software of which units are lacking first. */
export function lackingFirst(software: readonly Software[]): Software[] {
  return [...software].sort((a, b) => Number(isLacking(b)) - Number(isLacking(a)));
}

export function isLacking({ delta }: Pick<Software, "delta">): boolean {
  return delta !== null && delta < 0;
}

/** Whether there are licenses enough of a product. */
export function licenseWords({ product, delta }: Pick<Software, "product" | "delta">): string {
  if (product === null) return "of no known product";
  if (delta === null) return "licenses are not counted";
  if (delta < 0) return `${counted(-delta, "unit")} lacking`;
  return delta === 0 ? "licensed, none to spare" : `licensed, ${counted(delta, "unit")} to spare`;
}

/** Of a thing on the day of the answer; "" of what has no warranty to record, such as a service. */
export function warrantyWords({ kind, warranty_end, in_warranty }: Pick<Thing, "kind" | "warranty_end" | "in_warranty">, vocabulary: Pick<Vocabulary, "kinds">): string {
  if (warranty_end === null || in_warranty === null) return isA(kind, "Hardware", vocabulary) ? "no warranty is recorded" : "";
  return in_warranty ? `in warranty until ${warranty_end}` : `out of warranty since ${warranty_end}`;
}

/** Of a contract on the day of the answer, which the last day of a contract is still part of. */
export function endWords(end: string | null, asOf: string): string {
  if (end === null) return "";
  return end < asOf.slice(0, 10) ? ` (ended ${end})` : ` until ${end}`;
}
