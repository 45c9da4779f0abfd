/** Hiding kinds: a layer is taken out of the graph, and what it joined stays joined. */

import { canonical, type Edge, type Graph } from "./model.ts";

/** So many times as many edges as it takes away, hiding may make: more say nothing, and a hub makes millions. */
const SPREAD = 16;

/**
 * The graph without nodes of these kinds; where one led through them, an implied edge leads straight. Targets stay, and so do
 * nodes that join so many with so many that the edges in their place would be more than SPREAD times theirs.
 */
export function hide(graph: Graph, kinds: ReadonlySet<string>): Graph {
  const gone = hideable(graph, kinds);
  if (gone.size === 0) return canonical(graph);
  const out = new Map<string, Edge[]>();
  for (const edge of graph.edges) {
    if (!gone.has(edge.from)) continue;
    const known = out.get(edge.from);
    if (known === undefined) out.set(edge.from, [edge]);
    else known.push(edge);
  }
  const edges = new Map<string, Edge>();
  const add = (edge: Edge) => {
    const key = [edge.from, edge.to, edge.gate ?? "", edge.effect].join("\n");
    const known = edges.get(key);
    // What is known of its own is more than what is implied.
    if (known === undefined || (known.implied && !edge.implied)) edges.set(key, edge);
  };
  const soft = new Map<string, Edge[]>();
  const hard = new Map<string, Edge[]>();
  for (const edge of graph.edges) {
    if (gone.has(edge.from)) continue;
    if (!gone.has(edge.to)) {
      add(edge);
      continue;
    }
    const seen = edge.effect === "hard" ? hard : soft;
    let ends = seen.get(edge.to);
    if (ends === undefined) seen.set(edge.to, (ends = through(edge.to, edge.effect, gone, out)));
    for (const end of ends) if (end.to !== edge.from) add({ ...end, from: edge.from });
  }
  const kept = [...edges.values()];
  const led = new Set(kept.map((edge) => edge.gate));
  return canonical({
    nodes: graph.nodes.filter((node) => !gone.has(node.id)),
    edges: kept,
    gates: graph.gates.filter((gate) => led.has(gate.id)),
    outside: graph.outside,
  });
}

/** Nodes of these kinds but targets and, whole, those joined to each other that lead from too many to too many. */
function hideable(graph: Graph, kinds: ReadonlySet<string>): Set<string> {
  // Folded already, it stays: else what joined too many would vanish when what it joined is folded too.
  const of = graph.nodes.filter((node) => kinds.has(node.kind) && !node.target && node.fold === null);
  const gone = new Set(of.map((node) => node.id));
  const joined = new Map<string, string[]>();
  const into = new Map<string, number>();
  const outOf = new Map<string, number>();
  const count = (of: Map<string, number>, id: string) => of.set(id, (of.get(id) ?? 0) + 1);
  const join = (a: string, b: string) => {
    const known = joined.get(a);
    if (known === undefined) joined.set(a, [b]);
    else known.push(b);
  };
  for (const { from, to } of graph.edges) {
    if (gone.has(from) && gone.has(to)) {
      join(from, to);
      join(to, from);
    } else if (gone.has(to)) count(into, to);
    else if (gone.has(from)) count(outOf, from);
  }
  const seen = new Set<string>();
  for (const start of [...gone]) {
    if (seen.has(start)) continue;
    seen.add(start);
    const together = [start];
    // An array grows while it is walked: what is found is looked at in turn.
    for (const id of together) {
      for (const next of joined.get(id) ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        together.push(next);
      }
    }
    const sum = (of: Map<string, number>) => together.reduce((all, id) => all + (of.get(id) ?? 0), 0);
    const [before, behind] = [sum(into), sum(outOf)];
    if (before * behind > SPREAD * (before + behind)) for (const id of together) gone.delete(id);
  }
  return gone;
}

/** Implied edges to all that is seen first behind a hidden node: hard only along a way that is hard throughout. */
function through(start: string, effect: Edge["effect"], gone: ReadonlySet<string>, out: ReadonlyMap<string, Edge[]>): Edge[] {
  const ends: Edge[] = [];
  const seen = new Set([`${effect} ${start}`]);
  const way: [string, Edge["effect"]][] = [[start, effect]];
  for (const [id, so] of way) {
    for (const edge of out.get(id) ?? []) {
      const then = so === "soft" ? "soft" : edge.effect;
      if (!gone.has(edge.to)) ends.push({ ...edge, effect: then, count: 1, implied: true });
      else if (!seen.has(`${then} ${edge.to}`)) {
        seen.add(`${then} ${edge.to}`);
        way.push([edge.to, then]);
      }
    }
  }
  const hard = new Set(ends.filter((edge) => edge.effect === "hard").map((edge) => `${edge.to}\n${edge.gate}`));
  return ends.filter((edge) => edge.effect === "hard" || !hard.has(`${edge.to}\n${edge.gate}`));
}
