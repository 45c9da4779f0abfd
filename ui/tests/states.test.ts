import { expect, test } from "vitest";
import { SIGNS, STATES, WORDS, worse } from "../src/app/states.ts";

test("the worst comes first", () => {
  expect([...STATES].sort(worse)).toEqual(["down", "degraded", "at_risk", "unaffected"]);
});

test("each state has a word and a sign of its own", () => {
  for (const told of [WORDS, SIGNS]) expect(new Set(STATES.map((state) => told[state])).size).toBe(STATES.length);
});
