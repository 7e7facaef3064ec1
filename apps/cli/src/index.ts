export { explainFile, explainRow } from './commands/explain/files.ts';
export { type PreparedDataset, prepareDataset } from './commands/ingest/prepared.ts';
export { dispatchNow } from './commands/operate/dispatch-now.ts';
export { flightsDay } from './e2e/sluice.ts';
