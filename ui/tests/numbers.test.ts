import fc from "fast-check";
import { expect, test } from "vitest";
import { counted, money, signed, sums } from "../src/app/numbers.ts";

test("amounts have two digits and their currency, differences a sign", () => {
  expect(money({ amount: 1234567.5, currency: "EUR" })).toBe("1,234,567.50 EUR");
  expect(money({ amount: 0, currency: null })).toBe("0.00 of no known currency");
  expect([signed(14), signed(-4), signed(0)]).toEqual(["+14", "-4", "0"]);
  expect([counted(1, "core"), counted(2, "core"), counted(0.5, "processor"), counted(2, "PVU")]).toEqual(["1 core", "2 cores", "0.5 processors", "2 PVU"]);
});

test("sums are exact to the cent, one for each currency", () => {
  const amount = fc.record({ cents: fc.nat(100_000_000), currency: fc.constantFrom("EUR", "USD") });
  fc.assert(
    fc.property(fc.array(amount), (amounts) => {
      for (const { amount: total, currency } of sums(amounts.map(({ cents, currency: its }) => ({ amount: cents / 100, currency: its })))) {
        const cents = amounts.filter((one) => one.currency === currency).reduce((sum, one) => sum + one.cents, 0);
        expect(Math.round(total * 100)).toBe(cents);
      }
    }),
  );
  expect(sums([null, { amount: 0.1, currency: "EUR" }, { amount: 0.2, currency: "EUR" }])).toEqual([{ amount: 0.3, currency: "EUR" }]);
});
