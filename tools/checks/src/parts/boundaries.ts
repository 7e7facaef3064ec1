import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkBoundaries } from '../boundaries/rules.ts';
import { type NxGraph, readPackages } from '../boundaries/workspace.ts';
import type { Part } from '../part.ts';

/** Which room may use which: over the graph that Nx makes from the imports themselves. */
export const boundaries: Part = {
  name: 'boundaries',
  title: 'module boundaries (over the Nx graph)',
  budgetMinutes: 0.5,
  run: async ({ root, run, scratch, say }) => {
    const file = join(scratch, 'graph.json');
    const { status } = await run('nx', ['graph', `--file=${file}`]);
    if (status !== 0) return { passed: 0, failed: 1, skipped: 0 };
    const { graph } = JSON.parse(readFileSync(file, 'utf8')) as { graph: NxGraph };
    const { checked, violations } = checkBoundaries(graph, readPackages(root, graph));
    for (const violation of violations) say(violation);
    return { passed: checked - violations.length, failed: violations.length, skipped: 0 };
  },
};
