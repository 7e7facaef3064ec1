import type { ObjectStore } from '../objects/objects.ts';
import { invalidRequest } from '../service/aws-error.ts';
import type { Input, Json } from '../service/input.ts';
import { page } from '../service/paging.ts';
import type { AthenaStore, Execution } from './execution-store.ts';
import { athena, type NamedOperation } from './operations.ts';
import type { Queries } from './queries.ts';
import { readRows } from './result-reader.ts';
import { workGroupNamed } from './workgroups.ts';

/** Queries: start, look, stop, read results. */
export function queryOperations(store: AthenaStore, queries: Queries, objects: ObjectStore): NamedOperation[] {
  const named = (id: string): Execution => {
    const found = store.execution(id);
    if (found === undefined) throw invalidRequest(`QueryExecution ${id} was not found`);
    return found;
  };
  return [
    athena('StartQueryExecution', async (input) => {
      const catalog = input.optionalObject('QueryExecutionContext')?.optionalText('Catalog');
      if (catalog !== undefined && catalog.toLowerCase() !== 'awsdatacatalog')
        throw invalidRequest(`Catalog ${catalog} was not found`);
      const id = await queries.start({
        query: input.text('QueryString', { min: 1, max: 262_144 }),
        database: input.optionalObject('QueryExecutionContext')?.optionalText('Database', { max: 255 }) ?? 'default',
        workGroup: input.optionalText('WorkGroup', { max: 128 }) ?? 'primary',
        outputLocation: input.optionalObject('ResultConfiguration')?.optionalText('OutputLocation'),
        token: input.optionalText('ClientRequestToken', { min: 32, max: 128 }),
        parameters: input.texts('ExecutionParameters', { max: 1000 }),
      });
      return { QueryExecutionId: id };
    }),
    athena('GetQueryExecution', (input) => ({ QueryExecution: describe(named(input.text('QueryExecutionId'))) })),
    athena('BatchGetQueryExecution', (input) => {
      const ids = input.texts('QueryExecutionIds', { min: 1, max: 50, required: true });
      return {
        QueryExecutions: ids.flatMap((id) => store.execution(id) ?? []).map(describe),
        UnprocessedQueryExecutionIds: ids
          .filter((id) => store.execution(id) === undefined)
          .map((id) => ({
            QueryExecutionId: id,
            ErrorCode: 'INVALID_INPUT',
            ErrorMessage: `QueryExecution ${id} was not found`,
          })),
      };
    }),
    athena('ListQueryExecutions', (input) => {
      const group = workGroupNamed(store, input.optionalText('WorkGroup') ?? 'primary');
      const all = store.executions(group.Name);
      const position = new Map(all.map((item, index) => [item.id, 1e12 - (all.length - index)]));
      const { items, nextToken } = page(all, (item) => String(position.get(item.id)), {
        token: input.optionalText('NextToken'),
        size: input.optionalInteger('MaxResults', 0, 50) || 50,
        scope: ['queries', group.Name],
        refuse: () => invalidRequest('NextToken is not valid'),
      });
      return {
        QueryExecutionIds: items.map((item) => item.id),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    }),
    athena('StopQueryExecution', (input) => queries.stop(named(input.text('QueryExecutionId')).id)),
    athena('GetQueryResults', (input) => results(named(input.text('QueryExecutionId')), input, objects)),
    athena('GetQueryRuntimeStatistics', (input) => ({
      QueryRuntimeStatistics: runtimeStatistics(named(input.text('QueryExecutionId'))),
    })),
  ];
}

function describe(execution: Execution): Json {
  const { state, reason, error } = execution;
  return {
    QueryExecutionId: execution.id,
    Query: execution.query,
    StatementType: execution.statementType,
    SubstatementType: execution.substatementType,
    ResultConfiguration: { OutputLocation: execution.outputLocation },
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
    QueryExecutionContext: { Database: execution.database, Catalog: 'awsdatacatalog' },
    Status: {
      State: state,
      SubmissionDateTime: execution.submitted,
      ...(execution.completed === undefined ? {} : { CompletionDateTime: execution.completed }),
      ...(reason === undefined ? {} : { StateChangeReason: reason }),
      ...(error === undefined
        ? {}
        : {
            AthenaError: {
              ErrorCategory: error.category,
              ErrorType: error.type,
              Retryable: false,
              ErrorMessage: error.message,
            },
          }),
    },
    Statistics: {
      ...timings(execution),
      DataScannedInBytes: execution.scannedBytes,
      ResultReuseInformation: { ReusedPreviousResult: false },
      SluicePartitions: execution.partitions,
    },
    WorkGroup: execution.workGroup,
    EngineVersion: {
      SelectedEngineVersion: 'Athena engine version 3',
      EffectiveEngineVersion: 'Athena engine version 3',
    },
    ...(execution.parameters.length === 0 ? {} : { ExecutionParameters: execution.parameters }),
  };
}

function timings(execution: Execution): Json {
  const { engineMilliseconds, planningMilliseconds, totalMilliseconds } = execution;
  return {
    EngineExecutionTimeInMillis: engineMilliseconds,
    TotalExecutionTimeInMillis: totalMilliseconds,
    QueryPlanningTimeInMillis: planningMilliseconds,
    QueryQueueTimeInMillis: Math.max(0, totalMilliseconds - engineMilliseconds - planningMilliseconds),
    ServicePreProcessingTimeInMillis: 0,
    ServiceProcessingTimeInMillis: 0,
  };
}

function runtimeStatistics(execution: Execution): Json {
  const figures = {
    InputBytes: execution.scannedBytes,
    OutputRows: execution.outputRows,
    OutputBytes: execution.outputBytes,
  };
  return {
    Timeline: timings(execution),
    Rows: figures,
    OutputStage: {
      StageId: 0,
      State: execution.state,
      ...figures,
      ExecutionTime: execution.engineMilliseconds,
      SubStages: [],
    },
    SluicePartitions: execution.partitions,
  };
}

async function results(execution: Execution, input: Input, objects: ObjectStore): Promise<Json> {
  if (execution.state !== 'SUCCEEDED') {
    const why =
      execution.state === 'FAILED' || execution.state === 'CANCELLED'
        ? `Query did not finish successfully. Final query state: ${execution.state}`
        : `Query has not yet finished. Current state: ${execution.state}`;
    throw invalidRequest(why, 'INVALID_QUERY_EXECUTION_STATE');
  }
  const size = input.optionalInteger('MaxResults', 1, 1000) ?? 1000;
  const offset = offsetOf(input.optionalText('NextToken'), execution);
  const isSelect = execution.statementType === 'DML';
  const files = await objects.localFiles([{ uri: execution.outputLocation }]).catch(() => {
    throw invalidRequest(`Could not find results`, 'INVALID_QUERY_EXECUTION_STATE');
  });
  const { rows, next } = await readRows(files.pathOf(execution.outputLocation), offset, size, isSelect).finally(() =>
    files.release(),
  );
  return {
    UpdateCount: 0,
    ResultSet: {
      Rows: rows.map((row) => ({ Data: row.map((value) => (value === null ? {} : { VarCharValue: value })) })),
      ResultSetMetadata: {
        ColumnInfo: execution.columns.map((column) => ({
          CatalogName: 'hive',
          SchemaName: '',
          TableName: '',
          Name: column.name,
          Label: column.name,
          Type: column.type,
          Precision: column.precision,
          Scale: column.scale,
          Nullable: 'UNKNOWN',
          CaseSensitive: column.type === 'varchar',
        })),
      },
    },
    ...(next === undefined ? {} : { NextToken: Buffer.from(`${execution.id}:${next}`).toString('base64url') }),
  };
}

function offsetOf(token: string | undefined, execution: Execution): number {
  if (token === undefined) return 0;
  const [id, offset] = Buffer.from(token, 'base64url').toString('utf8').split(':');
  const value = Number(offset);
  if (id !== execution.id || !Number.isSafeInteger(value) || value < 0 || value > execution.outputBytes)
    throw invalidRequest('NextToken is not valid');
  return value;
}
