import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { presentHouse } from './present.ts';
import { measureHouse } from './report.ts';

const { values } = parseArgs({
  options: { root: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const root = resolve(values.root ?? join(import.meta.dirname, '..', '..', '..', '..'));
const report = measureHouse(root);
console.log(values.json ? JSON.stringify(report, null, 2) : presentHouse(report));
