import fc from "fast-check";
import { expect, test } from "vitest";
import type { Vocabulary } from "../../src/app/question.ts";
import { fromParameters, toParameters } from "../../src/context/asked.ts";
import { endWords, lackingFirst, licenseWords, sortOf, warrantyWords, worstFirst } from "../../src/context/told.ts";
import type { Trouble } from "../../src/context/types.ts";

const VOCABULARY = {
  kinds: Object.fromEntries(
    Object.entries({ Incident: ["Ticket"], Outage: ["Incident", "Ticket"], Problem: ["Ticket"], Change: ["Ticket"], Laptop: ["Hardware"], Application: ["Software"] }).map(
      ([name, ancestors]) => [name, { name, ancestors }],
    ),
  ),
} as unknown as Vocabulary;

function ticket(id: string, kind: string, status: string | null): Trouble {
  return { id, kind, name: id, status, priority: null, about: "x", path: ["x"], opened_at: null, starts: null, ends: null };
}

test("an address and what it asks are the same", () => {
  fc.assert(
    fc.property(fc.record({ id: fc.string(), days: fc.string(), asOf: fc.string(), limit: fc.string() }), (asked) => {
      expect(fromParameters(toParameters(asked))).toEqual(asked);
    }),
  );
});

test("what is broken comes first, then what is under change, then what will be; those alike stay as they come", () => {
  const told = [
    ticket("ahead", "Change", "scheduled"), ticket("wish", "ServiceRequest", "new"), ticket("near", "Incident", "new"),
    ticket("under way", "Change", "in_progress"), ticket("far", "Outage", null), ticket("known", "Problem", "known_error"),
  ];
  expect(worstFirst(told, VOCABULARY).map(({ id }) => id)).toEqual(["near", "far", "known", "under way", "ahead", "wish"]);
  expect(sortOf(ticket("a", "Change", "review"), VOCABULARY)).toBe("changing");
});

test("licenses that are lacking are said, and first", () => {
  const product = { id: "p", kind: "SoftwareProduct", name: "P" };
  const said = [null, -2, -1, 0, 3].map((delta) => licenseWords({ product, delta }));
  expect(said).toEqual(["licenses are not counted", "2 units lacking", "1 unit lacking", "licensed, none to spare", "licensed, 3 units to spare"]);
  expect(licenseWords({ product: null, delta: null })).toBe("of no known product");
  const rows = [3, -1, null, -2].map((delta, at) => ({ id: String(at), kind: "", name: "", on: null, product, delta, licenses: [] }));
  expect(lackingFirst(rows).map(({ id }) => id)).toEqual(["1", "3", "0", "2"]);
});

test("a warranty is missed of hardware alone", () => {
  const none = { warranty_end: null, in_warranty: null };
  expect(warrantyWords({ kind: "Laptop", ...none }, VOCABULARY)).toBe("no warranty is recorded");
  expect(warrantyWords({ kind: "Application", ...none }, VOCABULARY)).toBe("");
  expect(warrantyWords({ kind: "Laptop", warranty_end: "2026-01-31", in_warranty: false }, VOCABULARY)).toBe("out of warranty since 2026-01-31");
  expect(warrantyWords({ kind: "Laptop", warranty_end: "2027-01-31", in_warranty: true }, VOCABULARY)).toBe("in warranty until 2027-01-31");
});

test("a contract covers its last day", () => {
  expect(["2026-11-25", "2026-11-26", null].map((end) => endWords(end, "2026-11-26T23:00:00Z"))).toEqual([" (ended 2026-11-25)", " until 2026-11-26", ""]);
});
