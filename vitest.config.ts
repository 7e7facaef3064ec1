import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,libs,tools}/*/src/**/*.test.{ts,mjs}'],
    // One process for all unit tests: loading the modules once is most of the time. Tests therefore leak no module
    // state.
    isolate: false,
    testTimeout: 20_000,
  },
});
