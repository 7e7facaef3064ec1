import type { Contract } from '@sluice/contract';

/** Every dataset of a lake, and how many days each of its zones keeps objects; null: for ever. */
export type Retentions = Readonly<Record<string, Contract['dataset']['retention']>>;
