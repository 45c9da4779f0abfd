/** Answers as files: each says the question, the time and the version of the product. */

import { Said } from "./api.ts";
import type { ImpactAnswer, Row } from "./types.ts";

/** What a file says of itself. */
export interface About {
  /** The question in words, or the answer's sentence. */
  readonly question: string;
  /** What was filtered, and how many of how many that let through; "" where nothing was. */
  readonly filter: string;
  /** ISO 8601. */
  readonly asOf: string;
  /** Of the product. */
  readonly version: string;
}

const COLUMNS = ["id", "kind", "name", "state", "before", "distance", "via", "question", "filter", "as_of", "version"];

/**
 * RFC 4180: a row of names, then a row for each target and each affected. Question, filter, time and version are the last columns
 * of each row, so that any program reads the file without skipping lines. A spreadsheet takes no value for a formula.
 */
export function toCsv(
  targets: ImpactAnswer["targets"],
  rows: readonly Row[],
  names: ReadonlyMap<string, { name: string; kind: string }>,
  about: About,
): string {
  const said = [about.question, about.filter, about.asOf, about.version];
  const given = targets.map(({ id, state }) => [id, names.get(id)?.kind ?? "", names.get(id)?.name ?? id, state, "", "0", "", ...said]);
  const affected = rows.map(({ id, kind, name, state, before, distance, via }) => [id, kind, name, state, before, String(distance), via, ...said]);
  return [COLUMNS, ...given, ...affected].map((row) => row.map(cell).join(",") + "\r\n").join("");
}

/** The answer, with what was asked; it tells itself how many its limit left out. */
export function toJson(answer: ImpactAnswer, about: About): string {
  return JSON.stringify({ question: about.question, filter: about.filter, as_of: about.asOf, version: about.version, answer }, null, 2) + "\n";
}

function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// What browsers paint on one canvas without giving up.
const WIDEST = 16_000;
const PIXELS = 60_000_000;

/** The drawing in dots, twice as fine as on paper where that is not too large. Raises Said where the browser cannot. */
export async function toPng(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = Math.min(2, WIDEST / image.width, WIDEST / image.height, Math.sqrt(PIXELS / (image.width * image.height)));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.floor(image.width * scale));
    canvas.height = Math.max(1, Math.floor(image.height * scale));
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (blob === null)
      throw new Said("The browser cannot paint a picture of this size. Fold more of the graph, or save it as SVG.");
    return blob;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Hands a file to whoever sits there. */
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Browsers begin to read it after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
