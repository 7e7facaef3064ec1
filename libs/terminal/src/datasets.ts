import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import { CliError } from './errors.ts';
import { pathOf, type Session } from './session.ts';

/** The folder that holds `contracts/`: the checkout, or what `--project` says. */
export function projectRoot(session: Session, typed: string | undefined): string {
  const root = typed === undefined ? CHECKOUT : pathOf(session, typed);
  if (existsSync(join(root, 'contracts', 'registry.json'))) return root;
  throw new CliError('SLC8001', 'there is no contracts/registry.json', {
    file: root,
    fix: 'Give the folder that holds contracts/ to --project.',
  });
}
