import { Command } from 'commander';

/** An example in the help of a command. */
export interface Example {
  readonly line: string;
  readonly does: string;
}

/** Exit codes, as every help page lists them. `check` says what code 1 means for this command. */
export function exitCodeHelp(check: string | undefined): string {
  const lines = [
    ['0', 'all is well'],
    ...(check === undefined ? [] : [['1', check]]),
    ['2', 'wrong use, or an input that cannot be used'],
    ['3', 'the machine: a port, the disk, rights, Java, Python'],
    ['4', 'a defect of Sluice'],
    ['130', 'interrupted'],
  ];
  return `\nExit codes:\n${lines.map(([code, text]) => `  ${(code ?? '').padEnd(4)} ${text}`).join('\n')}\n`;
}

/** A command with `--json`, examples and exit codes in its help. */
export function commandWithHelp(
  name: string,
  description: string,
  examples: readonly Example[],
  check?: string,
): Command {
  const widest = Math.max(0, ...examples.map(({ line }) => line.length));
  const shown = examples.map(({ line, does }) => `  ${line.padEnd(widest)}   ${does}`).join('\n');
  return new Command(name)
    .description(description)
    .option('--json', 'one JSON document on standard output, nothing else')
    .helpOption('-h, --help', 'show this help')
    .showSuggestionAfterError(true)
    .addHelpText('after', `\nExamples:\n${shown}\n${exitCodeHelp(check)}`);
}
