import { describe, expect, test } from "vitest";
import type { Vocabulary } from "../../src/app/question.ts";
import type { Joined, Relationship } from "../../src/app/types.ts";
import { assetSide, carries, directDependents, groups, tickets } from "../../src/entity/joined.ts";

const type = (name: string, label: string, inverse: string, dependency: boolean): Vocabulary["types"][string] => ({
  name,
  label,
  inverse,
  dependency,
  joins: [],
});
const vocabulary: Vocabulary = {
  kinds: {},
  types: {
    RUNS_ON: type("RUNS_ON", "Runs on", "Runs", true),
    USES: type("USES", "Uses", "Is used by", true),
    OWNED_BY: type("OWNED_BY", "Owned by", "Owns", false),
    CONNECTED_TO: type("CONNECTED_TO", "Connected to", "Connected to", false),
    AFFECTS: type("AFFECTS", "Affects", "Affected by", false),
  },
};

function joined(of: string, from: string, to: string, given: Partial<Relationship> = {}): Joined {
  const other = from === "me" ? to : from;
  const known = vocabulary.types[of];
  const relationship: Relationship = {
    type: of,
    from,
    to,
    effect: known?.dependency ? "hard" : "none",
    group: null,
    need: null,
    attributes: {},
    valid_from: "",
    last_seen: "",
    reported_by: "tests",
    ...given,
  };
  return { id: other, kind: "Server", name: other, reads: (from === "me" ? known?.label : known?.inverse) ?? of, relationship };
}

const all = [
  joined("OWNED_BY", "me", "owner"),
  joined("CONNECTED_TO", "peer", "me"),
  joined("CONNECTED_TO", "me", "peer 2"),
  joined("RUNS_ON", "b", "me"),
  joined("RUNS_ON", "a", "me", { effect: "soft" }),
  joined("USES", "person", "me", { effect: "none" }),
  joined("RUNS_ON", "me", "host"),
  joined("AFFECTS", "INC-1", "me"),
  joined("AFFECTS", "me", "not a ticket about it"),
  joined("constructor", "me", "lost"),
];

describe("relationships", () => {
  test("are grouped by how they read: what it depends on, what depends on it, then the rest", () => {
    expect(groups("me", all, vocabulary).map(({ reads, joined: some }) => [reads, some.map(({ id }) => id)])).toEqual([
      ["Runs on", ["host"]],
      ["Is used by", ["person"]],
      ["Runs", ["a", "b"]],
      ["Affects", ["not a ticket about it"]],
      ["Connected to", ["peer 2"]],
      ["constructor", ["lost"]],
      ["Owned by", ["owner"]],
      ["Affected by", ["INC-1"]],
      ["Connected to", ["peer"]],
    ]);
  });

  test("are told apart by what they are for", () => {
    const ids = (some: Joined[]): string[] => some.map(({ id }) => id);
    expect(ids(directDependents("me", all))).toEqual(["a", "b"]);
    expect(ids(tickets("me", all))).toEqual(["INC-1"]);
    expect(ids(assetSide("me", all))).toEqual(["owner"]);
  });

  test("say how they carry failure", () => {
    expect(carries({ effect: "none", group: "power", need: 1 })).toBe("");
    expect(carries({ effect: "hard", group: null, need: null })).toBe("hard");
    expect(carries({ effect: "soft", group: "members", need: 2 })).toBe("soft, in group members, 2 needed");
    expect(carries({ effect: "hard", group: "g", need: null })).toBe("hard, in group g, 1 needed");
  });
});
