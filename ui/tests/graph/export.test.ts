import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { badge } from "../../src/graph/badge.ts";
import { toCsv, toJson } from "../../src/app/files.ts";
import { clean, cut } from "../../src/graph/labels.ts";
import { layout } from "../../src/graph/layout.ts";
import { toSvg, wrapped } from "../../src/graph/svg.ts";
import { PRINT } from "../../src/graph/theme.ts";
import { affected, answer, edge, graph, node } from "./graphs.ts";
import { parse } from "./wellformed.ts";

const NAMES = [
  `<img src=x onerror="alert(1)">`,
  "]]></svg><script>alert(1)</script>",
  "\u202eמערכת שכר وخادم",
  "👩‍👩‍👧‍👦".repeat(100),
  "x".repeat(500),
  "a\u0000b\u0008c\ud800d\udfffe\ufffef",
  `&amp;'"`,
  "",
];
const about = { question: `What breaks if <b>"Rack" & co</b>\u0007 are down?`, filter: "", asOf: "2026-01-01T00:00:00Z", version: "1.2.3" };

describe("the drawing", () => {
  const drawn = (name: string, kind = "Server") => {
    const gate = {
      id: "g",
      dependent: "a",
      group: name,
      effect: "soft" as const,
      need: 1,
      members: 2,
      standing: 0,
      label: "0 of 2 stand, 1 needed",
    };
    const one = graph(
      [
        node("t", { name, column: 0, target: true }),
        node("a", { name, kind, tickets: ["T"], criticality: name }),
        node("b", { name, column: 2, state: "at_risk" }),
      ],
      [edge("t", "a", { gate: "g" }), edge("a", "b", { count: 3 })],
      [gate],
    );
    return toSvg(one, layout(one), about, name);
  };

  test.each(NAMES)("is well-formed whatever things are called: %j", (name) => {
    const texts = parse(drawn(name, name));
    const clear = name.replace(/[\0\b\ufffe]|\p{Surrogate}/gu, "\ufffd");
    expect(texts.filter(([element, text]) => element === "title" && text.startsWith(clear))).toHaveLength(
      4 - (clear === "" ? 0 : 1),
    );
  });

  test("is well-formed for any name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        parse(drawn(name, name));
      }),
    );
  });

  test("says question, time, version, and what is folded", () => {
    const texts = parse(drawn("Folded: much."));
    expect(texts).toContainEqual(["title", `What breaks if <b>"Rack" & co</b>\ufffd are down?`]);
    expect(texts).toContainEqual(["desc", "As of 2026-01-01T00:00:00Z · cmdb-graph 1.2.3. Folded: much."]);
    expect(texts).toContainEqual(["text", "As of 2026-01-01T00:00:00Z · cmdb-graph 1.2.3"]);
  });

  test("holds the whole question, over as many lines as it takes", () => {
    const question = `If ${"Battery room A (UPS) and ".repeat(20)}Payroll go down, 3 more go down.`;
    const one = graph([node("t", { column: 0, target: true })], []);
    const texts = parse(toSvg(one, layout(one), { ...about, question, filter: 'Filtered: "web" in name or id: 1 of 4.' }));
    const lines = texts.filter(([element]) => element === "text").map(([, text]) => text);
    expect(lines.join(" ")).toContain(question);
    expect(lines).toContain('Filtered: "web" in name or id: 1 of 4.');
  });

  test("breaks text at blanks, loses nothing of it and keeps to its width", () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 30 }), fc.integer({ min: 3, max: 40 }), (text, letters) => {
        const found = wrapped(text, letters);
        expect(found.join(" ").replaceAll(" ", "")).toBe(clean(text).replaceAll(" ", ""));
        for (const line of found) expect(line.length).toBeLessThanOrEqual(letters);
      }),
    );
  });

  test("is the same each time", () => {
    expect(drawn("x")).toBe(drawn("x"));
  });

  test("says states in words, not in colors alone", () => {
    expect(parse(drawn("x")).filter(([, text]) => text.endsWith("■ down"))).not.toHaveLength(0);
  });
});

test("badges are pictures in an address, or nothing", () => {
  expect(badge(0, null, PRINT)).toBe("");
  expect(badge(0, "low", PRINT)).toBe("");
  const picture = badge(12, "critical", PRINT);
  expect(parse(decodeURIComponent(picture.slice("data:image/svg+xml;utf8,".length))).map(([, text]) => text)).toEqual([
    "!!",
    "9+",
  ]);
});

describe("labels", () => {
  test("are cut as people count, with an ellipsis", () => {
    expect(cut("x".repeat(29))).toBe(`${"x".repeat(27)}…`);
    expect(cut("x".repeat(28))).toBe("x".repeat(28));
    expect(cut("👩‍👩‍👧‍👦".repeat(28))).toBe("👩‍👩‍👧‍👦".repeat(28));
  });

  test("hold nothing that turns the direction of others, nor half a character", () => {
    expect(clean("a\u202eb\u2067c\ud800d\u0000e\nf")).toBe("abcde f");
  });

  test("are short for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
        expect(cut(text).length).toBeLessThanOrEqual(28 * 16);
      }),
    );
    expect(cut(`a${"\u0301".repeat(500)}`.repeat(3)).length).toBeLessThan(100);
  });
});

/** RFC 4180, read strictly. */
function read(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < csv.length) {
    const match = cell.exec(csv);
    if (match === null) throw new Error("not RFC 4180");
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === "\r\n") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe("tables", () => {
  const targets = [{ id: "t", state: "down" as const }];
  const row = (id: string, more = {}) => ({ ...affected(id, 1, []), via: "", ...more });
  const names = new Map([["t", { name: "=cmd|' /C calc'!A0", kind: "Rack" }]]);

  test("have a row of names, and question, time and version in each row", () => {
    const rows = read(toCsv(targets, [row("a", { name: 'He said "x, y"\r\n', via: "t" })], names, { ...about, filter: "Filtered." }));
    expect(rows).toEqual([
      ["id", "kind", "name", "state", "before", "distance", "via", "question", "filter", "as_of", "version"],
      ["t", "Rack", "'=cmd|' /C calc'!A0", "down", "", "0", "", about.question, "Filtered.", about.asOf, about.version],
      ["a", "Server", 'He said "x, y"\r\n', "down", "unaffected", "1", "t", about.question, "Filtered.", about.asOf, about.version],
    ]);
  });

  test.each(["=", "+", "-", "@", "\t", "\r"])("no value is a formula: %j", (sign) => {
    const rows = read(toCsv(targets, [row(`${sign}1`)], names, { ...about, question: `${sign}x` }));
    expect([rows[2]?.[0], rows[2]?.[7]]).toEqual([`'${sign}1`, `'${sign}x`]);
  });

  test("any text comes back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const told = read(toCsv(targets, [row("a", { name })], names, about))[2]?.[2];
        expect(told?.replace(/^'(?=[=+\-@\t\r])/, "")).toBe(name);
      }),
    );
  });
});

test("JSON holds the whole answer, and what was asked", () => {
  const whole = answer([affected("a", 1, [])]);
  expect(JSON.parse(toJson(whole, about))).toEqual({
    question: about.question,
    filter: "",
    as_of: about.asOf,
    version: about.version,
    answer: whole,
  });
});
