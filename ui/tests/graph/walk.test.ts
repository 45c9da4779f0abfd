import fc from "fast-check";
import { expect, test } from "vitest";
import { layout } from "../../src/graph/layout.ts";
import { walk } from "../../src/graph/walk.ts";
import { edge, graph, graphs, node } from "./graphs.ts";

const nodes = [node("t", { column: 0, target: true }), node("a"), node("b"), node("c", { column: 2 })];
const one = graph(nodes, [edge("t", "a"), edge("t", "b"), edge("b", "c")]);
const ways = walk(one, layout(one));

test("right goes to a dependent, left to a provider, up and down within the column", () => {
  expect(ways.next("b", "ArrowRight")).toBe("c");
  expect(ways.next("c", "ArrowLeft")).toBe("b");
  expect([ways.next("a", "ArrowDown"), ways.next("b", "ArrowUp"), ways.next("b", "ArrowDown")]).toEqual(["b", "a", null]);
  expect([ways.next("b", "Home"), ways.next("a", "End")]).toEqual(["a", "b"]);
});

test("nothing leads from the last, and no other key leads anywhere", () => {
  expect([ways.next("c", "ArrowRight"), ways.next("t", "ArrowLeft"), ways.next("a", "x")]).toEqual([null, null, null]);
});

test("an arrow from nowhere goes to the first target", () => {
  expect([ways.next(null, "ArrowDown"), ways.next("gone", "ArrowLeft"), ways.next(null, "Enter")]).toEqual(["t", "t", null]);
});

test("each node is in its column once, and arrows go along edges that are there", () => {
  fc.assert(
    fc.property(graphs, (any) => {
      const { columns, next } = walk(any, layout(any));
      expect(columns.flatMap((column) => column.nodes.map((each) => each.id)).sort()).toEqual(any.nodes.map((each) => each.id));
      for (const { id } of any.nodes) {
        const to = next(id, "ArrowRight");
        expect(any.edges.some((each) => each.from === id && each.to === to)).toBe(to !== null);
      }
    }),
  );
});
