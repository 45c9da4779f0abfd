import { expect, test } from "vitest";
import type { Entity, PastEntity } from "../../src/app/types.ts";
import { origins } from "../../src/entity/origin.ts";

function state(day: number, source: string, attributes: Entity["attributes"]): PastEntity {
  const from = `2026-01-0${day}T00:00:00.000000Z`;
  const state = { id: "a", kind: "Server", name: "a", attributes } as unknown as Entity;
  return { version: day, valid_from: from, until: null, who: "w", source, ended_by: null, state };
}

const states = [
  state(4, "scan", { cores: 8, memory: 64, tags: ["a"] }),
  state(3, "hand", { cores: 8, memory: 32, tags: ["a"] }),
  state(2, "scan", { cores: 8, memory: 64, tags: ["b"] }),
  state(1, "import", { cores: 4, memory: 64, tags: ["b"], old: 1 }),
];
const told = (of: Map<string, { source: string; since: string }>) => [...of].map(([name, { source, since }]) => [name, source, since.slice(8, 10)]);

test("an attribute is the word of the source that last gave it another value", () => {
  expect(told(origins(states, false, null))).toEqual([
    ["cores", "scan", "02"],
    ["memory", "scan", "04"],
    ["tags", "hand", "03"],
  ]);
});

test("as of a time, what came later says nothing", () => {
  expect(told(origins(states, false, "2026-01-03T12:00:00Z"))).toEqual([
    ["cores", "scan", "02"],
    ["memory", "hand", "03"],
    ["tags", "hand", "03"],
  ]);
});

test("what has not changed since before the first state that is told has no known origin", () => {
  expect(told(origins(states.slice(0, 2), true, null))).toEqual([["memory", "scan", "04"]]);
  expect(told(origins([], false, null))).toEqual([]);
});
