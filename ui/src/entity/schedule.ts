/** A schedule of book values as bars. Pure. */

export interface Year {
  year: number;
  depreciation: number;
  book_value: number;
}

/** A bar in pixels, from `top` down to the line at HEIGHT: what the year took, above what is left at its end. */
export interface Bar {
  year: number;
  left: number;
  top: number;
  taken: number;
  rest: number;
}

export const HEIGHT = 140;
export const GAP = 64;
const HEAD = 6;

/** A bar for each year, the highest as high as there is room. */
export function bars(years: readonly Year[]): Bar[] {
  const most = Math.max(...years.map(({ depreciation, book_value }) => depreciation + book_value), 0);
  const scale = most > 0 ? (HEIGHT - HEAD) / most : 0;
  return years.map(({ year, depreciation, book_value }, at) => {
    const [taken, rest] = [depreciation * scale, book_value * scale];
    return { year, left: at * GAP, top: HEIGHT - taken - rest, taken, rest };
  });
}
