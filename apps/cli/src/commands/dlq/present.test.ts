import { keptTerminal } from '@sluice/terminal/testing';
import { describe, expect, it } from 'vitest';
import { deadLettersText } from './present.ts';

const NOW = '2026-01-15T10:00:00.000Z';

describe('a dead letter', () => {
  it('is listed by what it is about, never by its body; what could not be looked at is counted', () => {
    const letter = {
      dataset: 'sales',
      messageId: 'm1',
      key: 'incoming/sales/\u001b[2Ja.csv',
      sentAt: '2026-01-15T09:55:00.000Z',
    };
    const text = deadLettersText(
      [{ dataset: 'sales', depth: 3, letters: [letter, { ...letter, messageId: 'm2', key: null }] }],
      NOW,
      keptTerminal().terminal,
    );

    expect(text).toContain('  sales    5 min ago  incoming/sales/\\x1b[2Ja.csv  m1\n');
    expect(text).toContain('no event of S3');
    expect(text).toContain('sales: 3 in all, 2 could be looked at');
  });
});
