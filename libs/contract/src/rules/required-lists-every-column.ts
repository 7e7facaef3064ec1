import type { Rule } from '../rule.ts';

/** `required` names every column, and nothing else. */
export const requiredListsEveryColumn: Rule = {
  code: 'SLC2101',
  name: 'required-lists-every-column',
  severity: 'error',
  title: 'required does not list every column',
  fault: 'user',
  why:
    'A row always has every column, with null where nothing was given. A column that may be absent is not the ' +
    'same as one that may be null, and a table cannot tell them apart.',
  fix: 'list every property in "required"; make a column optional with "null" in its type',
  *check({ document, columns }) {
    const required = new Set(document.required);
    for (const { name, pointer } of columns) {
      if (!required.has(name)) yield { pointer, part: 'key', message: `"required" does not list the column "${name}"` };
    }
    const names = new Set(columns.map(({ name }) => name));
    for (const [index, name] of document.required.entries()) {
      if (!names.has(name))
        yield {
          pointer: `/required/${index}`,
          message: `"required" lists "${name}", which is no column`,
          fix: 'remove it, or add the column',
        };
    }
  },
};
