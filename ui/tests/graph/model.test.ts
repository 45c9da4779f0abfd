import { expect, test } from "vitest";
import { toGraph } from "../../src/graph/model.ts";
import { affected, answer } from "./graphs.ts";

const because = (...ids: string[]) => [
  {
    group: null,
    effect: "hard" as const,
    need: 1,
    members: 1,
    standing: 0,
    providers: ids.map((id) => ({ id, state: "down" as const })),
  },
];
const gate = { group: "power", effect: "soft" as const, need: 2, members: 3, standing: 1 };
const names = new Map([["t", { name: "Target", kind: "Rack" }]]);

test("targets and affected are nodes in the column of their distance", () => {
  const { nodes } = toGraph(answer([affected("a", 1, because("t")), affected("b", 2, because("a"))]), names);
  expect(nodes.map(({ id, name, kind, column, target }) => [id, name, kind, column, target])).toEqual([
    ["a", "a", "Server", 1, false],
    ["b", "b", "Server", 2, false],
    ["t", "Target", "Rack", 0, true],
  ]);
});

test("a target without a name goes by its id", () => {
  expect(toGraph(answer([]), new Map()).nodes).toMatchObject([{ id: "t", name: "t", kind: "" }]);
});

test("edges go from provider to dependent, and those from outside are counted", () => {
  const graph = toGraph(answer([affected("a", 1, because("t", "elsewhere"))]), names);
  expect(graph.edges).toMatchObject([{ from: "t", to: "a", effect: "hard", gate: null }]);
  expect(graph.outside).toBe(1);
});

test("a named group is a gate between its providers and the dependent", () => {
  const providers = ["t", "p"].map((id) => ({ id, state: "down" as const }));
  const graph = toGraph(answer([affected("p", 1, because("t")), affected("a", 1, [{ ...gate, providers }])]), names);
  expect(graph.gates).toMatchObject([{ dependent: "a", group: "power", label: "1 of 3 stand, 2 needed" }]);
  expect(graph.edges.filter((edge) => edge.gate === graph.gates[0]?.id).map((edge) => [edge.from, edge.effect])).toEqual([
    ["p", "soft"],
    ["t", "soft"],
  ]);
});

test("a gate of which all providers are outside is not drawn", () => {
  const graph = toGraph(answer([affected("a", 1, [{ ...gate, providers: [{ id: "x", state: "down" }] }])]), names);
  expect([graph.gates.length, graph.outside]).toEqual([0, 1]);
});

test("what has failed already is drawn where something affected hangs on it, and nowhere else", () => {
  const found = answer([affected("a", 1, [{ ...gate, providers: ["t", "x", "y"].map((id) => ({ id, state: "down" as const })) }])]);
  const graph = toGraph(found, names, [
    { id: "x", state: "down" },
    { id: "elsewhere", state: "down" },
  ]);
  expect(graph.nodes.map(({ id, already }) => [id, already])).toEqual([
    ["a", false],
    ["t", false],
    ["x", true],
  ]);
  expect(graph.edges.map(({ from }) => from)).toEqual(["t", "x"]);
  expect(graph.outside).toBe(1);
});

test("tickets count once per entity, and criticality comes along where told", () => {
  const ticket = { kind: "Incident", name: "", status: null, priority: null, starts: null, ends: null };
  const tickets = [
    { ...ticket, id: "T1", about: ["a", "t", "a"] },
    { ...ticket, id: "T2", about: ["a"] },
  ];
  const one = { ...affected("a", 1, because("t")), criticality: "high" };
  const { nodes } = toGraph(answer([one], { tickets }), names);
  expect(nodes.map((node) => [node.id, node.tickets, node.criticality])).toEqual([
    ["a", ["T1", "T2"], "high"],
    ["t", ["T1"], null],
  ]);
});

test("the same answer in another order makes the same graph", () => {
  const all = [affected("a", 1, because("t", "b")), affected("b", 1, because("t")), affected("c", 2, because("b", "a"))];
  const turned = [...all]
    .reverse()
    .map((each) => ({ ...each, because: each.because.map((g) => ({ ...g, providers: [...g.providers].reverse() })) }));
  expect(toGraph(answer(turned), names)).toEqual(toGraph(answer(all), names));
});
