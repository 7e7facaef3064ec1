import type { FileRecord, FileState } from '@sluice/control-plane';
import {
  areRefusedAgain,
  contractsNow,
  DISCARDABLE,
  discardSelected,
  type Operated,
  RELEASABLE,
  releaseSelected,
  type Selected,
  selectFiles,
  type Target,
  targetDocument,
} from '@sluice/lake';
import { bytes, counted, EXIT, operatorOf, printable, printJson, type Session, shellWord } from '@sluice/terminal';
import { loadMeanings, type Meanings } from '../../terminal/meanings.ts';
import { type ActionPlan, carryOut } from '../../terminal/plan.ts';
import { reasonText } from '../explain/present-history.ts';
import type { QuarantineOptions } from './options.ts';
import { selectionOf } from './selection.ts';

/** One of the two things that an operator does to refused files, in words. */
interface Act {
  readonly verb: string;
  readonly done: string;
  readonly states: readonly FileState[];
  readonly notes: (files: readonly FileRecord[], contracts: string) => readonly string[];
  readonly run: (files: readonly FileRecord[]) => Promise<readonly Operated[]>;
}

type Acting = (session: Session, target: Target, keys: readonly string[], options: QuarantineOptions) => Promise<void>;

/** `sluice quarantine release`. */
export const releaseCommandOf: Acting = (session, target, keys, options) =>
  act(session, target, keys, options, {
    verb: 'Release',
    done: 'on the way through intake again',
    states: RELEASABLE,
    notes: (files, contracts) => [
      `Each is decided anew, under the contract as it is deployed now: ${contracts}.`,
      ...(areRefusedAgain(files)
        ? [
            'Of a key the version seen first is kept: what was refused as key-overwritten or stale is refused ' +
              'again. Send it under a new name.',
          ]
        : []),
    ],
    run: (files) => releaseSelected(target, files, byOf(session)),
  });

/** `sluice quarantine discard`. */
export const discardCommandOf: Acting = (session, target, keys, options) =>
  act(session, target, keys, options, {
    verb: 'Discard',
    done: 'given up',
    states: DISCARDABLE,
    notes: () => [
      'This is for good: a discarded file cannot be released. The objects stay in raw until its retention ends.',
    ],
    run: (files) => discardSelected(target, files, byOf(session)),
  });

function byOf(session: Session) {
  return { operator: operatorOf(session), now: () => new Date() };
}

async function act(
  session: Session,
  target: Target,
  keys: readonly string[],
  options: QuarantineOptions,
  what: Act,
): Promise<void> {
  const selected = await selectFiles(target, selectionOf(keys, options), what.states);
  const json = options.json === true;
  if (selected.files.length === 0) return nothingToDo(session, target, selected, what, json);
  const plan = planOf(selected, await contractsNow(target, selected.files), what, await loadMeanings());
  const results = await carryOut(session, target, options, plan, () => what.run(selected.files));
  if (results === undefined) return;
  const refused = results.flatMap((result) => (result.kind === 'refused' ? [result] : []));
  const done = results.length - refused.length;
  if (refused.length > 0) session.exitCode = EXIT.checkFailed;
  if (json)
    return printJson(session, {
      ok: refused.length === 0,
      target: targetDocument(target),
      carriedOut: true,
      done,
      refused,
    });
  const { dim, green, red } = session.terminal.paint;
  for (const { id, why } of refused) session.terminal.out(`  ${red('✗')} ${printable(id.key)}: ${why}\n`);
  const hint =
    selected.files.length === 1 ? dim(`  npx sluice explain ${shellWord(selected.files[0]?.key ?? '')}`) : '';
  if (done > 0) session.terminal.out(`  ${green('✓')} ${counted(done, 'file')} ${what.done}${hint}\n`);
}

/** Nothing is in a state in which this can be done: a fact that was wanted, or a key that was mistaken. */
function nothingToDo(session: Session, target: Target, { leftOut }: Selected, what: Act, json: boolean): void {
  if (leftOut.length > 0) session.exitCode = EXIT.checkFailed;
  const { green, red } = session.terminal.paint;
  if (json) {
    printJson(session, {
      ok: leftOut.length === 0,
      target: targetDocument(target),
      carriedOut: false,
      done: 0,
      leftOut,
    });
    return;
  }
  for (const { key, why } of leftOut)
    session.terminal.out(`  ${red('✗')} ${printable(key)} ${why}: there is nothing to ${what.verb.toLowerCase()}\n`);
  if (leftOut.length === 0)
    session.terminal.out(`  ${green('✓')} No file is meant: there is nothing to ${what.verb.toLowerCase()}\n`);
}

function planOf({ files, leftOut }: Selected, contracts: string, what: Act, meanings: Meanings): ActionPlan {
  return {
    title: `${what.verb} ${counted(files.length, 'file')}`,
    columns: [
      { title: 'key' },
      { title: 'state' },
      { title: 'reason', cut: 'end' },
      { title: 'bytes', align: 'right' },
      { title: 'decided under' },
    ],
    rows: files.map((file) => [
      printable(file.key),
      file.state,
      reasonText(file.reason, meanings),
      bytes(file.sizeBytes),
      `${file.datasetId} ${file.contractVersion ?? ''}`,
    ]),
    notes: [...what.notes(files, contracts), ...leftOut.map(({ key, why }) => `Left out: ${printable(key)} ${why}.`)],
    document: {
      action: what.verb.toLowerCase(),
      files: files.map(({ datasetId, key, versionId, state, reason }) => ({
        datasetId,
        key,
        versionId,
        state,
        reason,
      })),
      leftOut,
    },
  };
}
