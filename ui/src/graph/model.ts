/** An impact answer as a graph: nodes in columns of hops, edges from provider to dependent, and the gates between them. */

import type { ImpactAnswer, State, TargetState } from "../app/types.ts";

export type Effect = "hard" | "soft";

/** An entity, or a fold that stands for several. */
export interface Node {
  readonly id: string;
  /** Empty where the members of a fold differ in it, or nobody knows it. */
  readonly kind: string;
  readonly name: string;
  /** The worst of its members. */
  readonly state: State;
  /** Hops from the nearest target: 0 is a target, or stands in its column. */
  readonly column: number;
  /** The question gives its state: a target, or what has failed already. Neither folded nor hidden. */
  readonly target: boolean;
  /** It has failed already: not what is asked about. */
  readonly already: boolean;
  /** Ids of the open tickets about it, sorted: those of a fold count once. */
  readonly tickets: readonly string[];
  readonly criticality: string | null;
  /** Ids of the entities that it stands for, sorted; its own alone where it is no fold. */
  readonly members: readonly string[];
  /** What folded it (a key of FoldState), or null: an entity. */
  readonly fold: string | null;
}

/** A provider (`from`) whose state is part of why its dependent (`to`) is not well. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly effect: Effect;
  readonly group: string | null;
  /** The gate that it leads into; null: straight to its dependent. */
  readonly gate: string | null;
  /** Relationships that it stands for. */
  readonly count: number;
  /** It leads through what is hidden. */
  readonly implied: boolean;
}

/** A named group of providers of which the dependent needs some. */
export interface Gate {
  readonly id: string;
  readonly dependent: string;
  readonly group: string;
  readonly effect: Effect;
  readonly need: number;
  readonly members: number;
  readonly standing: number;
  /** "1 of 3 stand, 2 needed" */
  readonly label: string;
}

/** Its lists are sorted by id, so that equal answers make equal graphs. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  readonly gates: readonly Gate[];
  /** Edges from providers that the answer does not list: cut by its limit or a filter, or failing with what has failed already. */
  readonly outside: number;
}

/** Compares texts by code unit: the same order in every locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Edges in the one order that does not depend on where they came from. */
export function byEdge(a: Edge, b: Edge): number {
  return (
    byText(a.from, b.from) ||
    byText(a.to, b.to) ||
    byText(a.gate ?? "", b.gate ?? "") ||
    byText(a.effect, b.effect) ||
    Number(a.implied) - Number(b.implied)
  );
}

// Ids of entities hold no control characters, so that ids with one are free for gates and folds.
const GATE = "\u0002";

/** The id of the gate that a dependent's group is: no entity has it. */
export function gateId(dependent: string, group: string, effect: Effect): string {
  return GATE + [dependent, group, effect].join(GATE);
}

/** "1 of 3 stand, 2 needed" */
export function gateLabel(gate: { standing: number; members: number; need: number }): string {
  return `${gate.standing} of ${gate.members} stand, ${gate.need} needed`;
}

/**
 * The graph of an answer. `names` says what the targets are called; one that it lacks goes by its id. Of what has failed already
 * (`assuming`) it shows what something affected hangs on. O(n log n).
 */
export function toGraph(
  answer: ImpactAnswer,
  names: ReadonlyMap<string, { name: string; kind: string; criticality?: string | null }>,
  assuming: readonly TargetState[] = [],
): Graph {
  const about = ticketsOf(answer);
  const nodes = new Map<string, Node>();
  const own = (id: string) => ({ id, tickets: about.get(id) ?? [], members: [id], fold: null });
  const give = ({ id, state }: TargetState, already: boolean) => {
    const { name, kind, criticality } = names.get(id) ?? { name: id, kind: "" };
    nodes.set(id, { ...own(id), kind, name, state, column: 0, target: true, already, criticality: criticality ?? null });
  };
  for (const target of answer.targets) give(target, false);
  const affected = answer.affected.filter((each) => !nodes.has(each.id));
  for (const { id, kind, name, criticality, state, distance } of affected) {
    nodes.set(id, { ...own(id), kind, name, criticality, state, column: distance, target: false, already: false });
  }
  // What has failed already is never affected, but may be the other half of why a gate fell.
  const hungOn = new Map(affected.flatMap(({ because }) => because.flatMap(({ providers }) => providers.map((each) => [each.id, each]))));
  for (const { id } of assuming) {
    const provider = hungOn.get(id);
    if (provider !== undefined && !nodes.has(id)) give(provider, true);
  }
  const edges: Edge[] = [];
  const gates: Gate[] = [];
  let outside = 0;
  for (const { id: to, because } of affected) {
    for (const { group, effect, need, members, standing, providers } of because) {
      const inside = [...new Set(providers.map((provider) => provider.id))].filter((from) => nodes.has(from) && from !== to);
      outside += providers.filter((provider) => !nodes.has(provider.id)).length;
      const gate = group === null || inside.length === 0 ? null : gateId(to, group, effect);
      if (gate !== null && group !== null) {
        gates.push({
          id: gate,
          dependent: to,
          group,
          effect,
          need,
          members,
          standing,
          label: gateLabel({ standing, members, need }),
        });
      }
      for (const from of inside) edges.push({ from, to, effect, group, gate, count: 1, implied: false });
    }
  }
  return canonical({ nodes: [...nodes.values()], edges, gates, outside });
}

/** The same graph with its lists in their one order. */
export function canonical({ nodes, edges, gates, outside }: Graph): Graph {
  const byId = (a: { id: string }, b: { id: string }) => byText(a.id, b.id);
  return { nodes: sorted(nodes, byId), edges: sorted(edges, byEdge), gates: sorted(gates, byId), outside };
}

/** The list in order; the same one where it is so already, as most are: that takes a tenth of the time. */
export function sorted<T>(list: readonly T[], by: (a: T, b: T) => number): readonly T[] {
  return list.every((each, at) => at === 0 || by(list[at - 1] as T, each) <= 0) ? list : [...list].sort(by);
}

function ticketsOf(answer: ImpactAnswer): Map<string, string[]> {
  const tickets = new Map<string, Set<string>>();
  for (const ticket of answer.tickets) {
    for (const id of ticket.about) {
      const known = tickets.get(id);
      if (known === undefined) tickets.set(id, new Set([ticket.id]));
      else known.add(ticket.id);
    }
  }
  return new Map([...tickets].map(([id, known]) => [id, [...known].sort(byText)]));
}
