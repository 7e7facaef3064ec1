import type { ReasonText } from './reasons.ts';
import type { Registry } from './registries.ts';

const FAULTS = { user: 'your input', environment: 'the machine', tool: 'Sluice' } as const;

/** The text of docs/errors.md: every code and every reason, from the registries and nothing else. */
export function errorsPage(registries: readonly Registry[], reasons: readonly ReasonText[]): string {
  const parts = [
    '# Codes and reasons',
    '',
    '<!-- Written by `npx sluice docs` from the registries of codes. Do not edit. -->',
    '',
    'Every error that Sluice shows has a stable code: what happened, where, why, and the way out. `npx sluice explain <code>` prints an entry of this page.',
    'Whose fault it is decides the exit code: your input 2, the machine 3, Sluice 4.',
    '',
  ];
  for (const { range, title, codes } of registries) {
    parts.push(`## ${range}: ${title}`, '');
    for (const code of codes) {
      parts.push(
        `### ${code.code}`,
        '',
        `**${escaped(code.title)}** (${FAULTS[code.fault]})`,
        '',
        escaped(code.why),
        '',
        `Fix: ${escaped(code.fix)}`,
        '',
      );
    }
  }
  parts.push(
    ...reasonSection(
      'Why a file is refused or ignored',
      reasons.filter((reason) => reason.about === 'file'),
    ),
  );
  parts.push(
    ...reasonSection(
      'Why a row is rejected',
      reasons.filter((reason) => reason.about === 'row'),
    ),
  );
  return `${parts.join('\n').trimEnd()}\n`;
}

function reasonSection(title: string, reasons: readonly ReasonText[]): string[] {
  const rows = reasons.map(({ reason, why, fix }) => `| \`${reason}\` | ${cell(why)} | ${cell(fix)} |`);
  return [`## ${title}`, '', '| reason | why | fix |', '| --- | --- | --- |', ...rows, ''];
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
