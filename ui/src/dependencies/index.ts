/** What a node stands on: the other direction, step by step. */

import { call, Refused } from "../app/api.ts";
import { fill, h, own } from "../app/dom.ts";
import type { Frame, Question, View } from "../app/question.ts";
import { fromField, readable, toField } from "../app/time.ts";
import type { DependenciesAnswer } from "../app/types.ts";
import { picker } from "../search/search.ts";

export const dependencies: Question = { name: "dependencies", title: "What it stands on", open };

interface Asked {
  id: string;
  /** Steps to follow; 0 is all of them. */
  depth: number;
  asOf: string;
}

function fromParameters(parameters: URLSearchParams): Asked {
  const depth = Number(parameters.get("depth"));
  return { id: parameters.get("id") ?? "", depth: Number.isInteger(depth) && depth > 0 ? depth : 0, asOf: parameters.get("as_of") ?? "" };
}

function toParameters({ id, depth, asOf }: Asked): URLSearchParams {
  return new URLSearchParams({ ...(id ? { id } : {}), ...(depth ? { depth: String(depth) } : {}), ...(asOf ? { as_of: asOf } : {}) });
}

function open(root: HTMLElement, parameters: URLSearchParams, frame: Frame): View {
  let asked = fromParameters(parameters);
  let under: AbortController | null = null;
  const change = (part: Partial<Asked>) => frame.go("dependencies", toParameters({ ...asked, ...part }));
  const search = picker({ label: "What stands on others", hint: "Choose what to look below", onPick: ({ id }) => change({ id }), announce: frame.announce });
  const depth = h(
    "select",
    { id: "depth", onchange: () => change({ depth: Number(depth.value) }) },
    [0, 1, 2, 3, 5, 10].map((steps) => h("option", { value: steps }, steps ? `${steps} ${steps === 1 ? "step" : "steps"}` : "all the way")),
  );
  const when = h("input", { type: "datetime-local", id: "below-as-of", onchange: () => change({ asOf: fromField(when.value) }) });
  const said = h("section", { "aria-live": "polite" });
  const list = h("section", {});
  fill(
    root,
    h(
      "section",
      { class: "question panel given", "aria-label": "The question" },
      search.element,
      h("label", { for: "depth" }, "Follow"),
      depth,
      h("label", { for: "below-as-of" }, "As of"),
      when,
    ),
    said,
    list,
  );

  async function ask(): Promise<void> {
    under?.abort();
    depth.value = String(asked.depth);
    when.value = toField(asked.asOf);
    fill(list);
    fill(said, !asked.id && h("p", { class: "faint" }, "Choose a node to see what it stands on."));
    if (!asked.id) return;
    under = new AbortController();
    const { signal } = under;
    fill(said, h("p", {}, "Asking ... ", h("button", { class: "button", onclick: () => under?.abort() }, "Cancel")));
    try {
      const body = { id: asked.id, ...(asked.depth ? { depth: asked.depth } : {}), ...(asked.asOf ? { as_of: asked.asOf } : {}) };
      draw((await call<DependenciesAnswer>("/dependencies", { method: "POST", body, signal })).body);
    } catch (error) {
      if (signal.aborted) fill(said, h("p", {}, "Canceled. ", h("button", { class: "button", onclick: () => void ask() }, "Ask again")));
      else if (error instanceof Refused) fill(said, h("p", { class: "error", role: "alert" }, error.message));
      else throw error;
    }
  }

  function draw(answer: DependenciesAnswer): void {
    const names = new Map(answer.providers.map((one) => [one.id, one.name]));
    const by = Map.groupBy(answer.edges, ({ to }) => to);
    const link = (ask: string, id: string, name: string) =>
      h("a", { href: frame.href(ask, new URLSearchParams({ id, ...(asked.asOf ? { as_of: asked.asOf } : {}) })), title: id }, own(name));
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
                  h("td", { class: "distance" }, String(one.distance)),
                  h("td", {}, link("entity", one.id, one.name)),
                  h("td", { class: "kind" }, one.kind),
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

  void ask();
  return {
    update(next) {
      asked = fromParameters(next);
      void ask();
    },
    close: () => under?.abort(),
  };
}
