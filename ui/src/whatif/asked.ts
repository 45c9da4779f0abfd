/** A change that is not made, as the address holds it. Pure. */

import type { Value } from "../app/types.ts";

/** Facts of an entity as they would be; null takes one away. */
export interface Modify {
  id: string;
  set: Record<string, Value | null>;
}

export interface Link {
  type: string;
  from: string;
  to: string;
}

export interface Asked {
  asOf: string;
  on: string;
  modify: Modify[];
  /** Relationships that would be there, and those that would not. */
  join: Link[];
  part: Link[];
  /** Ids of what would have ended: an agreement the day before, anything else is not there. */
  end: string[];
  /** What is to be changed is chosen from what this product counts; "" is none. */
  about: string;
  /** The position whose evidence is shown, as in the address of the licenses. */
  product: string;
  metric: string;
  /** Changes in the address that cannot be read, each as a sentence: nothing is asked then. */
  odd: string[];
}

export function fromParameters(parameters: URLSearchParams): Asked {
  const odd: string[] = [];
  const each = <T>(name: string, as: (told: unknown) => T | null): T[] =>
    parameters.getAll(name).flatMap((text) => {
      const found = as(parsed(text));
      if (found === null) odd.push(`The address says ${name}=${text}, which is no change that can be read.`);
      return found === null ? [] : [found];
    });
  return {
    asOf: parameters.get("as_of") ?? "",
    on: parameters.get("on") ?? "",
    modify: each("modify", asModify),
    join: each("join", asLink),
    part: each("part", asLink),
    end: [...new Set(parameters.getAll("end"))].filter(Boolean),
    about: parameters.get("about") ?? "",
    product: parameters.get("product") ?? "",
    metric: parameters.get("metric") ?? "",
    odd,
  };
}

export function toParameters(asked: Asked): URLSearchParams {
  const parameters = new URLSearchParams();
  if (asked.about) parameters.set("about", asked.about);
  for (const one of asked.modify) parameters.append("modify", JSON.stringify(one));
  for (const one of asked.join) parameters.append("join", JSON.stringify(one));
  for (const one of asked.part) parameters.append("part", JSON.stringify(one));
  for (const id of asked.end) parameters.append("end", id);
  if (asked.asOf) parameters.set("as_of", asked.asOf);
  if (asked.on) parameters.set("on", asked.on);
  if (asked.product) parameters.set("product", asked.product);
  if (asked.metric) parameters.set("metric", asked.metric);
  return parameters;
}

/** The body of the question; null where nothing would change. */
export function question({ asOf, on, modify, join, part, end }: Asked): object | null {
  if (modify.length + join.length + part.length + end.length === 0) return null;
  return {
    modify,
    relationships: join,
    end: [...end, ...part],
    ...(asOf ? { as_of: asOf } : {}),
    ...(on ? { on } : {}),
  };
}

/** Whether two ask the API the same, however they show it. */
export function sameQuestion(a: Asked, b: Asked): boolean {
  const asks = (one: Asked) => JSON.stringify([one.asOf, one.on, question(one), one.about, one.odd]);
  return asks(a) === asks(b);
}

/** The change with these facts of an entity instead of those that it had; none take the entity out of it. */
export function modified(asked: Asked, id: string, set: Modify["set"]): Modify[] {
  const others = asked.modify.filter((one) => one.id !== id);
  return Object.keys(set).length > 0 ? [...others, { id, set }] : others;
}

/** Every id that the change names. */
export function named({ modify, join, part, end }: Asked): string[] {
  return [...new Set([...modify.map(({ id }) => id), ...[...join, ...part].flatMap(({ from, to }) => [from, to]), ...end])];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function asModify(told: unknown): Modify | null {
  if (!isRecord(told) || typeof told["id"] !== "string" || !isRecord(told["set"])) return null;
  return { id: told["id"], set: told["set"] as Modify["set"] };
}

function asLink(told: unknown): Link | null {
  if (!isRecord(told)) return null;
  const { type, from, to } = told;
  return typeof type === "string" && typeof from === "string" && typeof to === "string" ? { type, from, to } : null;
}

function isRecord(told: unknown): told is Record<string, unknown> {
  return typeof told === "object" && told !== null && !Array.isArray(told);
}
