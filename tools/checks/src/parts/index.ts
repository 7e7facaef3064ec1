import type { Part } from '../part.ts';
import { boundaries } from './boundaries.ts';
import { e2e } from './e2e.ts';
import { format } from './format.ts';
import { generated } from './generated.ts';
import { policies } from './policies.ts';
import { python } from './python.ts';
import { s3a } from './s3a.ts';
import { spark4 } from './spark4.ts';
import { types } from './types.ts';
import { unit } from './unit.ts';

/** All parts, cheapest first: what is wrong at a glance is said before Spark starts. */
export const PARTS: readonly Part[] = [format, types, generated, boundaries, policies, unit, python, e2e, spark4, s3a];
