/** Everything that speaks for a candidate: its terms, its ways, the facts. */

import { fill, h, own } from "../app/dom.ts";
import { few } from "../app/few.ts";
import { count } from "../app/numbers.ts";
import type { Frame } from "../app/question.ts";
import { readable } from "../app/time.ts";
import { words } from "../app/words.ts";
import { share, termsOf, type Term } from "./terms.ts";
import { waysOf } from "./picture.ts";
import type { Candidate, Fact } from "./types.ts";

const SORTS: Readonly<Record<Fact["sort"], string>> = { alarm: "Alarm", change: "Change", ticket: "Ticket", history: "Before" };

export interface Evidence {
  frame: Frame;
  asOf: string;
  names: ReadonlyMap<string, string>;
}

/** Puts it into the element. `rank`: 1 is the best of so many. */
export function showEvidence(element: HTMLElement, candidate: Candidate, rank: number, { frame, asOf, names }: Evidence): void {
  const past: Record<string, string> = asOf ? { as_of: asOf } : {};
  const link = (ask: string, id: string, text: Node | string, name = "id") => h("a", { href: frame.href(ask, new URLSearchParams({ [name]: id, ...past })), title: id }, text);
  const named = (id: string) => link("entity", id, own(names.get(id) ?? id));
  const terms = termsOf(candidate);
  const most = Math.max(...terms.map(({ value }) => Math.abs(value)));
  fill(
    element,
    h("h2", {}, `${rank}. `, own(candidate.name)),
    h("p", {}, `${share(candidate.score)} of the likelihood · ${words(candidate.kind)} · `, own(candidate.id)),
    h(
      "p",
      { class: "links" },
      link("entity", candidate.id, "All about it"),
      link("impact", candidate.id, "What breaks if this fails", "target"),
      link("dependencies", candidate.id, "What it stands on"),
    ),
    h("h3", {}, "How much it explains"),
    terms.length === 0 && h("p", { class: "faint" }, "Nothing speaks for it, or against it."),
    h("ul", { class: "plain cause-terms" }, terms.map((term) => weighed(term, most))),
    h("h3", {}, "The way to what hurts"),
    ...few(h("ul", { class: "plain cause-ways" }), waysOf(candidate), (way) => h("li", {}, way.map((id, at) => [at > 0 && " → ", named(id)]).flat()), 10),
    h("h3", {}, "Facts"),
    candidate.evidence.length === 0 && h("p", { class: "faint" }, "None is recorded: its place alone makes it a candidate."),
    ...few(h("ul", { class: "plain cause-facts" }), candidate.evidence, (one) => fact(one, candidate, named)),
    candidate.evidence_omitted > 0 && h("p", { class: "warning" }, `${count(candidate.evidence_omitted)} more are not listed.`),
  );
}

/** What it says in words, and as a bar from the middle: to the right for it, to the left against it. */
function weighed({ what, value, says }: Term, most: number): HTMLElement {
  const bar = h("span", { class: value < 0 ? "against" : "for" });
  bar.style.width = `${(50 * Math.abs(value)) / most}%`;
  return h("li", {}, h("span", {}, what), " ", h("span", { class: "faint" }, says), h("span", { class: "cause-weight", "aria-hidden": "true" }, bar));
}

function fact({ sort, id, at, text, weight }: Fact, candidate: Candidate, named: (id: string) => HTMLElement): HTMLElement {
  return h(
    "li",
    {},
    h("span", { class: "tag" }, SORTS[sort]),
    " ",
    own(text),
    id !== candidate.id && [sort === "alarm" ? " on " : " ", named(id)],
    h("span", { class: "faint" }, [at && ` ${readable(at)}`, weight !== null && `counts ${share(weight)}`].filter(Boolean).join(", ")),
  );
}
