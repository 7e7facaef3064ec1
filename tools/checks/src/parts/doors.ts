import { join } from 'node:path';
import { knipFindings } from '../doors/knip.ts';
import { namesAtTwoDoors, starsInDoors } from '../doors/rules.ts';
import { doorsOf } from '../house/doors.ts';
import { readCode } from '../house/files.ts';
import { readModule } from '../house/modules.ts';
import type { Part } from '../part.ts';

/** What packages offer is named, has one home and is used: by Knip (knip.jsonc), and by two rules of our own. */
export const doors: Part = {
  name: 'doors',
  title: 'what is exported is named, has one home and is used (Knip)',
  budgetMinutes: 0.5,
  run: async ({ root, run, say }) => {
    const code = readCode(root).filter(({ language }) => language === 'typescript');
    const modules = new Map(code.map((file) => [file.path, readModule(file)]));
    const all = doorsOf(root, [...new Set(code.map(({ home }) => home))]);
    const knip = join(root, 'node_modules', 'knip', 'bin', 'knip.js');
    const { output } = await run(process.execPath, [knip, '--reporter', 'json', '--no-exit-code']);
    const unused = knipFindings(output);
    if (unused === undefined) return { passed: 0, failed: 1, skipped: 0 };
    const findings = [...starsInDoors(all, modules), ...namesAtTwoDoors(all, modules), ...unused];
    for (const finding of findings) say(finding);
    // One check per file: that everything in it is wanted.
    const named = new Set(findings.map((finding) => finding.split(/[: ]/)[0]));
    return {
      passed: code.filter(({ path }) => !named.has(path)).length,
      failed: findings.length,
      skipped: 0,
    };
  },
};
