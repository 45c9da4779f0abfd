import fc from "fast-check";
import { expect, test } from "vitest";
import { dayOf, fromParameters, midnight, monthsAgo, query, toParameters } from "../../src/metrics/asked.ts";
import { summary } from "../../src/metrics/chart.ts";
import { duration, headline, periodName, readable } from "../../src/metrics/values.ts";
import type { Metric, PeriodFigures } from "../../src/metrics/types.ts";

const ZONES = ["UTC", "Europe/Copenhagen", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"];

test("a day begins at its midnight in the zone, on days on which the clocks change too", () => {
  expect(midnight("2026-03-29", "Europe/Copenhagen")).toBe("2026-03-28T23:00:00.000Z");
  expect(midnight("2026-03-30", "Europe/Copenhagen")).toBe("2026-03-29T22:00:00.000Z");
  expect(midnight("2026-11-01", "America/New_York")).toBe("2026-11-01T04:00:00.000Z");
  expect(midnight("2026-11-02", "America/New_York")).toBe("2026-11-02T05:00:00.000Z");
  expect(midnight("soon", "UTC")).toBe("soon");
  const days = fc.date({ min: new Date("2015-01-01"), max: new Date("2035-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(days, fc.constantFrom(...ZONES), (at, zone) => {
      const day = at.toISOString().slice(0, 10);
      const begins = new Date(midnight(day, zone));
      expect(dayOf(begins, zone)).toBe(day);
      expect(dayOf(new Date(begins.getTime() - 1), zone)).not.toBe(day);
    }),
  );
});

test("without days, half a year is asked for, from the first of a month", () => {
  expect(monthsAgo(5, "UTC", new Date("2026-03-31T10:00:00Z"))).toBe("2025-10-01");
  const asked = query(fromParameters(new URLSearchParams("team=t-apps&zone=UTC")), "Asia/Kathmandu", new Date("2026-11-26T10:00:00Z"));
  expect(Object.fromEntries(asked)).toEqual({ from: "2026-06-01T00:00:00.000Z", by: "month", limit: "1", zone: "UTC", team: "t-apps" });
});

test("an address is what it was", () => {
  const text = fc.string();
  const fields = { from: text, to: text, by: text, group: text, kind: text, service: text, team: text, zone: text, asOf: text, metric: text, period: text };
  fc.assert(
    fc.property(fc.record({ ...fields, of: fc.option(text) }), (asked) => {
      expect(fromParameters(new URLSearchParams(toParameters(asked).toString()))).toEqual(asked);
    }),
  );
});

test("durations say the two units that matter", () => {
  const told = [0, 12, 59, 2700, 3600, 15_000, 86_400, 273_600, 20_000_000].map(duration);
  expect(told).toEqual(["0 min", "12 s", "1 min", "45 min", "1 h", "4 h 10 min", "1 d", "3 d 4 h", "231 d"]);
  expect(readable(null, "seconds")).toBe("–");
  expect(readable(0.375, "share")).toBe("37.5 %");
});

test("a bar says its value and of how many", () => {
  const period = (values: PeriodFigures["values"], count: number, counted: number | null): PeriodFigures => ({
    from: "2026-08-31T22:00:00Z", to: "2026-09-30T22:00:00Z", values, records: { count, ids: [], omitted: 0 }, counted: counted === null ? null : { count: counted, ids: [], omitted: 0 },
    apart: {}, cis: null, cis_omitted: 0,
  });
  const metric = (name: string, unit: Metric["unit"]): Metric => ({ metric: name, definition: "", unit, periods: [], groups: null, groups_omitted: 0 });
  expect(summary(metric("reopen_rate", "share"), period({ rate: 0.25 }, 4, 1))).toBe("rate 25 %, 1 of 4 tickets");
  expect(summary(metric("resolution_time", "seconds"), period({ mean: 1, median: 3600, p90: 7200 }, 1, null))).toBe("median 1 h, 90th percentile 2 h, of 1 ticket");
  expect(headline({ values: { failures: 3 } })).toEqual({ name: "failures", value: 3, upTo: null });
  expect(periodName(period({}, 0, null), "month", "Europe/Copenhagen")).toBe("Sept 2026");
});
