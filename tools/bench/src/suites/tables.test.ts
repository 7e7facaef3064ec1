import { describe, expect, it } from 'vitest';
import type { Spread } from '../statistics.ts';
import { batchesTable } from './batches/batches.ts';
import { demoTable, summarise } from './demo/demo.ts';
import { deployTable, STEPS } from './deploy/deploy.ts';
import { mustCost } from './intake/events.ts';
import { intakeTable } from './intake/intake.ts';

const at = (median: number): Spread => ({ min: median - 0.1, median, max: median + 0.1 });
const cost = (median: number) => ({ wallMs: at(median), cpuMs: at(median) });

describe('mustCost', () => {
  it('stops the suite when a decision takes another number of ledger requests than it may', () => {
    expect(() => mustCost({ name: 'stale', requests: 3 }, 301, 100)).toThrow(
      '"stale": 301 ledger requests for 100 events, not 3 each',
    );
    expect(() => mustCost({ name: 'stale', requests: 3 }, 299, 100)).toThrow('not 3 each');
  });

  it('lets the exact number pass', () => {
    expect(() => mustCost({ name: 'stale', requests: 3 }, 300, 100)).not.toThrow();
  });
});

describe('intakeTable', () => {
  it('shows bundles with their limit, events with their requests, and a burst', () => {
    const node = {
      name: 'node alone',
      bytes: null,
      gzipBytes: null,
      importMs: null,
      processMs: at(40),
      processCpuMs: at(30),
    };
    const intake = { ...node, name: 'intake of flights', bytes: 560_970, gzipBytes: 165_660, importMs: at(128) };
    const text = intakeTable({
      bundles: [node, intake],
      events: {
        events: { memory: 400, emulator: 100 },
        perDelivery: 50,
        cases: [{ name: 'duplicate', memory: cost(0.02), emulator: cost(1.3), ledgerRequests: 1 }],
        requestsAlone: cost(4.5),
      },
      burst: {
        objects: 500,
        bytesEach: 1_043,
        eventsPerSecond: at(31),
        putsPerSecond: at(44),
        arrivalP50: at(4),
        arrivalP95: at(8),
        cpuMsPerEvent: null,
      },
    });

    expect(text).toMatch(/^intake of flights +561 +166 +128 \(128-128\)/m);
    expect(text).toMatch(/^limit +650 +150$/m);
    expect(text).toMatch(/^duplicate .* 1$/m);
    expect(text).toMatch(/^events\/s, all of it on this machine +31 +31 +31$/m);
    expect(text).not.toContain('NaN');
  });
});

describe('batchesTable', () => {
  it('shows requests by service beside the floor of one write per file', () => {
    const requests = { dynamodb: 2_015, s3: 6, glue: 1 };
    const text = batchesTable([
      { step: 'dispatch', files: 2_000, rounds: 3, memory: cost(139), emulator: cost(2_191), requests },
    ]);

    expect(text).toMatch(/^dispatch, 2,000 files .*2,015 \(2,000\) +6 +1 +3$/m);
  });
});

describe('deployTable', () => {
  it('shows every step, and a single round without a range', () => {
    const all = Object.fromEntries(STEPS.map((step) => [step, at(7)])) as Record<(typeof STEPS)[number], Spread>;
    const text = deployTable([
      { stacks: 1, rounds: 3, wall: all, cpu: all },
      { stacks: 50, rounds: 1, wall: all, cpu: null },
    ]);

    expect(text).toMatch(/^deploys on the emulator, s +1 stack \(3 x\) +CPU s +50 stacks \(1 x\) +CPU s$/m);
    expect(text).toMatch(/^one dataset, its contract changed +7\.0 \(6\.9-7\.1\) +7\.0 +7\.0$/m);
  });
});

describe('demoTable', () => {
  it('shows the stages in their order, those of the lake below it', () => {
    const report = {
      ok: true,
      seconds: 61,
      stages: [
        { name: 'data', seconds: 1 },
        { name: 'lake', seconds: 12 },
        { name: 'spark', seconds: 2 },
      ],
      lakeStages: [{ name: 'synth', seconds: 5 }],
    };
    const text = demoTable({ rounds: 2, ...summarise([report, { ...report, seconds: 63 }]), cpu: null });

    const names = text
      .split('\n')
      .slice(2)
      .map((line) => line.slice(0, 22).trimEnd());
    expect(names).toEqual(['data', 'lake', '  synth', 'spark', 'all of it', 'to reach on 2 cores']);
    expect(text).toMatch(/^all of it +62\.0 \(61\.0-63\.0\)$/m);
  });
});
