import { describe, expect, test } from "vitest";
import type { Entity, PastEntity } from "../../src/app/types.ts";
import { standing, steps } from "../../src/entity/steps.ts";

function state(
  version: number,
  from: string,
  until: string | null,
  attributes: Entity["attributes"],
  ended_by: string | null = null,
): PastEntity {
  const entity: Entity = {
    id: "a",
    kind: "Server",
    name: "a",
    as: ["CI"],
    labels: [],
    attributes,
    sources: [],
    first_seen: from,
    last_seen: from,
    valid_from: from,
    version,
  };
  return { version, valid_from: from, until, who: `who ${version}`, source: "tests", ended_by, state: entity };
}

const [one, two, three, four] = [
  "2025-01-01T00:00:00.000001Z",
  "2025-01-01T00:00:00.000002Z",
  "2025-03-01T00:00:00.000000Z",
  "2025-04-01T00:00:00.000000Z",
] as const;
const states = [
  state(3, four, null, { memory: 3 }),
  state(2, two, three, { memory: 2 }, "Ann"),
  state(1, one, two, { memory: 1 }, "who 2"),
];

describe("steps", () => {
  test("tell a creation, a change, a retirement and a return, the latest first", () => {
    const made = steps(states, false);
    expect(made.map(({ what, at, who, source }) => [what, at, who, source])).toEqual([
      ["revived", four, "who 3", "tests"],
      ["retired", three, "Ann", null],
      ["changed", two, "who 2", "tests"],
      ["created", one, "who 1", "tests"],
    ]);
    expect(made[2]?.changes).toEqual([{ pointer: "/attributes/memory", what: "changed", before: 1, after: 2 }]);
    expect(made.map(({ present }) => present)).toEqual([true, false, false, false]);
  });

  test("a step whose earlier state is not read yet waits for it; those before it stay the same", () => {
    const all = steps(states, false);
    expect(steps(states, true)).toEqual(all.slice(0, -1));
    expect(steps(states.slice(0, 2), true)).toEqual(all.slice(0, 2));
  });

  test("what is retired now has no present", () => {
    const made = steps(states.slice(1), false);
    expect(made.map(({ what, present }) => [what, present])).toEqual([
      ["retired", false],
      ["changed", false],
      ["created", false],
    ]);
  });
});

describe("the step that stands", () => {
  const made = steps(states, false);
  test.each([
    [null, four],
    ["2025-03-15T00:00:00Z", three],
    [two, two],
    [one, one],
    ["2025-01-01T01:00:00.000001+01:00", one],
    ["2024-01-01T00:00:00Z", undefined],
  ])("as of %s is the one of %s, to the microsecond and in any zone", (asOf, at) => {
    expect(standing(made, asOf)?.at).toBe(at);
  });
});
