import fc from "fast-check";
import { expect, test } from "vitest";
import { fromParameters, question, toParameters } from "../../src/cause/asked.ts";
import { picture } from "../../src/cause/picture.ts";
import { factor, termsOf } from "../../src/cause/terms.ts";
import type { Candidate, CauseAnswer, Fact } from "../../src/cause/types.ts";

const candidate = (id: string, ways: Record<string, string[]>, more: Partial<Candidate> = {}): Candidate => ({
  id, kind: "Server", name: id, score: 0.5, terms: {}, explains: Object.keys(ways), path: Object.values(ways)[0] ?? [id], ways, evidence: [], evidence_omitted: 0, ...more,
});
const answer = (symptoms: string[], candidates: Candidate[]): CauseAnswer => ({
  text: "", as_of: "", symptoms, onset: "", candidates, omitted: 0, unexplained: [], named: [], events: 0, warnings: [],
});
const alarm = (id: string): Fact => ({ sort: "alarm", id, at: null, text: "", weight: 1 });

test("an address says each symptom with its own signal, and is what it was", () => {
  const asked = fromParameters(new URLSearchParams("symptom=a&signal=latency&symptom=b&symptom=a&signal=errors&noticed=2026-11-14T05:00:00Z"));
  expect(asked.symptoms).toEqual([{ id: "a", signal: "latency" }, { id: "b", signal: "errors" }]);
  expect(question(asked)).toEqual({ symptoms: [{ id: "a", signal: "latency" }, { id: "b", signal: "errors" }], noticed: "2026-11-14T05:00:00Z" });
  const text = fc.string({ minLength: 1 });
  fc.assert(
    fc.property(fc.uniqueArray(fc.record({ id: text, signal: fc.string() }), { selector: ({ id }) => id }), text, (symptoms, rest) => {
      const whole = { symptoms, at: rest, noticed: rest, lookback: rest, asOf: rest, limit: rest, selected: rest };
      expect(fromParameters(new URLSearchParams(toParameters(whole).toString()))).toEqual(whole);
    }),
  );
});

test("every step leads on to the right, and what hurts at the end of all ways stands at the right edge", () => {
  const made = picture(
    answer(["shop", "desk"], [
      candidate("pdu", { shop: ["pdu", "nas", "spool", "shop"], desk: ["pdu", "broker", "print", "desk"] }, { evidence: [alarm("nas")] }),
      candidate("nas", { shop: ["nas", "spool", "shop"], desk: ["nas", "spool", "broker", "print", "desk"] }),
    ]),
  );
  const at = new Map(made.spots.map((spot) => [spot.id, spot]));
  for (const { from, to } of made.steps) expect(at.get(from)!.x).toBeLessThan(at.get(to)!.x);
  const right = Math.max(...made.spots.map(({ x }) => x));
  expect(made.spots.filter(({ x }) => x === right).map(({ id }) => id).sort()).toEqual(["desk", "shop"]);
  expect(made.spots.filter(({ alarms }) => alarms).map(({ id }) => id)).toEqual(["nas"]);
  expect([at.get("pdu")!.rank, at.get("nas")!.rank, at.get("spool")!.rank]).toEqual([1, 2, null]);
  const shared = made.steps.find(({ from, to }) => from === "nas" && to === "spool")!;
  expect([...shared.of].sort()).toEqual(["nas", "pdu"]);
});

test("ways in a circle are drawn, and of very many candidates the best", () => {
  const circle = picture(answer(["a"], [candidate("b", { a: ["b", "c", "a"] }), candidate("c", { a: ["c", "b", "a"] })]));
  expect(circle.spots.map(({ id }) => id).sort()).toEqual(["a", "b", "c"]);
  const many = Array.from({ length: 100 }, (_, at) => candidate(`c${at}`, { a: [`c${at}`, `d${at}`, "a"] }));
  const some = picture(answer(["a"], many));
  expect(some.drawn).toBeLessThan(100);
  expect(some.spots.filter(({ rank }) => rank !== null)).toHaveLength(some.drawn);
});

test("a term says how many times likelier, and the one that says most comes first", () => {
  expect(factor(Math.log(12))).toBe("12 times likelier");
  expect(factor(-Math.log(2.5))).toBe("2.5 times less likely");
  const quiet = candidate("a", {}, { terms: { own_alarm: -0.7, symptoms: 2, kind: 0 } });
  expect(termsOf(quiet).map(({ what }) => what)).toEqual(["Its fault would show at what hurts", "It does not alarm itself"]);
  expect(termsOf({ ...quiet, evidence: [alarm("a")] })[1]!.what).toBe("Its own alarms hardly fit");
});
