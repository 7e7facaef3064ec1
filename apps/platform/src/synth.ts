import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CHECKOUT } from './checkout.ts';
import { tellFailure } from './failure.ts';
import { commandLine } from './options.ts';
import { synthesize } from './synthesize.ts';
import { withWorkFolder } from './work-folder.ts';

const HELP = `node apps/platform/src/synth.ts <dataset | lake> [-c key=value ...]

Writes the CloudFormation template of one stack, with everything that it uploads, to .cache/synth/<dataset | lake>. Needs no credentials.
`;

/** Synthesizes one stack for any account. @returns the exit code */
async function main(argv: readonly string[]): Promise<number> {
  const { isHelp, target, context } = commandLine(argv);
  if (isHelp) {
    process.stdout.write(HELP);
    return 0;
  }
  return withWorkFolder((work) => {
    const outdir = join(CHECKOUT, '.cache', 'synth', target);
    rmSync(outdir, { recursive: true, force: true });
    const { stackName, digest } = synthesize({ target, context, work, outdir });
    console.log(`${relative(CHECKOUT, outdir)}/${stackName}.template.json  digest ${digest.slice(0, 12)}`);
    return 0;
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = tellFailure(error);
}
