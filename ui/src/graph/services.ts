/** Folding by service: what of an answer leads to which of the services in it, along the answer's own edges. */

import type { ImpactAnswer } from "../app/types.ts";
import type { Key } from "./fold.ts";
import { byText } from "./model.ts";

/** From so many services on they are not counted, so that a busy estate costs no more. */
export const MANY = 100;

/** How many services a node leads to, MANY for more, and the first of them by id. */
export interface Led {
  readonly count: number;
  readonly first: string;
}

/**
 * For each node the services that it leads to without another service between; a node that leads to none is not told.
 * `edges` are pairs of provider and dependent, in any order. O(edges * MANY).
 */
export function ledTo(edges: Iterable<readonly [string, string]>, services: ReadonlySet<string>): Map<string, Led> {
  const providers = new Map<string, string[]>();
  for (const [from, to] of edges) {
    const known = providers.get(to);
    if (known === undefined) providers.set(to, [from]);
    else known.push(from);
  }
  const led = new Map<string, Led>();
  for (const service of [...services].sort(byText)) {
    const seen = new Set([service]);
    // A set grows while it is walked: what is found is looked at in turn.
    for (const id of seen) {
      for (const provider of providers.get(id) ?? []) {
        const known = led.get(provider);
        // What leads to MANY has led all that is before it to as many.
        if (services.has(provider) || seen.has(provider) || known?.count === MANY) continue;
        seen.add(provider);
        led.set(provider, { count: (known?.count ?? 0) + 1, first: known?.first ?? service });
      }
    }
  }
  return led;
}

/** The key of an answer; services themselves are not folded by it. `isService` says it of a kind. */
export function serviceKey(answer: ImpactAnswer, isService: (kind: string) => boolean): Key {
  const names = new Map(answer.affected.filter(({ kind }) => isService(kind)).map(({ id, name }) => [id, name]));
  let led: Map<string, Led> | null = null;
  return {
    of({ id }) {
      if (names.has(id)) return null;
      led ??= ledTo(edgesOf(answer), new Set(names.keys()));
      const { count, first } = led.get(id) ?? { count: 0, first: "" };
      return count === 1 ? `=${first}` : String(count);
    },
    says(value) {
      if (value.startsWith("=")) return `for ${names.get(value.slice(1)) ?? value.slice(1)}`;
      // What the answer's limit left out may be a service.
      if (value === "0") return answer.omitted > 0 ? "for no service listed" : "for no service that is hit";
      return `shared by ${value}${value === String(MANY) ? " or more" : ""} services`;
    },
  };
}

function* edgesOf(answer: ImpactAnswer): Generator<readonly [string, string]> {
  for (const { id, because } of answer.affected) for (const gate of because) for (const provider of gate.providers) yield [provider.id, id];
}
