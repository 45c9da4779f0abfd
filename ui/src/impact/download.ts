/** The answer as a file, with its question, time and version in it. */

import type { Frame } from "../app/question.ts";
import type { ImpactAnswer } from "../app/types.ts";
import { question, type Asked } from "./asked.ts";
import { csv } from "./csv.ts";

export function download(kind: "csv" | "json", answer: ImpactAnswer, asked: Asked, frame: Frame): void {
  const about = { question: answer.text, as_of: answer.as_of, version: frame.session.version };
  const text = kind === "csv" ? csv(answer, about) : JSON.stringify({ ...about, asked: question(asked, asked.asOf), answer }, null, 2);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: kind === "csv" ? "text/csv" : "application/json" }));
  link.download = `impact-${answer.as_of.slice(0, 10)}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
