import { expect, test } from "vitest";
import type { Vocabulary } from "../../src/app/question.ts";
import type { Card } from "../../src/app/types.ts";
import { ends, failing, workers } from "../../src/ticket/about.ts";

const kind = (name: string, ...ancestors: string[]) => ({ name, parent: ancestors[0] ?? null, ancestors, about: "", abstract: false, roles: [], attributes: {} });
const VOCABULARY: Vocabulary = {
  kinds: Object.fromEntries(
    [kind("Server", "ManagedElement"), kind("Person", "Party"), kind("Agent", "Person", "Party"), kind("Team", "Party"), kind("License", "Agreement")].map((one) => [one.name, one]),
  ),
  types: {},
};

function card(...joined: [type: string, id: string, kind: string, incoming?: boolean][]): Card {
  return {
    entity: { id: "INC-1", labels: ["Ticket"] },
    relationships: joined.map(([type, id, of, incoming]) => ({ id, kind: of, name: id, reads: "", relationship: incoming ? { type, from: id, to: "INC-1" } : { type, from: "INC-1", to: id } })),
  } as unknown as Card;
}

test("what can fail is asked about once: parties and agreements do not fail, what nobody knows might", () => {
  const told = card(
    ["AFFECTS", "srv", "Server"], ["TARGETS", "srv", "Server"], ["AFFECTS", "ann", "Person"], ["TARGETS", "lic", "License"],
    ["AFFECTS", "odd", "OfAnEarlierVocabulary"], ["CAUSED_BY", "sw", "Server"], ["AFFECTS", "INC-2", "Server", true],
  );
  expect(failing(told, VOCABULARY).map(({ id }) => id)).toEqual(["srv", "odd"]);
  expect(ends(told, "AFFECTS", "TARGETS").map(({ id }) => id)).toEqual(["srv", "ann", "lic", "odd"]);
});

test("who works on it is a person and a team, of kinds below them too", () => {
  const told = workers(card(["ASSIGNED_TO", "desk", "Team"], ["ASSIGNED_TO", "bob", "Agent"]), VOCABULARY);
  expect([told.person?.id, told.team?.id]).toEqual(["bob", "desk"]);
  expect(workers(card(), VOCABULARY)).toEqual({ person: null, team: null });
});
