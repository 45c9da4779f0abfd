/** The answer as CSV (RFC 4180). Pure. */

import type { ImpactAnswer } from "../app/types.ts";

const COLUMNS = ["id", "kind", "name", "state", "before", "distance", "via"] as const;

/** A row a node; question, time and version are columns of every row, so that each row says where it is from. */
export function csv(answer: ImpactAnswer, about: { question: string; as_of: string; version: string }): string {
  const rows: (string | number)[][] = [[...COLUMNS, "question", "as_of", "version"]];
  for (const node of answer.affected) {
    const via = node.path.at(-2) ?? "";
    rows.push([node.id, node.kind, node.name, node.state, node.before, node.distance, via, about.question, about.as_of, about.version]);
  }
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** A text that a spreadsheet would take for a formula stands behind an apostrophe. */
function cell(value: string | number): string {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
