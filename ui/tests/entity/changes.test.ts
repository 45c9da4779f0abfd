import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attributeAt, changes, type Content, pointerTo, same, valueAt } from "../../src/entity/changes.ts";
import { content } from "./contents.ts";

const server: Content = { kind: "Server", name: "one", as: ["CI"], attributes: { memory: 64, role: "web", tags: ["a"] } };

describe("changes", () => {
  test("tell what was added, removed and changed, by place", () => {
    const after: Content = {
      kind: "WebServer",
      name: "uno",
      as: ["CI", "Asset"],
      attributes: { memory: 128, tags: ["a"], cores: 8 },
    };
    expect(changes(server, after)).toEqual([
      { pointer: "/kind", what: "changed", before: "Server", after: "WebServer" },
      { pointer: "/name", what: "changed", before: "one", after: "uno" },
      { pointer: "/as", what: "changed", before: ["CI"], after: ["Asset", "CI"] },
      { pointer: "/attributes/cores", what: "added", before: undefined, after: 8 },
      { pointer: "/attributes/memory", what: "changed", before: 64, after: 128 },
      { pointer: "/attributes/role", what: "removed", before: "web", after: undefined },
    ]);
  });

  test("of what is created, all is added", () => {
    expect(changes(null, server).map(({ pointer, what }) => [pointer, what])).toEqual(
      ["/kind", "/name", "/as", "/attributes/memory", "/attributes/role", "/attributes/tags"].map((pointer) => [
        pointer,
        "added",
      ]),
    );
  });

  test("the order of roles means nothing, the order of a list and the type of a value do", () => {
    const both: Content = { ...server, as: ["Asset", "CI"], attributes: { list: ["a", "b"], one: 1, yes: true } };
    expect(changes(both, { ...both, as: ["CI", "Asset"] })).toEqual([]);
    const other = changes(both, { ...both, attributes: { list: ["b", "a"], one: "1", yes: "true" } });
    expect(other.map(({ pointer }) => pointer)).toEqual(["/attributes/list", "/attributes/one", "/attributes/yes"]);
  });

  test("nothing changes into itself, and what is told is what the states hold", () => {
    fc.assert(
      fc.property(content, content, (before, after) => {
        expect(changes(before, before)).toEqual([]);
        const told = changes(before, after);
        for (const change of told) {
          expect(change.before).toEqual(valueAt(before, change.pointer));
          expect(change.after).toEqual(valueAt(after, change.pointer));
          expect(same(change.before, change.after)).toBe(false);
        }
        expect(changes(after, before).map(({ pointer }) => pointer)).toEqual(told.map(({ pointer }) => pointer));
      }),
    );
  });
});

test("a place leads back to its attribute, whatever its name, and from inside a list", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      expect(attributeAt(pointerTo(name))).toBe(name);
    }),
  );
  expect(pointerTo("a/b~c")).toBe("/attributes/a~1b~0c");
  expect(attributeAt("/attributes/tags/3")).toBe("tags");
  expect(attributeAt("/name")).toBeUndefined();
});
