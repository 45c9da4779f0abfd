/** What goes along with an answer: tickets that are open, who is to be told, services that stand on something at risk. */

import { h, own } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import { readable } from "../app/time.ts";
import type { ImpactAnswer } from "../app/types.ts";

/** A panel for each that holds something. */
export function lists(answer: ImpactAnswer, frame: Frame): (HTMLElement | false)[] {
  const link = (id: string, name: string) => h("a", { href: frame.href("entity", new URLSearchParams({ id })), title: id }, own(name));
  return [
    panel("Open tickets about these", answer.tickets, answer.tickets_omitted, (ticket) => [
      link(ticket.id, ticket.name),
      h("span", { class: "faint" }, ` ${[ticket.kind, ticket.status, ticket.priority && `priority ${ticket.priority}`].filter(Boolean).join(", ")}`),
      ticket.starts && h("span", {}, ` planned ${readable(ticket.starts)}${ticket.ends ? ` to ${readable(ticket.ends)}` : ""}`),
    ]),
    panel("To be told", answer.notify, answer.notify_omitted, (contact) => [
      link(contact.id, contact.name),
      contact.email && h("span", { class: "faint" }, " ", own(contact.email)),
      h("span", { class: "faint" }, ` ${duties(contact.duties)}`),
    ]),
    panel("Stand, on something at risk", answer.exposed ?? [], answer.exposed_omitted, (service) => [link(service.id, service.name)]),
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

function duties(of: { relation: string; id: string }[]): string {
  const [first] = of;
  if (!first) return "";
  return of.length === 1 ? `${first.relation} ${first.id}` : `${first.relation} ${first.id} and ${of.length - 1} more`;
}
