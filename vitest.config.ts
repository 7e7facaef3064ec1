import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,libs,tools}/*/src/**/*.test.{ts,mjs}'],
    // One process for all unit tests: loading the modules once is most of the time. Tests therefore leak no module
    // state.
    isolate: false,
    // Node itself loads the code, as everywhere else. Vite takes paths for addresses: a checkout whose path holds # or
    // % would not find its own files.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // In the full run properties try more examples (`npm run test:full`).
    setupFiles: process.env['SLUICE_SEARCH'] === undefined ? [] : ['tools/checks/src/search/setup.ts'],
    testTimeout: 20_000,
  },
});
