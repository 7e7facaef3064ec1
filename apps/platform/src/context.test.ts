import { describe, expect, test } from 'vitest';
import { CHECKOUT } from './checkout.ts';
import { readContext } from './context.ts';
import { commandLine } from './options.ts';

const read = (given: Record<string, unknown>) => readContext(given, CHECKOUT);

describe('context values', () => {
  test('without any: the lake sluice, sixty seconds, every dataset of the checkout', () => {
    expect(read({})).toEqual({ lake: 'sluice', graceSeconds: 60, datasets: undefined, project: CHECKOUT });
  });

  test('what the CDK itself puts there is left alone', () => {
    expect(read({ 'aws:cdk:enable-path-metadata': true, '@aws-cdk/core:x': 1 }).lake).toBe('sluice');
  });

  test.each<[given: Record<string, unknown>, datasets: readonly string[]]>([
    [{ datasets: 'flights' }, ['flights']],
    [{ datasets: 'sales, flights,sales' }, ['sales', 'flights']],
    [{ datasets: '' }, []],
  ])('%j', (given, datasets) => {
    expect(read(given).datasets).toEqual(datasets);
  });

  test.each<[given: Record<string, unknown>, message: string]>([
    [{ Lake: 'x' }, 'there is no context value "Lake"; did you mean lake?'],
    [{ dataset: 'flights' }, 'there is no context value "dataset"; did you mean datasets?'],
    [{ lake: 'My_Lake' }, 'lake="My_Lake": 1 to 13 lower-case letters, digits and single hyphens, a letter first'],
    [{ lake: 'ends-' }, 'lake="ends-": 1 to 13 lower-case letters, digits and single hyphens, a letter first'],
    [
      { lake: 'fourteen-chars' },
      'lake="fourteen-chars": 1 to 13 lower-case letters, digits and single hyphens, a letter first',
    ],
    [{ lake: '' }, 'lake="": 1 to 13 lower-case letters, digits and single hyphens, a letter first'],
    [{ graceSeconds: '-1' }, 'graceSeconds="-1": a whole number of seconds, 0 to 3600'],
    [{ graceSeconds: '1e2' }, 'graceSeconds="1e2": a whole number of seconds, 0 to 3600'],
    [{ graceSeconds: '3601' }, 'graceSeconds="3601": a whole number of seconds, 0 to 3600'],
    [{ datasets: 'flihts' }, 'datasets="flihts": registered are baggage, flights, sales'],
    [{ datasets: 'flights,' }, 'datasets="flights,": registered are baggage, flights, sales'],
    [
      { '@aws-cdk/core:bootstrapQualifier': 'much-too-long' },
      '@aws-cdk/core:bootstrapQualifier="much-too-long": 1 to 10 letters, digits, hyphens and underscores',
    ],
    [{ project: 'here' }, 'project="here": the absolute path of a folder that holds contracts/'],
  ])('%j is refused', (given, message) => {
    expect(() => read(given)).toThrow(expect.objectContaining({ code: 'SLC9501', message }));
  });
});

describe('the command line', () => {
  test('a target and context', () => {
    expect(commandLine(['sales', '-c', 'graceSeconds=0', '--context', 'lake=a=b'])).toEqual({
      isHelp: false,
      target: 'sales',
      context: { graceSeconds: '0', lake: 'a=b' },
    });
  });

  test.each<[argv: readonly string[], code: string, message: string]>([
    [[], 'SLC9507', 'one dataset is needed, or lake; 0 were given'],
    [['sales', 'flights'], 'SLC9507', 'one dataset is needed, or lake; 2 were given'],
    [['sales', '--force'], 'SLC9507', "Unknown option '--force'"],
    [['sales', '-c', 'lake'], 'SLC9501', '-c lake: a key, "=" and a value'],
    [['sales', '-c', 'datasets=flights'], 'SLC9501', 'datasets is given as the argument'],
  ])('%j is refused', (argv, code, message) => {
    expect(() => commandLine(argv)).toThrow(expect.objectContaining({ code, message }));
  });
});
