/** What differs between two states of an entity, and where: places are RFC 6901 pointers, as the API names them in its errors. */

import type { Entity, Value } from "../app/types.ts";

/** What a person can change of an entity, and its kind. */
export type Content = Pick<Entity, "kind" | "name" | "as" | "attributes">;

export interface Change {
  pointer: string;
  what: "added" | "removed" | "changed";
  /** undefined where it was not, or is not any more. */
  before: Value | undefined;
  after: Value | undefined;
}

const ATTRIBUTES = "/attributes/";

/** The place of an attribute. */
export function pointerTo(attribute: string): string {
  return ATTRIBUTES + attribute.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The attribute that a place is, or lies inside of (an item of a list); undefined for any other place. */
export function attributeAt(pointer: string): string | undefined {
  if (!pointer.startsWith(ATTRIBUTES)) return undefined;
  const [escaped = ""] = pointer.slice(ATTRIBUTES.length).split("/");
  return escaped.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The value at a place of a state. */
export function valueAt(content: Content, pointer: string): Value | undefined {
  if (pointer === "/kind") return content.kind;
  if (pointer === "/name") return content.name;
  if (pointer === "/as") return [...content.as].sort();
  const attribute = attributeAt(pointer);
  // Own ones only: an attribute may be called "constructor".
  return attribute !== undefined && Object.hasOwn(content.attributes, attribute) ? content.attributes[attribute] : undefined;
}

/** Whether two values are the same: neither a text is a number, nor is the order of a list without meaning. */
export function same(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** All that differs, kind, name and roles first, then attributes by name. Nothing was before what is created. */
export function changes(before: Content | null, after: Content): Change[] {
  const attributes = new Set([...Object.keys(before?.attributes ?? {}), ...Object.keys(after.attributes)]);
  const places = ["/kind", "/name", "/as", ...[...attributes].sort().map(pointerTo)];
  return places.flatMap((pointer): Change[] => {
    const was = before === null ? undefined : valueAt(before, pointer);
    const is = valueAt(after, pointer);
    if (same(was, is)) return [];
    return [{ pointer, what: was === undefined ? "added" : is === undefined ? "removed" : "changed", before: was, after: is }];
  });
}
