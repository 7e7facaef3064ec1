/**
 * What an npm script needs before it runs, and what it runs.
 * @typedef {object} Command
 * @property {readonly import('./venv.mjs').Environment[]} environments
 * @property {boolean} needsJava
 * @property {readonly string[] | undefined} program script and first arguments for Node; undefined = set up only
 */

/** @type {import('./venv.mjs').Environment} */
const RUN = { folder: '.venv', groups: ['run'] };
/** @type {import('./venv.mjs').Environment} */
const TEST = { folder: '.venv', groups: ['run', 'test'] };
/** @type {import('./venv.mjs').Environment} */
const BENCH = { folder: '.venv', groups: ['run', 'test', 'bench'] };
/** Spark 4 cannot live beside Spark 3.5: an environment of its own, made only for the part that asks for it. */
const SPARK4 = { folder: '.venv-spark4', groups: ['spark4'] };

const CLI = 'apps/cli/src/main.ts';
const DEMO = 'apps/demo/src/main.ts';
const CHECKS = 'tools/checks/src/main.ts';
/** Parts of `npm test` that start no Python and no Spark. */
const NODE_ONLY_PARTS = ['format', 'source', 'types', 'generated', 'doors', 'boundaries', 'policies', 'unit'];
/** Commands of `sluice` that start the data plane. */
const SPARK_COMMANDS = ['run', 'demo'];

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Command | undefined}
 */
export function commandOf(name, args) {
  switch (name) {
    case 'start':
      return { environments: [RUN], needsJava: true, program: [DEMO] };
    case 'up':
      return { environments: [RUN], needsJava: true, program: [CLI, 'local', 'up'] };
    case 'test': {
      const parts = args.filter((arg) => !arg.startsWith('-'));
      const isNodeOnly = parts.length > 0 && parts.every((part) => NODE_ONLY_PARTS.includes(part));
      if (isNodeOnly) return { environments: [], needsJava: false, program: [CHECKS] };
      return { environments: parts.includes('spark4') ? [TEST, SPARK4] : [TEST], needsJava: true, program: [CHECKS] };
    }
    case 'test:full':
      return { environments: [TEST, SPARK4], needsJava: true, program: [CHECKS, '--full'] };
    case 'test:s3a':
      return { environments: [TEST], needsJava: true, program: [CHECKS, 's3a'] };
    case 'house':
      // Python figures come from the environment's interpreter where there is one, from the machine's otherwise.
      return { environments: [], needsJava: false, program: ['tools/checks/src/house/main.ts'] };
    case 'bench':
      return { environments: [BENCH], needsJava: true, program: ['tools/bench/src/main.ts'] };
    case 'setup':
      return { environments: [TEST], needsJava: true, program: undefined };
    case 'sluice': {
      const words = args.filter((arg) => !arg.startsWith('-'));
      const isSpark = SPARK_COMMANDS.includes(words[0] ?? '') || (words[0] === 'local' && words[1] === 'up');
      return { environments: isSpark ? [RUN] : [], needsJava: isSpark, program: [CLI] };
    }
    default:
      return undefined;
  }
}
