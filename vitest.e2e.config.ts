import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,libs,tools}/*/src/**/*.e2e.ts'],
    // One emulator for the tests of all libs, started for the first that asks for it.
    globalSetup: ['tools/checks/src/emulator-door.ts'],
    // They start Spark, servers and clones: one file at a time, and time enough for a cold machine under load.
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Node itself loads the code, as everywhere else. Vite takes paths for addresses: a checkout whose path holds # or
    // % would not find its own files.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // A process of its own per file: signal handlers and environments do not leak from one to the next.
    pool: 'forks',
  },
});
