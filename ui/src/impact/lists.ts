/** What goes along with an answer: tickets that are open, who is to be told, services that stand on something at risk. */

import { h, own } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import { readable } from "../app/time.ts";
import type { ImpactAnswer } from "../app/types.ts";
import { words } from "../app/words.ts";

/** So many of what somebody is told about, or a ticket is about, are named. */
const NAMED = 5;

/** A panel for each that holds something. `past` goes along with links; `select` shows the evidence of a node. */
export function lists(answer: ImpactAnswer, frame: Frame, past: { as_of?: string }, select: (id: string) => void): (HTMLElement | false)[] {
  const link = (id: string, name: string) => h("a", { href: frame.href("entity", new URLSearchParams({ id, ...past })), title: id }, own(name));
  const names = new Map(answer.affected.map(({ id, name }) => [id, name]));
  /** The first few of these, by their names where the answer tells them. */
  const named = (ids: readonly string[]) => [
    ...ids.slice(0, NAMED).flatMap((id, at) => [at > 0 && ", ", link(id, names.get(id) ?? id)]),
    ids.length > NAMED && ` and ${ids.length - NAMED} more`,
  ];
  const duties = (of: readonly { relation: string; id: string }[]) =>
    ["owns", "supports"].flatMap((relation) => {
      const ids = of.filter((duty) => duty.relation === relation).map(({ id }) => id);
      return ids.length > 0 ? [` ${relation} `, ...named(ids)] : [];
    });
  return [
    panel("Open tickets about these", answer.tickets, answer.tickets_omitted, (ticket) => [
      link(ticket.id, ticket.id),
      " ",
      own(ticket.name),
      h("span", { class: "faint" }, ` ${[words(ticket.kind), ticket.status?.replaceAll("_", " "), ticket.priority && `priority ${ticket.priority}`].filter(Boolean).join(", ")}`),
      h("span", { class: "faint" }, ", about ", ...named(ticket.about)),
      ticket.starts && h("span", {}, ` planned ${readable(ticket.starts)}${ticket.ends ? ` to ${readable(ticket.ends)}` : ""}`),
    ]),
    panel("To be told", answer.notify, answer.notify_omitted, (contact) => [
      link(contact.id, contact.name),
      contact.email && h("span", { class: "faint" }, " ", own(contact.email)),
      h("span", { class: "faint" }, " ", ...duties(contact.duties)),
    ]),
    panel("Stand, on something at risk", answer.exposed ?? [], answer.exposed_omitted, (service) => [
      h("button", { class: "quiet open", title: service.id, onclick: () => select(service.id) }, own(service.name)),
    ]),
  ];
}

function panel<T>(title: string, of: T[], omitted: number, told: (one: T) => (Node | string | null)[]): HTMLElement | false {
  return (
    of.length > 0 &&
    h(
      "section",
      { class: "panel" },
      h("h2", {}, title),
      h("ul", { class: "plain" }, of.map((one) => h("li", {}, told(one)))),
      omitted > 0 && h("p", { class: "faint" }, `${omitted.toLocaleString("en")} more are not listed.`),
    )
  );
}
