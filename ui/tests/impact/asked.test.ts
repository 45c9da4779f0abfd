import fc from "fast-check";
import { expect, test } from "vitest";
import { read, write } from "../../src/app/address.ts";
import { STATES } from "../../src/app/states.ts";
import { COLUMNS, fromParameters, question, sameQuestion, toParameters, type Asked } from "../../src/impact/asked.ts";

const id = fc.string({ minLength: 1, unit: "binary" }).filter((text) => text.isWellFormed());
const given = fc.uniqueArray(fc.record({ id, state: fc.constantFrom("down" as const, "degraded" as const) }), { selector: (one) => one.id, maxLength: 4 });
const time = fc.constantFrom("", "yesterday", "2025-06-01", "2026-11-24T20:15:00Z", "2025-01-01T00:00:00.123456Z");

const asked: fc.Arbitrary<Asked> = fc.record({
  targets: given,
  assuming: given,
  asOf: time,
  against: time,
  exposed: fc.boolean(),
  limit: fc.constantFrom<number | string>(0, 1, 1_000, 10_000, 100_000, "-5", "many"),
  look: fc.constantFrom("" as const, "table" as const, "graph" as const),
  find: id,
  states: fc.subarray([...STATES]),
  kinds: fc.uniqueArray(id, { maxLength: 3 }).map((kinds) => kinds.sort()),
  sort: fc.constantFrom(...COLUMNS),
  descending: fc.boolean(),
  fold: id,
  selected: id,
  odd: fc.constant([]),
});

const byId = (one: Asked) => ({
  ...one,
  targets: [...one.targets].sort((a, b) => (a.id < b.id ? -1 : 1)),
  assuming: [...one.assuming].sort((a, b) => (a.id < b.id ? -1 : 1)),
});

test("an address holds everything: copied, it shows the same", () => {
  fc.assert(
    fc.property(asked, (one) => {
      const address = write({ ask: "impact", parameters: toParameters(one) });
      const { ask, parameters } = read(new URL(address, "http://localhost"));
      expect(ask).toBe("impact");
      expect(byId(fromParameters(parameters))).toEqual(byId(one));
    }),
  );
});

test("what an address gets wrong of the question goes to the API, which refuses it, and of the view is told", () => {
  const odd = fromParameters(new URLSearchParams("target=t&limit=many&view=moon&sort=-mass&as_of=yesterday&against=2025-06-01&state=sideways"));
  expect(question(odd, odd.asOf)).toMatchObject({ as_of: "yesterday", limit: "many" });
  expect(odd.against).toBe("2025-06-01");
  expect(odd.odd).toEqual([
    expect.stringContaining("state=sideways"),
    expect.stringContaining("sort=mass"),
    expect.stringContaining("view=moon"),
  ]);
});

test("how it is shown does not change the question", () => {
  fc.assert(
    fc.property(asked, asked, (one, other) => {
      const shown = { ...other, targets: one.targets, assuming: one.assuming, asOf: one.asOf, against: one.against, exposed: one.exposed, limit: one.limit };
      expect(sameQuestion(one, shown)).toBe(true);
      expect(sameQuestion(one, { ...shown, exposed: !one.exposed })).toBe(false);
    }),
  );
});
