/** What a node stands on: the other direction, step by step. */

import { call } from "../app/api.ts";
import { asking } from "../app/asking.ts";
import { choose } from "../app/choice.ts";
import { fill, h, own } from "../app/dom.ts";
import type { Frame, Question, View } from "../app/question.ts";
import { readable } from "../app/time.ts";
import { timeField } from "../app/timefield.ts";
import type { DependenciesAnswer } from "../app/types.ts";
import { words } from "../app/words.ts";
import { picker } from "../search/search.ts";

export const dependencies: Question = {
  name: "dependencies",
  title: "What it stands on",
  open,
  about: ({ id, asOf }) => toParameters({ id, asOf, depth: "" }),
};

interface Asked {
  id: string;
  /** Steps to follow, as the address has it: what is no number the API refuses. "" is all of them. */
  depth: string;
  asOf: string;
}

function fromParameters(parameters: URLSearchParams): Asked {
  return { id: parameters.get("id") ?? "", depth: parameters.get("depth") ?? "", asOf: parameters.get("as_of") ?? "" };
}

function toParameters({ id, depth, asOf }: Asked): URLSearchParams {
  return new URLSearchParams({ ...(id ? { id } : {}), ...(depth ? { depth } : {}), ...(asOf ? { as_of: asOf } : {}) });
}

const STEPS = ["", "1", "2", "3", "5", "10"];

function open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View {
  let asked = fromParameters(parameters);
  const change = (part: Partial<Asked>) => frame.go("dependencies", toParameters({ ...asked, ...part }));
  const search = picker({ label: "What stands on others", hint: "Choose what to look below", onPick: ({ id }) => change({ id }) });
  const depth = h("select", { id: "depth", onchange: () => change({ depth: depth.value }) });
  const when = timeField("below-as-of", (asOf) => change({ asOf }));
  const said = h("section", { "aria-live": "polite" });
  const list = h("section", {});
  const question = asking(said);
  fill(
    root,
    h(
      "section",
      { class: "question panel given", "aria-label": "The question" },
      search.element,
      h("label", { for: "depth" }, "Follow"),
      depth,
      h("label", { for: "below-as-of" }, "As of"),
      when.element,
    ),
    said,
    list,
  );

  function ask(): void {
    const { id, depth: steps, asOf } = asked;
    choose(depth, STEPS, steps, (one) => (one === "" ? "all the way" : `${one} ${one === "1" ? "step" : "steps"}`));
    when.show(asOf);
    fill(list);
    frame.title("");
    if (!id) {
      question.end();
      fill(said, h("p", { class: "faint" }, "Choose a node to see what it stands on."));
      return;
    }
    const body = { id, ...(steps ? { depth: /^\d+$/.test(steps) ? Number(steps) : steps } : {}), ...(asOf ? { as_of: asOf } : {}) };
    void question.ask(async (signal) => draw((await call<DependenciesAnswer>("/dependencies", { method: "POST", body, signal })).body));
  }

  function draw(answer: DependenciesAnswer): void {
    const names = new Map(answer.providers.map((one) => [one.id, one.name]));
    const by = Map.groupBy(answer.edges, ({ to }) => to);
    const link = (ask: string, id: string, name: string) =>
      h("a", { href: frame.href(ask, new URLSearchParams({ id, ...(asked.asOf ? { as_of: asked.asOf } : {}) })), title: id }, own(name));
    frame.title(answer.text);
    fill(
      said,
      h("h1", { class: "sentence" }, answer.text),
      h("p", { class: "faint" }, `As of ${readable(answer.as_of)}.`),
      answer.omitted > 0 && h("p", { class: "warning" }, `${answer.omitted.toLocaleString("en")} more are not listed.`),
    );
    fill(
      list,
      answer.providers.length > 0 &&
        h(
          "div",
          { class: "scroll", role: "region", "aria-label": "What it stands on", tabindex: 0 },
          h(
            "table",
            { class: "table" },
            h("thead", {}, h("tr", {}, ["Steps", "Name", "Kind", "Needed by"].map((title) => h("th", { scope: "col" }, title)))),
            h(
              "tbody",
              {},
              answer.providers.map((one) =>
                h(
                  "tr",
                  {},
                  h("td", { class: "number" }, String(one.distance)),
                  h("td", {}, link("entity", one.id, one.name)),
                  h("td", { class: "kind" }, words(one.kind)),
                  h(
                    "td",
                    {},
                    (by.get(one.id) ?? []).slice(0, 5).map((edge, at) => [
                      at > 0 && ", ",
                      own(names.get(edge.from) ?? edge.from),
                      h("span", { class: "faint" }, ` (${frame.vocabulary.types[edge.type]?.label ?? edge.type}${edge.group ? `, ${edge.group}` : ""}, ${edge.effect})`),
                    ]).flat(),
                    (by.get(one.id)?.length ?? 0) > 5 && h("span", { class: "faint" }, ` and ${(by.get(one.id)?.length ?? 0) - 5} more`),
                  ),
                ),
              ),
            ),
          ),
        ),
    );
  }

  ask();
  return {
    update(next) {
      asked = fromParameters(next);
      ask();
    },
    subject: () => (asked.id ? { id: asked.id, asOf: asked.asOf } : null),
    close: () => question.end(),
  };
}
