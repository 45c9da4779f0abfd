/** The dialog in which a change of one thing is made up: other facts, other relationships, or its end. */

import { call, segment } from "../app/api.ts";
import { asking } from "../app/asking.ts";
import { openDialog } from "../app/dialog.ts";
import { fill, h, own } from "../app/dom.ts";
import { few } from "../app/few.ts";
import type { Frame } from "../app/question.ts";
import type { Card, Entity, Joined } from "../app/types.ts";
import { words } from "../app/words.ts";
import { picker } from "../search/search.ts";
import { modified, type Asked, type Link } from "./asked.ts";
import { facts } from "./facts.ts";

/** Relationships that are looked at. */
const AROUND = "500";
/** Those that the rules of licenses read. */
const COUNTED: ReadonlySet<string> = new Set([
  "HOSTED_ON", "RUNS_ON", "HAS_MEMBER", "INSTALLED_ON", "INSTANCE_OF", "USED_BY", "MEMBER_OF", "ALLOCATED_TO", "ENTITLES", "COVERED_BY",
  "PART_OF", "SESSION_OF",
]);

/** Opens it for this entity; `change` is told what is asked instead, and the dialog is closed. */
export function openChange(frame: Frame, asked: Asked, { id, name }: { id: string; name: string }, change: (part: Partial<Asked>) => void): void {
  const body = h("div", {});
  const waiting = asking(body);
  const dialog = openDialog(`What if ${name} were changed`, [body, h("form", { method: "dialog" }, h("button", { class: "button quiet" }, "Leave it as it is"))], () => waiting.end());
  dialog.classList.add("wide");
  const done = (part: Partial<Asked>) => {
    dialog.close();
    change(part);
  };
  void waiting.ask(async (signal) => {
    const query = new URLSearchParams({ limit: AROUND, ...(asked.asOf ? { as_of: asked.asOf } : {}) });
    const { body: card } = await call<Card>(`/entities/${segment(id)}/card?${query}`, { signal });
    fill(body, ...content(frame, asked, card, done));
    body.querySelector<HTMLElement>("input, select, button")?.focus();
  });
}

function content(frame: Frame, asked: Asked, { entity, relationships, omitted }: Card, done: (part: Partial<Asked>) => void): Node[] {
  const ends = asked.end.includes(entity.id);
  const counted = relationships.filter(({ relationship }) => COUNTED.has(relationship.type));
  return [
    h("p", { class: "faint" }, `${words(entity.kind)} `, h("code", {}, own(entity.id))),
    factsOf(frame, asked, entity, done),
    ...joining(frame, asked, entity, done),
    h("h3", {}, "Not there any more"),
    h(
      "p",
      { class: "actions" },
      h(
        "button",
        { type: "button", class: "button", onclick: () => done({ end: ends ? asked.end.filter((id) => id !== entity.id) : [...asked.end, entity.id] }) },
        ends ? "It does not end" : "It ends",
      ),
      h("span", { class: "faint" }, "An agreement ends the day before; anything else is not there."),
    ),
    counted.length > 0 && h("p", {}, "Or one of its relationships alone:"),
    ...few(h("ul", { class: "plain" }), counted, (joined) => parting(asked, joined, done)),
    omitted > 0 && h("p", { class: "warning" }, `${omitted.toLocaleString("en")} more relationships are not listed.`),
  ].filter((one): one is HTMLElement => one !== false);
}

function factsOf(frame: Frame, asked: Asked, entity: Entity, done: (part: Partial<Asked>) => void): HTMLElement {
  const set = asked.modify.find(({ id }) => id === entity.id)?.set ?? {};
  const { fields, read } = facts(entity, set, frame.vocabulary);
  const nothing = h("p", { class: "error", role: "alert" });
  if (fields.length === 0) return h("p", { class: "faint" }, "Nothing of it is counted by itself.");
  return h(
    "form",
    {
      novalidate: true,
      "aria-label": "Other facts",
      onsubmit: (event) => {
        event.preventDefault();
        const now = read();
        if (now === null) return;
        nothing.textContent = Object.keys(now).length + Object.keys(set).length === 0 ? "Nothing differs from what is recorded: change a fact first." : "";
        if (!nothing.textContent) done({ modify: modified(asked, entity.id, now) });
      },
    },
    h("h3", {}, "With other facts"),
    h("div", { class: "facts" }, fields.map(({ root }) => root)),
    nothing,
    h("p", {}, h("button", { class: "button" }, "Ask with these facts")),
  );
}

/** Its ways to be joined, as they read from it. */
function joining(frame: Frame, asked: Asked, entity: Entity, done: (part: Partial<Asked>) => void): HTMLElement[] {
  const about = frame.vocabulary.kinds[entity.kind];
  const kinds = [entity.kind, ...(about?.ancestors ?? [])];
  const ways = Object.values(frame.vocabulary.types)
    .filter(({ name }) => COUNTED.has(name))
    .flatMap(({ name, label, inverse, joins }) => [
      { type: name, reads: label, outgoing: true, may: joins.some(({ from }) => kinds.includes(from)) },
      { type: name, reads: inverse, outgoing: false, may: joins.some(({ to }) => kinds.includes(to)) },
    ])
    .filter(({ may }) => may)
    .sort((a, b) => a.reads.localeCompare(b.reads, "en"));
  const way = h("select", { "aria-label": "How it is joined" }, ways.map(({ reads }, at) => h("option", { value: at }, reads)));
  const search = picker({
    label: "What it is joined to",
    hint: "Choose what it is joined to",
    onPick: (other) => {
      const { type, outgoing } = ways[Number(way.value)]!;
      done({ join: withLink(asked.join, outgoing ? { type, from: entity.id, to: other.id } : { type, from: other.id, to: entity.id }) });
    },
  });
  return ways.length === 0 ? [] : [h("h3", {}, "Joined to something else"), h("div", { class: "given" }, way, search.element)];
}

function parting(asked: Asked, { reads, name, id, relationship: { type, from, to } }: Joined, done: (part: Partial<Asked>) => void): HTMLElement {
  return h(
    "li",
    {},
    `${reads} `,
    own(name),
    name !== id && h("span", { class: "faint" }, " ", own(id)),
    " ",
    h("button", { type: "button", class: "quiet", "aria-label": `End it: ${reads} ${name}`, onclick: () => done({ part: withLink(asked.part, { type, from, to }) }) }, "End it"),
  );
}

function withLink(links: readonly Link[], link: Link): Link[] {
  return links.some((one) => sameLink(one, link)) ? [...links] : [...links, link];
}

export function sameLink(a: Link, b: Link): boolean {
  return a.type === b.type && a.from === b.from && a.to === b.to;
}
