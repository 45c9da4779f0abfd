/** What an asset is worth: the sentence, and its schedule by year as a drawing and as a table. */

import { call, segment } from "../app/api.ts";
import { h } from "../app/dom.ts";
import { money } from "../app/numbers.ts";
import { svg } from "../app/svg.ts";
import { words } from "../app/words.ts";
import { bars, GAP, HEIGHT, type Year } from "./schedule.ts";
import { asOfQuery, sentence, type Shown } from "./shown.ts";

interface Value {
  text: string;
  on: string;
  cost: number | null;
  salvage_value: number | null;
  currency: string | null;
  method: string | null;
  months: number | null;
  useful_life_months: number | null;
  depreciation: number | null;
  book_value: number | null;
  schedule: Year[];
  warnings: string[];
}

export async function worth({ place, signal }: Shown): Promise<Node[]> {
  const { body } = await call<Value>(`/assets/${segment(place.id)}/value${asOfQuery(place)}`, { signal });
  // The sentence holds the warnings where nothing is known.
  const warnings = body.warnings.filter((warning) => !body.text.includes(warning));
  return [
    h("p", {}, sentence(body.text)),
    ...warnings.map((warning) => h("p", { class: "warning" }, sentence(warning))),
    body.book_value === null && h("p", { class: "entity-none" }, "Record what is missing with Edit: the value follows."),
    body.months !== null &&
      body.useful_life_months !== null &&
      h("p", { class: "entity-about" }, `${words(body.method ?? "")}, ${body.months} of ${body.useful_life_months} months gone${body.salvage_value ? `, salvage value ${amount(body.salvage_value, body.currency)}` : ""}.`),
    ...(body.schedule.length > 0 ? schedule(body) : []),
  ].filter((one): one is HTMLElement => one !== false);
}

function schedule({ schedule: years, currency, on }: Value): HTMLElement[] {
  const now = Number(on.slice(0, 4));
  return [
    h("div", { class: "entity-scroll", role: "region", "aria-label": "Book value by year, drawn", tabindex: 0 }, drawing(years, currency, now)),
    h("p", { class: "entity-about" }, "Filled: what is left at the end of the year. Dashed: what the year takes."),
    h(
      "div",
      { class: "entity-scroll", role: "region", "aria-label": "Book value by year", tabindex: 0 },
      h(
        "table",
        { class: "table entity-schedule" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Year"), h("th", { scope: "col", class: "number" }, "Depreciation"), h("th", { scope: "col", class: "number" }, "Book value at its end"))),
        h(
          "tbody",
          {},
          years.map(({ year, depreciation, book_value }) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, String(year), year === now && [" ", h("span", { class: "tag" }, "this year")]),
              h("td", { class: "number" }, amount(depreciation, currency)),
              h("td", { class: "number" }, amount(book_value, currency)),
            ),
          ),
        ),
      ),
    ),
  ];
}

/** A bar for each year: what is left at its end, and above it what the year took. */
function drawing(years: readonly Year[], currency: string | null, now: number): SVGElement {
  const all = bars(years);
  const width = all.length * GAP;
  const [first, last] = [years[0]!, years.at(-1)!];
  const title = `Book value from ${amount(first.book_value, currency)} at the end of ${first.year} to ${amount(last.book_value, currency)} at the end of ${last.year}; the table below has every year.`;
  return svg(
    "svg",
    { class: "entity-bars", width, height: HEIGHT + 24, viewBox: `0 0 ${width} ${HEIGHT + 24}`, role: "img", "aria-label": title },
    ...all.flatMap(({ year, left, top, rest, taken }) => [
      svg("rect", { class: "taken", x: left + 10, y: top, width: GAP - 20, height: taken }),
      svg("rect", { class: "rest", x: left + 10, y: top + taken, width: GAP - 20, height: rest }),
      svg("text", { x: left + GAP / 2, y: HEIGHT + 17, class: year === now ? "now" : "" }, String(year)),
    ]),
    svg("line", { x1: 0, x2: width, y1: HEIGHT, y2: HEIGHT }),
  );
}

function amount(value: number, currency: string | null): string {
  return money({ amount: value, currency }).replace(" of no known currency", "");
}
