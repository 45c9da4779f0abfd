import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Vocabulary } from "../../src/app/question.ts";
import { words } from "../../src/app/words.ts";
import { asText, known, readable, typed, withUnit } from "../../src/entity/values.ts";

const number = { type: "number", list: false, unit: null, about: "", values: [], over: [] };
const vocabulary: Vocabulary = {
  kinds: {
    Server: {
      name: "Server",
      parent: null,
      ancestors: [],
      about: "",
      abstract: false,
      roles: [],
      attributes: {
        memory: { ...number, unit: "GiB" },
        purchase_cost: { ...number, about: "Price paid, in `currency`." },
        currency: { ...number, type: "string" },
        availability: { ...number, unit: "%" },
      },
    },
  },
  types: {},
};

test.each([
  ["serial_number", "Serial number"],
  ["DatabaseServer", "Database server"],
  ["IPAddress", "IP address"],
  ["PDU", "PDU"],
  ["ip_addresses", "IP addresses"],
  ["VLAN", "VLAN"],
  ["VirtualMachine", "Virtual machine"],
  ["DNSZone", "DNS zone"],
  ["RackPDU", "Rack PDU"],
  ["", ""],
])("%s reads %s", (name, read) => {
  expect(words(name)).toBe(read);
});

describe("values", () => {
  test.each([
    [true, "yes"],
    [false, "no"],
    [12600, "12,600"],
    [0.1, "0.1"],
    [2 ** 53, "about 9007199254740992"],
    [["a", "b"], "a, b"],
    ["<b>", "<b>"],
  ])("%s reads %s", (value, read) => {
    expect(readable(value)).toBe(read);
  });

  test("have the unit of the vocabulary, a price that of its currency", () => {
    const told = (name: string, value: number): string =>
      withUnit(value, known(vocabulary, "Server", name, value), { currency: "DKK" });
    expect([told("memory", 64), told("purchase_cost", 12600), told("availability", 99.9), told("other", 1)]).toEqual([
      "64 GiB",
      "12,600 DKK",
      "99.9 %",
      "1",
    ]);
  });

  test("that the vocabulary lacks are known by what they hold, whatever their name", () => {
    expect(known(vocabulary, "Server", "constructor", ["a"])).toMatchObject({ declared: false, type: "string", list: true });
    expect(known(vocabulary, "constructor", "memory", 1)).toMatchObject({ declared: false, type: "number", list: false });
    expect(known(vocabulary, "Server", "memory")).toMatchObject({ declared: true, unit: "GiB" });
  });
});

describe("what is typed", () => {
  test.each([
    ["64", "integer", { value: 64 }],
    [" -1.5e3 ", "number", { value: -1500 }],
    [".5", "number", { value: 0.5 }],
    ["", "integer", { nothing: true }],
    ["true", "boolean", { value: true }],
    [" text ", "string", { value: " text " }],
  ])("%j as %s is %j", (text, type, told) => {
    expect(typed(text, { type, list: false })).toEqual(told);
  });

  test.each([
    ["1.5", "integer"],
    ["1,5", "number"],
    ["0x10", "number"],
    ["Infinity", "number"],
    ["1e999", "number"],
    ["9007199254740993", "integer"],
    ["9007199254740993", "number"],
    ["maybe", "boolean"],
  ])("%j is refused as %s instead of being made into something else", (text, type) => {
    expect(typed(text, { type, list: false })).toHaveProperty("problem");
  });

  test("a list has an item on each line, and says which line is wrong", () => {
    expect(typed("1\n\n 2 ", { type: "integer", list: true })).toEqual({ value: [1, 2] });
    expect(typed(" a \nb", { type: "string", list: true })).toEqual({ value: [" a ", "b"] });
    expect(typed("\n", { type: "string", list: true })).toEqual({ nothing: true });
    expect(typed("1\ntwo", { type: "integer", list: true })).toEqual({ problem: "Line 2: This is a whole number, such as 16." });
  });

  test("a number is typed back as it is", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), fc.maxSafeInteger()),
        (value) => {
          expect(typed(asText(value), { type: "number", list: false })).toEqual({
            value: value === 0 ? expect.closeTo(0) : value,
          });
        },
      ),
    );
  });
});
