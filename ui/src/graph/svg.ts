/** The picture as a file that stands alone: a vector drawing with its question, time and version in it. */

import { badgeMarks } from "./badge.ts";
import { clean, details, hopsText, lines } from "./labels.ts";
import type { Layout } from "./layout.ts";
import type { Edge, Graph, Node } from "./model.ts";
import { PRINT } from "./theme.ts";
import type { About } from "../app/files.ts";
import { escapeXml } from "./xml.ts";

const MARGIN = 40;
const LABEL = 180;
/** Room for a line of the question, and of what is said below it. */
const LINE = 18;
const SMALL = 16;
const MIDDLE = `text-anchor="middle"`;

/** A well-formed SVG whatever things are called. `note` is a second line of text, for what is folded. */
export function toSvg(graph: Graph, layout: Layout, about: About, note = ""): string {
  const { places } = layout;
  const width = Math.max(640, layout.width + LABEL + 2 * MARGIN);
  const said = `As of ${about.asOf} · cmdb-graph ${about.version}`;
  const question = wrapped(about.question, Math.floor((width - 2 * MARGIN) / 8));
  const small = [said, about.filter, note].filter((text) => text !== "").flatMap((text) => wrapped(text, Math.floor((width - 2 * MARGIN) / 6.5)));
  const head = 12 + LINE * question.length + SMALL * small.length + MARGIN / 2;
  const height = layout.height + head + 2 * MARGIN;
  const left = MARGIN + LABEL / 2;
  const top = head + MARGIN + layout.height / 2;
  const at = (id: string) => {
    const { x, y } = places.get(id) ?? { x: 0, y: 0 };
    return { x: x + left, y: Math.round(y + top) };
  };
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" `,
    `role="img" aria-labelledby="title desc">`,
    `<title id="title">${escapeXml(about.question)}</title>`,
    `<desc id="desc">${escapeXml([said, about.filter, note].filter((text) => text !== "").join(". "))}</desc>`,
    `<rect width="${width}" height="${height}" fill="${PRINT.paper}"/>`,
    `<g font-family="${PRINT.font}" font-size="11" fill="${PRINT.ink}">`,
    ...question.map((part, at) => text(MARGIN, 30 + LINE * at, part, `font-size="14" font-weight="bold"`)),
    ...small.map((part, at) => text(MARGIN, 30 + LINE * question.length + SMALL * at, part, `fill="${PRINT.faint}"`)),
    ...layout.columns.map(({ hops, left: x }) =>
      text(x + left, head + MARGIN - 12, hopsText(hops), `fill="${PRINT.faint}" ${MIDDLE}`),
    ),
    ...graph.edges.map((edge) => line(edge, at(edge.from), at(edge.gate ?? edge.to))),
    ...graph.gates.map(({ id, dependent, effect }) => line({ effect, implied: false, count: 1 }, at(id), at(dependent))),
    ...graph.gates.map(({ id, label }) => {
      const { x, y } = at(id);
      return (
        `<path d="M${x} ${y - 7}l7 7l-7 7l-7 -7z" fill="${PRINT.paper}" stroke="${PRINT.ink}" stroke-width="2"/>` +
        text(x, y - 11, label, `font-size="9" ${MIDDLE}`)
      );
    }),
    ...graph.nodes.map((node) => drawn(node, at(node.id))),
    `</g></svg>`,
  ].join("\n");
}

/** The whole text in lines of at most so many letters, broken at blanks where there are any. */
export function wrapped(whole: string, letters: number): string[] {
  const found = [""];
  const put = (piece: string) => {
    const line = found.at(-1) ?? "";
    if (line === "") found[found.length - 1] = piece;
    else if (line.length + 1 + piece.length <= letters) found[found.length - 1] = `${line} ${piece}`;
    else found.push(piece);
  };
  for (const word of clean(whole).split(" ")) {
    // Between characters, never through one.
    const characters = Array.from(word);
    for (let at = 0; at === 0 || at < characters.length; at += letters) put(characters.slice(at, at + letters).join(""));
  }
  return found;
}

function text(x: number, y: number, content: string, attributes = ""): string {
  // Isolated, so that a name's direction of writing turns nothing around it.
  return `<text x="${x}" y="${y}" unicode-bidi="isolate" ${attributes}>${escapeXml(content)}</text>`;
}

function line(
  { effect, implied, count }: Pick<Edge, "effect" | "implied" | "count">,
  from: { x: number; y: number },
  to: { x: number; y: number },
): string {
  const dashes = implied ? ` stroke-dasharray="1 3"` : effect === "soft" ? ` stroke-dasharray="5 3"` : "";
  const wide = (1 + Math.min(3, Math.log10(count))).toFixed(1);
  const way = `M${from.x} ${from.y}L${to.x} ${to.y}`;
  const path = `<path d="${way}" stroke="${PRINT.line}" stroke-width="${wide}" fill="none"${dashes}/>`;
  return count === 1 ? path : path + text((from.x + to.x) / 2, (from.y + to.y) / 2, `× ${count}`, `font-size="9" ${MIDDLE}`);
}

function drawn(node: Node, { x, y }: { x: number; y: number }): string {
  const size = node.target ? 14 : node.fold === null ? 11 : 12;
  const color = `fill="${PRINT.states[node.state]}"`;
  const border = node.target ? ` stroke="${PRINT.ink}" stroke-width="3"` : "";
  const name = `${MIDDLE}${node.target ? ` font-weight="bold"` : ""}`;
  const last = `fill="${PRINT.faint}" ${MIDDLE}`;
  const marks = badgeMarks(node.tickets.length, node.criticality, PRINT);
  return [
    `<g><title>${escapeXml(`${node.name} · ${details(node)}`)}</title>`,
    // A fold has a second shape around it.
    node.fold === null
      ? ""
      : `${shape(node, x, y, size + 4)} fill="none" stroke="${PRINT.states[node.state]}" stroke-width="2"/>`,
    `${shape(node, x, y, size)} ${color}${border}/>`,
    ...lines(node).map((line, at, { length }) => text(x, y + size + 14 + 13 * at, line, at === length - 1 ? last : name)),
    marks === "" ? "" : `<g transform="translate(${x - 24} ${y - size - 15})">${marks}</g>`,
    `</g>`,
  ].join("");
}

/** The beginning of an element in the shape of the node's state. */
function shape({ state }: Node, x: number, y: number, size: number): string {
  if (state === "unaffected") return `<circle cx="${x}" cy="${y}" r="${size}"`;
  if (state === "at_risk") return `<path d="M${x} ${y - size}L${x + size} ${y + size}L${x - size} ${y + size}z"`;
  if (state === "degraded") return `<path d="M${x} ${y - size}L${x + size} ${y}L${x} ${y + size}L${x - size} ${y}z"`;
  return `<rect x="${x - size}" y="${y - size}" width="${2 * size}" height="${2 * size}"`;
}
