import type { Rule } from '../rule.ts';
import { boundsFit } from './bounds-fit.ts';
import { columnsExist } from './columns-exist.ts';
import { defaultFitsType } from './default-fits-type.ts';
import { dialect } from './dialect.ts';
import { headerClaimedTwice } from './header-claimed-twice.ts';
import { idleKeywords } from './idle-keywords.ts';
import { lifecycle } from './lifecycle.ts';
import { names } from './names.ts';
import { nullTokens } from './null-tokens.ts';
import { partitionColumns } from './partition-columns.ts';
import { portablePattern } from './portable-pattern.ts';
import { queriesFilterAPartition } from './queries-filter-a-partition.ts';
import { queryExpectations } from './query-expectations.ts';
import { requiredListsEveryColumn } from './required-lists-every-column.ts';
import { temporalFormat } from './temporal-format.ts';
import { typeFormatAgreement } from './type-format-agreement.ts';
import { unsupportedYet } from './unsupported-yet.ts';
import { valuesFitType } from './values-fit-type.ts';

/** Every lint rule, by code. */
export const RULES: readonly Rule[] = [
  requiredListsEveryColumn,
  names,
  headerClaimedTwice,
  typeFormatAgreement,
  boundsFit,
  defaultFitsType,
  valuesFitType,
  partitionColumns,
  columnsExist,
  portablePattern,
  unsupportedYet,
  queriesFilterAPartition,
  dialect,
  nullTokens,
  temporalFormat,
  lifecycle,
  idleKeywords,
  queryExpectations,
];
