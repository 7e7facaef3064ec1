import type { Part } from '../part.ts';
import { boundaries } from './boundaries.ts';
import { deploys } from './deploys.ts';
import { doors } from './doors.ts';
import { e2e } from './e2e.ts';
import { format } from './format.ts';
import { generated } from './generated.ts';
import { policies } from './policies.ts';
import { python } from './python.ts';
import { s3a } from './s3a.ts';
import { search } from './search.ts';
import { source } from './source.ts';
import { spark4 } from './spark4.ts';
import { types } from './types.ts';
import { unit } from './unit.ts';

/**
 * All parts: what is wrong at a glance is said before Spark starts; of the long ones the longest begins, and the others
 * run beside it.
 */
export const PARTS: readonly Part[] = [
  format,
  source,
  types,
  generated,
  doors,
  boundaries,
  policies,
  e2e,
  unit,
  python,
  search,
  deploys,
  spark4,
  s3a,
];
