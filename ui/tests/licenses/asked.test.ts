import fc from "fast-check";
import { expect, test } from "vitest";
import { read, write } from "../../src/app/address.ts";
import { COLUMNS, counts, filtered, fromParameters, ONLY, query, sameQuestion, selected, sorted, toParameters, type Asked } from "../../src/licenses/asked.ts";
import { called, keyOf, standing } from "../../src/licenses/position.ts";
import { position, positions } from "./positions.ts";

const text = fc.string({ unit: "binary" }).filter((one) => one.isWellFormed());
const asked: fc.Arbitrary<Asked> = fc.record({
  asOf: fc.constantFrom("", "yesterday", "2026-11-24T20:15:00Z"),
  on: fc.constantFrom("", "soon", "2026-12-31"),
  find: text,
  only: fc.subarray([...ONLY]),
  sort: fc.constantFrom(...COLUMNS),
  descending: fc.boolean(),
  product: text,
  metric: text,
  odd: fc.constant([]),
});

test("an address holds everything: copied, it shows the same", () => {
  fc.assert(
    fc.property(asked, (one) => {
      const { ask, parameters } = read(new URL(write({ ask: "licenses", parameters: toParameters(one) }), "http://localhost"));
      expect(ask).toBe("licenses");
      expect(fromParameters(parameters)).toEqual(one);
    }),
  );
});

test("what an address gets wrong goes to the API where it is part of the question, and is told where it is of the view", () => {
  const odd = fromParameters(new URLSearchParams("as_of=yesterday&on=soon&only=cheap&sort=-mass"));
  expect(query(odd).toString()).toBe("as_of=yesterday&on=soon");
  expect(odd.odd).toEqual([expect.stringContaining("only=cheap"), expect.stringContaining("sort=mass")]);
});

test("how it is shown does not change the question", () => {
  fc.assert(fc.property(asked, asked, (one, other) => void expect(sameQuestion(one, { ...other, asOf: one.asOf, on: one.on })).toBe(true)));
});

test("every order holds every position once, and by exposure it is that of the answer", () => {
  fc.assert(
    fc.property(positions, fc.constantFrom(...COLUMNS), fc.boolean(), (items, column, descending) => {
      const ordered = sorted(items, column, descending);
      expect([...ordered].map(keyOf).sort()).toEqual(items.map(keyOf).sort());
      if (column === "exposure") expect(descending ? ordered.reverse() : ordered).toEqual(items);
    }),
  );
});

test("the least to spare comes first by delta", () => {
  fc.assert(
    fc.property(positions, (items) => {
      const deltas = sorted(items, "delta", false).map(({ delta }) => delta);
      expect(deltas).toEqual([...deltas].sort((a, b) => a - b));
    }),
  );
});

test("a filter finds a position by product, id, metric and license", () => {
  const db = position({ product: "prod-db", name: "Oracle Database", metric: "oracle-processor", licenses: [{ id: "lic-9", name: "Twelve", quantity: 12, used: 12 }] });
  for (const find of ["oracle d", "PROD-DB", "processor", "lic-9", " twelve "]) expect(filtered([db], { find, only: [] }), find).toEqual([db]);
  expect(filtered([db], { find: "sql", only: [] })).toEqual([]);
});

test("only what lacks units, or has warnings, passes those filters", () => {
  fc.assert(
    fc.property(positions, fc.subarray([...ONLY]), (items, only) => {
      const through = new Set(filtered(items, { find: "", only }));
      for (const item of items) {
        expect(through.has(item)).toBe((!only.includes("lacking") || item.delta < 0) && (!only.includes("warned") || item.warnings.length > 0));
      }
    }),
  );
});

test("the counts of the sentence add up", () => {
  fc.assert(
    fc.property(positions, (items) => {
      const [all, lacking, covered, spare] = counts(items).match(/\d+/g)!.map(Number);
      expect(all).toBe(items.length);
      expect(lacking! + covered! + spare!).toBe(items.length);
    }),
  );
});

test("a product of two metrics is two positions, and without a metric the first is meant", () => {
  const both = [position({ product: "db", metric: "oracle-processor" }), position({ product: "db", metric: "named-user" })];
  expect(selected(both, { product: "db", metric: "named-user" })).toBe(both[1]);
  expect(selected(both, { product: "db", metric: "" })).toBe(both[0]);
  expect(selected(both, { product: "db", metric: "none" })).toBeUndefined();
  expect(selected(both, { product: "", metric: "" })).toBeUndefined();
});

test("how a position stands is said in units", () => {
  expect(standing({ delta: -4, unit: "core" })).toBe("4 cores lacking");
  expect(standing({ delta: -1, unit: "core" })).toBe("1 core lacking");
  expect(standing({ delta: 70, unit: "PVU" })).toBe("70 PVU to spare");
  expect(standing({ delta: 0, unit: "core" })).toBe("covered");
  expect(called({ name: "SQL Server 2022", edition: "Standard", version: "2022" })).toBe("SQL Server 2022 Standard");
});
