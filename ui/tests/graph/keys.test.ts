import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold, NOTHING, unfold } from "../../src/graph/fold.ts";
import { toGraph } from "../../src/graph/model.ts";
import { ledTo, MANY, serviceKey } from "../../src/graph/services.ts";
import { siteKey } from "../../src/graph/sites.ts";
import { affected, answer, node } from "./graphs.ts";

const ids = ["a", "b", "c", "d", "e", "s1", "s2", "s3"];
const pairs = fc.array(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)), { maxLength: 30 });
const services = fc.subarray(["s1", "s2", "s3"]).map((some) => new Set(some));

/** By trying every way: the services that a node leads to without another between. */
function tried(edges: [string, string][], of: ReadonlySet<string>, start: string): string[] {
  const seen = new Set([start]);
  for (const id of seen) if (id === start || !of.has(id)) for (const [from, to] of edges) if (from === id) seen.add(to);
  seen.delete(start);
  return [...seen].filter((id) => of.has(id)).sort();
}

describe("the services that a node leads to", () => {
  test("are those of all ways, cycles or not", () => {
    fc.assert(
      fc.property(pairs, services, (edges, of) => {
        const led = ledTo(edges, of);
        for (const id of ids.filter((each) => !of.has(each))) {
          const [first, ...more] = tried(edges, of, id);
          expect(led.get(id)).toEqual(first === undefined ? undefined : { count: 1 + more.length, first });
        }
      }),
    );
  });

  test("do not depend on the order of edges and services", () => {
    const both = fc.tuple(pairs, services).chain(([edges, of]) =>
      fc.tuple(
        fc.constant({ edges, of }),
        fc.shuffledSubarray(edges, { minLength: edges.length }),
        fc.shuffledSubarray([...of], { minLength: of.size }),
      ),
    );
    fc.assert(
      fc.property(both, ([{ edges, of }, otherEdges, otherOf]) => {
        const led = ledTo(edges, of);
        expect(new Map(ledTo(otherEdges, new Set(otherOf)))).toEqual(led);
      }),
    );
  });

  test("are counted up to many, for whatever stands before such a node too", () => {
    const many = Array.from({ length: MANY + 20 }, (_, at) => `s${String(at).padStart(4, "0")}`);
    const edges = [["root", "hub"] as const, ["root", "side"] as const, ...many.map((id) => ["hub", id] as const)];
    const led = ledTo(edges, new Set([...many, "side"]));
    expect(led.get("hub")).toEqual({ count: MANY, first: "s0000" });
    expect(led.get("root")).toEqual({ count: MANY, first: "s0000" });
  });
});

/** t takes a and b; a carries the shop alone, b the shop and the blog, and c nothing. */
function estate(omitted = 0) {
  const by = (id: string) => [{ group: null, effect: "hard" as const, need: 1, members: 1, standing: 0, providers: [{ id, state: "down" as const }] }];
  const two = (id: string) => ["1", "2"].map((more) => affected(`${id}${more}`, 1, by("t")));
  const both = [...by("b1"), ...by("b2"), ...by("a1"), ...by("a2")];
  return answer(
    [
      ...["a", "b", "c"].flatMap(two),
      affected("shop", 2, both, { kind: "BusinessService", name: "Web shop" }),
      affected("blog", 2, [...by("b1"), ...by("b2")], { kind: "BusinessService", name: "Blog" }),
    ],
    { omitted },
  );
}

const isService = (kind: string) => kind.endsWith("Service");
const folded = (omitted = 0) => {
  const found = estate(omitted);
  return fold(toGraph(found, new Map()), { ...NOTHING, by: "service" }, { service: serviceKey(found, isService) });
};

describe("folded by service", () => {
  test("groups are called after the service they carry, and services stay", () => {
    const names = folded().nodes.map(({ name }) => name);
    expect(names.sort()).toEqual(["2 Servers for Web shop", "2 Servers for no service that is hit", "2 Servers shared by 2 services", "Blog", "Web shop", "t"]);
  });

  test("what the limit of the answer left out may be a service", () => {
    expect(folded(5).nodes.map(({ name }) => name)).toContain("2 Servers for no service listed");
  });

  test("each group opens for itself", () => {
    const found = estate();
    const key = folded().nodes.find(({ name }) => name === "2 Servers for Web shop")?.fold ?? "";
    const open = unfold({ ...NOTHING, by: "service" }, key);
    const names = fold(toGraph(found, new Map()), open, { service: serviceKey(found, isService) }).nodes.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["a1", "a2", "2 Servers shared by 2 services"]));
  });
});

test("sites are called by name, several and none are said, and what nobody asked about stays as it is", () => {
  const key = siteKey({ sites: [{ id: "x", kind: "Site", name: "Harbor" }], located: { a: ["x"], b: ["x", "y"], c: [] } });
  const value = (id: string) => key.of(node(id));
  expect(["a", "b", "c", "d", "constructor"].map(value)).toEqual(["=x", "several", "none", null, null]);
  expect(["=x", "several", "none"].map((each) => key.says(each))).toEqual(["at Harbor", "at several sites", "at no known site"]);
  expect(siteKey(null, "Asking").of(node("a"))).toBeNull();
});
