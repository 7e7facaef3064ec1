import { parseUri } from '../objects/objects.ts';
import { invalidRequest } from '../service/aws-error.ts';
import { epochSeconds } from '../service/clock.ts';
import { Input, isJson, type Json } from '../service/input.ts';
import { page } from '../service/paging.ts';
import type { AthenaStore, WorkGroup } from './execution-store.ts';
import { athena, type NamedOperation } from './operations.ts';

const ENGINE = { SelectedEngineVersion: 'Athena engine version 3', EffectiveEngineVersion: 'Athena engine version 3' };
const WORK_GROUP = { min: 1, max: 128 } as const;
/** The smallest cut-off that Athena accepts. */
const MIN_CUTOFF = 10_000_000;

/** Create, read, update and delete workgroups. */
export function workGroupOperations(store: AthenaStore): NamedOperation[] {
  return [
    athena('CreateWorkGroup', (input) => {
      const name = input.text('Name', WORK_GROUP);
      if (!/^[a-zA-Z0-9._-]{1,128}$/.test(name)) throw invalidRequest(`WorkGroup name ${name} is not valid`);
      if (store.workGroup(name) !== undefined) throw invalidRequest('WorkGroup is already created');
      store.commit([
        {
          kind: 'workgroup',
          name,
          value: workGroupOf(name, input.optionalText('Description'), input.raw()['Configuration']),
        },
      ]);
    }),
    athena('GetWorkGroup', (input) => ({ WorkGroup: workGroupNamed(store, input.text('WorkGroup', WORK_GROUP)) })),
    athena('ListWorkGroups', (input) => {
      const { items, nextToken } = page(store.workGroups(), (group) => group.Name, {
        token: input.optionalText('NextToken'),
        size: input.optionalInteger('MaxResults', 1, 50) ?? 50,
        scope: ['workgroups'],
        refuse: () => invalidRequest('NextToken is not valid'),
      });
      const summaries = items.map(({ Name, State, CreationTime, Description }) => ({
        Name,
        State,
        CreationTime,
        Description,
        EngineVersion: ENGINE,
      }));
      return { WorkGroups: summaries, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
    }),
    athena('UpdateWorkGroup', (input) => {
      const before = workGroupNamed(store, input.text('WorkGroup', WORK_GROUP));
      const state = input.optionalText('State') ?? before.State;
      if (state !== 'ENABLED' && state !== 'DISABLED') throw invalidRequest(`State ${state} is not valid`);
      const updates = input.raw()['ConfigurationUpdates'];
      const Configuration = isJson(updates) ? updated(before.Configuration, updates) : before.Configuration;
      checkConfiguration(Configuration);
      const Description = input.optionalText('Description') ?? before['Description'];
      store.commit([
        { kind: 'workgroup', name: before.Name, value: { ...before, Description, State: state, Configuration } },
      ]);
    }),
    athena('DeleteWorkGroup', (input) => {
      const name = input.text('WorkGroup', WORK_GROUP);
      if (name === 'primary') throw invalidRequest('The primary workgroup cannot be deleted');
      const { Name } = workGroupNamed(store, name);
      const isEmpty = store.executions(Name).length === 0 && store.namedQueries(Name).length === 0;
      if (!isEmpty && input.optionalFlag('RecursiveDeleteOption') !== true)
        throw invalidRequest(`WorkGroup ${Name} is not empty`);
      const saved = store.namedQueries(Name).map(({ id }) => ({ kind: 'named' as const, id, value: null }));
      store.commit([...saved, { kind: 'workgroup', name: Name, value: null }]);
    }),
  ];
}

/** Makes sure that a workgroup exists whose results go to one place, whatever the client says. */
export function ensureWorkGroup(store: AthenaStore, name: string, outputLocation: string): void {
  if (store.workGroup(name) !== undefined) return;
  const configuration = {
    ResultConfiguration: { OutputLocation: outputLocation },
    EnforceWorkGroupConfiguration: true,
  };
  store.commit([{ kind: 'workgroup', name, value: workGroupOf(name, undefined, configuration) }]);
}

/**
 * Makes sure that the workgroup exists that every account has: without a place for results, which the client or an
 * update must give.
 */
export function ensurePrimaryWorkGroup(store: AthenaStore): void {
  if (store.workGroup('primary') !== undefined) return;
  store.commit([
    {
      kind: 'workgroup',
      name: 'primary',
      value: workGroupOf('primary', undefined, { EnforceWorkGroupConfiguration: false }),
    },
  ]);
}

/** A workgroup by name, or InvalidRequestException. */
export function workGroupNamed(store: AthenaStore, name: string): WorkGroup {
  const found = store.workGroup(name);
  if (found === undefined) throw invalidRequest('WorkGroup is not found.');
  return found;
}

/** Where the results of a query go, and after how many bytes it is stopped. */
export function rulesOf(
  group: WorkGroup,
  requested: string | undefined,
): { outputLocation: string; cutoffBytes: number | undefined } {
  const { ResultConfiguration, EnforceWorkGroupConfiguration, BytesScannedCutoffPerQuery } = group.Configuration;
  const own = isJson(ResultConfiguration) ? ResultConfiguration['OutputLocation'] : undefined;
  const chosen = EnforceWorkGroupConfiguration === false ? (requested ?? own) : (own ?? requested);
  if (typeof chosen !== 'string') {
    throw invalidRequest(
      'No output location provided. An output location is required either through the Workgroup result ' +
        'configuration setting or as an API input.',
    );
  }
  if (parseUri(chosen) === undefined) throw invalidRequest(`outputLocation is not a valid S3 path.`);
  return {
    outputLocation: chosen.replace(/\/*$/, '/'),
    cutoffBytes: typeof BytesScannedCutoffPerQuery === 'number' ? BytesScannedCutoffPerQuery : undefined,
  };
}

function workGroupOf(name: string, description: string | undefined, configuration: unknown): WorkGroup {
  const given = isJson(configuration) ? configuration : {};
  const Configuration = {
    EnforceWorkGroupConfiguration: true,
    PublishCloudWatchMetricsEnabled: false,
    RequesterPaysEnabled: false,
    ...given,
    EngineVersion: ENGINE,
  };
  checkConfiguration(Configuration);
  return { Name: name, State: 'ENABLED', Description: description ?? '', Configuration, CreationTime: epochSeconds() };
}

function checkConfiguration(configuration: Json): void {
  const input = new Input(configuration, 'InvalidRequestException', 'configuration.');
  input.optionalInteger('BytesScannedCutoffPerQuery', MIN_CUTOFF, Number.MAX_SAFE_INTEGER);
  input.optionalFlag('EnforceWorkGroupConfiguration');
  const location = input.optionalObject('ResultConfiguration')?.optionalText('OutputLocation');
  if (location !== undefined && parseUri(location) === undefined)
    throw invalidRequest('outputLocation is not a valid S3 path.');
}

/** An update names what changes and, by `Remove…`, what goes. */
function updated(before: Json, updates: Json): Json {
  const { ResultConfigurationUpdates, RemoveBytesScannedCutoffPerQuery, ...plain } = updates;
  const after: Record<string, unknown> = { ...before, ...plain };
  if (RemoveBytesScannedCutoffPerQuery === true) delete after['BytesScannedCutoffPerQuery'];
  if (isJson(ResultConfigurationUpdates)) {
    const own = isJson(before['ResultConfiguration']) ? before['ResultConfiguration'] : {};
    const merged: Record<string, unknown> = { ...own, ...ResultConfigurationUpdates };
    for (const [name, value] of Object.entries(ResultConfigurationUpdates)) {
      if (!name.startsWith('Remove')) continue;
      delete merged[name];
      if (value === true) delete merged[name.slice('Remove'.length)];
    }
    after['ResultConfiguration'] = merged;
  }
  return after;
}
