/** The ways from candidates to what hurts, as one graph. Pure. */

import { layout, type Place } from "../graph/layout.ts";
import type { Named } from "../app/types.ts";
import type { Candidate, CauseAnswer } from "./types.ts";

export interface Spot extends Named, Place {
  /** 1 is the best candidate; null is none that is drawn. */
  rank: number | null;
  hurts: boolean;
  /** An alarm on it is among the evidence. */
  alarms: boolean;
}

/** A step of some candidates' ways: from what fails to what it shows at. */
export interface Step {
  from: string;
  to: string;
  of: ReadonlySet<string>;
}

export interface Picture {
  spots: Spot[];
  steps: Step[];
  width: number;
  height: number;
  /** How many of the candidates are drawn: the best ones, until there are enough nodes. */
  drawn: number;
}

/** Things of one picture: more of them nobody tells apart. */
const MOST = 60;

export function picture({ candidates, named, symptoms }: CauseAnswer): Picture {
  const ways: { of: string; way: readonly string[] }[] = [];
  const nodes = new Set(symptoms);
  let drawn = 0;
  for (const candidate of candidates) {
    const its = waysOf(candidate);
    const more = new Set([...nodes, ...its.flat()]);
    if (more.size > MOST && drawn > 0) break;
    for (const node of more) nodes.add(node);
    ways.push(...its.map((way) => ({ of: candidate.id, way })));
    drawn++;
  }
  const steps = new Map<string, Step & { of: Set<string> }>();
  for (const { of, way } of ways) {
    way.slice(1).forEach((to, at) => {
      const from = way[at]!;
      const key = JSON.stringify([from, to]);
      const step = steps.get(key) ?? { from, to, of: new Set<string>() };
      step.of.add(of);
      steps.set(key, step);
    });
  }
  const left = leftFrom(nodes, [...steps.values()]);
  const longest = Math.max(0, ...left.values());
  const { places, width, height } = layout({
    nodes: [...nodes].map((id) => ({ id, column: longest - (left.get(id) ?? 0) })),
    edges: [...steps.values()],
    gates: [],
  });
  const known = new Map(named.map((one) => [one.id, one]));
  const ranks = new Map(candidates.slice(0, drawn).map(({ id }, at) => [id, at + 1]));
  const alarmed = new Set(candidates.flatMap(({ evidence }) => evidence.filter(({ sort }) => sort === "alarm").map(({ id }) => id)));
  const spots = [...nodes].map((id) => ({
    ...(known.get(id) ?? { id, kind: "", name: id }),
    ...(places.get(id) ?? { x: 0, y: 0 }),
    rank: ranks.get(id) ?? null,
    hurts: symptoms.includes(id),
    alarms: alarmed.has(id),
  }));
  return { spots, steps: [...steps.values()], width, height, drawn };
}

/** How many steps are left to the right edge, where all ways end: each step leads at least one column on, but in a circle. */
function leftFrom(nodes: ReadonlySet<string>, steps: readonly Step[]): Map<string, number> {
  const left = new Map<string, number>([...nodes].map((node) => [node, 0]));
  for (let moved = true, round = 0; moved && round < nodes.size; round++) {
    moved = false;
    for (const { from, to } of steps) {
      const least = (left.get(to) ?? 0) + 1;
      if ((left.get(from) ?? 0) >= least || least >= nodes.size) continue;
      left.set(from, least);
      moved = true;
    }
  }
  return left;
}

/** To each symptom that it explains; of one that explains none, its best one. */
export function waysOf({ path, ways }: Candidate): readonly (readonly string[])[] {
  const all = Object.values(ways);
  return all.length > 0 ? all : [path];
}
