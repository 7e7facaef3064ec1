import { DRAIN_OLD_LAKE, type ErrorCode, registeredError } from '@sluice/protocol';

/** The codes of what can go wrong with a lake that is looked at, wherever it is. */
export const LAKE_ERRORS = [
  {
    code: 'SLC6002',
    title: 'lake already served',
    fault: 'environment',
    why: 'A running local service holds the lock of this lake; two would overwrite each other’s state.',
    fix: 'Use the running service, or stop it first.',
  },
  {
    code: 'SLC6114',
    title: 'the local lake does not end',
    fault: 'environment',
    why: 'Its process was told to end, then killed, and is still there.',
    fix: 'See what holds it (`ps`), and run `npx sluice local down` again.',
  },
  {
    code: 'SLC6115',
    title: 'nothing by that name has logs',
    fault: 'user',
    why: 'Logs are those of a Lambda function, of a job run, or of a part of the lake such as emulator or deploy.',
    fix: 'List what there is with `npx sluice local logs`.',
  },
  {
    code: 'SLC6116',
    title: 'no local lake is running',
    fault: 'user',
    why: 'The command looks at the local lake, which lives only while its process does.',
    fix: 'Bring it up with `npx sluice local up`.',
  },
  {
    code: 'SLC6118',
    title: 'the local AWS ended without a word',
    fault: 'environment',
    why:
      'The process of apps/local-cloud that a command works with could not be started, was killed, or ran out of ' +
      'memory, so that it could not say what was wrong.',
    fix: 'Run the command again; free memory if the machine is short of it.',
  },
  {
    code: 'SLC6117',
    title: 'The catalog does not take a partition',
    fault: 'environment',
    why: 'A partition that holds committed files is missing in the catalog, and registering it again failed.',
    fix: 'The message names the partition and the reason. Run the same command again when that is gone.',
  },
  {
    code: 'SLC8004',
    title: 'There is no lake at this place',
    fault: 'user',
    why: 'A lake is a folder with raw/, processed/, quarantine/ and control/. This one has no control/.',
    fix: 'Make one with `npm start` or `npx sluice run <folder> <dataset>`, or name another with --lake.',
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
    code: 'SLC8040',
    title: 'It can be more than one thing',
    fault: 'user',
    why: 'What was typed fits several files, versions or batches, and only one can be meant.',
    fix: 'Say which: more of the name, the dataset, or `--version`.',
  },
  {
    code: 'SLC8041',
    title: 'A lake of an older release',
    fault: 'user',
    why:
      'Its batches lie under keys that name no dataset. This release would see its tables and none of its batches, ' +
      'so it reads nothing of it.',
    fix: DRAIN_OLD_LAKE,
  },
] as const satisfies readonly ErrorCode[];

/** An error of a lake that is looked at: it is not there, does not answer, or holds what it should not. */
export class LakeError extends registeredError(LAKE_ERRORS) {
  override readonly name = 'LakeError';
}
