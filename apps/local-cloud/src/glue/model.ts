import type { Json } from '../service/input.ts';

/** A column as Glue writes it. */
export interface Column {
  readonly Name: string;
  readonly Type?: string;
  readonly Comment?: string;
}

/** The parts of a storage descriptor that this service reads; the rest is kept as it came. */
export interface StorageDescriptor extends Json {
  readonly Columns?: readonly Column[];
  readonly Location?: string;
  readonly InputFormat?: string;
  readonly SerdeInfo?: {
    readonly SerializationLibrary?: string;
    readonly Parameters?: Readonly<Record<string, string>>;
  };
}

/** A database as GetDatabase answers it. */
export interface Database extends Json {
  readonly Name: string;
  readonly CreateTime: number;
}

/** One version of a table as GetTable answers it. */
export interface Table extends Json {
  readonly Name: string;
  readonly DatabaseName: string;
  readonly VersionId: string;
  readonly CreateTime: number;
  readonly UpdateTime: number;
  readonly StorageDescriptor?: StorageDescriptor;
  readonly PartitionKeys?: readonly Column[];
  readonly TableType?: string;
  readonly Parameters?: Readonly<Record<string, string>>;
  readonly ViewOriginalText?: string;
}

/** A partition as GetPartition answers it. */
export interface Partition extends Json {
  readonly Values: readonly string[];
  readonly DatabaseName: string;
  readonly TableName: string;
  readonly CreationTime: number;
  readonly StorageDescriptor?: StorageDescriptor;
}

/** Hive's name for the partition of rows without a value. */
export const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__';

/** A partition's identity within its table. */
export function partitionKey(values: readonly string[]): string {
  return JSON.stringify(values);
}
