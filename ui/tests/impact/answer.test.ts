import fc from "fast-check";
import { expect, test } from "vitest";
import type { Affected, ImpactAnswer, State } from "../../src/app/types.ts";
import { changes, changeSentence } from "../../src/impact/compare.ts";
import { filtered, sorted } from "../../src/impact/filter.ts";
import { parts } from "../../src/impact/places.ts";
import { COLUMNS } from "../../src/impact/asked.ts";

function node(id: string, state: State, more: Partial<Affected> = {}): Affected {
  return { id, kind: "Server", name: id, criticality: null, state, before: "unaffected", distance: 1, path: ["t", id], because: [], ...more };
}

function answer(...affected: Affected[]): ImpactAnswer {
  return {
    text: "If t goes down ...", as_of: "2026-11-24T20:00:00Z", targets: [{ id: "t", state: "down" }], counts: { down: 0, degraded: 0, at_risk: 0 },
    affected, omitted: 0, tickets: [], tickets_omitted: 0, notify: [], notify_omitted: 0, warnings: [], exposed: null, exposed_omitted: 0,
  };
}

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
  const then = answer(node("a", "down"), node("b", "at_risk"), node("c", "degraded"));
  const now = answer(node("b", "down"), node("c", "degraded"), node("d", "at_risk"));
  expect(changes(then, now).map(({ id, then: was, now: is }) => [id, was, is])).toEqual([
    ["b", "at_risk", "down"],
    ["d", "unaffected", "at_risk"],
    ["a", "down", "unaffected"],
  ]);
  expect(changeSentence(changes(then, now))).toBe("1 more is affected, 1 is affected no longer and 1 is affected otherwise.");
  expect(changeSentence([])).toBe("The answer was the same.");
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
