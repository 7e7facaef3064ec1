import { join } from 'node:path';
import { knipFindings } from '../doors/knip.ts';
import { circleFindings, namesAtTwoDoors, starsInDoors } from '../doors/rules.ts';
import { doorsOf } from '../house/doors.ts';
import { readCode } from '../house/files.ts';
import { circlesOf, type UsesOfFile } from '../house/graphs.ts';
import { readModule } from '../house/modules.ts';
import { measurePython } from '../house/python.ts';
import type { Part } from '../part.ts';

/** What packages offer is named, has one home and is used: by Knip (knip.jsonc), and by rules of our own. */
export const doors: Part = {
  name: 'doors',
  title: 'what is exported is named, has one home and is used (Knip); no circle between files or packages',
  budgetMinutes: 0.5,
  run: async ({ root, run, say }) => {
    const code = readCode(root);
    const python = code.filter(({ language }) => language === 'python');
    const typescript = code.filter(({ language }) => language === 'typescript');
    const modules = new Map(typescript.map((file) => [file.path, readModule(file)]));
    const uses = new Map<string, UsesOfFile>(measurePython(root, python));
    for (const [path, { imports }] of modules) uses.set(path, { uses: imports.map(({ specifier }) => specifier) });
    const circles = circlesOf(root, code, uses);
    const all = doorsOf(root, [...new Set(typescript.map(({ home }) => home))]);
    const knip = join(root, 'node_modules', 'knip', 'bin', 'knip.js');
    const { output } = await run(process.execPath, [knip, '--reporter', 'json', '--no-exit-code'], { isData: true });
    const unused = knipFindings(output);
    if (unused === undefined) say(output);
    const findings = [
      ...circleFindings(circles),
      ...starsInDoors(all, modules),
      ...namesAtTwoDoors(all, modules),
      ...(unused ?? ['Knip gave no report.']),
    ];
    for (const finding of findings) say(finding);
    // One check per file: that everything in it is wanted.
    const named = new Set(findings.map((finding) => finding.split(/[: ]/)[0]));
    return {
      passed: unused === undefined ? 0 : code.filter(({ path }) => !named.has(path)).length,
      failed: findings.length,
      skipped: 0,
    };
  },
};
