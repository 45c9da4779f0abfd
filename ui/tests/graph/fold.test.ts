import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { autoFold, foldedText, resolve } from "../../src/graph/autofold.ts";
import { AUTO, fold, groupKey, NOTHING, plural, tidy, toggleBehind, unfold, type FoldState, type Keys } from "../../src/graph/fold.ts";
import { words } from "../../src/app/words.ts";
import { foldFromText, foldToText } from "../../src/graph/foldtext.ts";
import { edge, graph, graphs, node, shuffled } from "./graphs.ts";

const keys: Keys = {
  site: {
    of: (each) => (each.id.endsWith("1") ? "Berlin" : each.id.endsWith("2") ? null : "Oslo"),
    says: (value) => `in ${value}`,
  },
};
const ids = fc.uniqueArray(fc.constantFrom("t0", "n0", "n1", "n2", "n3", "n4", "n5"), { maxLength: 4 });
const states: fc.Arbitrary<FoldState> = fc
  .record({
    auto: fc.constant(false),
    by: fc.constantFrom(null, "kind", "site"),
    hidden: fc.uniqueArray(fc.constantFrom("Server", "Service"), { maxLength: 2 }),
    behind: ids,
    hubs: ids,
    groups: fc.constantFrom([], [groupKey("kind", "Service", { column: 1, state: "down" })]),
    beyond: fc.constantFrom(null, null, 2, 3),
    open: fc.constant([]),
  })
  .map(tidy);
/** A state, and the same with some of what it folds in this graph opened. */
const folded = fc.tuple(graphs, states, fc.nat()).map(([one, state, pick]): [typeof one, FoldState] => {
  const folds = fold(one, state, keys).nodes.flatMap((each) => (each.fold === null ? [] : [each.fold]));
  const key = folds[pick % Math.max(1, folds.length)];
  return [one, pick % 2 === 0 && key !== undefined ? unfold(state, key) : state];
});

describe("whatever is folded", () => {
  test("folding twice is folding once", () => {
    fc.assert(
      fc.property(folded, ([one, state]) => {
        const once = fold(one, state, keys);
        expect(fold(once, state, keys)).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  test("the order of lists is of no account", () => {
    fc.assert(
      fc.property(
        folded.chain(([one, state]) => fc.tuple(fc.constant(one), shuffled(one), fc.constant(state))),
        ([one, other, state]) => {
          expect(fold(other, state, keys)).toEqual(fold(one, state, keys));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("nothing is lost: each entity is there once, alone or in a fold, unless its kind is hidden", () => {
    fc.assert(
      fc.property(folded, ([one, state]) => {
        const kept = one.nodes.filter((each) => each.target || !state.hidden.includes(each.kind));
        const members = fold(one, state, keys).nodes.flatMap((each) => each.members);
        expect([...members].sort()).toEqual(kept.map((each) => each.id).sort());
      }),
    );
  });

  test("edges join what is there, and lead into gates that are there", () => {
    fc.assert(
      fc.property(folded, ([one, state]) => {
        const result = fold(one, state, keys);
        const nodes = new Set(result.nodes.map((each) => each.id));
        const gates = new Map(result.gates.map((gate) => [gate.id, gate]));
        for (const { from, to, gate } of result.edges) {
          expect([nodes.has(from), nodes.has(to), from === to]).toEqual([true, true, false]);
          if (gate !== null) expect(gates.get(gate)?.dependent).toBe(to);
        }
        expect(result.gates.map((gate) => gate.id)).toEqual([...new Set(result.edges.flatMap((each) => each.gate ?? []))].sort());
      }),
    );
  });

  test("no edge between two that stay is lost, and edges into folds are counted", () => {
    fc.assert(
      fc.property(folded, ([one, state]) => {
        const result = fold(one, { ...state, hidden: [] }, keys);
        const into = new Map(result.nodes.flatMap((each) => each.members.map((id) => [id, each.id])));
        const crossing = one.edges.filter(({ from, to }) => into.get(from) !== into.get(to));
        expect(result.edges.reduce((sum, each) => sum + each.count, 0)).toBe(crossing.length);
      }),
    );
  });

  test("unfolding all restores the graph", () => {
    fc.assert(
      fc.property(folded, ([one, state]) => {
        expect(fold(one, NOTHING, keys)).toEqual(one);
        let open = { ...state, hidden: [] };
        for (let turn = 0; turn < 200; turn++) {
          const bubble = fold(one, open, keys).nodes.find((each) => each.fold !== null);
          if (bubble?.fold == null) break;
          open = { ...unfold(open, bubble.fold), hidden: [] };
        }
        expect(fold(one, open, keys)).toEqual(one);
      }),
      { numRuns: 300 },
    );
  });
});

test("a hub folds its leaves of one kind and state into one, with the edges counted", () => {
  const leaves = ["a", "b", "c"].map((id) => node(id, { kind: "VirtualMachine" }));
  const one = graph(
    [node("t", { column: 0, target: true }), ...leaves, node("d"), node("e", { column: 2 })],
    [...["a", "b", "c", "d"].map((id) => edge("t", id)), edge("d", "e"), edge("d", "a")],
  );
  const result = fold(one, { ...NOTHING, hubs: ["t"] });
  expect(result.nodes.map((each) => each.name).sort()).toEqual(["3 Virtual machines", "d", "e", "t"]);
  expect(result.edges.filter((each) => each.count !== 1 || each.from === "d").map(({ from, count }) => [from, count])).toEqual(
    expect.arrayContaining([
      ["t", 3],
      ["d", 1],
    ]),
  );
  expect(foldedText(result)).toBe("Folded: 3 Virtual machines, down.");
});

test("a fold says the worst of what is in it, and each ticket once", () => {
  const one = graph(
    [
      node("t", { column: 0, target: true }),
      node("a", { state: "at_risk", tickets: ["T1"], criticality: "low" }),
      node("b", { tickets: ["T1", "T2"], criticality: "critical", kind: "Service" }),
    ],
    [edge("t", "a"), edge("a", "b")],
  );
  const bubble = fold(one, toggleBehind(NOTHING, "t")).nodes.find((each) => each.fold !== null);
  expect(bubble).toMatchObject({ name: "2 CIs behind: 1 down, 1 at risk", state: "down", tickets: ["T1", "T2"], criticality: "critical", kind: "" });
});

describe("a hidden kind", () => {
  const t = node("t", { column: 0, target: true });
  const hidden = (id: string, column: number) => node(id, { kind: "Hypervisor", column });
  const hide = { ...NOTHING, hidden: ["Hypervisor"] };

  test("keeps its implied edges, through several", () => {
    const one = graph(
      [t, hidden("h", 1), hidden("i", 2), node("b", { column: 3 })],
      [edge("t", "h"), edge("h", "i"), edge("i", "b")],
    );
    expect(fold(one, hide)).toMatchObject({
      nodes: [{ id: "b" }, { id: "t" }],
      edges: [{ from: "t", to: "b", implied: true, effect: "hard" }],
    });
  });

  test("gives a soft edge where a soft one is on the way, and a hard one where one way is hard throughout", () => {
    const soft = graph([t, hidden("h", 1), node("b", { column: 2 })], [edge("t", "h", { effect: "soft" }), edge("h", "b")]);
    expect(fold(soft, hide).edges).toMatchObject([{ effect: "soft", implied: true }]);
    const both = graph(
      [t, hidden("h", 1), hidden("i", 1), node("b", { column: 2 })],
      [edge("t", "h", { effect: "soft" }), edge("h", "b"), edge("t", "i"), edge("i", "b")],
    );
    expect(fold(both, hide).edges.map((each) => each.effect)).toContain("hard");
  });

  test("stays where the edges in its place would be a multitude", () => {
    const many = (letter: string, column: number) => Array.from({ length: 40 }, (_, at) => node(`${letter}${at}`, { column }));
    const [before, behind] = [many("a", 1), many("b", 3)];
    const joins = (hub: string, to: typeof behind) => [...before.map(({ id }) => edge(id, hub)), ...to.map(({ id }) => edge(hub, id))];
    const nodes = [t, ...before, ...behind, hidden("hub", 2), hidden("thin", 2)];
    const result = fold(graph(nodes, [...joins("hub", behind), ...joins("thin", behind.slice(0, 3))]), hide);
    expect(result.nodes.filter(({ kind }) => kind === "Hypervisor").map(({ id }) => id)).toEqual(["hub"]);
    expect(result.edges.filter(({ implied }) => implied)).toHaveLength(40 * 3);
    const both = { ...hide, by: "kind" };
    const all = graph([...nodes, hidden("other", 2)], [...joins("hub", behind), ...joins("other", behind)]);
    expect(fold(fold(all, both), both)).toEqual(fold(all, both));
    expect(fold(all, both).nodes.map(({ name }) => name)).toContain("2 Hypervisors");
  });

  test("never makes more than sixteen edges of one", () => {
    const columns = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 3 }));
    fc.assert(
      fc.property(columns, ([before, behind, hubs]) => {
        const names = (letter: string, count: number) => Array.from({ length: count }, (_, at) => `${letter}${at}`);
        const [from, over, to] = [names("a", before), names("h", hubs), names("b", behind)];
        const nodes = [t, ...from.map((id) => node(id)), ...over.map((id) => hidden(id, 2)), ...to.map((id) => node(id, { column: 3 }))];
        const edges = over.flatMap((hub) => [...from.map((id) => edge(id, hub)), ...to.map((id) => edge(hub, id))]);
        expect(fold(graph(nodes, edges), hide).edges.length).toBeLessThanOrEqual(16 * edges.length);
      }),
    );
  });

  test("does not hide a target", () => {
    expect(fold(graph([t], []), { ...NOTHING, hidden: ["Server"] }).nodes).toHaveLength(1);
  });
});

describe("folding by itself", () => {
  test("leaves at most as many as asked for, but for targets", () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 8, max: 12 }), (one, most) => {
        expect(autoFold(one, most).graph.nodes.length).toBeLessThanOrEqual(most);
      }),
    );
  });

  test("folds nothing where the graph is small enough", () => {
    fc.assert(
      fc.property(graphs, (one) => {
        expect(autoFold(one, 100)).toEqual({ graph: one, state: NOTHING, text: "" });
      }),
    );
  });

  const chain = Array.from({ length: 300 }, (_, at) => node(`c${at}`, { kind: `K${at}`, column: at + 1 }));
  const spread = (hub: string, count: number) => Array.from({ length: count }, (_, at) => node(`${hub}-${at}`, { column: 2 }));
  const star = graph(
    [node("t", { column: 0, target: true }), node("big"), node("small"), ...spread("big", 100), ...spread("small", 20)],
    [
      edge("t", "big"),
      edge("t", "small"),
      ...spread("big", 100).map((each) => edge("big", each.id)),
      ...spread("small", 20).map((each) => edge("small", each.id)),
    ],
  );

  test("takes the largest hub first, and no more than needed", () => {
    const { state, text } = autoFold(star, 30);
    expect(state.hubs).toEqual(["big"]);
    expect(text).toBe("Folded: 100 Servers, down.");
    expect(autoFold(star, 10).state.hubs).toEqual(["big", "small"]);
  });

  test("cuts a long chain where nothing else folds", () => {
    const { graph: result, state } = autoFold(graph([node("t", { column: 0, target: true }), ...chain], []), 50);
    expect([result.nodes.length, state.beyond]).toEqual([50, 49]);
  });

  test("what somebody opened stays open and folds nothing in its place", () => {
    const first = resolve(star, AUTO, 30);
    const bubble = first.graph.nodes.find((each) => each.fold !== null)?.fold ?? "";
    const opened = resolve(star, unfold(AUTO, bubble), 30);
    expect(opened.graph).toEqual(star);
  });
});

describe("as text", () => {
  const texts = fc.uniqueArray(fc.string({ minLength: 1, unit: "binary" }), { maxLength: 3 });
  const any = fc.record({
    auto: fc.boolean(),
    by: fc.option(fc.string({ minLength: 1 })),
    hidden: texts,
    behind: texts,
    hubs: texts,
    groups: texts,
    open: texts,
    beyond: fc.option(fc.integer({ min: 0, max: 999 })),
  });

  test("a state comes back as it was", () => {
    fc.assert(
      fc.property(any, (state) => {
        expect(foldFromText(foldToText(state))).toEqual(tidy(state));
      }),
    );
  });

  test("any text is some state", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(tidy(foldFromText(text))).toEqual(foldFromText(text));
      }),
    );
    expect(foldFromText("")).toEqual(AUTO);
    expect(foldToText(AUTO)).toBe("");
  });
});

test("a key that nobody gave folds nothing, whatever objects call their own", () => {
  const one = graph([node("t", { column: 0, target: true }), node("a"), node("b")], []);
  for (const by of ["constructor", "__proto__", "toString", "nobody"]) expect(fold(one, { ...NOTHING, by })).toEqual(one);
});

test("kinds read as words", () => {
  expect([words("VirtualMachine"), words("UPS"), words("IPAddress")]).toEqual(["Virtual machine", "UPS", "IP address"]);
  expect(["VirtualMachine", "Facility", "Switch", "Gateway"].map(plural)).toEqual([
    "Virtual machines",
    "Facilities",
    "Switches",
    "Gateways",
  ]);
});

test("a fold of several states says how many are in each, not the worst of all alone", () => {
  const nodes = [node("t", { column: 0, target: true }), node("a", { state: "down" }), node("b", { state: "at_risk" })];
  const both = graph(nodes, [edge("t", "a"), edge("t", "b")]);
  const folded = fold(both, { ...NOTHING, behind: ["t"] }).nodes.find((each) => each.fold !== null);
  expect([folded?.name, folded?.state]).toEqual(["2 Servers behind: 1 down, 1 at risk", "down"]);
  const alike = graph([nodes[0]!, nodes[1]!], [edge("t", "a")]);
  expect(fold(alike, { ...NOTHING, behind: ["t"] }).nodes.find((each) => each.fold !== null)?.name ?? "none").not.toContain(":");
});
