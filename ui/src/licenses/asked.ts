/** Which positions are asked for and how they are shown, as the address holds it. Pure. */

import { unknown } from "../app/address.ts";
import { called, keyOf } from "./position.ts";
import type { Position } from "./types.ts";

export const COLUMNS = ["exposure", "name", "metric", "owned", "required", "delta", "warnings"] as const;
export type Column = (typeof COLUMNS)[number];
export const ONLY = ["lacking", "warned"] as const;
export type Only = (typeof ONLY)[number];

export interface Asked {
  /** As the address has them: what is no time or day the API refuses. "" is now, and today. */
  asOf: string;
  on: string;
  /** Filters: a part of a name, id or metric; only those that lack units, or have warnings. */
  find: string;
  only: Only[];
  sort: Column;
  descending: boolean;
  /** The position whose evidence is shown; "" is none. The metric is "" where nothing says how it is licensed. */
  product: string;
  metric: string;
  /** What the address says that means nothing here, each as a sentence. */
  odd: string[];
}

export function fromParameters(parameters: URLSearchParams): Asked {
  const sort = parameters.get("sort") ?? "";
  const column = sort.replace(/^-/, "") as Column;
  const only = parameters.getAll("only");
  return {
    asOf: parameters.get("as_of") ?? "",
    on: parameters.get("on") ?? "",
    find: parameters.get("find") ?? "",
    only: ONLY.filter((one) => only.includes(one)),
    sort: COLUMNS.includes(column) ? column : "exposure",
    descending: sort.startsWith("-"),
    product: parameters.get("product") ?? "",
    metric: parameters.get("metric") ?? "",
    odd: [...unknown("only", only, ONLY), ...unknown("sort", sort === "" ? [] : [column], COLUMNS)],
  };
}

export function toParameters(asked: Asked): URLSearchParams {
  const parameters = new URLSearchParams();
  if (asked.asOf) parameters.set("as_of", asked.asOf);
  if (asked.on) parameters.set("on", asked.on);
  if (asked.find) parameters.set("find", asked.find);
  for (const only of asked.only) parameters.append("only", only);
  if (asked.sort !== "exposure" || asked.descending) parameters.set("sort", (asked.descending ? "-" : "") + asked.sort);
  if (asked.product) parameters.set("product", asked.product);
  if (asked.metric) parameters.set("metric", asked.metric);
  return parameters;
}

/** Whether two ask the API the same, however they show it. */
export function sameQuestion(a: Asked, b: Asked): boolean {
  return a.asOf === b.asOf && a.on === b.on;
}

/** The question for the API. */
export function query({ asOf, on }: Pick<Asked, "asOf" | "on">): URLSearchParams {
  return new URLSearchParams({ ...(asOf ? { as_of: asOf } : {}), ...(on ? { on } : {}) });
}

/** Those that the filters let through, in the order of the answer. */
export function filtered(items: readonly Position[], { find, only }: Pick<Asked, "find" | "only">): Position[] {
  const part = find.trim().toLowerCase();
  return items.filter(
    (item) =>
      (!part || texts(item).some((text) => text.toLowerCase().includes(part))) &&
      (!only.includes("lacking") || item.delta < 0) &&
      (!only.includes("warned") || item.warnings.length > 0),
  );
}

function texts(item: Position): string[] {
  return [called(item), item.product, item.metric ?? "", ...item.licenses.flatMap(({ id, name }) => [id, name])];
}

/** In the order of a column. By exposure they stay in the order of the answer: what lacks most money first, then most units. */
export function sorted(items: readonly Position[], column: Column, descending: boolean): Position[] {
  const compare = ORDERS[column];
  const ordered = compare ? [...items].sort(compare) : [...items];
  return descending ? ordered.reverse() : ordered;
}

const text = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const ORDERS: Readonly<Record<Column, ((a: Position, b: Position) => number) | null>> = {
  exposure: null,
  name: (a, b) => text.compare(called(a), called(b)),
  metric: (a, b) => text.compare(a.metric ?? "", b.metric ?? ""),
  owned: (a, b) => a.owned - b.owned,
  required: (a, b) => a.required - b.required,
  delta: (a, b) => a.delta - b.delta,
  warnings: (a, b) => b.warnings.length - a.warnings.length,
};

/** The position that is selected, if it is there. Without a metric it is the one without, else the first of the product. */
export function selected(items: readonly Position[], { product, metric }: Pick<Asked, "product" | "metric">): Position | undefined {
  const its = items.filter((item) => item.product === product);
  return its.find((item) => keyOf(item) === keyOf({ product, metric })) ?? (metric === "" ? its[0] : undefined);
}

/** `6 positions: 2 lack units, 1 covered exactly, 3 with units to spare; 1 with warnings.` */
export function counts(items: readonly Position[]): string {
  const of = (test: (item: Position) => boolean) => items.filter(test).length.toLocaleString("en");
  const told = [
    `${of(({ delta }) => delta < 0)} lacking units`,
    `${of(({ delta }) => delta === 0)} covered exactly`,
    `${of(({ delta }) => delta > 0)} with units to spare`,
  ];
  return `${items.length.toLocaleString("en")} ${items.length === 1 ? "position" : "positions"}: ${told.join(", ")}; ${of(({ warnings }) => warnings.length > 0)} with warnings.`;
}
