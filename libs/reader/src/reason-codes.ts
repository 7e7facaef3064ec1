import { COLUMN_RULES, FILE_REASONS, type FileReason, ROW_REASONS } from './reasons.ts';

// Apart from the texts about them, which no bundle needs.
const number = (base: number, index: number): string => `SLC${base + index + 1}`;

/** The code of a file reason. */
export function fileReasonCode(reason: FileReason): string {
  return number(4100, FILE_REASONS.indexOf(reason));
}

/** The code of a reason of a row (`shape`, `range:amount`); `undefined` for a text that is none. */
export function rowReasonCode(reason: string): string | undefined {
  const [rule = ''] = reason.split(':', 1);
  const index = ([...ROW_REASONS, ...COLUMN_RULES] as readonly string[]).indexOf(rule);
  return index < 0 ? undefined : number(4200, index);
}
