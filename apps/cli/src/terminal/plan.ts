import { type Target, type TargetName, targetDocument, targetTitle } from '@sluice/lake';
import {
  CliError,
  type CommonOptions,
  EXIT,
  failureDocument,
  printJson,
  type Session,
  type TableColumn,
  table,
  throwIfInterrupted,
} from '@sluice/terminal';

/** Options of a command that changes something. */
export interface PlanOptions extends CommonOptions {
  readonly yes?: boolean;
}

/** What a command is about to do, said before it does it. */
export interface ActionPlan {
  /** `Release 3 files`: an order, in the words of the command. */
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  /** What follows from it, in a sentence; and what will not be done, and why. */
  readonly notes: readonly string[];
  /** The same for a program. */
  readonly document: unknown;
}

/** Longer plans are cut on the screen; `--json` has them whole. */
const SHOWN_ROWS = 30;

/**
 * Shows a plan and carries it out when that was agreed: by `--yes`, or by an answer on a terminal. Otherwise nothing is
 * changed and the exit code says so (SLC8036): a script that forgot `--yes` must not believe that it acted.
 *
 * @returns what the action returned; undefined when it was not carried out
 */
export async function carryOut<T>(
  session: Session,
  target: Target,
  options: PlanOptions,
  plan: ActionPlan,
  act: () => Promise<T>,
): Promise<T | undefined> {
  const { terminal } = session;
  if (options.json !== true) terminal.err(`\n${planText(plan, target, session)}\n`);
  if (options.yes === true || (options.json !== true && (await agreed(session)))) {
    throwIfInterrupted(session.signal);
    return act();
  }
  const error = new CliError('SLC8036', 'nothing was changed: the plan was not agreed to');
  if (options.json !== true) throw error;
  session.exitCode = EXIT.usage;
  printJson(session, {
    ...failureDocument(error, undefined),
    target: targetDocument(target),
    carriedOut: false,
    plan: plan.document,
  });
  return undefined;
}

/** A plan as people read it. */
export function planText(plan: ActionPlan, target: TargetName, { terminal }: Pick<Session, 'terminal'>): string {
  const { bold, dim } = terminal.paintError;
  const more =
    plan.rows.length > SHOWN_ROWS
      ? `  ${dim(`… and ${plan.rows.length - SHOWN_ROWS} more: --json lists them all`)}\n`
      : '';
  const rows =
    plan.rows.length === 0
      ? ''
      : `\n${table(plan.columns, plan.rows.slice(0, SHOWN_ROWS), { dim, fit: terminal.columns })}${more}`;
  const notes = plan.notes.length === 0 ? '' : `\n${plan.notes.map((note) => `  ${note}\n`).join('')}`;
  return `  ${bold(plan.title)}  ${dim(targetTitle(target))}\n${rows}${notes}`;
}

async function agreed({ terminal, signal }: Session): Promise<boolean> {
  if (terminal.ask === undefined) return false;
  const answer = await terminal.ask('  Go on? [y/N] ', signal);
  throwIfInterrupted(signal);
  return /^y(?:es)?$/i.test(answer.trim());
}
