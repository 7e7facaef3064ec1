import type { ResultColumn } from './execution-store.ts';
import type { SelectContext } from './select.ts';
import type { Tree } from './tree.ts';

/** What statements are prepared with. */
export type StatementContext = SelectContext;

/** Rows of a statement that is no SELECT. */
export interface CommandResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly string[])[];
}

/** A statement that is understood as far as its text goes. */
export type Prepared =
  | {
      readonly kind: 'select';
      readonly sql: string;
      readonly statement: Tree;
      readonly statementType: 'DML';
      readonly substatementType: string;
    }
  | {
      readonly kind: 'command';
      readonly sql: string;
      readonly statementType: 'DDL' | 'UTILITY';
      readonly substatementType: string;
      readonly run: () => Promise<CommandResult>;
    };

/** A DDL statement that is understood and not yet run. */
export interface Command {
  readonly substatementType: string;
  readonly run: () => CommandResult | Promise<CommandResult>;
}

/** The answer of a statement that says nothing. */
export const NO_ROWS: CommandResult = { columns: [], rows: [] };
