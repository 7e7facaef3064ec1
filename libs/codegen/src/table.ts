import type { Column, Contract } from '@sluice/contract';
import { lakeTypeText } from '@sluice/contract/formats';
import { CODEGEN, CodegenError } from './errors.ts';

/** A column of the table. */
export interface TableColumn {
  readonly Name: string;
  readonly Type: string;
  readonly Comment?: string;
}

/** The part of Glue's `TableInput` that a contract decides. */
export interface TableInput {
  readonly Name: string;
  readonly Description?: string;
  readonly TableType: 'EXTERNAL_TABLE';
  readonly Parameters: Readonly<Record<string, string>>;
  readonly StorageDescriptor: {
    readonly Columns: readonly TableColumn[];
    readonly Location: string;
    readonly InputFormat: string;
    readonly OutputFormat: string;
    readonly SerdeInfo: {
      readonly SerializationLibrary: string;
      readonly Parameters: Readonly<Record<string, string>>;
    };
  };
  readonly PartitionKeys: readonly TableColumn[];
}

/** The JSON column, last of every table that rescues, in which a row keeps the cells that no column names. */
const RESCUED = '_rescued';

/** What Glue and Hive take of a comment, and Glue of a description. */
const MAX_COMMENT = 255;
const MAX_DESCRIPTION = 2048;

/**
 * The catalog table of a contract. The bucket is a variable of the stack: `${ProcessedBucket}`.
 * A column that a partition of the same name holds is no column of the files: it is stored in the path only.
 */
export function tableInputOf(contract: Contract): TableInput {
  const { dataset, document } = contract;
  const inPath = new Set(dataset.partition.map(({ name }) => name));
  const columns = contract.columns
    .filter(({ name }) => !inPath.has(name))
    .map((column): TableColumn => {
      if (column.type === undefined)
        throw new CodegenError(CODEGEN.notLinted, `${column.name}: its type is not supported yet`, {
          file: contract.file,
        });
      return { Name: column.name, Type: lakeTypeText(column.type), ...comment(meaningOf(column)) };
    });
  if (dataset.drift.new_column === 'rescue')
    columns.push({
      Name: RESCUED,
      Type: 'string',
      Comment: 'Cells under headers that the contract does not name, as JSON.',
    });
  const standing =
    dataset.status === 'active' ? undefined : `${dataset.status === 'deprecated' ? 'Deprecated' : 'Retired'}.`;
  const description = oneLine(sentences(standing, document.description ?? document.title), MAX_DESCRIPTION);
  return {
    Name: dataset.id,
    ...(description === undefined ? {} : { Description: description }),
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE', classification: 'parquet' },
    StorageDescriptor: {
      Columns: columns,
      Location: `s3://\${ProcessedBucket}/${dataset.id}/`,
      InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
      OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
      SerdeInfo: {
        SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
        Parameters: { 'serialization.format': '1' },
      },
    },
    PartitionKeys: dataset.partition.map(({ name, column: from, transform }) => {
      const column = contract.columns.find((it) => it.name === from);
      const text =
        transform === 'identity' && column !== undefined ? meaningOf(column) : `${transform} of ${from} (UTC)`;
      return { Name: name, Type: 'string', ...comment(text) };
    }),
  };
}

// What an analyst reads beside a column: first that it is going away, so that no limit cuts it off.
function meaningOf({ schema }: Column): string {
  const { unit, sunset } = schema['x-column'];
  const going =
    schema.deprecated === true ? `Deprecated${sunset === undefined ? '' : `, may go after ${sunset}`}.` : undefined;
  return sentences(going, schema.description ?? schema.title, unit === undefined ? undefined : `Unit: ${unit}.`);
}

function sentences(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part.trim() !== '').join(' ');
}

function comment(text: string | undefined): { Comment?: string } {
  const line = oneLine(text, MAX_COMMENT);
  return line === undefined ? {} : { Comment: line };
}

// Catalogs refuse control characters in comments, and count characters.
function oneLine(text: string | undefined, limit: number): string | undefined {
  const line = text?.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  if (line === undefined || line === '') return undefined;
  return line.length <= limit ? line : `${line.slice(0, limit - 3).replace(/[\ud800-\udbff]$/, '')}...`;
}
