/** Folding: many nodes drawn as one. What is folded is a value; folding is a function of graph and value, and nothing else. */

import { CRITICALITIES, STATES, WORDS, worse } from "../app/states.ts";
import type { State } from "../app/types.ts";
import { words } from "../app/words.ts";
import { hide } from "./hide.ts";
import { canonical, byText, type Edge, type Graph, type Node } from "./model.ts";

/** What is folded and hidden. Targets never are. Each list is sorted and holds a thing once. */
export interface FoldState {
  /** Fold the largest groups until the graph is small enough, as `autoFold` chooses them. */
  readonly auto: boolean;
  /** Fold nodes of one column and state that agree in this key ("kind", or a key of `Keys`); null: none. */
  readonly by: string | null;
  /** Kinds that are not drawn; what they joined stays joined. */
  readonly hidden: readonly string[];
  /** Nodes behind which everything is folded into one. */
  readonly behind: readonly string[];
  /** Nodes whose dependents without dependents of their own are folded by kind and state. */
  readonly hubs: readonly string[];
  /** Folds (`Node.fold`) by kind that are folded although `by` does not say so. */
  readonly groups: readonly string[];
  /** All from this column on is folded by state. */
  readonly beyond: number | null;
  /** Folds (`Node.fold`) that stay open whatever else is said. */
  readonly open: readonly string[];
}

/** Something besides their kind by which nodes can be folded. */
export interface Key {
  /** Nodes of one value are folded; one of null stays as it is. */
  of(node: Node): string | null;
  /** What a fold of this value is called, behind what is in it: "for Web shop". */
  says(value: string): string;
  /** What is to be known of it: that it is still asked for, or could not be told. */
  readonly note?: string;
}

/** By their names, as the address holds them. */
export type Keys = Readonly<Record<string, Key>>;

export const NOTHING: FoldState = { auto: false, by: null, hidden: [], behind: [], hubs: [], groups: [], beyond: null, open: [] };
export const AUTO: FoldState = { ...NOTHING, auto: true };

const FOLD = "\u0001";

/** The graph with these folds. Deterministic and idempotent; `auto` is for `resolve`. O(n log n), but for what is hidden. */
export function fold(graph: Graph, state: FoldState, keys: Keys = {}): Graph {
  const shown = hide(graph, new Set(state.hidden));
  const groups = claims(shown, state, keys);
  return groups.size === 0 ? shown : merge(shown, groups, keys);
}

/** How many nodes `fold` would leave; cheaper than to fold. */
export function foldedSize(graph: Graph, state: FoldState, keys: Keys = {}): number {
  const shown = hide(graph, new Set(state.hidden));
  return [...claims(shown, state, keys).values()].reduce((size, ids) => size - ids.length + 1, shown.nodes.length);
}

/** Which fold each node goes into: first what lies beyond, then behind, then at hubs, then by key. */
function claims(graph: Graph, state: FoldState, keys: Keys): Map<string, string[]> {
  const open = new Set(state.open);
  const free = new Map(graph.nodes.filter((node) => !node.target && node.fold === null).map((node) => [node.id, node]));
  const folds = new Map<string, string[]>();
  const claim = (groups: Map<string, string[]>, least = 2) => {
    for (const [key, ids] of groups) {
      if (ids.length < least) continue;
      for (const id of ids) free.delete(id);
      if (!open.has(key)) folds.set(key, ids);
    }
  };
  const grouped = (keyOf: (node: Node) => string | null) => {
    const groups = new Map<string, string[]>();
    for (const node of free.values()) {
      const key = keyOf(node);
      if (key === null) continue;
      const ids = groups.get(key);
      if (ids === undefined) groups.set(key, [node.id]);
      else ids.push(node.id);
    }
    return groups;
  };

  const { beyond } = state;
  if (beyond !== null) claim(grouped((node) => (node.column >= beyond ? foldKey("beyond", String(beyond), node.state) : null)));

  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const near = (ids: readonly string[]) =>
    ids
      .map((id) => nodes.get(id))
      .filter((node) => node !== undefined)
      .sort((a, b) => a.column - b.column || byText(a.id, b.id));
  const dependents = state.behind.length > 0 || state.hubs.length > 0 ? adjacent(graph) : new Map<string, string[]>();
  const claimed = (node: Node) => !node.target && !free.has(node.id) && !pinned.has(node.id);
  const pinned = new Set<string>();
  for (const root of near(state.behind)) {
    if (claimed(root)) continue;
    pinned.add(root.id);
    free.delete(root.id);
    const ids = reachable(root.id, dependents, free);
    if (ids.length > 0) claim(new Map([[foldKey("behind", root.id), ids]]), 1);
  }

  const hubs = near(state.hubs).filter((hub) => !claimed(hub));
  const hubOf = new Map<string, string>();
  for (const hub of hubs) {
    for (const id of dependents.get(hub.id) ?? []) if (!dependents.has(id) && !hubOf.has(id)) hubOf.set(id, hub.id);
    // A hub that was asked for is there to be seen.
    if (dependents.has(hub.id)) free.delete(hub.id);
  }
  if (hubs.length > 0) {
    claim(grouped((node) => (hubOf.has(node.id) ? foldKey("hub", hubOf.get(node.id) ?? "", node.kind, node.state) : null)));
  }

  const chosen = new Set(state.groups);
  if (chosen.size > 0) {
    claim(
      grouped((node) => {
        const key = groupKey("kind", node.kind, node);
        return chosen.has(key) ? key : null;
      }),
    );
  }
  const { by } = state;
  if (by !== null) {
    const key = keyOf(keys, by);
    claim(
      grouped((node) => {
        const its = by === "kind" ? node.kind : (key?.of(node) ?? null);
        return its === null ? null : groupKey(by, its, node);
      }),
    );
  }
  return folds;
}

function foldKey(...parts: string[]): string {
  return parts.map((part) => part.replace(/[~,]/g, (sign) => (sign === "~" ? "~~" : "~."))).join(",");
}

function parts(key: string): string[] {
  return (key.match(/(?:^|,)((?:~~|~\.|[^,])*)/g) ?? []).map((part) =>
    part.replace(/^,/, "").replace(/~~|~\./g, (sign) => (sign === "~~" ? "~" : ",")),
  );
}

/** The key of this name; the name comes from an address, and may be that of something else that objects have. */
export function keyOf(keys: Keys, name: string): Key | undefined {
  return Object.hasOwn(keys, name) ? keys[name] : undefined;
}

/** The fold of nodes that agree in a key, column and state. */
export function groupKey(by: string, value: string, node: { column: number; state: State }): string {
  return foldKey("by", by, value, String(node.column), node.state);
}

function adjacent(graph: Graph): Map<string, string[]> {
  const dependents = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    const known = dependents.get(from);
    if (known === undefined) dependents.set(from, [to]);
    else known.push(to);
  }
  return dependents;
}

/** All behind a node, by ways that lead through no fold: they are the same before and after it is folded. */
function reachable(start: string, dependents: ReadonlyMap<string, string[]>, free: ReadonlyMap<string, Node>): string[] {
  const seen = new Set([start]);
  const found = [start];
  // An array grows while it is walked: what is found is looked at in turn.
  for (const id of found) {
    for (const next of dependents.get(id) ?? []) {
      if (seen.has(next) || !free.has(next)) continue;
      seen.add(next);
      found.push(next);
    }
  }
  return found.slice(1);
}

function merge(graph: Graph, folds: ReadonlyMap<string, string[]>, keys: Keys): Graph {
  const into = new Map<string, string>();
  for (const [key, ids] of folds) for (const id of ids) into.set(id, FOLD + key);
  const at = new Map(graph.nodes.map((node) => [node.id, node]));
  const bubbles = [...folds].map(([key, ids]) =>
    bubble(
      key,
      ids.map((id) => at.get(id)).filter((node) => node !== undefined),
      keys,
    ),
  );
  const edges = new Map<string, Edge>();
  for (const edge of graph.edges) {
    const from = into.get(edge.from) ?? edge.from;
    const to = into.get(edge.to) ?? edge.to;
    if (from === to) continue;
    const direct = to !== edge.to;
    const gate = direct ? null : edge.gate;
    const group = direct ? null : edge.group;
    const key = [from, to, gate ?? "", edge.effect].join("\n");
    const known = edges.get(key);
    edges.set(key, {
      from,
      to,
      gate,
      group,
      effect: edge.effect,
      count: (known?.count ?? 0) + edge.count,
      implied: edge.implied && (known?.implied ?? true),
    });
  }
  const kept = new Set([...edges.values()].map((edge) => edge.gate));
  return canonical({
    nodes: [...graph.nodes.filter((node) => !into.has(node.id)), ...bubbles],
    edges: [...edges.values()],
    gates: graph.gates.filter((gate) => kept.has(gate.id)),
    outside: graph.outside,
  });
}

function bubble(key: string, members: readonly Node[], keys: Keys): Node {
  const state = members.map((node) => node.state).reduce((a, b) => (worse(a, b) > 0 ? b : a));
  const kinds = new Set(members.map((node) => node.kind));
  const kind = kinds.size === 1 ? (members[0]?.kind ?? "") : "";
  const rank = (node: Node) =>
    (CRITICALITIES.indexOf(node.criticality ?? "") + CRITICALITIES.length + 1) % (CRITICALITIES.length + 1);
  const rated = members
    .filter((node) => node.criticality !== null)
    .sort((a, b) => rank(a) - rank(b) || byText(a.criticality ?? "", b.criticality ?? ""));
  return {
    id: FOLD + key,
    kind,
    name: bubbleName(key, members.length, kind, keys) + mixed(members),
    state,
    column: members.reduce((least, node) => Math.min(least, node.column), Infinity),
    target: false,
    already: false,
    tickets: [...new Set(members.flatMap((node) => node.tickets))].sort(byText),
    criticality: rated[0]?.criticality ?? null,
    members: members.flatMap((node) => node.members).sort(byText),
    fold: key,
  };
}

/** ": 31 down, 20 at risk" where the members are in several states: the worst alone, said beside it, would be said of all. */
function mixed(members: readonly Node[]): string {
  const counts = STATES.toReversed()
    .map((state) => [WORDS[state], members.filter((node) => node.state === state).length] as const)
    .filter(([, count]) => count > 0);
  return counts.length < 2 ? "" : `: ${counts.map(([word, count]) => `${count} ${word}`).join(", ")}`;
}

/** "37 Virtual machines", "12 CIs for Web shop", "120 CIs behind": the state is said beside it. */
function bubbleName(key: string, count: number, kind: string, keys: Keys): string {
  const [how, by = "", value = ""] = parts(key);
  const what = kind === "" ? (count === 1 ? "CI" : "CIs") : count === 1 ? words(kind) : plural(kind);
  if (how === "beyond") return `${count} ${what} from ${by} hops on`;
  if (how === "behind") return `${count} ${what} behind`;
  if (how === "by" && by !== "kind") return `${count} ${what} ${keyOf(keys, by)?.says(value) ?? ""}`.trimEnd();
  return `${count} ${what}`;
}

/** "VirtualMachine" -> "Virtual machines" */
export function plural(kind: string): string {
  const word = words(kind);
  if (/[^aeiou]y$/i.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/i.test(word) ? `${word}es` : `${word}s`;
}

/** The state with this fold unfolded. */
export function unfold(state: FoldState, key: string): FoldState {
  const [how, root] = parts(key);
  if (how === "behind" && root !== undefined) return tidy({ ...state, behind: state.behind.filter((id) => id !== root) });
  return tidy({ ...state, groups: state.groups.filter((group) => group !== key), open: [...state.open, key] });
}

/** The state with everything behind this node folded, or unfolded where it was. */
export function toggleBehind(state: FoldState, id: string): FoldState {
  const folded = state.behind.includes(id);
  return tidy({ ...state, behind: folded ? state.behind.filter((each) => each !== id) : [...state.behind, id] });
}

/** The same state, written in its one way. */
export function tidy(state: FoldState): FoldState {
  const once = (texts: readonly string[]) => [...new Set(texts)].filter((text) => text !== "").sort(byText);
  return {
    auto: state.auto,
    by: state.by === "" ? null : state.by,
    hidden: once(state.hidden),
    behind: once(state.behind),
    hubs: once(state.hubs),
    groups: once(state.groups),
    beyond: state.beyond,
    open: once(state.open),
  };
}
