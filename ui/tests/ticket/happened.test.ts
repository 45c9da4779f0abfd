import fc from "fast-check";
import { expect, test } from "vitest";
import type { Value } from "../../src/app/types.ts";
import { happened, verb } from "../../src/ticket/happened.ts";
import type { StepTold } from "../../src/ticket/types.ts";

function step(changes: Record<string, Value | null>, at = "2026-11-20T08:00:00.000000Z", note: string | null = null): StepTold {
  return { at, who: "ann", source: "manual", recorded: true, changes, note };
}

test("each step says which status it left, and what stood before what it changed", () => {
  const told = happened([
    step({ status: "new", priority: 3, team: "desk" }),
    step({ status: "in_progress", priority: 1, team: null, assigned_to: "bob" }),
    step({ team: "net" }),
    step({}, undefined, "called back"),
    step({ priority: null }),
  ]);
  expect(told.map(({ title, left, stands }) => [title, left, stands])).toEqual([
    ["New", null, false],
    ["In progress", "new", true],
    ["Assigned", null, false],
    ["Note", null, false],
    ["Changed", null, false],
  ]);
  expect(told[1]?.changes).toEqual([
    { name: "priority", before: 3, after: 1 },
    { name: "team", before: "desk", after: null },
    { name: "assigned_to", before: undefined, after: "bob" },
  ]);
  expect(told[2]?.changes).toEqual([{ name: "team", before: null, after: "net" }]);
});

test("a time that is the step's own is a mark, another one a change", () => {
  const [told] = happened([step({ status: "resolved", resolved_at: "2026-11-20T08:00:00Z", started_at: "2026-11-19T08:00:00Z" })]);
  expect(told?.marks).toEqual(["resolved_at"]);
  expect(told?.changes).toEqual([{ name: "started_at", before: undefined, after: "2026-11-19T08:00:00Z" }]);
});

test("nothing that a step changed is left out", () => {
  const names = fc.constantFrom("status", "priority", "team", "resolved_at", "note_of_ours", "__proto__x");
  const value = fc.oneof(fc.constant(null), fc.string(), fc.integer(), fc.constant("2026-11-20T08:00:00Z"));
  fc.assert(
    fc.property(fc.array(fc.dictionary(names, value), { maxLength: 8 }), (all) => {
      const told = happened(all.map((changes) => step(changes)));
      for (const { step: of, changes, marks } of told) {
        const said = [...changes.map(({ name }) => name), ...marks, ...("status" in of.changes ? ["status"] : [])];
        expect(said.sort()).toEqual(Object.keys(of.changes).sort());
      }
      expect(told.filter(({ stands }) => stands)).toHaveLength(all.some((changes) => "status" in changes) ? 1 : 0);
    }),
  );
});

test("a status of another process has a button too", () => {
  expect([verb("resolved"), verb("at_vendor"), verb("constructor")]).toEqual(["Resolve", "Set to at vendor", "Set to constructor"]);
});
