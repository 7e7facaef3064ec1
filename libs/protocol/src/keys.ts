/** Keys in the control bucket. */
export const planKey = (planDigest: string): string => `plans/${planDigest}.json`;
export const scriptKey = (codeDigest: string): string => `code/${codeDigest}/main.py`;
export const packageKey = (codeDigest: string): string => `code/${codeDigest}/sluice_glue.zip`;
export const manifestKey = (batchId: string): string => `batches/${batchId}/manifest.json`;
export const headKey = (batchId: string): string => `batches/${batchId}/head.json`;
export const intentKey = (batchId: string, attempt: number): string => `batches/${batchId}/${attempt}.intent.json`;
export const reportKey = (batchId: string, attempt: number): string => `batches/${batchId}/${attempt}.report.json`;
export const inputsPrefix = (batchId: string): string => `in/${batchId}/`;
export const stagingPrefix = (batchId: string, attempt: number): string => `staging/${batchId}-${attempt}/`;
