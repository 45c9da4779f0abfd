/** Contents of entities for property tests: few names and values, so that edits meet, and some that are hard on code. */

import fc from "fast-check";
import type { Value } from "../../src/app/types.ts";
import type { Content } from "../../src/entity/changes.ts";

const NAMES = ["memory", "a/b", "a~1b", "~", "__proto__", "constructor", "toString", "", "0", "<img onerror=x>", "🚢"];

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value>("", "1", "one", "<b>", 0, 1, 1.5, true, false),
  fc.array(fc.constantFrom("a", "b", ""), { maxLength: 3 }),
  fc.array(fc.constantFrom(1, 2), { maxLength: 3 }),
);

const attributes = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), value), { selector: ([name]) => name })
  .map((pairs) => Object.fromEntries(pairs));

/** Any content of a server. */
export const content: fc.Arbitrary<Content> = fc.record({
  kind: fc.constant("Server"),
  name: fc.constantFrom("one", "two", "<i>"),
  as: fc.subarray(["CI", "Asset"] as const).map((roles) => [...roles]),
  attributes,
});

/** One thing to compare: objects with their properties in order, "__proto__" as any other. */
export function plain({ kind, name, as, attributes: all }: Content): unknown {
  return { kind, name, as: [...as].sort(), attributes: Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)) };
}
