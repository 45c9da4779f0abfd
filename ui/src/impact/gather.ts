/** All that is shown of one question: the answer, what its parts are called, and the comparison with another time. */

import { call, entities, lines, Refused, segment } from "../app/api.ts";
import type { Vocabulary } from "../app/question.ts";
import type { ImpactAnswer, Neighborhood, Row, State } from "../app/types.ts";
import { question, type Asked } from "./asked.ts";
import { alone, changes, statesOf, type Absent, type Change } from "./compare.ts";
import { parts } from "./places.ts";

export interface Called {
  name: string;
  kind: string;
  criticality?: string | null;
}

/** What the tickets among the targets are about: a ticket fails nothing itself. */
export interface Subjects {
  nodes: { id: string; name: string }[];
  /** Tickets about which all is known. */
  whole: ReadonlySet<string>;
  /** Tickets that are about more than was told. */
  cut: string[];
}

export type Compared = { at: string; earlier: boolean } & ({ refused: Refused } | { changes: Change[]; states: Map<string, State | Absent> });

export interface Found {
  answer: ImpactAnswer;
  /** Of all that is affected, and of what was given, which the answer itself does not tell. */
  names: Map<string, Called>;
  /** How many of what was given go by their ids. */
  unnamed: number;
  subjects: Subjects;
  compared: Compared | null;
}

/** So many of what is given are looked up, each by a request. */
const NAMED = 50;
/** By these types a ticket is about something. */
const ABOUT: ReadonlySet<string> = new Set(["AFFECTS", "TARGETS"]);
const AROUND = "1000";
// A body is at most 1 MiB.
const MOST_BYTES = 500_000;

/** Raises what the question itself raises; a comparison that is refused is told as such. */
export async function gather(asked: Asked, vocabulary: Vocabulary, signal: AbortSignal): Promise<Found> {
  const then = asked.against ? settled(rows(asked, asked.against, signal)) : null;
  const answer = (await call<ImpactAnswer>("/impact", { method: "POST", body: question(asked, asked.asOf), signal })).body;
  const given = [...new Set(asked.targets.concat(asked.assuming).map(({ id }) => id))];
  const [own, compared] = await Promise.all([named(given.slice(0, NAMED), answer.as_of, signal), then && compare(asked, answer, then, signal)]);
  const names = new Map<string, Called>([...answer.affected.map((node) => [node.id, node] as const), ...own]);
  const isTicket = (id: string) => vocabulary.kinds[names.get(id)?.kind ?? ""]?.ancestors.includes("Ticket") ?? false;
  const subjects = await about(asked.targets.map(({ id }) => id).filter(isTicket), answer.as_of, signal);
  return { answer, names, unnamed: Math.max(0, given.length - NAMED), subjects, compared };
}

/** Every affected node, whatever the limit. */
export function rows(asked: Asked, asOf: string, signal: AbortSignal): Promise<Row[]> {
  return lines<Row>("/impact", { method: "POST", body: { ...question(asked, asOf), limit: 0, exposed: false }, signal });
}

/** Every affected node of an answer, asked for only where it does not list them. */
export async function allRows(asked: Asked, answer: ImpactAnswer, signal: AbortSignal): Promise<Row[]> {
  if (answer.omitted > 0) return rows(asked, answer.as_of, signal);
  return answer.affected.map((node) => ({ ...node, via: node.path.at(-2) ?? "" }));
}

async function compare(asked: Asked, answer: ImpactAnswer, asking: Promise<Settled<Row[]>>, signal: AbortSignal): Promise<Compared> {
  const at = asked.against;
  const earlier = !(Date.parse(at) > Date.parse(answer.as_of));
  try {
    const then = (await asking)();
    const now = await allRows(asked, answer, signal);
    const [gone, later]: [Absent, Absent] = earlier ? ["not there yet", "retired"] : ["retired", "not there yet"];
    const [absentThen, absentNow] = await Promise.all([absent(alone(now, then), at, signal), absent(alone(then, now), answer.as_of, signal)]);
    const missing = { then: new Map(absentThen.map((id) => [id, gone])), now: new Map(absentNow.map((id) => [id, later])) };
    return { at, earlier, changes: changes(then, now, missing), states: statesOf(then, missing) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { at, earlier, refused: error };
  }
}

/** Those of the ids that were not there at a time: the API names every one of them. */
async function absent(ids: string[], asOf: string, signal: AbortSignal): Promise<string[]> {
  const found: string[] = [];
  for (const part of parts(ids, MOST_BYTES)) {
    try {
      await call("/sites", { method: "POST", body: { ids: part, as_of: asOf }, signal });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
      for (const { pointer = "" } of error.problem.errors ?? []) {
        const id = part[Number(/^\/ids\/(\d+)$/.exec(pointer)?.[1])];
        if (id !== undefined) found.push(id);
      }
    }
  }
  return found;
}

async function named(ids: string[], asOf: string, signal: AbortSignal): Promise<[string, Called][]> {
  return (await entities(ids, asOf, signal)).map(({ id, name, kind, attributes: { criticality } }) => [
    id,
    { name, kind, criticality: typeof criticality === "string" ? criticality : null },
  ]);
}

/** What these tickets affect or target, each once. */
async function about(tickets: string[], asOf: string, signal: AbortSignal): Promise<Subjects> {
  const query = new URLSearchParams({ depth: "1", limit: AROUND, as_of: asOf });
  const found = await Promise.all(
    tickets.map(async (id) => {
      const { body } = await call<Neighborhood>(`/entities/${segment(id)}/neighborhood?${query}`, { signal });
      const ends = new Set(body.relationships.filter(({ type, from }) => from === id && ABOUT.has(type)).map(({ to }) => to));
      return { id, nodes: body.nodes.filter((node) => ends.has(node.id)), isWhole: !body.omitted };
    }),
  );
  return {
    nodes: [...new Map(found.flatMap(({ nodes }) => nodes).map(({ id, name }) => [id, { id, name }])).values()],
    whole: new Set(found.filter(({ isWhole }) => isWhole).map(({ id }) => id)),
    cut: found.filter(({ isWhole }) => !isWhole).map(({ id }) => id),
  };
}

/** What a promise came to; raises it again when it is called. */
type Settled<T> = () => T;

/** A promise that may fail before anybody waits for it. */
function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (value) => () => value,
    (error) => () => {
      throw error;
    },
  );
}
