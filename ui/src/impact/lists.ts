/** What goes along with an answer: tickets that are open, who is to be told, services that stand on something at risk. */

import { h, own } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import { readable } from "../app/time.ts";
import type { ImpactAnswer } from "../app/types.ts";

export function lists(answer: ImpactAnswer, frame: Frame): HTMLElement[] {
  const link = (id: string, name: string) => h("a", { href: frame.href("entity", new URLSearchParams({ id })), title: id }, own(name));
  const found: HTMLElement[] = [];
  if (answer.tickets.length) {
    found.push(
      panel(
        "Open tickets about these",
        answer.tickets_omitted,
        answer.tickets.map((ticket) =>
          h(
            "li",
            {},
            link(ticket.id, ticket.name),
            h("span", { class: "faint" }, ` ${[ticket.kind, ticket.status, ticket.priority && `priority ${ticket.priority}`].filter(Boolean).join(", ")}`),
            ticket.starts && h("span", {}, ` planned ${readable(ticket.starts)}${ticket.ends ? ` to ${readable(ticket.ends)}` : ""}`),
          ),
        ),
      ),
    );
  }
  if (answer.notify.length) {
    found.push(
      panel(
        "To be told",
        answer.notify_omitted,
        answer.notify.map((contact) =>
          h(
            "li",
            {},
            link(contact.id, contact.name),
            contact.email && h("span", { class: "faint" }, " ", own(contact.email)),
            h("span", { class: "faint" }, ` ${duties(contact.duties)}`),
          ),
        ),
      ),
    );
  }
  if (answer.exposed?.length) {
    found.push(
      panel(
        "Stand, on something at risk",
        answer.exposed_omitted,
        answer.exposed.map((service) => h("li", {}, link(service.id, service.name))),
      ),
    );
  }
  return found;
}

function panel(title: string, omitted: number, items: HTMLElement[]): HTMLElement {
  return h(
    "section",
    { class: "panel" },
    h("h2", {}, title),
    h("ul", { class: "plain" }, items),
    omitted > 0 && h("p", { class: "faint" }, `${omitted.toLocaleString("en")} more are not listed.`),
  );
}

function duties(of: { relation: string; id: string }[]): string {
  const [first] = of;
  if (!first) return "";
  return of.length === 1 ? `${first.relation} ${first.id}` : `${first.relation} ${first.id} and ${of.length - 1} more`;
}
