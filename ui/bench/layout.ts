/** How long layout and folding take: `npx vite build --ssr bench/layout.ts --outDir /tmp/bench && node /tmp/bench/layout.js`. */

import { autoFold } from "../src/graph/autofold.ts";
import { fold, NOTHING } from "../src/graph/fold.ts";
import { layout } from "../src/graph/layout.ts";
import { canonical, type Edge, type Graph, type Node } from "../src/graph/model.ts";

/** An estate's shape: each node stands on one or two of the column before, a few of which carry most. */
export function estate(count: number, seed = 1): Graph {
  let turn = seed;
  const chance = () => (turn = (turn * 48271) % 2147483647) / 2147483647;
  const columns = [1, Math.ceil(count * 0.02), Math.ceil(count * 0.3), Math.ceil(count * 0.45)];
  columns.push(Math.max(1, count - columns.reduce((sum, size) => sum + size, 0)));
  const nodes: Node[] = [];
  const edges: Edge[] = [];
  let before: string[] = [];
  columns.forEach((size, column) => {
    const ids = Array.from({ length: size }, (_, at) => `n${column}-${at}`);
    for (const id of ids) {
      nodes.push({
        id,
        name: `host-${id}.example.org`,
        kind: ["Rack", "Hypervisor", "VirtualMachine", "Application", "Service"][column] ?? "",
        state: column === 0 || chance() < 0.6 ? "down" : chance() < 0.5 ? "degraded" : "at_risk",
        column,
        target: column === 0,
        already: false,
        tickets: [],
        criticality: null,
        members: [id],
        fold: null,
      });
      const providers = new Set(
        before.length === 0 ? [] : [1, 2].map(() => before[Math.floor(chance() ** 2 * before.length)] ?? ""),
      );
      for (const from of providers)
        edges.push({ from, to: id, effect: "hard", group: null, gate: null, count: 1, implied: false });
    }
    before = ids;
  });
  return canonical({ nodes, edges, gates: [], outside: 0 });
}

/** Middle and worst of some runs, in ms. */
function time(run: () => unknown): string {
  const runs = Array.from({ length: 51 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return `${runs[25]?.toFixed(1)} (worst ${runs[50]?.toFixed(1)})`;
}

function report(): void {
  console.log(
    "| nodes | edges | layout ms | autoFold to 1,500 ms | fold by kind ms | hide a kind ms |\n|---|---|---|---|---|---|",
  );
  for (const count of [200, 1000, 5000]) {
    const graph = estate(count);
    const kinds = { ...NOTHING, by: "kind" };
    const hidden = { ...NOTHING, hidden: ["VirtualMachine"] };
    console.log(
      `| ${graph.nodes.length} | ${graph.edges.length} | ${time(() => layout(graph))} | ${time(() => autoFold(graph, 1500))} ` +
        `| ${time(() => fold(graph, kinds))} | ${time(() => fold(graph, hidden))} |`,
    );
  }
}

if (typeof window === "undefined") report();
