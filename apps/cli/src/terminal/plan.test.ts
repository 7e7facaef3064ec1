import { memoryTarget } from '@sluice/lake/testing';
import type { Terminal } from '@sluice/terminal';
import { keptSession, keptTerminal } from '@sluice/terminal/testing';
import { describe, expect, it } from 'vitest';
import { type ActionPlan, carryOut, type PlanOptions, planText } from './plan.ts';

const PLAN: ActionPlan = {
  title: 'Release 1 file',
  columns: [{ title: 'key' }],
  rows: [['incoming/sales/a.csv']],
  notes: ['It is decided anew.'],
  document: { files: 1 },
};

async function carriedOut(options: PlanOptions, changes: Partial<Terminal> = {}) {
  const kept = keptTerminal(changes);
  const session = keptSession(kept.terminal);
  let acted = 0;
  const result = await carryOut(session, memoryTarget(), options, PLAN, async () => {
    acted += 1;
    return 'done';
  }).catch((error: { code: string }) => error.code);
  return { result, acted, status: session.exitCode, out: kept.out(), err: kept.err() };
}

describe('a plan', () => {
  it('is shown with where it acts, before anything is done', () => {
    expect(planText(PLAN, memoryTarget(), keptTerminal())).toBe(
      '  Release 1 file  local lake · account 000000000000 · us-east-1\n\n  key\n  ────────────────────\n  ' +
        'incoming/sales/a.csv\n\n  It is decided anew.\n',
    );
  });

  it('is carried out by --yes, and shown all the same', async () => {
    const { result, acted, err } = await carriedOut({ yes: true });

    expect({ result, acted }).toEqual({ result: 'done', acted: 1 });
    expect(err).toContain('Release 1 file');
  });

  it('changes nothing without an agreement: SLC8036', async () => {
    expect(await carriedOut({})).toMatchObject({ result: 'SLC8036', acted: 0 });
  });

  it.each([
    ['y', 1],
    ['YES', 1],
    ['', 0],
    ['no', 0],
    ['yesterday', 0],
  ])('asks where somebody can answer: %j', async (answer, acted) => {
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return answer;
    };

    expect(await carriedOut({}, { ask })).toMatchObject({ acted });
    expect(asked).toEqual(['  Go on? [y/N] ']);
  });

  it('is one document with --json, which nobody can be asked about', async () => {
    const { acted, status, out, err } = await carriedOut({ json: true }, { ask: async () => 'y' });

    expect({ acted, status, err }).toEqual({ acted: 0, status: 2, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      carriedOut: false,
      plan: { files: 1 },
      error: { code: 'SLC8036' },
    });
  });
});
