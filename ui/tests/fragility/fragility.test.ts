import fc from "fast-check";
import { expect, test } from "vitest";
import { availabilityOf, cutsOf, fromParameters, ofEstate, pointsOf, toParameters } from "../../src/fragility/asked.ts";
import { barriersOf, drawable, leftOut, type Barriers } from "../../src/fragility/barriers.ts";
import { hours, inWords, percent } from "../../src/fragility/figures.ts";
import { fragilityMap, leftOut as mapLeftOut } from "../../src/fragility/map.ts";
import type { Fragile, Loss } from "../../src/fragility/types.ts";

/** The sets that barriers stand for: one of each row's alternatives, in every way. */
function sets({ rows, barriers }: Barriers): string[] {
  const all = barriers.flatMap((barrier) =>
    barrier.rows.reduce<string[][]>((found, row) => found.flatMap((set) => rows[row]!.map((id) => [...set, id])), [[]]),
  );
  return all.map(told).sort();
}

const told = (set: readonly string[]) => JSON.stringify([...set].sort());

/** Families of sets of which none holds another, over ids that could be mistaken for lists of ids. */
const families = fc
  .uniqueArray(fc.uniqueArray(fc.constantFrom("a", "b", "c", "d,e", 'f","g', "", "é"), { minLength: 1, maxLength: 3 }), { maxLength: 24, selector: told })
  .map((all) => all.filter((set) => !all.some((other) => other !== set && other.every((id) => set.includes(id)))));

test("barriers stand for the sets that were told, and for no others", () => {
  fc.assert(
    fc.property(families, (family) => {
      const made = barriersOf(family);
      expect(sets(made)).toEqual(family.map(told).sort());
      for (const { rows, sets: its } of made.barriers) expect(its).toBe(rows.reduce((product, row) => product * made.rows[row]!.length, 1));
      // Each thing has one row.
      expect(made.rows.flat().sort()).toEqual([...new Set(family.flat())].sort());
    }),
  );
});

test("a picture keeps within its room, and tells what it leaves out", () => {
  fc.assert(
    fc.property(families, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), (family, mostRows, mostBarriers) => {
      const whole = barriersOf(family);
      const shown = drawable(whole, mostRows, mostBarriers);
      expect(shown.rows.length).toBeLessThanOrEqual(mostRows);
      expect(shown.barriers.length).toBeLessThanOrEqual(mostBarriers);
      const drawn = sets(shown);
      expect(family.map(told)).toEqual(expect.arrayContaining(drawn));
      const left = leftOut(whole, shown).reduce((sum, text) => sum + Number(text.split(" ")[0]), 0);
      expect(left).toBe(family.length - drawn.length);
      // Every row is there for something, and smaller barriers stand before larger ones.
      expect(new Set(shown.barriers.flatMap(({ rows }) => rows)).size).toBe(shown.rows.length);
      const sizes = shown.barriers.map(({ rows }) => rows.length);
      expect(sizes).toEqual([...sizes].sort());
    }),
  );
});

test("two feeds of two parts each are one barrier of four sets, beside what does it alone", () => {
  const made = barriersOf([["core"], ["ups-a", "ups-b"], ["ups-a", "pdu-b"], ["pdu-a", "ups-b"], ["pdu-a", "pdu-b"], ["site"]]);
  expect(made.rows).toEqual([["core", "site"], ["pdu-a", "ups-a"], ["pdu-b", "ups-b"]]);
  expect(made.barriers).toEqual([{ rows: [0], sets: 2 }, { rows: [1, 2], sets: 4 }]);
  expect(leftOut(made, drawable(made, 2, 9))).toEqual(["4 of the 4 of 2"]);
});

test("where room is short, each size has its share", () => {
  const pairs = Array.from({ length: 30 }, (_, at) => [`a${at}`, `b${at}`]);
  const made = barriersOf([...pairs, ["x", "y", "z"], ["one"]]);
  expect(drawable(made, 12, 6).barriers.map(({ rows }) => rows.length)).toEqual([1, 2, 2, 2, 2, 3]);
});

const service = (id: string, criticality: string | null, single_points: number): Fragile => ({ id, kind: "BusinessService", name: id, criticality, single_points });
const loss = (id: string, takes_services: string[]): Loss => ({ id, kind: "Server", name: id, takes_down: takes_services.length, services: takes_services.length, weight: takes_services.length, takes_services });

test("the map has a cell for every loss that takes a service down, and counts what it has no room for", () => {
  const estates = fc.record({ services: fc.integer({ min: 0, max: 9 }), taken: fc.array(fc.uniqueArray(fc.nat(8), { maxLength: 9 }), { maxLength: 9 }), most: fc.integer({ min: 1, max: 9 }) });
  fc.assert(
    fc.property(estates, ({ services, taken, most }) => {
      const losses = taken.map((its, at) => loss(`t${at}`, its.filter((each) => each < services).map((each) => `s${each}`)));
      const takers = (id: string) => losses.filter(({ takes_services }) => takes_services.includes(id));
      const all = Array.from({ length: services }, (_, at) => service(`s${at}`, null, takers(`s${at}`).length));
      const { rows, columns } = fragilityMap(all, losses, most);
      expect([rows.length, columns.length]).toEqual([Math.min(most, services), Math.min(most, losses.length)]);
      for (const row of rows) {
        expect(row.filled.map((column) => columns[column]!.loss)).toEqual(takers(row.service.id).slice(0, most).filter((each) => losses.indexOf(each) < most));
        expect(row.filled.length + row.further).toBe(row.service.single_points);
      }
      for (const [at, { loss: its, further }] of columns.entries()) expect(rows.filter(({ filled }) => filled.includes(at)).length + further).toBe(its.services);
    }),
  );
});

test("a service among what takes others down is no loss of itself, and unknown counts as low", () => {
  const map = fragilityMap([service("shop", "critical", 1), service("pay", "high", 0), service("x", "low", 0), service("y", null, 0), service("z", "odd", 0)], [loss("pay", ["shop"])], 9);
  expect(map.rows.map(({ filled, own }) => [filled, own])).toEqual([[[0], -1], [[], 0], [[], -1], [[], -1], [[], -1]]);
  expect(map.rows.map(({ first }) => first)).toEqual([false, true, true, false, false]);
  expect(mapLeftOut(map, 5, 1)).toBe("");
  expect(mapLeftOut(map, 1_005, 1)).toContain("the first 5 of 1,005 services");
});

test("what is not always up is never called 100 %", () => {
  expect([1, 0.96097706, 0.999995, 0.99999953, 0].map(percent)).toEqual(["100 %", "96.0977 %", "99.999500 %", "99.9999530 %", "0.0000 %"]);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (part) => {
      expect(percent(part) === "100 %").toBe(part === 1);
      if (part < 0.999_999_999) expect(Math.abs(parseFloat(percent(part)) / 100 - part)).toBeLessThan(Math.max(1e-12, (1 - part) / 5));
    }),
  );
});

test("hours have the digits that count, and days or minutes beside them", () => {
  expect([342.1, 1_234.4, 55.23, 0.01234, 0, 0.0000299].map(hours)).toEqual(["342", "1,234", "55.2", "0.0123", "0", "under 0.001"]);
  expect([342, 20, 0.41, 0.005, 0].map(inWords)).toEqual(["14.3 days", "", "24.6 minutes", "0.3 minutes", ""]);
});

test("the address holds the whole question, and what it gets wrong goes to the API", () => {
  const asked = { service: "a/b c", order: "3", days: "30", limit: "10", asOf: "2026-11-01T00:00:00Z" };
  expect(fromParameters(toParameters(asked))).toEqual(asked);
  const as_of = asked.asOf;
  expect(ofEstate(asked)).toEqual({ limit: 10, as_of });
  expect(pointsOf(asked)).toEqual({ service: "a/b c", limit: 10, as_of });
  expect(cutsOf({ ...asked, order: "many" })).toEqual({ service: "a/b c", limit: 10, as_of, order: "many" });
  expect(availabilityOf({ ...asked, days: "", limit: "", asOf: "" })).toEqual({ service: "a/b c", days: 365 });
});
