/** Which folds make a graph small enough to look at. */

import { WORDS } from "../app/states.ts";
import { fold, foldedSize, groupKey, NOTHING, tidy, type FoldState, type Keys } from "./fold.ts";
import { hide } from "./hide.ts";
import { clean } from "./labels.ts";
import { byText, type Graph, type Node } from "./model.ts";

/** A node with more dependents than this is a hub. */
export const HUB = 12;

export interface Folded {
  readonly graph: Graph;
  readonly state: FoldState;
  /** "Folded: 37 Virtual machines, down; ..." or empty. */
  readonly text: string;
}

/**
 * Fold the largest groups until at most `most` nodes are left: the leaves of the largest hubs where that is enough, else the
 * largest groups of one column, kind and state, and if need be all beyond some column. Targets stay, however many there are.
 */
export function autoFold(graph: Graph, most: number, state: FoldState = NOTHING, keys: Keys = {}): Folded {
  // What somebody opened stays open, and must not make something else fold in its place.
  const asked = { ...state, auto: false, open: [] };
  const shown = hide(graph, new Set(state.hidden));
  const size = (chosen: FoldState) => foldedSize(shown, chosen, keys);
  const done = (chosen: FoldState): Folded => {
    const final = tidy({ ...chosen, open: state.open });
    const folded = fold(graph, final, keys);
    return { graph: folded, state: final, text: foldedText(folded) };
  };
  const plain = fold(graph, asked, keys);
  if (plain.nodes.length <= most) return done(asked);

  const hubs = hubsOf(plain);
  const withHubs = (count: number) => tidy({ ...asked, hubs: [...asked.hubs, ...hubs.slice(0, count)] });
  if (hubs.length > 0 && size(withHubs(hubs.length)) <= most)
    return done(withHubs(least(1, hubs.length, (count) => size(withHubs(count)) <= most)));

  const groups = groupsOf(plain);
  const withGroups = (count: number) => tidy({ ...asked, groups: [...asked.groups, ...groups.slice(0, count)] });
  if (size(withGroups(groups.length)) <= most)
    return done(withGroups(least(0, groups.length, (count) => size(withGroups(count)) <= most)));

  const grouped = withGroups(groups.length);
  const deepest = plain.nodes.reduce((depth, node) => Math.max(depth, node.column), 1);
  const cut = least(0, deepest - 1, (less) => size({ ...grouped, beyond: deepest - less }) <= most);
  return done({ ...grouped, beyond: deepest - cut });
}

/** The state with what `auto` chooses for this graph put in. */
export function resolve(graph: Graph, state: FoldState, most: number, keys: Keys = {}): Folded {
  if (state.auto) return autoFold(graph, most, state, keys);
  const folded = fold(graph, state, keys);
  return { graph: folded, state, text: foldedText(folded) };
}

/** What is folded in this graph, the largest first; empty if nothing is. */
export function foldedText(graph: Graph): string {
  const folds = graph.nodes.filter((node) => node.fold !== null);
  if (folds.length === 0) return "";
  const largest = folds.sort((a, b) => b.members.length - a.members.length || byText(a.id, b.id));
  const named = largest.slice(0, 3).map((node) => `${clean(node.name)}, ${WORDS[node.state]}`);
  const rest = largest.slice(3);
  const count = rest.reduce((sum, node) => sum + node.members.length, 0);
  const more =
    rest.length === 0
      ? []
      : [`and ${count.toLocaleString("en-US")} more in ${rest.length === 1 ? "1 fold" : `${rest.length} folds`}`];
  return `Folded: ${[...named, ...more].join("; ")}.`;
}

/** The least number from `low` to `high` that is enough; `high` where none is. */
function least(low: number, high: number, enough: (count: number) => boolean): number {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (enough(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** Hubs, those first whose leaves take the most room. */
function hubsOf(graph: Graph): string[] {
  const dependents = new Map<string, Set<string>>();
  for (const { from, to } of graph.edges) dependents.set(from, (dependents.get(from) ?? new Set()).add(to));
  const hubs = graph.nodes
    .filter((node) => node.fold === null && (dependents.get(node.id)?.size ?? 0) > HUB)
    .sort((a, b) => a.column - b.column || byText(a.id, b.id));
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const taken = new Set<string>();
  const saved = new Map<string, number>();
  for (const hub of hubs) {
    const sizes = new Map<string, number>();
    for (const id of dependents.get(hub.id) ?? []) {
      const leaf = nodes.get(id);
      if (leaf === undefined || leaf.target || leaf.fold !== null || dependents.has(id) || taken.has(id)) continue;
      taken.add(id);
      sizes.set(`${leaf.kind}\n${leaf.state}`, (sizes.get(`${leaf.kind}\n${leaf.state}`) ?? 0) + 1);
    }
    saved.set(
      hub.id,
      [...sizes.values()].reduce((sum, count) => sum + count - 1, 0),
    );
  }
  const gain = (id: string) => saved.get(id) ?? 0;
  return [...saved.keys()].filter((id) => gain(id) > 0).sort((a, b) => gain(b) - gain(a) || byText(a, b));
}

/** Groups of one column, kind and state, the largest first. */
function groupsOf(graph: Graph): string[] {
  const sizes = new Map<string, number>();
  const foldable = (node: Node) => !node.target && node.fold === null;
  for (const node of graph.nodes.filter(foldable)) {
    const key = groupKey("kind", node.kind, node);
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  const size = (key: string) => sizes.get(key) ?? 0;
  return [...sizes.keys()].filter((key) => size(key) > 1).sort((a, b) => size(b) - size(a) || byText(a, b));
}
