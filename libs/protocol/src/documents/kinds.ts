import headSchema from '../../schemas/head.schema.json' with { type: 'json' };
import intentSchema from '../../schemas/intent.schema.json' with { type: 'json' };
import manifestSchema from '../../schemas/manifest.schema.json' with { type: 'json' };
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };
import quarantineRowSchema from '../../schemas/quarantine-row.schema.json' with { type: 'json' };
import reportSchema from '../../schemas/report.schema.json' with { type: 'json' };
import type { Plan } from '../plan.ts';
import { documentKind } from './document-kind.ts';
import type { BatchHead, Intent, Manifest, QuarantineRow, RunReport } from './types.ts';

// Each is marked as pure: a bundle holds the schemas of the documents that it reads, and no others.

/** What the job does with the files of a dataset: `generated/plan.json`. */
export const PLAN = /* @__PURE__ */ documentKind<Plan>('plan', planSchema);
/** What is in a batch, written once before its batch head. */
export const MANIFEST = /* @__PURE__ */ documentKind<Manifest>('manifest', manifestSchema);
/** Who may write a batch, and what was committed; changed only by compare-and-swap. */
export const BATCH_HEAD = /* @__PURE__ */ documentKind<BatchHead>('batch head', headSchema);
/** What an attempt is about to publish. */
export const INTENT = /* @__PURE__ */ documentKind<Intent>('intent', intentSchema);
/** How a run ended. */
export const RUN_REPORT = /* @__PURE__ */ documentKind<RunReport>('report', reportSchema);
/** A rejected row, as the quarantine keeps it. */
export const QUARANTINE_ROW = /* @__PURE__ */ documentKind<QuarantineRow>('quarantine-row', quarantineRowSchema);
