/** Kinds of the vocabulary. */

import type { Vocabulary } from "./question.ts";

/** Whether a kind is another one, or below it; one that the vocabulary lacks is itself alone. */
export function isA(kind: string, above: string, { kinds }: Pick<Vocabulary, "kinds">): boolean {
  return kind === above || (Object.hasOwn(kinds, kind) && kinds[kind]!.ancestors.includes(above));
}
