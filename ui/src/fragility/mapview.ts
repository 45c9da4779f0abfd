/** The map of the estate, and the same as two lists. */

import { fill, h, own } from "../app/dom.ts";
import { count } from "../app/numbers.ts";
import { svg } from "../app/svg.ts";
import { table } from "../app/table.ts";
import { words } from "../app/words.ts";
import { fragilityMap, leftOut, type FragilityMap } from "./map.ts";
import { called, CELL, drawn, heads, panes, to, type Head } from "./panes.ts";
import type { Fragile, Loss, LossesAnswer } from "./types.ts";

/** Rows and columns of the map: more of them nobody reads. */
const MOST = 40;
const INSET = 4;
const FURTHER = 34;

/** Addresses of what the map leads to. */
export interface Ways {
  service(id: string): string;
  impact(ids: readonly string[]): string;
}

export function showMap(root: HTMLElement, answer: LossesAnswer, ways: Ways, more: (omitted: number, what: string) => Node | false): void {
  const { items, omitted, services, services_omitted } = answer;
  if (items.length === 0) {
    fill(root, h("p", {}, "Nothing takes a service down alone, as far as is recorded."));
    return;
  }
  const map = fragilityMap(services, items, MOST);
  const left = leftOut(map, services.length + services_omitted, items.length + omitted);
  const label = "Which loss takes which service down, drawn; the lists below have the same";
  fill(
    root,
    panes({ label, corner: "Down when this is lost, alone ▸", tops: tops(map, ways), lefts: lefts(map, ways), picture: picture(map, label) }),
    h("p", { class: "faint" }, "■ Its loss takes the service down. · It is the service itself.", left !== "" && ` ${left}`),
    h("section", {}, h("h2", {}, "What takes most services down"), losses(items, ways), more(omitted, "thing"), h("p", { class: "faint" }, "Weight: a critical service counts 4, high 3, medium 2, low or unknown 1.")),
    h("section", {}, h("h2", {}, "Services that something takes down alone"), fragile(services, ways), more(services_omitted, "service")),
  );
}

function tops({ rows, columns }: FragilityMap, ways: Ways): HTMLElement {
  const all = columns.map(({ loss }): Head => ({ href: ways.impact([loss.id]), title: `${called(loss)}, ${words(loss.kind)}: ${count(loss.services)}`, name: called(loss) }));
  return heads("tops", "Things", rows.some(({ further }) => further > 0) ? [...all, { name: "further things" }] : all);
}

function lefts({ rows, columns }: FragilityMap, ways: Ways): HTMLElement {
  const all = rows.map(({ service, first }): Head => ({
    href: ways.service(service.id), title: `${called(service)}: ${count(service.single_points)}`, name: called(service), beside: service.criticality ?? "unknown", first,
  }));
  return heads("lefts", "Services", columns.some(({ further }) => further > 0) ? [...all, { name: "further services" }] : all);
}

function picture({ rows, columns }: FragilityMap, label: string): SVGElement {
  const [right, bottom] = [columns.length * CELL, rows.length * CELL];
  const width = right + (rows.some(({ further }) => further > 0) ? FURTHER : 0);
  const height = bottom + (columns.some(({ further }) => further > 0) ? CELL : 0);
  const counted = (x: number, y: number, further: number) => (further > 0 ? [svg("text", { x: x + CELL / 2, y: y + CELL / 2 }, `+${count(further)}`)] : []);
  return drawn(
    "map",
    label,
    width,
    height,
    ...rows.flatMap(({ service, filled, own: its, further, first }, at) => [
      ...(first ? [svg("line", { x1: 0, y1: at * CELL, x2: width, y2: at * CELL, class: "parting" })] : []),
      ...filled.map((column) => svg("rect", { x: column * CELL + INSET, y: at * CELL + INSET, width: CELL - 2 * INSET, height: CELL - 2 * INSET, rx: 3, class: "falls" }, svg("title", {}, `${called(columns[column]!.loss)} takes ${called(service)} down`))),
      ...(its < 0 ? [] : [svg("circle", { cx: its * CELL + CELL / 2, cy: at * CELL + CELL / 2, r: 2.5, class: "itself" }, svg("title", {}, `${called(service)} itself`))]),
      ...counted(right, at * CELL, further),
    ]),
    ...columns.flatMap(({ further }, at) => counted(at * CELL, bottom, further)),
  );
}

function losses(items: readonly Loss[], ways: Ways): HTMLElement {
  return table<Loss, string>({
    label: "What takes most services down",
    columns: [
      { name: "name", title: "Thing", cell: (loss) => to(ways.impact([loss.id]), loss) },
      { name: "kind", title: "Kind", cell: ({ kind }) => words(kind) },
      { name: "services", title: "Services", numeric: true, cell: ({ services }) => count(services) },
      { name: "weight", title: "Weight", numeric: true, cell: ({ weight }) => count(weight) },
      { name: "things", title: "Things", numeric: true, cell: ({ takes_down }) => count(takes_down) },
    ],
    rows: items,
    key: ({ id }) => id,
  }).element;
}

function fragile(services: readonly Fragile[], ways: Ways): HTMLElement {
  return table<Fragile, string>({
    label: "Services that something takes down alone",
    columns: [
      { name: "name", title: "Service", cell: (service) => to(ways.service(service.id), service) },
      { name: "kind", title: "Kind", cell: ({ kind }) => words(kind) },
      { name: "criticality", title: "Criticality", cell: ({ criticality }) => criticality === null ? h("span", { class: "faint" }, "unknown") : own(criticality) },
      { name: "points", title: "Take it down alone", numeric: true, cell: ({ single_points }) => count(single_points) },
    ],
    rows: services,
    key: ({ id }) => id,
  }).element;
}
