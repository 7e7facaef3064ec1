import { CliError } from '@sluice/terminal';

/** Reads a whole number of an option, within bounds. */
export function wholeNumber(option: string, minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new CliError('SLC8001', `${option} cannot be "${text}"`, {
      fix: `Give a whole number from ${minimum} to ${maximum}.`,
    });
  };
}
