import fc from "fast-check";
import { expect, test } from "vitest";
import type { Affected, State } from "../../src/app/types.ts";
import { alone, changes, changeSentence, statesOf } from "../../src/impact/compare.ts";
import { filtered, filterText, sorted } from "../../src/impact/filter.ts";
import { parts } from "../../src/impact/places.ts";
import { COLUMNS } from "../../src/impact/asked.ts";

function node(id: string, state: State, more: Partial<Affected> = {}): Affected {
  return { id, kind: "Server", name: id, criticality: null, state, before: "unaffected", distance: 1, path: ["t", id], because: [], ...more };
}

const NOTHING = { then: new Map(), now: new Map() };

test("a filter lets through what has the part, the state and the kind, in the order of the answer", () => {
  const all = [node("Web", "down"), node("db", "down", { kind: "Database" }), node("web-2", "at_risk")];
  const none = { find: "", states: [], kinds: [] };
  expect(filtered(all, none)).toEqual(all);
  expect(filtered(all, { ...none, find: " WEB " }).map(({ id }) => id)).toEqual(["Web", "web-2"]);
  expect(filtered(all, { ...none, states: ["at_risk"] }).map(({ id }) => id)).toEqual(["web-2"]);
  expect(filtered(all, { find: "w", states: ["down"], kinds: ["Database"] })).toEqual([]);
});

test("sorting by any column loses nothing and keeps the order of the answer among equals", () => {
  const nodes = fc.array(fc.record({ state: fc.constantFrom<State>("down", "at_risk"), kind: fc.constantFrom("A", "B"), distance: fc.nat(3) }), { maxLength: 20 });
  fc.assert(
    fc.property(nodes, fc.constantFrom(...COLUMNS), (given, column) => {
      const all = given.map((one, at) => node(`n${at}`, one.state, { kind: one.kind, distance: one.distance, name: "same" }));
      const found = sorted(all, column, false);
      expect([...found].sort((a, b) => all.indexOf(a) - all.indexOf(b))).toEqual(all);
      for (const [at, one] of found.entries()) {
        const next = found[at + 1];
        if (next && one[column] === next[column]) expect(all.indexOf(one)).toBeLessThan(all.indexOf(next));
      }
    }),
  );
});

test("what changed between two times, the worst turn first", () => {
  const then = [node("a", "down"), node("b", "at_risk"), node("c", "degraded")];
  const now = [node("b", "down"), node("c", "degraded"), node("d", "at_risk")];
  expect(changes(then, now, NOTHING).map(({ id, then: was, now: is }) => [id, was, is])).toEqual([
    ["b", "at_risk", "down"],
    ["d", "unaffected", "at_risk"],
    ["a", "down", "unaffected"],
  ]);
  expect(changeSentence(changes(then, now, NOTHING))).toBe("1 more is affected, 1 is affected no longer and 1 is affected otherwise.");
  expect(changeSentence([])).toBe("The answer was the same.");
});

test("what was not there at a time is not said to have stood", () => {
  const then = [node("a", "down")];
  const now = [node("d", "at_risk")];
  expect([alone(now, then), alone(then, now)]).toEqual([["d"], ["a"]]);
  const missing = { then: new Map([["d", "not there yet" as const]]), now: new Map([["a", "retired" as const]]) };
  expect(changes(then, now, missing).map(({ id, then: was, now: is }) => [id, was, is])).toEqual([
    ["d", "not there yet", "at_risk"],
    ["a", "down", "retired"],
  ]);
  expect([...statesOf(then, missing)]).toEqual([["d", "not there yet"], ["a", "down"]]);
});

test("a filter is said in words, with how many it lets through", () => {
  expect(filterText({ find: " ", states: [], kinds: [] }, 3, 3)).toBe("");
  expect(filterText({ find: "web", states: ["at_risk", "down"], kinds: ["VirtualMachine"] }, 3, 4_000)).toBe(
    'Filtered: "web" in name or id; at risk or down; kind Virtual machine: 3 of 4,000.',
  );
});

test("by criticality the most critical come first, then other words, then those of which nobody said it", () => {
  const rated = [null, "low", "dear", "critical", null, "high"].map((criticality, at) => node(`n${at}`, "down", { criticality }));
  expect(sorted(rated, "criticality", false).map(({ criticality }) => criticality)).toEqual(["critical", "high", "low", "dear", null, null]);
});

test("ids are asked about in parts that a body holds, none lost and none twice", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }).filter((text) => text.isWellFormed())), fc.integer({ min: 1, max: 200 }), (ids, bytes) => {
      const found = parts(ids, bytes);
      expect(found.flat()).toEqual(ids);
      for (const part of found.filter(({ length }) => length > 1)) {
        expect(new TextEncoder().encode(JSON.stringify(part)).length).toBeLessThanOrEqual(bytes + 2);
      }
    }),
  );
});
