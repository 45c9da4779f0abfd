import fc from "fast-check";
import { expect, test } from "vitest";
import { layout } from "../../src/graph/layout.ts";
import { edge, graph, graphs, node, shuffled } from "./graphs.ts";

test("the same graph in any order of its lists has the same places", () => {
  fc.assert(
    fc.property(
      graphs.chain((one) => fc.tuple(fc.constant(one), shuffled(one))),
      ([one, other]) => {
        expect([...layout(other).places].sort()).toEqual([...layout(one).places].sort());
      },
    ),
  );
});

test("everything has a place of its own, in whole numbers", () => {
  fc.assert(
    fc.property(graphs, (one) => {
      const { places } = layout(one);
      expect([...places.keys()].sort()).toEqual([...one.nodes, ...one.gates].map((each) => each.id).sort());
      for (const { x, y } of places.values()) expect([Number.isInteger(x), Number.isInteger(y)]).toEqual([true, true]);
      const taken = one.nodes.map(({ id }) => `${places.get(id)?.x} ${places.get(id)?.y}`);
      expect(new Set(taken).size).toBe(taken.length);
    }),
  );
});

test("more hops stand further right, and the target at the left", () => {
  fc.assert(
    fc.property(graphs, (one) => {
      const { places } = layout(one);
      const x = (id: string) => places.get(id)?.x ?? NaN;
      expect(x("t0")).toBe(0);
      for (const a of one.nodes) for (const b of one.nodes) if (a.column < b.column) expect(x(a.id)).toBeLessThan(x(b.id));
    }),
  );
});

test("edges do not cross where they need not", () => {
  const ids = ["a", "b", "c"];
  const one = graph(
    [node("t", { column: 0, target: true }), ...ids.map((id) => node(id)), ...ids.map((id) => node(`${id}2`, { column: 2 }))],
    // a leads to the last of its dependents by name, c to the first
    [...ids.map((id) => edge("t", id)), edge("a", "c2"), edge("b", "b2"), edge("c", "a2")],
  );
  const { places } = layout(one);
  const rows = (list: string[]) => [...list].sort((a, b) => (places.get(a)?.y ?? 0) - (places.get(b)?.y ?? 0));
  const pairs: Record<string, string> = { a: "c2", b: "b2", c: "a2" };
  expect(rows(["a2", "b2", "c2"])).toEqual(rows(ids).map((id) => pairs[id]));
});

test("a wide column wraps", () => {
  const many = Array.from({ length: 5000 }, (_, at) => node(`n${at}`));
  const { width, height } = layout(graph([node("t", { column: 0, target: true }), ...many], []));
  expect(width / height).toBeGreaterThan(0.8);
  expect(width / height).toBeLessThan(3);
});

test("a gate stands between its column and the one before", () => {
  const gate = { id: "g", dependent: "a", group: "power", effect: "hard" as const, need: 1, members: 2, standing: 0, label: "" };
  const { places } = layout(graph([node("t", { column: 0, target: true }), node("a")], [edge("t", "a", { gate: "g" })], [gate]));
  expect(places.get("g")?.x).toBeGreaterThan(places.get("t")?.x ?? NaN);
  expect(places.get("g")?.x).toBeLessThan(places.get("a")?.x ?? NaN);
});
