/** What breaks: the sentence first, then table, graph and evidence of one answer. */

import "./impact.css";
import { call, Refused, segment } from "../app/api.ts";
import { fill, h, own, redraw } from "../app/dom.ts";
import type { Frame, Question, View } from "../app/question.ts";
import { STATES } from "../app/states.ts";
import { readable } from "../app/time.ts";
import type { Affected, Entity, ImpactAnswer, Neighborhood, State } from "../app/types.ts";
import type { GraphView } from "../graph/view.ts";
import type { Keys } from "../graph/index.ts";
import type { Graph } from "../graph/model.ts";
import { MOST, fromParameters, question, sameQuestion, toParameters, type Asked, type Look } from "./asked.ts";
import { questionBar } from "./bar.ts";
import { changes, changeSentence, statesOf, type Missing } from "./compare.ts";
import { download } from "./download.ts";
import { evidencePane } from "./evidence.ts";
import { filtered } from "./filter.ts";
import { lists } from "./lists.ts";
import { places, type Told } from "./places.ts";
import { state, table } from "./table.ts";

interface Called {
  name: string;
  kind: string;
  criticality?: string | null;
}

/** By these types a ticket is about something. */
const ABOUT: ReadonlySet<string> = new Set(["AFFECTS", "TARGETS"]);

/** So many tickets are looked up, and so many of what they are about are named. */
const TICKETS = 5;

/** So many differences from another time are listed. */
const COMPARED = 100;

/** Above so many rows a table says more than a graph. */
const TABLE_FROM = 300;

export const impact: Question = { name: "impact", title: "What breaks", open };

function open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View {
  let asked = fromParameters(parameters);
  let answer: ImpactAnswer | null = null;
  let other: ImpactAnswer | null = null;
  let missing: Missing | undefined;
  /** What the tickets among the targets are about: a ticket fails nothing itself. */
  let subjects: { id: string; name: string }[] = [];
  let under: AbortController | null = null;
  const names = new Map<string, Called>();
  let drawing: { answer: ImpactAnswer; filter: string; graph: Graph } | null = null;
  let graphModule: typeof import("../graph/index.ts") | null = null;
  let graph: GraphView | null = null;
  let keyed: { answer: ImpactAnswer; told: Told | null; note: string; keys: Keys } | null = null;
  const standing = places(() => draw());

  const change = (part: Partial<Asked>) => {
    const next = { ...asked, ...part };
    const replace = sameQuestion(next, asked) && next.selected === asked.selected;
    frame.go("impact", toParameters(next), { replace });
  };
  const bar = questionBar(frame, change);
  const said = h("section", { class: "said", "aria-live": "polite" });
  const tools = h("section", { class: "tools", "aria-label": "Filters and views" });
  const look = h("section", { class: "look" });
  const evidence = evidencePane(frame, change);
  const beside = h("section", { class: "beside" });
  fill(root, bar.element, said, tools, h("div", { class: "answer" }, look, evidence.element), beside);

  async function ask(): Promise<void> {
    under?.abort();
    answer = other = null;
    draw();
    if (asked.targets.length === 0) return;
    under = new AbortController();
    const { signal } = under;
    fill(said, h("p", {}, "Asking ... ", h("button", { class: "button", onclick: () => under?.abort() }, "Cancel")));
    try {
      const post = async (asOf: string) => (await call<ImpactAnswer>("/impact", { method: "POST", body: question(asked, asOf), signal })).body;
      [answer, other] = await Promise.all([post(asked.asOf), asked.against ? post(asked.against) : null]);
      missing = other ? await missingFrom(other, answer, signal) : undefined;
      for (const node of answer.affected) names.set(node.id, node);
      await name(asked.targets.concat(asked.assuming).map(({ id }) => id), signal);
      subjects = await about(asked.targets.map(({ id }) => id).filter(isTicket), signal);
      draw();
    } catch (error) {
      if (signal.aborted) {
        if (under?.signal === signal) fill(said, h("p", {}, "Canceled. ", h("button", { class: "button", onclick: () => void ask() }, "Ask again")));
        return;
      }
      if (!(error instanceof Refused)) throw error;
      fill(said, h("p", { class: "error", role: "alert" }, error.message));
    }
  }

  /** Names of what was given, which the answer itself does not tell. */
  async function name(ids: string[], signal: AbortSignal): Promise<void> {
    const as_of = asked.asOf ? `?${new URLSearchParams({ as_of: asked.asOf })}` : "";
    const unknown = ids.filter((id) => !names.has(id)).slice(0, 50);
    await Promise.all(
      unknown.map(async (id) => {
        const { body } = await call<Entity>(`/entities/${segment(id)}${as_of}`, { signal });
        const criticality = body.attributes["criticality"];
        names.set(id, { name: body.name, kind: body.kind, criticality: typeof criticality === "string" ? criticality : null });
      }),
    );
  }

  function isTicket(id: string): boolean {
    return frame.vocabulary.kinds[names.get(id)?.kind ?? ""]?.ancestors.includes("Ticket") ?? false;
  }

  /** What these tickets affect or target, each once. */
  async function about(tickets: string[], signal: AbortSignal): Promise<{ id: string; name: string }[]> {
    const as_of = asked.asOf ? `&${new URLSearchParams({ as_of: asked.asOf })}` : "";
    const found = await Promise.all(
      tickets.slice(0, TICKETS).map(async (id) => {
        const { body } = await call<Neighborhood>(`/entities/${segment(id)}/neighborhood?depth=1${as_of}`, { signal });
        const ends = new Set(body.relationships.filter(({ type, from }) => from === id && ABOUT.has(type)).map(({ to }) => to));
        return body.nodes.filter((node) => ends.has(node.id));
      }),
    );
    return [...new Map(found.flat().map((node) => [node.id, node])).values()];
  }

  /** What is asked about, with what the tickets are about in their place. */
  function withSubjects(): Asked["targets"] {
    const others = asked.targets.filter(({ id }) => !isTicket(id));
    const known = new Set(others.map(({ id }) => id));
    return [...others, ...subjects.filter(({ id }) => !known.has(id)).map(({ id }) => ({ id, state: "down" as const }))];
  }

  function draw(): void {
    bar.show(asked, new Map([...names].map(([id, { name }]) => [id, name])));
    evidence.show(asked);
    if (!answer) {
      fill(said, asked.targets.length === 0 && welcome());
      fill(tools);
      graph?.close();
      graph = null;
      fill(look);
      fill(beside);
      return;
    }
    const found = answer;
    const nodes = filtered(found.affected, asked);
    const differences = other ? changes(other, found, missing) : [];
    fill(
      said,
      h("h1", { class: "sentence" }, found.text),
      h("p", { class: "faint" }, `As of ${readable(found.as_of)}`, asked.asOf ? "" : ", the last that was recorded", "."),
      found.warnings.map((warning) => h("p", { class: "warning" }, warning)),
      subjects.length > 0 &&
        h("p", {}, h("button", { class: "button", onclick: () => change({ targets: withSubjects() }) }, `Ask about ${listed(subjects)}`)),
      found.omitted > 0 &&
        h(
          "p",
          { class: "warning" },
          `${found.omitted.toLocaleString("en")} affected are not listed. `,
          asked.limit < MOST && h("button", { class: "button", onclick: () => change({ limit: Math.min(asked.limit * 10, MOST) }) }, "List more"),
        ),
      other &&
        h(
          "section",
          { class: "compared" },
          h("h2", {}, `Since ${readable(other.as_of)}`),
          h("p", {}, changeSentence(differences)),
          differences.length > 0 &&
            h(
              "ul",
              {},
              differences.slice(0, COMPARED).map((one) => h("li", {}, own(one.name), ` (${one.kind}): `, state(one.then), " → ", state(one.now))),
              differences.length > COMPARED && h("li", {}, `${differences.length - COMPARED} more`),
            ),
        ),
    );
    redraw(tools, () => fill(tools, filters(found, nodes.length)));
    showLook(nodes);
    fill(beside, lists(found, frame));
  }

  function lookAs(nodes: Affected[]): Look {
    return asked.look || (nodes.length > TABLE_FROM ? "table" : "graph");
  }

  function showLook(nodes: Affected[]): void {
    if (nodes.length === 0 || lookAs(nodes) === "table") {
      if (graph) {
        graph.close();
        graph = null;
        // Its pictures go with it.
        redraw(tools, () => fill(tools, filters(answer!, nodes.length)));
      }
      const then = other ? statesOf(other, missing) : null;
      redraw(look, () => fill(look, nodes.length ? table(nodes, asked, then, change) : h("p", { class: "faint" }, nothing())));
    } else if (graphModule) showGraph(graphModule, nodes);
    else {
      void import("../graph/index.ts").then((loaded) => {
        graphModule = loaded;
        // While it came, another look may have been chosen, other filters, or another question.
        if (answer) showLook(filtered(answer.affected, asked));
      });
    }
  }

  function showGraph(module: typeof import("../graph/index.ts"), nodes: Affected[]): void {
    const { graphView, toGraph } = module;
    const found = answer!;
    if (!graph) {
      fill(look);
      graph = graphView(look, {
        onSelect: (id) => change({ selected: id }),
        onOpen: (id) => {
          change({ selected: id });
          evidence.element.focus();
        },
        onFold: (fold) => change({ fold }),
        announce: frame.announce,
      });
      redraw(tools, () => fill(tools, filters(found, nodes.length)));
    }
    const filter = JSON.stringify([asked.find, asked.states, asked.kinds]);
    if (drawing?.answer !== found || drawing.filter !== filter) {
      drawing = { answer: found, filter, graph: toGraph({ ...found, affected: nodes }, names, asked.assuming) };
    }
    graph.show(drawing.graph, asked.fold, asked.selected || null, keys(module, found));
  }

  /** What nodes can be folded by; the same object as long as nothing in it changed. */
  function keys({ foldFromText, serviceKey, siteKey }: typeof import("../graph/index.ts"), found: ImpactAnswer): Keys {
    const { told, note } = standing.of(found, foldFromText(asked.fold).by === "site");
    if (keyed?.answer !== found || keyed.told !== told || keyed.note !== note) {
      keyed = { answer: found, told, note, keys: { service: serviceKey(found, isService), site: siteKey(told, note) } };
    }
    return keyed.keys;
  }

  function isService(kind: string): boolean {
    return kind === "Service" || (frame.vocabulary.kinds[kind]?.ancestors.includes("Service") ?? false);
  }

  function nothing(): string {
    return answer?.affected.length ? "The filters let nothing through." : "Nothing else is affected.";
  }

  function filters(found: ImpactAnswer, shown: number): HTMLElement {
    const kinds = [...new Set(found.affected.map(({ kind }) => kind))].sort();
    return h(
      "form",
      { class: "filters", onsubmit: (event) => event.preventDefault() },
      h("input", {
        type: "search", value: asked.find, placeholder: "Filter by name or id", "aria-label": "Filter by name or id",
        oninput: (event) => change({ find: (event.currentTarget as HTMLInputElement).value }),
      }),
      h(
        "fieldset",
        {},
        h("legend", { class: "unseen" }, "States"),
        [...STATES].reverse().filter((one) => one !== "unaffected").map((one) =>
          h(
            "label",
            { class: "check" },
            h("input", { type: "checkbox", "aria-label": `Only ${one}`, checked: asked.states.includes(one), onchange: () => change({ states: toggled(asked.states, one) }) }),
            state(one),
            ` ${found.counts[one as "down"].toLocaleString("en")}`,
          ),
        ),
      ),
      h(
        "select",
        { "aria-label": "Only one kind", onchange: (event) => { const kind = (event.currentTarget as HTMLSelectElement).value; change({ kinds: kind ? [kind] : [] }); } },
        h("option", { value: "" }, "every kind"),
        kinds.map((kind) => h("option", { value: kind, selected: asked.kinds.includes(kind) }, kind)),
      ),
      h("span", { class: "faint", role: "status" }, `${shown.toLocaleString("en")} of ${found.affected.length.toLocaleString("en")}`),
      h(
        "span",
        { role: "group", "aria-label": "View", class: "looks" },
        (["table", "graph"] as const).map((one) =>
          h("button", { class: "quiet", type: "button", "aria-pressed": String(one === lookAs(filtered(found.affected, asked))), onclick: () => change({ look: one }) }, one === "table" ? "Table" : "Graph"),
        ),
      ),
      graph !== null && h("button", { class: "quiet", type: "button", onclick: () => void picture("svg") }, "SVG"),
      graph !== null && h("button", { class: "quiet", type: "button", onclick: () => void picture("png") }, "PNG"),
      h("button", { class: "quiet", type: "button", onclick: () => download("csv", found, names, frame.session.version) }, "CSV"),
      h("button", { class: "quiet", type: "button", onclick: () => download("json", found, names, frame.session.version) }, "JSON"),
    );
  }

  async function picture(kind: "svg" | "png"): Promise<void> {
    if (answer) await graph?.export(kind, { question: answer.text, asOf: answer.as_of, version: frame.session.version });
  }

  void ask();
  return {
    update(next) {
      const before = asked;
      asked = fromParameters(next);
      if (sameQuestion(before, asked)) draw();
      else void ask();
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
      ["← →", "in the graph, to a provider or a dependent along an edge"],
      ["↑ ↓", "in the graph, within a column"],
      ["f", "in the graph, fold what is behind a node, or unfold it"],
    ],
    close() {
      under?.abort();
      answer = null;
      evidence.close();
      standing.close();
      graph?.close();
    },
  };
}

/** Which of those whose state differs were not there at all at one of the two times; of as many as are listed. */
async function missingFrom(then: ImpactAnswer, now: ImpactAnswer, signal: AbortSignal): Promise<Missing> {
  const listed = changes(then, now).slice(0, COMPARED);
  const absent = async (ids: string[], as_of: string) => {
    const gone = await Promise.all(
      ids.map(async (id) => {
        try {
          await call(`/entities/${segment(id)}?${new URLSearchParams({ as_of })}`, { signal });
          return false;
        } catch (error) {
          if (error instanceof Refused && error.status === 404) return true;
          throw error;
        }
      }),
    );
    return new Set(ids.filter((_, index) => gone[index]));
  };
  const unaffected = (at: "then" | "now") => listed.filter((one) => one[at] === "unaffected").map(({ id }) => id);
  const [earlier, later] = await Promise.all([absent(unaffected("then"), then.as_of), absent(unaffected("now"), now.as_of)]);
  return { then: earlier, now: later };
}

/** The first few by name. */
function listed(nodes: { name: string }[]): string {
  const more = nodes.length - TICKETS;
  return nodes.slice(0, TICKETS).map(({ name }) => name).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function toggled(states: State[], one: State): State[] {
  return states.includes(one) ? states.filter((other) => other !== one) : [...states, one];
}

function welcome(): HTMLElement {
  return h(
    "div",
    { class: "welcome" },
    h("h1", {}, "What breaks if this goes down?"),
    h("p", {}, "Search for it by its name, id, serial number, address, kind or owner. Press / to begin."),
  );
}
