/** Graphs and answers to test with. */

import fc from "fast-check";
import type { Affected, ImpactAnswer, State } from "../../src/app/types.ts";
import { canonical, gateId, type Edge, type Gate, type Graph, type Node } from "../../src/graph/model.ts";

const STATES: State[] = ["at_risk", "degraded", "down"];

export function answer(affected: Affected[], more: Partial<ImpactAnswer> = {}): ImpactAnswer {
  return {
    text: "1 is down",
    as_of: "2026-01-01T00:00:00Z",
    targets: [{ id: "t", state: "down" }],
    counts: { down: 0, degraded: 0, at_risk: 0 },
    affected,
    omitted: 0,
    tickets: [],
    tickets_omitted: 0,
    notify: [],
    notify_omitted: 0,
    warnings: [],
    exposed: null,
    exposed_omitted: 0,
    ...more,
  };
}

export function affected(id: string, distance: number, because: Affected["because"], more: Partial<Affected> = {}): Affected {
  return { id, kind: "Server", name: id, criticality: null, state: "down", before: "unaffected", distance, path: [], because, ...more };
}

export function node(id: string, more: Partial<Node> = {}): Node {
  return {
    id,
    kind: "Server",
    name: id,
    state: "down",
    column: 1,
    target: false,
    already: false,
    tickets: [],
    criticality: null,
    members: [id],
    fold: null,
    ...more,
  };
}

export function edge(from: string, to: string, more: Partial<Edge> = {}): Edge {
  return { from, to, effect: "hard", group: null, gate: null, count: 1, implied: false, ...more };
}

export function graph(nodes: Node[], edges: Edge[], gates: Gate[] = []): Graph {
  return canonical({ nodes, edges, gates, outside: 0 });
}

/** Any small graph: cycles, several targets, gates, parallel edges. */
export const graphs: fc.Arbitrary<Graph> = fc
  .record({
    nodes: fc.array(
      fc.record({
        kind: fc.constantFrom("Server", "VirtualMachine", "Service"),
        state: fc.constantFrom(...STATES),
        column: fc.integer({ min: 1, max: 4 }),
        tickets: fc.uniqueArray(fc.constantFrom("T1", "T2"), { maxLength: 2 }),
        criticality: fc.constantFrom(null, "low", "critical"),
      }),
      { maxLength: 14 },
    ),
    targets: fc.integer({ min: 1, max: 2 }),
    edges: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean(), fc.boolean()), { maxLength: 40 }),
  })
  .map(({ nodes, targets, edges }) => {
    const all = nodes.map((each, at) => node(`n${at}`, { ...each, tickets: [...each.tickets].sort() }));
    const roots = Array.from({ length: targets }, (_, at) => node(`t${at}`, { column: 0, target: true }));
    const ids = [...roots, ...all].map((each) => each.id);
    const drawn = new Map<string, Edge>();
    const gates = new Map<string, Gate>();
    for (const [a, b, hard, gated] of edges) {
      const from = ids[a % ids.length] ?? "t0";
      const to = all[b % Math.max(1, all.length)]?.id;
      if (to === undefined || from === to) continue;
      const effect = hard ? "hard" : "soft";
      const gate = gated ? gateId(to, "power", effect) : null;
      if (gate !== null)
        gates.set(gate, { id: gate, dependent: to, group: "power", effect, need: 1, members: 2, standing: 0, label: "0 of 2" });
      drawn.set(`${from} ${to} ${gate} ${effect}`, edge(from, to, { effect, gate, group: gated ? "power" : null }));
    }
    return graph([...roots, ...all], [...drawn.values()], [...gates.values()]);
  });

/** The same graph with its lists in some other order. */
export function shuffled({ nodes, edges, gates, outside }: Graph): fc.Arbitrary<Graph> {
  const any = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length });
  return fc.record({ nodes: any(nodes), edges: any(edges), gates: any(gates), outside: fc.constant(outside) });
}
