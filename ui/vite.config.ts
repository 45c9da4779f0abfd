import { defineConfig } from "vitest/config";

// The API serves what is built here; nothing is inlined, so that the page needs no exception from its content policy.
export default defineConfig({
  base: "/",
  build: { outDir: "../api/page", emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  // A hung test fails; a machine that does other things too does not.
  test: { testTimeout: 60_000 },
});
