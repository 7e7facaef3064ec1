import { describe, expect, it } from 'vitest';
import { failureWithoutReport } from './failure.ts';

describe('failureWithoutReport', () => {
  it('tells a full disk by the last words of a run that could not even write its report', async () => {
    const failure = await failureWithoutReport(
      'org.apache.hadoop.fs.FSError: java.io.IOException: No space left on device',
    );

    expect(failure).toMatchObject({ code: 'SLC8011', fault: 'environment' });
    expect(failure.fix).toMatch(/space/i);
  });

  it('has a code and a way out for a run that said nothing', async () => {
    const failure = await failureWithoutReport(undefined);

    expect(failure).toMatchObject({ code: 'SLC8016', message: 'the run left no report' });
    expect(failure.fix).not.toBeNull();
  });
});
