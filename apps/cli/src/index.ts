export { explainFile, explainRow } from './commands/explain/files.ts';
export { dispatchNow } from './commands/operate/dispatch-now.ts';
export { type PreparedDataset, prepareDataset } from './commands/run/prepared.ts';
export { flightsDay } from './e2e/sluice.ts';
