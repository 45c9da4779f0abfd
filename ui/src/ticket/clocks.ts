/** The clocks of what is promised: how each stands, in words and as a bar. */

import { call, segment } from "../app/api.ts";
import { h } from "../app/dom.ts";
import { svg } from "../app/svg.ts";
import { words } from "../app/words.ts";
import { asOfQuery, sentence, type Shown, time } from "../entity/shown.ts";
import { bar, leftWords, SIGNS, span, standing, standingWords } from "./promised.ts";
import type { ClocksAnswer, ClockTold } from "./types.ts";

export async function clocks({ place, signal }: Shown): Promise<Node[]> {
  const { body } = await call<ClocksAnswer>(`/tickets/${segment(place.id)}/clocks${asOfQuery(place)}`, { signal });
  return [
    h("p", {}, sentence(body.text)),
    ...body.warnings.map((warning) => h("p", { class: "warning" }, sentence(warning))),
    ...(body.clocks.length > 0 ? [h("div", { class: "ticket-clocks" }, body.clocks.map(clock)), h("p", { class: "faint" }, "Read at ", time(body.at), ".")] : []),
  ];
}

function clock(told: ClockTold): HTMLElement {
  const stands = standing(told);
  return h(
    "section",
    { class: `ticket-clock ticket-${stands}`, "aria-label": words(told.measure) },
    h("h3", {}, words(told.measure), " ", h("span", { class: "tag" }, h("span", { "aria-hidden": "true" }, `${SIGNS[stands]} `), standingWords(told))),
    told.used !== null && drawn(told.used),
    told.target !== null && h("p", { class: "ticket-left" }, h("strong", {}, leftWords(told))),
    told.state !== null && h("p", {}, due(told)),
    told.business !== null &&
      h("p", { class: "faint" }, `Used: ${span(told.business)} within service hours (${told.calendar ?? "not known"}), ${span(told.actual ?? 0)} around the clock; pauses do not count. Priority ${told.priority ?? "not known"}, since `, time(told.started), "."),
  );
}

function due({ due: at, state, breached }: ClockTold): (Node | string)[] {
  if (at !== null) return [state === "stopped" || breached ? "It was due " : "Due ", time(at), "."];
  // Of what was done in time nobody asks when it would have been due.
  if (state === "stopped") return [];
  return [state === "paused" ? "When it is due is known once it runs again." : "It is due at no time that is known."];
}

function drawn(used: number): SVGElement {
  const { used: filled, target } = bar(used);
  const percent = Math.round(100 * used).toLocaleString("en");
  return svg(
    "svg",
    { class: "ticket-bar", width: "100%", height: 14, role: "img", "aria-label": `${percent}% of the target is used up.` },
    svg("rect", { class: "whole", x: 0, y: 1, width: "100%", height: 12 }),
    svg("rect", { class: "used", x: 0, y: 1, width: `${filled}%`, height: 12 }),
    ...(target < 100 ? [svg("line", { x1: `${target}%`, x2: `${target}%`, y1: 0, y2: 14 })] : []),
  );
}
