/** Which stock is asked for and how it is shown, as the address holds it. Pure. */

import { unknown } from "../app/address.ts";
import { words } from "../app/words.ts";
import type { StockRow } from "./types.ts";

export const COLUMNS = ["location", "kind", "model", "count", "free", "value"] as const;
/** The columns that are always there; each status that occurs is one more. */
export type Column = (typeof COLUMNS)[number] | `status-${string}`;
/** From the plan to the end of a life; `unknown` stands for none. */
export const STATUSES = ["planned", "ordered", "in_stock", "reserved", "deployed", "in_maintenance", "retired", "disposed", "unknown"] as const;
export const LOOKS = ["stock", "stocktaking"] as const;
export type Look = (typeof LOOKS)[number];

export const LIMIT = 1_000;
export const MOST = 100_000;

export interface Asked {
  look: Look;
  /** An id; "" is anywhere. */
  location: string;
  kind: string;
  model: string;
  asOf: string;
  /** As the address has it: what is no number the API refuses. */
  limit: string;
  /** A part of location, kind or model. */
  find: string;
  sort: Column;
  descending: boolean;
  /** A code that was scanned or typed; "" is none. */
  code: string;
  odd: string[];
}

export function fromParameters(parameters: URLSearchParams): Asked {
  const sort = parameters.get("sort") ?? "";
  const column = sort.replace(/^-/, "");
  const known = [...COLUMNS, ...STATUSES.map((status) => `status-${status}`)];
  const look = parameters.get("view");
  return {
    look: look === "stocktaking" ? look : "stock",
    location: parameters.get("location") ?? "",
    kind: parameters.get("kind") ?? "",
    model: parameters.get("model") ?? "",
    asOf: parameters.get("as_of") ?? "",
    limit: parameters.get("limit") ?? "",
    find: parameters.get("find") ?? "",
    sort: known.includes(column) ? (column as Column) : "location",
    descending: sort.startsWith("-"),
    code: parameters.get("code") ?? "",
    odd: [...unknown("sort", sort === "" ? [] : [column], known), ...unknown("view", look === null ? [] : [look], LOOKS)],
  };
}

export function toParameters(asked: Asked): URLSearchParams {
  const parameters = new URLSearchParams();
  if (asked.look !== "stock") parameters.set("view", asked.look);
  if (asked.location) parameters.set("location", asked.location);
  if (asked.kind) parameters.set("kind", asked.kind);
  if (asked.model) parameters.set("model", asked.model);
  if (asked.asOf) parameters.set("as_of", asked.asOf);
  if (asked.limit) parameters.set("limit", asked.limit);
  if (asked.find) parameters.set("find", asked.find);
  if (asked.sort !== "location" || asked.descending) parameters.set("sort", (asked.descending ? "-" : "") + asked.sort);
  if (asked.code) parameters.set("code", asked.code);
  return parameters;
}

/** The question for the API. */
export function query({ location, kind, model, asOf, limit }: Asked): URLSearchParams {
  return new URLSearchParams({
    ...(location ? { location } : {}),
    ...(kind ? { kind } : {}),
    ...(model ? { model } : {}),
    ...(asOf ? { as_of: asOf } : {}),
    ...(limit ? { limit } : {}),
  });
}

export function sameQuestion(a: Asked, b: Asked): boolean {
  return a.look === b.look && query(a).toString() === query(b).toString();
}

/** Those that the filter lets through, in the order of the answer. */
export function filtered(items: readonly StockRow[], find: string): StockRow[] {
  const part = find.trim().toLowerCase();
  if (!part) return [...items];
  return items.filter(({ location, kind, model }) =>
    [location?.name, location?.id, kind, words(kind), model].some((text) => text?.toLowerCase().includes(part)),
  );
}

const text = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** In the order of a column; those alike stay in the order of the answer. */
export function sorted(items: readonly StockRow[], column: Column, descending: boolean): StockRow[] {
  const ordered = [...items].sort(order(column));
  return descending ? ordered.reverse() : ordered;
}

function order(column: Column): (a: StockRow, b: StockRow) => number {
  if (column.startsWith("status-")) {
    const status = column.slice("status-".length);
    return (a, b) => (a.by_status[status] ?? 0) - (b.by_status[status] ?? 0);
  }
  return ORDERS[column as (typeof COLUMNS)[number]];
}

const ORDERS: Readonly<Record<(typeof COLUMNS)[number], (a: StockRow, b: StockRow) => number>> = {
  location: (a, b) => text.compare(a.location?.name ?? "", b.location?.name ?? ""),
  kind: (a, b) => text.compare(words(a.kind), words(b.kind)),
  model: (a, b) => text.compare(a.model ?? "", b.model ?? ""),
  count: (a, b) => a.count - b.count,
  free: (a, b) => a.free - b.free,
  // Of several currencies the largest amount counts: there is no rate between them here.
  value: (a, b) => largest(a) - largest(b),
};

function largest({ book_value }: StockRow): number {
  return Math.max(-1, ...book_value.map(({ amount }) => amount));
}

/** Scanned codes, one on each line; blank lines are none. */
export function codes(typed: string): string[] {
  return typed.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
}
