/** Values and names of attributes as people read them, and what they type as values. */

import type { KindOf, Vocabulary } from "../app/question.ts";
import { readable as readableTime } from "../app/time.ts";
import type { Value } from "../app/types.ts";
import { words } from "../app/words.ts";

/** What is known of an attribute: from the vocabulary or, where it lacks it, from its value. */
export interface Known {
  type: string;
  list: boolean;
  unit: string | null;
  about: string;
  values: string[];
  /** Whether the vocabulary has it. */
  declared: boolean;
}

/** What the vocabulary says of a kind; undefined where it lost it. */
export function kindOf(vocabulary: Vocabulary, kind: string): KindOf | undefined {
  return Object.hasOwn(vocabulary.kinds, kind) ? vocabulary.kinds[kind] : undefined;
}

/** What is known of an attribute of a kind. */
export function known(vocabulary: Vocabulary, kind: string, attribute: string, value?: Value): Known {
  const declared = kindOf(vocabulary, kind)?.attributes ?? {};
  const found = Object.hasOwn(declared, attribute) ? declared[attribute] : undefined;
  if (found) return { ...found, declared: true };
  const item = Array.isArray(value) ? value[0] : value;
  const type = typeof item === "boolean" ? "boolean" : typeof item === "number" ? "number" : "string";
  return { type, list: Array.isArray(value), unit: null, about: "", values: [], declared: false };
}

/** Where a value stands among the words for places of an entity. */
export function placeName(pointer: string, attribute: string | undefined): string {
  if (attribute !== undefined) return words(attribute);
  return { "/kind": "Kind", "/name": "Name", "/as": "Roles" }[pointer] ?? pointer;
}

/** A value as people read it, without its unit. */
export function readable(value: Value, type = "string"): string {
  if (Array.isArray(value)) return value.map((item) => readable(item, type)).join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return numeral(value);
  return type === "datetime" ? readableTime(value) : value;
}

/** A number with its thousands parted, and all its digits. */
function numeral(value: number): string {
  // JSON's numbers are not read exactly beyond 2^53, so the last digits may be others.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return `about ${value}`;
  return Math.abs(value) < 1e15 ? value.toLocaleString("en", { maximumFractionDigits: 20 }) : String(value);
}

/** A value with its unit: a price in the currency that stands beside it. */
export function withUnit(value: Value, attribute: Known, attributes: Record<string, Value>): string {
  const priced = attribute.about.includes("in `currency`") && typeof attributes["currency"] === "string";
  const unit = priced ? String(attributes["currency"]) : attribute.unit;
  const text = readable(value, attribute.type);
  return unit === null ? text : unit === "%" ? `${text} %` : `${text} ${unit}`;
}

export type Typed = { value: Value } | { nothing: true } | { problem: string };

/** What a person typed, as a value of the attribute; an emptied field is nothing. A list has an item on each line. */
export function typed(text: string, attribute: Pick<Known, "type" | "list">): Typed {
  if (!attribute.list) return text === "" ? { nothing: true } : one(text, attribute.type);
  const items = text.split("\n").filter((line) => line.trim() !== "");
  if (items.length === 0) return { nothing: true };
  const found = items.map((item) => one(attribute.type === "string" ? item : item.trim(), attribute.type));
  const wrong = found.findIndex((item) => "problem" in item);
  if (wrong >= 0) return { problem: `Line ${wrong + 1}: ${(found[wrong] as { problem: string }).problem}` };
  return { value: found.map((item) => (item as { value: Value }).value) as Value };
}

/** A value as the text of its field; the other way of typed(). */
export function asText(value: Value | undefined): string {
  return value === undefined ? "" : Array.isArray(value) ? value.map(String).join("\n") : String(value);
}

const WHOLE = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function one(text: string, type: string): Typed {
  if (type === "boolean") {
    if (text === "true" || text === "yes") return { value: true };
    if (text === "false" || text === "no") return { value: false };
    return { problem: "This is yes or no." };
  }
  if (type !== "integer" && type !== "number") return { value: text };
  const trimmed = text.trim();
  if (!(type === "integer" ? WHOLE : DECIMAL).test(trimmed)) {
    return { problem: type === "integer" ? "This is a whole number, such as 16." : "This is a number, such as 1.5." };
  }
  const number = Number(trimmed);
  if (!Number.isFinite(number)) return { problem: "This number is too large." };
  // Beyond 2^53 a number here would be another one than was typed.
  if (WHOLE.test(trimmed) && !Number.isSafeInteger(number)) {
    return { problem: "This page cannot hold so large a number exactly: set it through the API." };
  }
  return { value: number };
}
