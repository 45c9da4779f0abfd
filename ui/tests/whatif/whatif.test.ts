import fc from "fast-check";
import { expect, test } from "vitest";
import { read, write } from "../../src/app/address.ts";
import type { Evidence } from "../../src/licenses/types.ts";
import { keyOf } from "../../src/licenses/position.ts";
import { fromParameters, modified, named, question, sameQuestion, toParameters, type Asked } from "../../src/whatif/asked.ts";
import { pairs, rows } from "../../src/whatif/pairs.ts";
import { position, positions } from "../licenses/positions.ts";

const text = fc.string({ minLength: 1, unit: "binary" }).filter((one) => one.isWellFormed());
const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text), fc.constant(null));
// JSON knows no -0, and a name such as __proto__ stays a name.
const set = fc.array(fc.tuple(text, value)).map((entries) => JSON.parse(JSON.stringify(Object.fromEntries(entries))));
const link = fc.record({ type: text, from: text, to: text });
const asked: fc.Arbitrary<Asked> = fc.record({
  asOf: fc.constantFrom("", "yesterday"),
  on: fc.constantFrom("", "2026-12-31"),
  modify: fc.array(fc.record({ id: text, set }), { maxLength: 3 }),
  join: fc.array(link, { maxLength: 3 }),
  part: fc.array(link, { maxLength: 3 }),
  end: fc.uniqueArray(text, { maxLength: 3 }),
  about: text,
  product: text,
  metric: text,
  odd: fc.constant([]),
});

test("an address holds the whole change: copied, it asks the same", () => {
  fc.assert(
    fc.property(asked, (one) => {
      const { parameters } = read(new URL(write({ ask: "what-if", parameters: toParameters(one) }), "http://localhost"));
      const again = fromParameters(parameters);
      expect(again).toEqual(one);
      expect(sameQuestion(again, one)).toBe(true);
    }),
  );
});

test.each(["modify={", "modify=[]", 'modify={"id":7,"set":{}}', 'modify={"id":"a"}', 'join={"type":"HOSTED_ON"}', "part=null", "join=7"])(
  "%s cannot be read, which is told",
  (address) => {
    const odd = fromParameters(new URLSearchParams(address));
    expect(odd.odd).toEqual([expect.stringContaining(address)]);
  },
);

test("without a change there is no question", () => {
  expect(question(fromParameters(new URLSearchParams("about=db&as_of=2026-01-01T00:00:00Z")))).toBeNull();
});

test("what ends and what is parted are one list of the question", () => {
  const parted = { type: "HOSTED_ON", from: "vm", to: "host" };
  const one = fromParameters(new URLSearchParams({ end: "contract", part: JSON.stringify(parted) }));
  expect(question(one)).toEqual({ modify: [], relationships: [], end: ["contract", parted] });
  expect(named(one)).toEqual(["vm", "host", "contract"]);
});

test("facts of one thing take the place of those before, and none of them take it out", () => {
  const one = fromParameters(new URLSearchParams({ modify: '{"id":"a","set":{"cores":2}}' }));
  const two = { ...one, modify: modified(one, "a", { cores: 4 }) };
  expect(two.modify).toEqual([{ id: "a", set: { cores: 4 } }]);
  expect(modified(two, "a", {})).toEqual([]);
  expect(modified(two, "b", { cores: 1 })).toHaveLength(2);
});

test("every position of before and after is one row, and what changes comes first", () => {
  fc.assert(
    fc.property(positions, positions, (before, after) => {
      const keys = new Set([...before, ...after].map(keyOf));
      const changed = after.slice(0, 2).map((one) => ({ product: one.product, metric: one.metric, owned: 0, required: 1, delta: -1, exposure: null }));
      const all = pairs({ text: "", as_of: "", on: "", before, after, changed });
      expect(all.map(({ key }) => key).sort()).toEqual([...keys].sort());
      const marks = all.map(({ change }) => change !== null);
      expect(marks).toEqual([...marks].sort((a, b) => Number(b) - Number(a)));
      expect(marks.filter(Boolean)).toHaveLength(changed.length);
    }),
  );
});

test("a position that goes away still has its row", () => {
  const gone = position({ product: "gone" });
  expect(pairs({ text: "", as_of: "", on: "", before: [gone], after: [], changed: [] })).toEqual([{ key: keyOf(gone), before: gone, after: null, change: null }]);
});

const evidence: fc.Arbitrary<Evidence[]> = fc.array(
  fc.record({ id: fc.constantFrom("a", "b", "c"), rule: fc.constantFrom("r", "s"), required: fc.nat(3), why: fc.constantFrom("x", "y") }),
  { maxLength: 8 },
);

test("no row of evidence is lost between before and after", () => {
  fc.assert(
    fc.property(evidence, evidence, (before, after) => {
      const all = rows(before, after);
      const side = (which: "before" | "after") => all.map((row) => row[which]).filter((one) => one !== null);
      const sum = (of: readonly Evidence[]) => of.reduce((total, { required }) => total + required, 0);
      expect(side("before")).toHaveLength(before.length);
      expect(side("after")).toHaveLength(after.length);
      expect(sum(side("before"))).toBe(sum(before));
      expect(sum(side("after"))).toBe(sum(after));
    }),
  );
});

test("nothing is marked where nothing changes", () => {
  fc.assert(fc.property(evidence, (same) => void expect(rows(same, same).some(({ changed }) => changed)).toBe(false)));
});
