/** Edits as a JSON merge patch, and what to do about those that met somebody else's. */

import type { Value } from "../app/types.ts";
import { attributeAt, type Change, changes, type Content, same, valueAt } from "./changes.ts";

/** A merge patch (RFC 7396) under /v1/entities/{id}. */
export interface Patch {
  name?: string;
  as?: Content["as"];
  attributes?: Record<string, Value | null>;
}

/** What turns `base` into `mine`: only what differs, so that nothing else is touched. Nobody edits the kind here. */
export function patchOf(base: Content, mine: Content): Patch {
  const patch: Patch = {};
  const attributes: [string, Value | null][] = [];
  for (const { pointer, after } of changes(base, mine)) {
    const attribute = attributeAt(pointer);
    if (pointer === "/name") patch.name = mine.name;
    else if (pointer === "/as") patch.as = mine.as;
    else if (attribute !== undefined) attributes.push([attribute, after ?? null]);
  }
  // Object.fromEntries defines "__proto__" as a property like any other, where an assignment would lose it.
  if (attributes.length) patch.attributes = Object.fromEntries(attributes);
  return patch;
}

export function isEmpty(patch: Patch): boolean {
  return Object.keys(patch).length === 0;
}

export type Side = "mine" | "theirs";

/** A place where the two edits of one base left different values. */
export interface Place {
  pointer: string;
  base: Value | undefined;
  mine: Value | undefined;
  theirs: Value | undefined;
  /** Who changed it. Only "both" is a conflict that somebody has to decide. */
  by: Side | "both";
}

/** Every place where `mine` and `theirs` differ, in the order of changes(). A changed kind is theirs: nobody edits it. */
export function conflict(base: Content, mine: Content, theirs: Content): Place[] {
  return changes(theirs, mine)
    .filter(({ pointer }: Change) => pointer !== "/kind")
    .map(({ pointer, before, after }) => {
      const was = valueAt(base, pointer);
      const by = same(was, after) ? "theirs" : same(was, before) ? "mine" : "both";
      return { pointer, base: was, mine: after, theirs: before, by };
    });
}

/** The state after each place was decided: `theirs`, with what was decided for mine. A place without a decision stays theirs. */
export function resolved(theirs: Content, places: readonly Place[], decided: ReadonlyMap<string, Side>): Content {
  const content: Content = { kind: theirs.kind, name: theirs.name, as: theirs.as, attributes: { ...theirs.attributes } };
  const attributes = new Map(Object.entries(theirs.attributes));
  for (const { pointer, mine } of places) {
    if (decided.get(pointer) !== "mine") continue;
    const attribute = attributeAt(pointer);
    if (pointer === "/name") content.name = mine as string;
    else if (pointer === "/as") content.as = mine as Content["as"];
    else if (attribute !== undefined) {
      if (mine === undefined) attributes.delete(attribute);
      else attributes.set(attribute, mine);
    }
  }
  content.attributes = Object.fromEntries(attributes);
  return content;
}
