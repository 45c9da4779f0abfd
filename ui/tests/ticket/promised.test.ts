import fc from "fast-check";
import { expect, test } from "vitest";
import { bar, leftWords, span, standing, standingWords } from "../../src/ticket/promised.ts";

const HOUR = 3600;

test("spans are hours and minutes, and never days", () => {
  expect([0, 59, 60, HOUR, 2 * HOUR + 600, 50 * HOUR, 1234 * HOUR + 300].map(span)).toEqual([
    "0 min", "less than 1 min", "1 min", "1 h", "2 h 10 min", "50 h", "1,234 h 5 min",
  ]);
  expect(span(-90 * 60)).toBe("1 h 30 min");
});

test("what a span says is never longer than it is, and by less than a minute shorter", () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 10_000_000 }), (seconds) => {
      const [, hours = "0", minutes = "0"] = /^(?:([\d,]+) h)? ?(?:(\d+) min)?$/.exec(span(seconds)) ?? [];
      const said = Number(hours.replaceAll(",", "")) * HOUR + Number(minutes) * 60;
      expect(said).toBeLessThanOrEqual(seconds);
      expect(seconds - said).toBeLessThan(60);
    }),
  );
});

test("a breach stays one, whether the clock runs, is paused or has stopped", () => {
  const states = ["running", "paused", "stopped"] as const;
  expect(states.map((state) => standing({ state, breached: true }))).toEqual(["breached", "breached", "breached"]);
  expect(states.map((state) => standingWords({ state, breached: true }))).toEqual(["breached, still running", "breached, paused", "breached"]);
  expect(states.map((state) => standingWords({ state, breached: false }))).toEqual(["running", "paused", "met"]);
  expect(standingWords({ state: null, breached: null })).toBe("nothing is promised");
  expect(standingWords({ state: "waiting", breached: false })).toBe("not started yet");
});

test("what is left says whether it is left, to spare, or too much", () => {
  const target = 4 * HOUR;
  expect(leftWords({ state: "running", target, remaining: 7800 })).toBe("2 h 10 min left of 4 h");
  expect(leftWords({ state: "stopped", target, remaining: 7800 })).toBe("done with 2 h 10 min of 4 h to spare");
  expect(leftWords({ state: "running", target, remaining: -300 })).toBe("5 min more than the 4 h that are promised");
  expect(leftWords({ state: null, target: null, remaining: null })).toBe("");
});

test("a bar stays within its width, and shows the target where it is passed", () => {
  expect(bar(0.25)).toEqual({ used: 25, target: 100 });
  expect(bar(2)).toEqual({ used: 100, target: 50 });
  fc.assert(
    fc.property(fc.double({ min: -1, max: 1000, noNaN: true }), (used) => {
      const drawn = bar(used);
      for (const part of Object.values(drawn)) expect(part >= 0 && part <= 100).toBe(true);
      expect(drawn.used > drawn.target).toBe(used > 1);
    }),
  );
});
