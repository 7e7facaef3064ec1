import fc from 'fast-check';

/** What a property takes that says no number of its own. */
const EXAMPLES = 100;

// Loaded by vitest before the tests of the full run (vitest.config.ts).
fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: EXAMPLES * Number(process.env['SLUICE_SEARCH']) });
