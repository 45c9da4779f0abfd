/** States, from best to worst, with the word and the shape that go along with their color. */

import type { State } from "./types.ts";

export const STATES: readonly State[] = ["unaffected", "at_risk", "degraded", "down"];

export const WORDS: Readonly<Record<State, string>> = { unaffected: "stands", at_risk: "at risk", degraded: "degraded", down: "down" };

/** A sign in text for each, so that color is never alone. */
export const SIGNS: Readonly<Record<State, string>> = { unaffected: "○", at_risk: "△", degraded: "◇", down: "■" };

export function worse(a: State, b: State): number {
  return STATES.indexOf(b) - STATES.indexOf(a);
}

/** From the most critical on. */
export const CRITICALITIES: readonly string[] = ["critical", "high", "medium", "low"];
