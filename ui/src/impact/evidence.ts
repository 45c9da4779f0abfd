/** Why one node is what it is: the chain edge by edge, every gate with its arithmetic, and whose word it is. */

import { call } from "../app/api.ts";
import { refusal } from "../app/asking.ts";
import { fill, h, own } from "../app/dom.ts";
import type { Frame } from "../app/question.ts";
import { readable } from "../app/time.ts";
import type { ImpactAnswer, Named, State } from "../app/types.ts";
import { words } from "../app/words.ts";
import type { Asked } from "./asked.ts";
import { state } from "./table.ts";

interface Joint {
  type: string;
  reported_by: string;
  last_seen: string;
}

interface WholeGate {
  group: string | null;
  effect: "hard" | "soft";
  need: number;
  members: number;
  standing: number;
  state: State;
  providers: (Named & { state: State; joints: Joint[] })[];
  omitted: number;
}

interface Evidence extends Named {
  text: string;
  state: State;
  before: State;
  given: boolean;
  chain: { provider: Named; dependent: Named; state: State; joints: Joint[]; gate: WholeGate }[];
  gates: WholeGate[];
}

const SHOWN = 50;
/** Whoever walks by is not asked for: milliseconds. */
const PAUSE = 150;

export interface EvidencePane {
  element: HTMLElement;
  /** The evidence of what is selected, in this answer; null: there is none yet. */
  show(asked: Asked, answer: ImpactAnswer | null): void;
  close(): void;
}

export function evidencePane(frame: Frame, change: (part: Partial<Asked>) => void): EvidencePane {
  const element = h("aside", { class: "evidence panel", "aria-label": "Evidence", tabindex: -1, hidden: true });
  let under: AbortController | null = null;
  let shown = "";

  function show(asked: Asked, answer: ImpactAnswer | null): void {
    const { targets, assuming, selected: id } = asked;
    element.hidden = answer === null || id === "";
    // As of the answer, so that it is evidence of that one.
    const body = answer === null || element.hidden ? null : { targets, assuming, as_of: answer.as_of, id };
    const wanted = JSON.stringify(body);
    if (wanted === shown) return;
    under?.abort();
    shown = wanted;
    if (body === null) return;
    under = new AbortController();
    const { signal } = under;
    fill(element, closer(), h("p", { class: "faint" }, "Looking for the evidence ..."));
    const timer = setTimeout(() => void ask(body, asked, signal), PAUSE);
    signal.addEventListener("abort", () => clearTimeout(timer));
  }

  async function ask(body: object, asked: Asked, signal: AbortSignal): Promise<void> {
    try {
      const { body: evidence } = await call<Evidence>("/impact/evidence", { method: "POST", body, signal });
      draw(evidence, asked);
      frame.announce(evidence.text);
    } catch (error) {
      if (signal.aborted) return;
      shown = "";
      fill(element, closer(), refusal(error));
    }
  }

  function closer(): HTMLElement {
    return h("button", { class: "quiet closer", "aria-label": "Close the evidence", onclick: () => change({ selected: "" }) }, "×");
  }

  function draw(evidence: Evidence, asked: Asked): void {
    const past: Record<string, string> = asked.asOf ? { as_of: asked.asOf } : {};
    fill(
      element,
      closer(),
      h("h2", {}, own(evidence.name)),
      h("p", {}, state(evidence.state), ` · ${words(evidence.kind)} · `, own(evidence.id)),
      h("p", { class: "why" }, evidence.text),
      h(
        "p",
        { class: "links" },
        h("a", { href: frame.href("entity", new URLSearchParams({ id: evidence.id, ...past })) }, "All about it"),
        h("a", { href: frame.href("impact", new URLSearchParams({ target: evidence.id, ...past })) }, "What breaks if this fails"),
        h("a", { href: frame.href("dependencies", new URLSearchParams({ id: evidence.id, ...past })) }, "What it stands on"),
      ),
      evidence.chain.length > 0 && h("h3", {}, "How it comes to that"),
      evidence.chain.length > 0 &&
        h(
          "ol",
          { class: "chain" },
          evidence.chain.map((step) =>
            h(
              "li",
              {},
              h("span", {}, node(step.provider), " takes along ", node(step.dependent), ", now ", state(step.state)),
              h("span", { class: "faint" }, `${arithmetic(step.gate)}. `, joints(step.joints)),
            ),
          ),
        ),
      h("h3", {}, evidence.gates.length ? "What it hangs on" : "It hangs on nothing that is recorded"),
      evidence.gates.map((gate) =>
        h(
          "section",
          { class: "gate" },
          h("p", {}, state(gate.state), h("span", {}, ` ${gate.group ? `${gate.group}: ` : ""}${arithmetic(gate)}`)),
          h(
            "ul",
            {},
            gate.providers.slice(0, SHOWN).map((provider) =>
              h("li", {}, node(provider), " ", state(provider.state), h("span", { class: "faint" }, " ", joints(provider.joints))),
            ),
            unlisted(gate) > 0 && h("li", { class: "faint" }, `${unlisted(gate).toLocaleString("en")} more`),
          ),
        ),
      ),
    );
  }

  function node(named: Named): HTMLElement {
    return h("button", { class: "quiet open", title: `${named.id} (${words(named.kind)})`, onclick: () => change({ selected: named.id }) }, own(named.name));
  }

  function joints(of: Joint[]): string {
    return of
      .map(({ type, reported_by, last_seen }) => `${frame.vocabulary.types[type]?.label ?? type}, by ${reported_by}, last seen ${readable(last_seen)}`)
      .join("; ");
  }

  return {
    element,
    show,
    close: () => under?.abort(),
  };
}

/** How many providers of a gate are neither shown nor told. */
function unlisted(gate: WholeGate): number {
  return gate.omitted + Math.max(0, gate.providers.length - SHOWN);
}

/** `2 of 3 stand, 2 needed` */
function arithmetic(gate: WholeGate): string {
  const soft = gate.effect === "soft" ? ", soft: its loss only degrades" : "";
  if (gate.members === 1) return gate.standing ? `its only one stands${soft}` : `its only one is lost${soft}`;
  return `${gate.standing} of ${gate.members} stand, ${gate.need} needed${soft}`;
}
