import type { Contract } from '@sluice/contract';
import { generatedLine } from './header.ts';
import { type TableColumn, type TableInput, tableInputOf } from './table.ts';

/** The Athena DDL of a contract: the same table as `table.json`, for people and for a catalog without a stack. */
export function ddlOf(contract: Contract): string {
  return `-- ${generatedLine(contract.dataset.id)}\n${tableDdl(tableInputOf(contract))}`;
}

/** `CREATE EXTERNAL TABLE` for a table. */
function tableDdl(table: TableInput): string {
  const parameters = Object.entries(table.Parameters).filter(([key]) => key !== 'EXTERNAL');
  const lines = [
    `CREATE EXTERNAL TABLE IF NOT EXISTS ${name(table.Name)} (`,
    columns(table.StorageDescriptor.Columns),
    ')',
    ...(table.Description === undefined ? [] : [`COMMENT ${text(table.Description)}`]),
    ...(table.PartitionKeys.length === 0 ? [] : ['PARTITIONED BY (', columns(table.PartitionKeys), ')']),
    `ROW FORMAT SERDE ${text(table.StorageDescriptor.SerdeInfo.SerializationLibrary)}`,
    'STORED AS',
    `  INPUTFORMAT ${text(table.StorageDescriptor.InputFormat)}`,
    `  OUTPUTFORMAT ${text(table.StorageDescriptor.OutputFormat)}`,
    `LOCATION ${text(table.StorageDescriptor.Location)}`,
    `TBLPROPERTIES (${parameters.map(([key, value]) => `${text(key)} = ${text(value)}`).join(', ')});`,
  ];
  return `${lines.join('\n')}\n`;
}

function columns(list: readonly TableColumn[]): string {
  return list
    .map(
      ({ Name, Type, Comment }) => `  ${name(Name)} ${Type}${Comment === undefined ? '' : ` COMMENT ${text(Comment)}`}`,
    )
    .join(',\n');
}

function name(identifier: string): string {
  return `\`${identifier}\``;
}

function text(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`;
}
