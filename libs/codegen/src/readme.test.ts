import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lintContract, readContract } from '@sluice/contract';
import { describe, expect, test } from 'vitest';
import { generate } from './generate.ts';

const README = readFileSync(resolve(import.meta.dirname, '../../../README.md'), 'utf8');

/** The text of the block that is fenced as ```` ```<language> <name> ````. */
function block(name: string): string {
  const text = new RegExp(`^\`\`\`\\S+ ${name.replace('.', '\\.')}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(README)?.[1];
  if (text === undefined) throw new Error(`README.md has no block "${name}"`);
  return text;
}

describe('the contract of the README', () => {
  const { contract, findings } = readContract('/repository/contracts/orders/contract.json', block('contract'));

  test('is sound, whole, and fifteen lines', () => {
    expect(findings).toEqual([]);
    expect(contract === undefined ? undefined : lintContract(contract)).toEqual([]);
    expect(block('contract').trimEnd().split('\n')).toHaveLength(15);
  });

  test.each(['row.ts', 'plan.json', 'table.sql'])('generates what is shown of %s', async (name) => {
    if (contract === undefined) throw new Error('the contract cannot be read');
    const text = (await generate(contract)).find((file) => file.name === name)?.text ?? '';

    // Lines that are not shown stand as one "…"; the others follow one another as they are.
    let from = 0;
    for (const part of block(name).split('…\n')) {
      const at = text.indexOf(part, from);
      expect(at, `${name} has not, after what was shown before:\n${part}`).toBeGreaterThanOrEqual(0);
      from = at + part.length;
    }
  });
});
