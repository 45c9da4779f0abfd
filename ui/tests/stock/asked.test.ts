import fc from "fast-check";
import { expect, test } from "vitest";
import { read, write } from "../../src/app/address.ts";
import { codes, COLUMNS, filtered, fromParameters, LOOKS, query, sorted, STATUSES, toParameters, type Asked, type Column } from "../../src/stock/asked.ts";
import type { StockRow } from "../../src/stock/types.ts";

const text = fc.string({ unit: "binary" }).filter((one) => one.isWellFormed());
const column = fc.constantFrom<Column>(...COLUMNS, ...STATUSES.map((status): Column => `status-${status}`));
const asked: fc.Arbitrary<Asked> = fc.record({
  look: fc.constantFrom(...LOOKS),
  location: text,
  kind: text,
  model: text,
  asOf: fc.constantFrom("", "yesterday"),
  limit: fc.constantFrom("", "10", "many"),
  find: text,
  sort: column,
  descending: fc.boolean(),
  code: text,
  odd: fc.constant([]),
});

const row: fc.Arbitrary<StockRow> = fc.record({
  location: fc.option(fc.record({ id: fc.constantFrom("room", "hall"), name: fc.constantFrom("Room 10", "Room 9", "Hall") })),
  kind: fc.constantFrom("Laptop", "DiskDrive"),
  model: fc.constantFrom("T14", "X1", null),
  count: fc.nat(9),
  by_status: fc.dictionary(fc.constantFrom(...STATUSES), fc.nat(9)),
  free: fc.nat(9),
  book_value: fc.array(fc.record({ amount: fc.nat(999), currency: fc.constantFrom("EUR", null) }), { maxLength: 2 }),
  unvalued: fc.nat(9),
});

test("an address holds everything: copied, it shows the same", () => {
  fc.assert(
    fc.property(asked, (one) => {
      const { parameters } = read(new URL(write({ ask: "stock", parameters: toParameters(one) }), "http://localhost"));
      expect(fromParameters(parameters)).toEqual(one);
    }),
  );
});

test("what an address gets wrong goes to the API, or is told", () => {
  const odd = fromParameters(new URLSearchParams("limit=many&kind=Nothing&view=moon&sort=mass"));
  expect(query(odd).toString()).toBe("kind=Nothing&limit=many");
  expect(odd.odd).toEqual([expect.stringContaining("sort=mass"), expect.stringContaining("view=moon")]);
});

test("every order holds every row once, and numbers go up", () => {
  fc.assert(
    fc.property(fc.array(row), column, (items, by) => {
      const ordered = sorted(items, by, false);
      expect(new Set(ordered)).toEqual(new Set(items));
      expect(sorted(items, by, true)).toEqual([...ordered].reverse());
      if (by === "count" || by === "free") expect(ordered.map((one) => one[by])).toEqual(items.map((one) => one[by]).sort((a, b) => a - b));
    }),
  );
});

test("room 9 comes before room 10", () => {
  const of = (name: string) => ({ location: { id: name, name }, kind: "Laptop", model: null, count: 1, by_status: {}, free: 0, book_value: [], unvalued: 1 });
  expect(sorted([of("Room 10"), of("Room 9")], "location", false).map(({ location }) => location?.name)).toEqual(["Room 9", "Room 10"]);
  expect(filtered([of("Room 10"), of("Hall")], "ROOM")).toHaveLength(1);
  expect(filtered([of("Room 10")], "laptop")).toHaveLength(1);
});

test("codes are the lines that are not blank, as they were scanned", () => {
  expect(codes("A-1\r\n\n  b 2 \nA-1\n")).toEqual(["A-1", "b 2", "A-1"]);
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/)), (lines) => {
      expect(codes(lines.join("\n"))).toEqual(lines);
      expect(codes(lines.join("\r\n") + "\r\n")).toEqual(lines);
    }),
  );
});
