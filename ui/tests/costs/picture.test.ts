import fc from "fast-check";
import { expect, test } from "vitest";
import { fromParameters, toParameters } from "../../src/costs/asked.ts";
import { BAR, picture } from "../../src/costs/picture.ts";
import type { Flow, Part } from "../../src/costs/types.ts";

const part = (id: string, own: number, through: number): Part => ({ id, name: id, kind: "Server", currency: "EUR", own, through });
const flow = (from: string, to: string, amount: number): Flow => ({ from, to, amount, currency: "EUR" });

/** Flows forward among numbered parts, each with an own cost; what each passes on is split among what it leads to. */
const estates = fc
  .record({
    own: fc.array(fc.nat(99_999), { minLength: 1, maxLength: 14 }),
    links: fc.array(fc.tuple(fc.nat(13), fc.nat(13)), { maxLength: 40 }),
  })
  .map(({ own, links }) => {
    const out = own.map((_, at) => [...new Set(links.filter(([from, to]) => from === at && to < at && to < own.length).map(([, to]) => to))]);
    // All leads to 0 in the end.
    for (const [at, targets] of out.entries()) if (at > 0 && targets.length === 0) targets.push(0);
    const through = [...own];
    const flows: Flow[] = [];
    for (let at = own.length - 1; at > 0; at--) {
      const targets = out[at]!;
      const each = Math.floor(through[at]! / targets.length);
      targets.forEach((to, place) => {
        const amount = place === 0 ? through[at]! - each * (targets.length - 1) : each;
        if (amount > 0) flows.push(flow(`n${at}`, `n${to}`, amount / 100));
        through[to]! += amount;
      });
    }
    return { parts: own.map((its, at) => part(`n${at}`, its / 100, through[at]! / 100)).filter(({ through: all }) => all > 0), flows };
  })
  .filter(({ parts }) => parts.some(({ id }) => id === "n0"));

test("a shared provider and its two dependents", () => {
  const made = picture("shop", [part("shop", 0, 130), part("app", 30, 130), part("db", 100, 100)], [flow("app", "shop", 130), flow("db", "app", 100)], 9);
  expect(made.bars.map(({ part: { id }, left }) => [id, left > 0])).toEqual([["shop", true], ["app", true], ["db", false]]);
  const [shop, app] = made.bars;
  expect(shop!.height).toBeCloseTo(app!.height);
  expect(app!.own).toBeCloseTo((app!.height * 30) / 130);
  expect(made.ribbons).toHaveLength(2);
});

test("every bar adds up: ribbons that come, others and its own are its height", () => {
  fc.assert(
    fc.property(estates, fc.integer({ min: 1, max: 14 }), ({ parts, flows }, most) => {
      const { bars, ribbons } = picture("n0", parts, flows, most);
      expect(bars.length).toBeLessThanOrEqual(most);
      expect(bars.some(({ part: { id } }) => id === "n0")).toBe(true);
      for (const bar of bars) {
        const came = ribbons.filter((ribbon) => ribbon.flow.to === bar.part.id).reduce((sum, { width }) => sum + width, 0);
        expect(came + bar.others + bar.own).toBeCloseTo(bar.height, 6);
        expect(bar.othersAmount).toBeGreaterThanOrEqual(0);
        const gone = ribbons.filter((ribbon) => ribbon.flow.from === bar.part.id).reduce((sum, { width }) => sum + width, 0);
        expect(gone).toBeLessThanOrEqual(bar.height + 1e-6);
      }
      if (bars.length === parts.length) for (const { othersAmount } of bars) expect(othersAmount).toBe(0);
    }),
  );
});

test("ribbons run from left to right, bars of a column stand apart", () => {
  fc.assert(
    fc.property(estates, ({ parts, flows }) => {
      const { bars, ribbons, width, height } = picture("n0", parts, flows, 14);
      for (const { x1, x2 } of ribbons) expect(x1).toBeLessThan(x2);
      for (const a of bars) {
        expect(a.left + BAR).toBeLessThanOrEqual(width + 1e-6);
        expect(a.top + a.height).toBeLessThanOrEqual(height + 1e-6);
        for (const b of bars) if (a !== b && a.left === b.left) expect(a.top + a.height <= b.top || b.top + b.height <= a.top).toBe(true);
      }
    }),
  );
});

test("the address holds the whole question", () => {
  const asked = { of: "a/b c", from: "2026-01-01", to: "", asOf: "2026-11-01T00:00:00Z", limit: "10" };
  expect(fromParameters(toParameters(asked))).toEqual(asked);
});
