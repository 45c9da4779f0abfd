import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Content, same, valueAt } from "../../src/entity/changes.ts";
import { conflict, isEmpty, type Patch, patchOf, resolved, type Side } from "../../src/entity/patch.ts";
import { content, plain } from "./contents.ts";

const base: Content = { kind: "Server", name: "one", as: ["CI"], attributes: { memory: 64, role: "web", tags: ["a"] } };

/** What the API makes of a patch (RFC 7396). */
function patched(state: Content, patch: Patch): Content {
  const attributes = new Map(Object.entries(state.attributes));
  for (const [name, value] of Object.entries(patch.attributes ?? {})) {
    if (value === null) attributes.delete(name);
    else attributes.set(name, value);
  }
  return {
    kind: state.kind,
    name: patch.name ?? state.name,
    as: patch.as ?? state.as,
    attributes: Object.fromEntries(attributes),
  };
}

describe("a patch", () => {
  test("holds what differs and nothing else; what is removed is null", () => {
    const mine: Content = { ...base, name: "uno", attributes: { memory: 128, tags: ["a"], cores: 8 } };
    expect(patchOf(base, mine)).toEqual({ name: "uno", attributes: { memory: 128, cores: 8, role: null } });
  });

  test("of no change is empty", () => {
    expect(isEmpty(patchOf(base, { ...base }))).toBe(true);
  });

  test("turns any state into any other, also as it goes over the wire", () => {
    fc.assert(
      fc.property(content, content, (from, to) => {
        const wire = JSON.parse(JSON.stringify(patchOf(from, to))) as Patch;
        expect(plain(patched(from, wire))).toEqual(plain(to));
      }),
    );
  });
});

describe("two edits of one base", () => {
  test("tell who changed what", () => {
    const mine: Content = { ...base, name: "mine", attributes: { memory: 128, role: "web", tags: ["a"], cores: 8 } };
    const theirs: Content = { ...base, name: "theirs", as: ["CI", "Asset"], attributes: { memory: 64, tags: ["a"], cores: 8 } };
    expect(conflict(base, mine, theirs)).toEqual([
      { pointer: "/name", base: "one", mine: "mine", theirs: "theirs", by: "both" },
      { pointer: "/as", base: ["CI"], mine: ["CI"], theirs: ["Asset", "CI"], by: "theirs" },
      { pointer: "/attributes/memory", base: 64, mine: 128, theirs: 64, by: "mine" },
      { pointer: "/attributes/role", base: "web", mine: "web", theirs: undefined, by: "theirs" },
    ]);
  });

  test("a kind that somebody changed stays theirs", () => {
    const theirs: Content = { ...base, kind: "WebServer" };
    expect(conflict(base, { ...base, name: "mine" }, theirs).map(({ pointer }) => pointer)).toEqual(["/name"]);
  });

  const sides = fc.constantFrom<Side>("mine", "theirs");

  test("each place becomes what was decided, and no other place is touched", () => {
    fc.assert(
      fc.property(content, content, content, fc.infiniteStream(sides), (start, mine, theirs, choices) => {
        const places = conflict(start, mine, theirs);
        const decided = new Map(places.map(({ pointer }) => [pointer, choices.next().value as Side]));
        const made = resolved(theirs, places, decided);
        for (const { pointer } of places) {
          expect(same(valueAt(made, pointer), valueAt(decided.get(pointer) === "mine" ? mine : theirs, pointer))).toBe(true);
        }
        const all = (side: Side): Map<string, Side> => new Map(places.map(({ pointer }) => [pointer, side]));
        expect(plain(resolved(theirs, places, all("mine")))).toEqual(plain(mine));
        expect(plain(resolved(theirs, places, all("theirs")))).toEqual(plain(theirs));
        expect(plain(patched(theirs, patchOf(theirs, made)))).toEqual(plain(made));
      }),
    );
  });

  test("nothing of either is lost: what only one side changed is what that side made of it", () => {
    fc.assert(
      fc.property(content, content, content, (start, mine, theirs) => {
        const places = conflict(start, mine, theirs);
        const decided = new Map(places.flatMap(({ pointer, by }) => (by === "both" ? [] : [[pointer, by] as const])));
        const made = resolved(theirs, places, decided);
        for (const pointer of [
          "/name",
          "/as",
          ...Object.keys({ ...mine.attributes, ...theirs.attributes }).map(
            (name) => `/attributes/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
          ),
        ]) {
          const [was, yours, other, is] = [start, mine, theirs, made].map((state) => valueAt(state, pointer));
          if (same(was, yours)) expect(is).toEqual(other);
          else if (same(was, other)) expect(is).toEqual(yours);
        }
      }),
    );
  });

  test("places that are not decided stay theirs", () => {
    const theirs: Content = { ...base, name: "theirs" };
    const places = conflict(base, { ...base, name: "mine" }, theirs);
    expect(resolved(theirs, places, new Map()).name).toBe("theirs");
  });
});
