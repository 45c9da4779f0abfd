/** Ways through the graph by keys: along edges to the right and left, within a column up and down. */

import type { Layout } from "./layout.ts";
import { byText, type Graph, type Node } from "./model.ts";

export interface Walk {
  /** Columns from left to right, each from top to bottom. */
  readonly columns: readonly { readonly hops: number; readonly nodes: readonly Node[] }[];
  /** Where a key leads from this node; null: nowhere, or no such key. */
  next(from: string | null, key: string): string | null;
  readonly providers: ReadonlyMap<string, readonly string[]>;
  readonly dependents: ReadonlyMap<string, readonly string[]>;
}

/** The ways of a graph at its places. */
export function walk(graph: Graph, { places, columns: spans }: Layout): Walk {
  const at = (id: string) => places.get(id) ?? { x: 0, y: 0 };
  const inOrder = (a: Node, b: Node) => at(a.id).y - at(b.id).y || at(a.id).x - at(b.id).x || byText(a.id, b.id);
  const byColumn = new Map<number, Node[]>(spans.map(({ hops }) => [hops, []]));
  for (const node of graph.nodes) byColumn.get(node.column)?.push(node);
  const columns = [...byColumn].map(([hops, nodes]) => ({ hops, nodes: nodes.sort(inOrder) }));
  const rank = new Map(columns.flatMap(({ nodes }) => nodes.map((node, place) => [node.id, { nodes, place }] as const)));
  const providers = new Map<string, string[]>();
  const dependents = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    for (const [map, key, value] of [[dependents, from, to] as const, [providers, to, from] as const]) {
      const known = map.get(key);
      if (known === undefined) map.set(key, [value]);
      else if (!known.includes(value)) known.push(value);
    }
  }
  const columnOf = (id: string) => rank.get(id)?.nodes[0]?.column ?? 0;
  /** The one in the nearest column, there the one in the nearest row. */
  const nearest = (from: string, ids: readonly string[] = []) => {
    const hops = (id: string) => Math.abs(columnOf(id) - columnOf(from));
    const far = (id: string) => Math.abs(at(id).y - at(from).y);
    return [...ids].sort((a, b) => hops(a) - hops(b) || far(a) - far(b) || byText(a, b))[0] ?? null;
  };
  const next = (from: string | null, key: string): string | null => {
    const place = from === null ? undefined : rank.get(from);
    if (from === null || place === undefined) return key.startsWith("Arrow") ? (columns[0]?.nodes[0]?.id ?? null) : null;
    if (key === "ArrowRight") return nearest(from, dependents.get(from));
    if (key === "ArrowLeft") return nearest(from, providers.get(from));
    const to = { ArrowUp: place.place - 1, ArrowDown: place.place + 1, Home: 0, End: place.nodes.length - 1 }[key];
    return to === undefined ? null : (place.nodes[to]?.id ?? null);
  };
  return { columns, next, providers, dependents };
}
