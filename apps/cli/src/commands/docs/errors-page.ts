import type { ErrorCode } from '@sluice/protocol';
import type { Registry } from '../../terminal/registries.ts';

const FAULTS = { user: 'your input', environment: 'the machine', tool: 'Sluice' } as const;

/** The text of docs/errors.md: every code and every reason, from the registries and nothing else. */
export function errorsPage(registries: readonly Registry[]): string {
  const all = registries.flatMap(({ codes }) => codes);
  const reasons = all.flatMap((entry) => {
    const { reason } = entry;
    return reason === undefined
      ? []
      : [`| \`${reason}\` | [${entry.code}](#${entry.code.toLowerCase()}) | ${cell(entry.why)} |`];
  });
  const lines = [
    '# Codes and reasons',
    '',
    '<!-- Written by `npx sluice docs` from the registries of codes. Do not edit. -->',
    '',
    'Every error that Sluice shows has a stable code: what happened, where, why, and the way out. `npx sluice ' +
      'explain <code>` prints an entry of this page,',
    '`npx sluice explain <reason>` that of a reason. Whose fault it is decides the exit code: your input 2, the ' +
      'machine 3, Sluice 4.',
    '',
    '## Reasons: why a file is refused or ignored, why a row is rejected',
    '',
    '| reason | code | when |',
    '| --- | --- | --- |',
    ...reasons,
    '',
    ...registries.flatMap(({ range, title, codes }) => [`## ${range}: ${title}`, '', ...codes.flatMap(section)]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function section({ code, title, fault, why, fix }: ErrorCode): readonly string[] {
  return [
    `### ${code}`,
    '',
    `**${escaped(title)}** (${FAULTS[fault]})`,
    '',
    escaped(why),
    '',
    `Fix: ${escaped(fix)}`,
    '',
  ];
}

function cell(text: string): string {
  return escaped(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Angle brackets outside code would be taken for HTML. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll('<', '&lt;')))
    .join('');
}
