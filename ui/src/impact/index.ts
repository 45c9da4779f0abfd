/** What breaks: the sentence first, then table, graph and evidence of one answer. */

import "./impact.css";
import { Said } from "../app/api.ts";
import { asking, refusal } from "../app/asking.ts";
import { fill, h, own, redraw } from "../app/dom.ts";
import { save, toCsv, toJson } from "../app/files.ts";
import type { Frame, Question, View } from "../app/question.ts";
import type { Table } from "../app/table.ts";
import { readable } from "../app/time.ts";
import type { Affected, ImpactAnswer } from "../app/types.ts";
import { words } from "../app/words.ts";
import type { Keys } from "../graph/index.ts";
import { GRAPH_KEYS } from "../graph/keys.ts";
import type { Graph } from "../graph/model.ts";
import type { GraphView } from "../graph/view.ts";
import { LIMIT, MOST, fromParameters, sameQuestion, toParameters, type Asked, type Look } from "./asked.ts";
import { questionBar } from "./bar.ts";
import { changeSentence } from "./compare.ts";
import { evidencePane } from "./evidence.ts";
import { filtered, filterText } from "./filter.ts";
import { allRows, gather, type Called, type Compared, type Found } from "./gather.ts";
import { lists } from "./lists.ts";
import { places, type Told } from "./places.ts";
import { state, table } from "./table.ts";
import { tools, type FileKind, type Tools } from "./tools.ts";

/** So many differences from another time are listed. */
const COMPARED = 100;
/** So many of what tickets are about are named on a button. */
const NAMED = 5;
/** An answer with more than these is shown as a table first: it says more than a graph. */
const TABLE_FROM = 300;
/** A graph waits until nobody types any more: milliseconds. */
const PAUSE = 250;

export const impact: Question = {
  name: "impact",
  title: "What breaks",
  open,
  about: ({ id, asOf }) => new URLSearchParams({ target: id, ...(asOf ? { as_of: asOf } : {}) }),
};

type GraphModule = typeof import("../graph/index.ts");

function open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View {
  let asked = fromParameters(parameters);
  let found: Found | null = null;
  /** Those of the last answer stand until the next one is there. */
  let names: ReadonlyMap<string, Called> = new Map();
  let tool: Tools | null = null;
  let through: { answer: ImpactAnswer; filter: string; nodes: Affected[] } | null = null;
  let tabled: { nodes: Affected[]; sort: string; table: Table } | null = null;
  let graphModule: GraphModule | null = null;
  let graph: GraphView | null = null;
  let drawing: { nodes: Affected[]; graph: Graph } | null = null;
  let keyed: { answer: ImpactAnswer; told: Told | null; note: string; keys: Keys } | null = null;
  /** Draws the graph that waits for a pause. */
  let waiting: { timer: number; draw(): void } | null = null;
  const left = new AbortController();
  const standing = places(() => show());

  const change = (part: Partial<Asked>) => {
    const next = { ...asked, ...part };
    // A step back leads to another question, or closes what was opened; how one walked about is no step.
    const opens = asked.selected === "" && next.selected !== "";
    frame.go("impact", toParameters(next), { replace: sameQuestion(next, asked) && !opens });
  };
  const bar = questionBar(frame, change);
  const said = h("section", { class: "said", "aria-live": "polite" });
  const toolbar = h("section", { class: "tools", "aria-label": "Filters and views" });
  const look = h("section", { class: "look" });
  const evidence = evidencePane(frame, change);
  const beside = h("section", { class: "beside" });
  const question = asking(said);
  fill(root, bar.element, said, toolbar, h("div", { class: "answer" }, look, evidence.element), beside);

  /** The question changed. */
  function ask(): void {
    found = tool = through = tabled = drawing = null;
    closeGraph();
    for (const part of [toolbar, look, beside]) fill(part);
    bar.show(asked, names);
    evidence.show(asked, null);
    frame.title("");
    if (asked.targets.length === 0) {
      question.end();
      fill(said, welcome());
      return;
    }
    void question.ask(async (signal) => {
      const gathered = await gather(asked, frame.vocabulary, signal);
      signal.throwIfAborted();
      found = gathered;
      draw(gathered);
    });
  }

  /** The answer changed. */
  function draw({ answer, names: called, unnamed, subjects, compared }: Found): void {
    const { asOf, limit } = asked;
    names = called;
    bar.show(asked, names);
    frame.title(answer.text);
    fill(
      said,
      h("h1", { class: "sentence" }, answer.text),
      h("p", { class: "faint" }, `As of ${readable(answer.as_of)}`, asOf ? "" : ", the last that was recorded", "."),
      asked.odd.map((one) => h("p", { class: "error" }, one)),
      answer.warnings.map((warning) => h("p", { class: "warning" }, warning)),
      unnamed > 0 && h("p", { class: "warning" }, `${unnamed.toLocaleString("en")} of what was asked about go by their ids here: too many to look each up.`),
      subjects.nodes.length > 0 &&
        h("p", {}, h("button", { class: "button", onclick: () => change({ targets: withSubjects() }) }, `Ask about ${listed(subjects.nodes)}`)),
      subjects.cut.length > 0 && h("p", { class: "warning" }, `${listed(subjects.cut.map((name) => ({ name })))}: about more than is looked up here, and kept in the question.`),
      answer.omitted > 0 &&
        h(
          "p",
          { class: "warning" },
          `${answer.omitted.toLocaleString("en")} affected are not listed. `,
          typeof limit === "number" &&
            limit < MOST &&
            h("button", { class: "button", onclick: () => change({ limit: Math.min(Math.max(10 * limit, LIMIT), MOST) }) }, "List more"),
        ),
      compared && comparison(compared),
    );
    tool = tools(answer, { change, save: (kind) => void file(kind) });
    fill(toolbar, tool.element);
    fill(beside, lists(answer, frame, asOf ? { as_of: asOf } : {}, (id) => { change({ selected: id }); evidence.element.focus(); }));
    show();
  }

  /** Filter, order, look or selection changed, or nothing: each part does only what it has to. */
  function show(): void {
    if (found === null) return;
    const { answer } = found;
    const filter = JSON.stringify([asked.find, asked.states, asked.kinds]);
    if (through?.answer !== answer || through.filter !== filter) through = { answer, filter, nodes: filtered(answer.affected, asked) };
    const { nodes } = through;
    if (nodes.length === 0 || lookAs(answer) === "table") showTable(found, nodes);
    else if (graphModule) showGraph(graphModule, found, nodes);
    else void loadGraph();
    tool?.show(asked, nodes.length, lookAs(answer), graph !== null);
    evidence.show(asked, answer);
  }

  function lookAs({ affected }: ImpactAnswer): Look {
    return asked.look || (affected.length > TABLE_FROM ? "table" : "graph");
  }

  function showTable({ answer, compared }: Found, nodes: Affected[]): void {
    closeGraph();
    if (nodes.length === 0) {
      tabled = null;
      fill(look, h("p", { class: "faint" }, answer.affected.length > 0 ? "The filters let nothing through." : "Nothing else is affected."));
      return;
    }
    const sort = JSON.stringify([asked.sort, asked.descending]);
    if (tabled?.nodes !== nodes || tabled.sort !== sort) {
      const made = table(nodes, asked, compared && "states" in compared ? compared.states : null, change);
      tabled = { nodes, sort, table: made };
      redraw(look, () => fill(look, made.element));
    }
    tabled.table.select(asked.selected);
  }

  async function loadGraph(): Promise<void> {
    try {
      graphModule = await import("../graph/index.ts");
    } catch {
      if (found === null || lookAs(found.answer) === "table") return;
      tabled = null;
      fill(
        look,
        refusal(new Said("The graph could not be loaded from the server.")),
        h("button", { class: "button", onclick: () => change({ look: "table" }) }, "Show the table"),
      );
      return;
    }
    // While it came, another look may have been chosen, other filters, or another question.
    show();
  }

  function showGraph(module: GraphModule, { answer }: Found, nodes: Affected[]): void {
    clearTimeout(waiting?.timer);
    const draw = () => {
      waiting = null;
      if (drawing?.nodes !== nodes) drawing = { nodes, graph: module.toGraph({ ...answer, affected: nodes }, names, asked.assuming) };
      graph?.show(drawing.graph, asked.fold, asked.selected || null, keys(module, answer));
    };
    if (graph && drawing?.nodes !== nodes) waiting = { timer: window.setTimeout(draw, PAUSE), draw };
    else {
      if (!graph) {
        fill(look);
        tabled = null;
        graph = module.graphView(look, {
          onSelect: (id) => change({ selected: id }),
          onOpen: (id) => {
            change({ selected: id });
            evidence.element.focus();
          },
          onFold: (fold) => change({ fold }),
          announce: frame.announce,
        });
      }
      draw();
    }
  }

  function closeGraph(): void {
    clearTimeout(waiting?.timer);
    waiting = null;
    graph?.close();
    graph = null;
  }

  /** What nodes can be folded by; the same object as long as nothing in it changed. */
  function keys({ foldFromText, serviceKey, siteKey }: GraphModule, answer: ImpactAnswer): Keys {
    const { told, note } = standing.of(answer, foldFromText(asked.fold).by === "site");
    if (keyed?.answer !== answer || keyed.told !== told || keyed.note !== note) {
      keyed = { answer, told, note, keys: { service: serviceKey(answer, isService), site: siteKey(told, note) } };
    }
    return keyed.keys;
  }

  function isService(kind: string): boolean {
    return kind === "Service" || (frame.vocabulary.kinds[kind]?.ancestors.includes("Service") ?? false);
  }

  /** What is asked about, with what the tickets are about in their place. */
  function withSubjects(): Asked["targets"] {
    const { nodes, whole } = found!.subjects;
    const others = asked.targets.filter(({ id }) => !whole.has(id));
    const known = new Set(others.map(({ id }) => id));
    return [...others, ...nodes.filter(({ id }) => !known.has(id)).map(({ id }) => ({ id, state: "down" as const }))];
  }

  /** Every file holds what the filters let through, and says so. */
  async function file(kind: FileKind): Promise<void> {
    if (found === null || through === null) return;
    const { answer } = found;
    const { nodes } = through;
    const about = { question: answer.text, asOf: answer.as_of, version: frame.session.version, filter: filterText(asked, nodes.length, answer.affected.length) };
    const name = `impact-${answer.as_of.slice(0, 10)}`;
    try {
      if (kind === "csv") {
        const all = await allRows(asked, answer, left.signal);
        const wanted = filtered(all, asked);
        const text = toCsv(answer.targets, wanted, found.names, { ...about, filter: filterText(asked, wanted.length, all.length) });
        save(`${name}.csv`, new Blob([text], { type: "text/csv" }));
      } else if (kind === "json") {
        save(`${name}.json`, new Blob([toJson({ ...answer, affected: nodes }, about)], { type: "application/json" }));
      } else {
        waiting?.draw();
        const omitted = answer.omitted > 0 ? `${answer.omitted.toLocaleString("en")} more are affected and not shown.` : "";
        await graph?.export(kind, { ...about, filter: [about.filter, omitted].filter(Boolean).join(" ") });
      }
    } catch (error) {
      if (!left.signal.aborted) frame.complain(error);
    }
  }

  ask();
  return {
    update(next) {
      const before = asked;
      asked = fromParameters(next);
      if (!sameQuestion(before, asked)) return ask();
      bar.show(asked, names);
      show();
    },
    key(event) {
      if (event.key === "e" && !evidence.element.hidden) evidence.element.focus();
      else if (event.key === "Escape" && asked.selected) change({ selected: "" });
      else if (event.key === "t") change({ look: "table" });
      else if (event.key === "g") change({ look: "graph" });
      else return graph?.key(event) ?? false;
      return true;
    },
    keys: [
      ["e", "go to the evidence"],
      ["t", "table"],
      ["g", "graph"],
      ...GRAPH_KEYS.map(([key, does]): [string, string] => [key, `in the graph, ${does}`]),
    ],
    subject() {
      const id = asked.selected || asked.targets[0]?.id;
      return id === undefined ? null : { id, asOf: asked.asOf };
    },
    close() {
      left.abort();
      question.end();
      found = null;
      evidence.close();
      standing.close();
      closeGraph();
    },
  };
}

function comparison(compared: Compared): HTMLElement {
  const title = h("h2", {}, `${compared.earlier ? "Since" : "Compared with"} ${readable(compared.at)}`);
  if ("refused" in compared) return h("section", { class: "compared" }, title, refusal(compared.refused));
  const differences = compared.changes;
  return h(
    "section",
    { class: "compared" },
    title,
    h("p", {}, changeSentence(differences)),
    differences.length > 0 &&
      h(
        "ul",
        {},
        differences.slice(0, COMPARED).map((one) => h("li", {}, own(one.name), ` (${words(one.kind)}): `, state(one.then), " → ", state(one.now))),
        differences.length > COMPARED && h("li", {}, `${(differences.length - COMPARED).toLocaleString("en")} more`),
      ),
  );
}

/** The first few by name. */
function listed(nodes: { name: string }[]): string {
  const more = nodes.length - NAMED;
  return nodes.slice(0, NAMED).map(({ name }) => name).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function welcome(): HTMLElement {
  return h(
    "div",
    { class: "welcome" },
    h("h1", {}, "What breaks if this goes down?"),
    h("p", {}, "Search for it by its name, id, serial number, address, kind or owner. Press / to begin."),
  );
}
