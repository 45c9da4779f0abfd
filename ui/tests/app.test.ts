import fc from "fast-check";
import { expect, test } from "vitest";
import { daysAgo, daysBack, toField } from "../src/app/time.ts";

test("a day so many days ago lies so many days back, at any hour", () => {
  const hour = fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
  fc.assert(fc.property(fc.integer({ min: 0, max: 730 }), hour, (days, now) => daysBack(daysAgo(days, now), now) === days));
});

test("an impossible time has no place in a field, and lies no days back", () => {
  expect([toField(""), toField("yesterday"), daysBack("yesterday")]).toEqual(["", "", 0]);
});
