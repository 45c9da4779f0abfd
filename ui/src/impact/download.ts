/** The answer as a file, with its question, time and version in it. */

import { save, toCsv, toJson } from "../app/files.ts";
import type { ImpactAnswer } from "../app/types.ts";

/** `names` are those of the targets, which the answer itself does not tell. */
export function download(
  kind: "csv" | "json",
  answer: ImpactAnswer,
  names: ReadonlyMap<string, { name: string; kind: string }>,
  version: string,
): void {
  const about = { question: answer.text, asOf: answer.as_of, version };
  const text = kind === "csv" ? toCsv(answer, names, about) : toJson(answer, about);
  const type = kind === "csv" ? "text/csv" : "application/json";
  save(`impact-${answer.as_of.slice(0, 10)}.${kind}`, new Blob([text], { type }));
}
