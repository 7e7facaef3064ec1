import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unionLength } from './ranges.ts';

it('the union of ranges counts every byte once, whatever the order', () => {
  const range = fc
    .tuple(fc.nat(200), fc.nat(40))
    .map(([start, length]) => ({ start: BigInt(start), end: BigInt(start + length) }));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 30 }), (ranges) => {
      const bytes = new Set(
        ranges.flatMap(({ start, end }) =>
          Array.from({ length: Number(end - start) }, (_item, index) => Number(start) + index),
        ),
      );

      expect(unionLength(ranges)).toBe(BigInt(bytes.size));
      expect(unionLength(ranges.toReversed())).toBe(BigInt(bytes.size));
    }),
  );
});
