/** What is written at nodes: short, and harmless whatever the estate calls its things. */

import { SIGNS, WORDS } from "../app/states.ts";
import { words } from "../app/words.ts";
import type { Node } from "./model.ts";

const LONGEST = 28;
// Control characters, halves of characters, what XML knows not, and signs that turn the direction of what follows.
const UNFIT =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;
const parts = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The text on one line, without characters that are not to be seen or not to be written. */
export function clean(text: string): string {
  return text.replace(UNFIT, "").replace(/\s+/gu, " ").trim();
}

/** The text cut to some characters, as people count them, with an ellipsis where something is gone. */
export function cut(text: string, most = LONGEST): string {
  const whole = clean(text);
  if (whole.length <= most) return whole;
  const seen: string[] = [];
  for (const { segment } of parts.segment(whole)) {
    if (seen.length === most)
      return `${seen
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
    // One "character" can be a letter under a thousand accents.
    seen.push(segment.slice(0, 16));
  }
  return seen.join("");
}

/** What is written at a node, line by line. The name of a fold says what it is and where it belongs: a long one takes two lines. */
export function lines(node: Node): string[] {
  const name = clean(node.name);
  return [...(node.fold !== null && name.length > LONGEST ? halves(name) : [name]).map((line) => cut(line)), shortDetails(node)];
}

/** The text broken at the blank that is nearest to its middle. */
function halves(text: string): string[] {
  const blanks = [...text.matchAll(/ /g)].map(({ index }) => index);
  const off = (at: number) => Math.abs(at - text.length / 2);
  const [middle] = blanks.sort((a, b) => off(a) - off(b));
  return middle === undefined ? [text] : [text.slice(0, middle), text.slice(middle + 1)];
}

/** "Virtual machine · ■ down": what is written at a node whose badges say the rest. */
export function shortDetails(node: Node): string {
  return [...kindOf(node), `${SIGNS[node.state]} ${stateOf(node)}`].join(" · ");
}

/** "Virtual machine · down · critical · 2 tickets" */
export function details(node: Node): string {
  const tickets = node.tickets.length === 0 ? [] : [node.tickets.length === 1 ? "1 ticket" : `${node.tickets.length} tickets`];
  return [...kindOf(node), stateOf(node), ...(node.criticality === null ? [] : [cut(node.criticality)]), ...tickets].join(
    " · ",
  );
}

function stateOf(node: Node): string {
  return node.already ? `${WORDS[node.state]} already` : WORDS[node.state];
}

// The name of a fold says its kind.
function kindOf(node: Node): string[] {
  return node.kind === "" || node.fold !== null ? [] : [cut(words(node.kind))];
}

/** "target", "1 hop", "2 hops" */
export function hopsText(hops: number): string {
  return hops === 0 ? "target" : hops === 1 ? "1 hop" : `${hops} hops`;
}
