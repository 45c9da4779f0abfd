/** The small signs over a node: how much hangs on it, and how many tickets are about it. */

import { escapeXml } from "./xml.ts";
import type { Theme } from "./theme.ts";

/** A picture of 48 × 16 as a data address; empty where there is nothing to say. */
export function badge(tickets: number, criticality: string | null, theme: Pick<Theme, "ink" | "paper" | "accent">): string {
  const marks = badgeMarks(tickets, criticality, theme);
  if (marks === "") return "";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="32" viewBox="0 0 48 16">${marks}</svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}

/** The same as elements of an SVG, 48 wide and 16 high. */
export function badgeMarks(
  tickets: number,
  criticality: string | null,
  { ink, paper, accent }: Pick<Theme, "ink" | "paper" | "accent">,
): string {
  const [front, back] = [escapeXml(paper), (important: boolean) => escapeXml(important ? ink : accent)];
  const pill = (x: number, important: boolean, middle: number, text: string) =>
    `<rect x="${x}" y="1" width="22" height="14" rx="7" fill="${back(important)}" stroke="${front}"/>` +
    `<text x="${x + middle}" y="11.5" text-anchor="middle" font-family="system-ui, sans-serif" font-size="10" ` +
    `font-weight="bold" fill="${front}">${text}</text>`;
  // An envelope, drawn: not every font has one.
  const envelope = `<path d="M29 5h7v6h-7zl3.5 3.5l3.5 -3.5" fill="none" stroke="${front}"/>`;
  const important = criticality === "critical" ? "!!" : criticality === "high" ? "!" : "";
  return (
    (important === "" ? "" : pill(1, true, 11, important)) +
    (tickets === 0 ? "" : pill(25, false, 16, tickets > 9 ? "9+" : `${tickets}`) + envelope)
  );
}
