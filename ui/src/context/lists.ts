/** The lists of the context: what is wrong there, alarms, things, software, tickets, and what all of it stands on. */

import { h, own } from "../app/dom.ts";
import { few } from "../app/few.ts";
import { count } from "../app/numbers.ts";
import type { Vocabulary } from "../app/question.ts";
import type { Named } from "../app/types.ts";
import { readable } from "../app/time.ts";
import { words } from "../app/words.ts";
import { endWords, isLacking, lackingFirst, licenseWords, RELATIONS, SORTS, sortOf, warrantyWords, worstFirst } from "./told.ts";
import type { ContextAnswer, List, Software, Sounding, Thing, Trouble } from "./types.ts";

/** So many rows of a list are seen at first. */
const FIRST = 8;

type Part = Node | string | false | null;

/** How to lead on from what is told. */
export interface Links {
  /** To an entity as of the time that is shown. */
  entity(id: string, name: string): HTMLElement;
  /** To the licenses of a product. */
  licenses(product: string, words: string): HTMLElement;
}

/** All lists as panels in two columns: what is wrong there, and what they have. */
export function lists(answer: ContextAnswer, vocabulary: Vocabulary, days: string, to: Links): HTMLElement[] {
  const names = new Map([...answer.software, ...answer.stands_on, ...answer.things, ...answer.callers].map(({ id, name }) => [id, name]));
  const link = ({ id, name }: Pick<Named, "id" | "name">) => to.entity(id, name);
  const named = (id: string) => to.entity(id, names.get(id) ?? id);
  const many = (all: readonly Node[]): Part[] => all.flatMap((one, at) => [at > 0 && ", ", one]);

  function panel<T>(list: List, title: string, none: string, items: readonly T[], row: (item: T) => Node): HTMLElement {
    const id = `context-${list}`;
    const more = answer.omitted[list] ?? 0;
    const all = items.length + more;
    return h(
      "section",
      { class: "panel", "aria-labelledby": id },
      h("h2", { id }, title, all > 0 && h("span", { class: "faint" }, ` ${count(all)}`)),
      items.length === 0 ? h("p", { class: "faint" }, none) : few(h("ul", { class: "plain context-list" }), items, row, FIRST),
      more > 0 && h("p", { class: "warning" }, `${count(more)} more are not listed.`),
    );
  }

  /** From the thing to what it is about, each standing on the next. */
  function way(path: readonly string[], about: string): Part[] {
    const steps = path.length > 0 ? path : [about];
    const first = answer.callers.some(({ id }) => id === steps[0]) ? "for " : "on ";
    return steps.flatMap((id, at) => [at === 0 ? first : h("span", {}, h("span", { "aria-hidden": "true" }, " → "), h("span", { class: "unseen" }, " which stands on ")), named(id)]);
  }

  function ticket(one: Trouble, isOpen: boolean): HTMLElement {
    const { word, sign, state } = SORTS[sortOf(one, vocabulary)];
    const facts = [words(one.kind), one.status?.replaceAll("_", " "), one.priority !== null && `priority ${one.priority}`].filter(Boolean).join(", ");
    return h(
      "li",
      {},
      h("p", {}, isOpen && h("span", { class: `state ${state}` }, h("span", { "aria-hidden": "true" }, `${sign} `), word, ": "), link(one), " ", h("span", { class: "faint" }, own(one.id))),
      h("p", {}, way(one.path, one.about)),
      h("p", { class: "faint" }, own(facts), when(one)),
    );
  }

  function alarm({ on, at, signal, severity, text, path }: Sounding): HTMLElement {
    return h(
      "li",
      {},
      h("p", {}, h("strong", {}, own(signal)), severity !== null && [", ", own(severity)].flat(), text !== null && ": ", text !== null && own(text)),
      h("p", {}, way(path, on)),
      h("p", { class: "faint" }, `since ${readable(at)}`),
    );
  }

  function thing(one: Thing): HTMLElement {
    const out = one.in_warranty === false;
    const said = warrantyWords(one, vocabulary);
    const facts = [words(one.kind), RELATIONS[one.relation], one.status?.replaceAll("_", " ")].filter(Boolean).join(", ");
    return h(
      "li",
      {},
      h("p", {}, link(one), h("span", { class: "faint" }, " ", own(facts))),
      (said !== "" || one.covered_by.length > 0) && h(
        "p",
        { class: out ? "warning" : "faint" },
        out && h("span", { "aria-hidden": "true" }, "△ "),
        said,
        one.covered_by.length > 0 && (said === "" ? "covered by " : ", covered by "),
        many(one.covered_by.map((each) => h("span", {}, link(each), endWords(each.end, answer.as_of)))),
      ),
    );
  }

  function piece(one: Software): HTMLElement {
    const lacks = isLacking(one);
    const said = licenseWords(one);
    return h(
      "li",
      {},
      h("p", {}, link(one), one.on !== null && " on ", one.on !== null && named(one.on)),
      h(
        "p",
        { class: lacks ? "warning" : "faint" },
        lacks && h("span", { "aria-hidden": "true" }, "△ "),
        one.product === null ? said : to.licenses(one.product.id, said),
        one.licenses.length > 0 && ", theirs: ",
        many(one.licenses.map(link)),
      ),
    );
  }

  const hasWay = [...answer.trouble, ...answer.alarms].some(({ path }) => path.length > 1);
  const wrong = [
    panel("trouble", "Wrong or under change", "Nothing is known to be wrong, and no change is open, on their things or below.", worstFirst(answer.trouble, vocabulary), (one) => ticket(one, true)),
    panel("alarms", "Alarms of the last day", "None sounds.", answer.alarms, alarm),
  ];
  const have = [
    panel("things", "Their things", "No thing is recorded as used, held or owned.", answer.things, thing),
    panel("software", "Software", "None is recorded on their things.", lackingFirst(answer.software), piece),
    panel("recent", `Tickets of the last ${days} days, and what they raised`, "There was none.", answer.recent, (one) => ticket(one, false)),
    panel("stands_on", "What it stands on", "Nothing is recorded below.", answer.stands_on, (one) => h("li", {}, link(one), h("span", { class: "faint" }, ` ${words(one.kind)}`))),
  ];
  return [h("div", {}, wrong, hasWay && h("p", { class: "faint", "aria-hidden": "true" }, "→ leads to what it stands on.")), h("div", {}, have)];
}

function when({ opened_at, starts, ends }: Trouble): string {
  if (starts !== null) return `, ${readable(starts)}${ends === null ? "" : ` to ${readable(ends)}`}`;
  return opened_at === null ? "" : `, opened ${readable(opened_at)}`;
}
