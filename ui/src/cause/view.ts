/** The ranking: the sentence, the ways drawn, a row for each candidate, and all that speaks for the one that is selected. */

import "./cause.css";
import { call, entities } from "../app/api.ts";
import { asking } from "../app/asking.ts";
import { fill, h, own } from "../app/dom.ts";
import { count } from "../app/numbers.ts";
import type { Frame, View } from "../app/question.ts";
import { opener, table, type Table } from "../app/table.ts";
import { readable } from "../app/time.ts";
import { words } from "../app/words.ts";
import { fromParameters, question, sameQuestion, toParameters, type Asked } from "./asked.ts";
import { questionBar } from "./bar.ts";
import { drawing } from "./drawing.ts";
import { showEvidence } from "./evidence.ts";
import { picture } from "./picture.ts";
import { share, termsOf } from "./terms.ts";
import type { Candidate, CauseAnswer } from "./types.ts";

const LIMIT = 10;
const MOST = 100;

export function open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View {
  let asked = fromParameters(parameters);
  let answer: CauseAnswer | null = null;
  let ranking: Table | null = null;
  const names = new Map<string, string>();

  const change = (part: Partial<Asked>) => {
    const next = { ...asked, ...part };
    frame.go("cause", toParameters(next), { replace: sameQuestion(next, asked) });
  };
  const select = (id: string) => change({ selected: id });
  const bar = questionBar(frame, (part) => change({ ...part, selected: "" }));
  const said = h("section", { class: "said", "aria-live": "polite" });
  const drawn = h("div", {});
  const list = h("div", {});
  const evidence = h("aside", { class: "evidence panel", "aria-label": "Evidence" });
  const body = h("div", { class: "answer", hidden: true }, h("section", { class: "look cause-look" }, drawn, list), evidence);
  const asks = asking(said);
  fill(root, bar.element, said, body);

  function ask(): void {
    answer = null;
    body.hidden = true;
    bar.show(asked, names);
    frame.title("");
    if (asked.symptoms.length === 0) {
      asks.end();
      fill(said, welcome());
      return;
    }
    void asks.ask(async (signal) => {
      const { body: told } = await call<CauseAnswer>("/root-cause", { method: "POST", body: question(asked), signal });
      // A ticket is not among what the answer names: what it is about hurts.
      const others = ids(asked).filter((id) => !told.named.some((one) => one.id === id));
      for (const { id, name } of await entities(others, asked.asOf, signal)) names.set(id, name);
      show(told);
    });
  }

  function show(told: CauseAnswer): void {
    answer = told;
    for (const { id, name } of told.named) names.set(id, name);
    bar.show(asked, names);
    frame.title(told.text);
    fill(
      said,
      h("h1", { class: "sentence" }, told.text),
      h(
        "p",
        { class: "faint" },
        `Begun ${readable(told.onset)}. The graph as of ${readable(told.as_of)}. `,
        told.events === 0 ? "No alarm is recorded of then: only places, changes and tickets speak." : `${count(told.events)} ${told.events === 1 ? "alarm counts" : "alarms count"}.`,
      ),
      told.warnings.map((warning) => h("p", { class: "warning" }, own(warning))),
    );
    body.hidden = told.candidates.length === 0;
    ranking = ranked(told);
    fill(list, ranking.element, more(told));
    point();
  }

  /** Picture and evidence of the candidate that is selected. */
  function point(): void {
    const at = Math.max(0, answer?.candidates.findIndex(({ id }) => id === asked.selected) ?? 0);
    const candidate = answer?.candidates[at];
    if (answer === null || candidate === undefined) return;
    const made = picture(answer);
    const label = "The ways from the candidates to what hurts, drawn; the table and the evidence have the same";
    fill(
      drawn,
      h("div", { class: "scroll", role: "region", "aria-label": label, tabindex: 0 }, drawing(made, candidate.id, label, select)),
      h(
        "p",
        { class: "faint" },
        "Numbers are candidates, squares what hurts, triangles alarms; arrows lead from what fails to what it shows at.",
        made.drawn < answer.candidates.length && ` The ways of the first ${made.drawn} of ${answer.candidates.length} are drawn.`,
      ),
    );
    ranking?.select(candidate.id);
    showEvidence(evidence, candidate, at + 1, { frame, asOf: asked.asOf, names });
  }

  function ranked({ candidates, symptoms }: CauseAnswer): Table {
    return table<Candidate, string>({
      label: "Candidates",
      columns: [
        { name: "rank", title: "Rank", numeric: true, cell: (one) => String(candidates.indexOf(one) + 1) },
        { name: "name", title: "Candidate", cell: (one) => [opener(own(one.name), one.id, () => select(one.id)), " ", h("span", { class: "faint" }, words(one.kind))] },
        { name: "share", title: "Likelihood", cell: ({ score }) => likelihood(score) },
        { name: "explains", title: "Explains", cell: ({ explains }) => explained(explains, symptoms.length) },
        { name: "why", title: "What speaks for it most", cell: why },
      ],
      rows: candidates,
      key: ({ id }) => id,
      onSelect: ({ id }) => select(id),
    });
  }

  function explained(its: readonly string[], all: number): Node | string {
    if (its.length === 0) return h("span", { class: "faint" }, "none");
    if (all > 3 && its.length === all) return `all ${count(all)}`;
    const some = its.slice(0, 3).map((id, at) => [at > 0 && ", ", own(names.get(id) ?? id)]).flat();
    return h("span", {}, some, its.length > 3 && ` and ${count(its.length - 3)} more`);
  }

  function more({ candidates, omitted }: CauseAnswer): Node | false {
    if (omitted === 0) return false;
    const next = Math.min(MOST, Math.max(LIMIT, candidates.length) * 4);
    return h("p", {}, `${count(omitted)} less likely candidates are not listed. `, candidates.length < MOST && h("button", { type: "button", class: "button", onclick: () => change({ limit: String(next) }) }, `List ${next}`));
  }

  ask();
  return {
    update(next) {
      const before = asked;
      asked = fromParameters(next);
      if (!sameQuestion(before, asked)) return ask();
      bar.show(asked, names);
      point();
    },
    subject() {
      const [first] = asked.symptoms;
      return first ? { id: first.id, asOf: asked.asOf } : null;
    },
    close: () => asks.end(),
  };
}

function ids({ symptoms }: Asked): string[] {
  return symptoms.map(({ id }) => id);
}

function likelihood(score: number): HTMLElement {
  const bar = h("span", {});
  bar.style.width = `${100 * score}%`;
  return h("span", { class: "cause-share" }, h("span", { class: "cause-whole", "aria-hidden": "true" }, bar), ` ${share(score)}`);
}

function why(candidate: Candidate): string {
  const [first, second] = termsOf(candidate).filter(({ value }) => value > 0);
  if (first === undefined) return "Nothing but its place";
  return second === undefined ? first.what : `${first.what}; ${lowered(second.what)}`;
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function welcome(): HTMLElement {
  return h(
    "div",
    {},
    h("h1", { class: "sentence" }, "Why does it hurt?"),
    h("p", {}, "Choose what hurts: services, applications, machines, or the ticket that tells of them. What they stand on is ranked by how well it explains that, with the alarms, changes and tickets that speak for it."),
  );
}
