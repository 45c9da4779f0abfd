/** Positions for tests. */

import fc from "fast-check";
import type { Position } from "../../src/licenses/types.ts";

export function position(part: Partial<Position> = {}): Position {
  return {
    product: "prod", name: "Product", edition: null, version: null, metric: "device", policy: "device", policy_version: "1", unit: "device",
    owned: 0, required: 0, delta: 0, exposure: null, licenses: [], evidence: [], evidence_omitted: 0, warnings: [], ...part,
  };
}

export const positions: fc.Arbitrary<Position[]> = fc.uniqueArray(
  fc
    .record({
      product: fc.string({ minLength: 1, maxLength: 3 }),
      name: fc.string({ maxLength: 5 }),
      metric: fc.constantFrom("device", "named-user", null),
      owned: fc.nat(50),
      required: fc.nat(50),
      warnings: fc.array(fc.string(), { maxLength: 3 }),
    })
    .map((part) => position({ ...part, delta: part.owned - part.required })),
  { selector: ({ product, metric }) => JSON.stringify([product, metric]) },
);
