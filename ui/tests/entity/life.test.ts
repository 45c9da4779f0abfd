import fc from "fast-check";
import { expect, test } from "vitest";
import type { PastEntity, Value } from "../../src/app/types.ts";
import { lifeSteps, verb } from "../../src/entity/lifesteps.ts";
import { bars, HEIGHT } from "../../src/entity/schedule.ts";

/** The states of an entity with these attributes one after another, the latest first. */
function history(...attributes: Record<string, Value>[]): PastEntity[] {
  const state = { id: "a", kind: "Laptop", name: "A", as: [], labels: [], sources: [], first_seen: "", last_seen: "", valid_from: "", version: 1 };
  return attributes
    .map((each, at): PastEntity => ({
      version: at + 1,
      valid_from: `2026-01-0${at + 1}T00:00:00Z`,
      until: at + 1 < attributes.length ? `2026-01-0${at + 2}T00:00:00Z` : null,
      who: `who ${at + 1}`,
      source: "s",
      ended_by: null,
      state: { ...state, attributes: each } as PastEntity["state"],
    }))
    .reverse();
}

test("a step is a state in which status, day, note or certificate differ; other edits are none", () => {
  const states = history(
    { cores: 1 },
    { cores: 1, life_cycle_status: "in_stock" },
    { cores: 2, life_cycle_status: "in_stock" },
    { cores: 2, life_cycle_status: "deployed", life_cycle_since: "2026-01-04", life_cycle_note: "for Ole" },
    { cores: 2, life_cycle_status: "deployed", life_cycle_since: "2026-01-04", life_cycle_note: "for Ines" },
  );
  expect(lifeSteps(states, false).map(({ version, before, status, on, note, who }) => [version, before, status, on, note, who])).toEqual([
    [5, "deployed", "deployed", "2026-01-04", "for Ines", "who 5"],
    [4, "in_stock", "deployed", "2026-01-04", "for Ole", "who 4"],
    [2, null, "in_stock", null, null, "who 2"],
  ]);
});

test("what was created with a status began there, unless there is more before it", () => {
  const states = history({ life_cycle_status: "planned" }, { life_cycle_status: "ordered" });
  expect(lifeSteps(states, false).map(({ status }) => status)).toEqual(["ordered", "planned"]);
  expect(lifeSteps(states, true).map(({ status }) => status)).toEqual(["ordered"]);
});

test("looking further back only adds steps at the end", () => {
  const status = fc.record({ life_cycle_status: fc.constantFrom("planned", "ordered", "in_stock") });
  fc.assert(
    fc.property(fc.array(status, { minLength: 1, maxLength: 9 }), fc.nat(8), (attributes, cut) => {
      const states = history(...attributes);
      const whole = lifeSteps(states, false);
      const part = lifeSteps(states.slice(0, cut + 1), cut + 1 < states.length);
      expect(whole.slice(0, part.length)).toEqual(part);
    }),
  );
});

test("a status of another vocabulary has a button too", () => {
  expect(verb("in_stock")).toBe("Put in stock");
  expect(verb("on_loan")).toBe("Set to on loan");
});

test("bars stand on one line, as high as what was left before the year, and none leaves the drawing", () => {
  const cents = fc.nat(100_000_000).map((some) => some / 100);
  const year = fc.record({ depreciation: cents, book_value: cents });
  fc.assert(
    fc.property(fc.array(year, { minLength: 1, maxLength: 40 }), (years) => {
      const drawn = bars(years.map((each, at) => ({ ...each, year: 2020 + at })));
      for (const [at, { top, taken, rest }] of drawn.entries()) {
        expect(top + taken + rest).toBeCloseTo(HEIGHT, 6);
        expect(top).toBeGreaterThanOrEqual(0);
        if (at > 0) expect(drawn[at]!.left).toBeGreaterThan(drawn[at - 1]!.left);
      }
    }),
  );
});
