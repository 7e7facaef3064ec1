/** The current time as AWS JSON writes a timestamp: seconds since 1970 with milliseconds as the fraction. */
export function epochSeconds(milliseconds: number = Date.now()): number {
  return milliseconds / 1000;
}

/** The account that everything local belongs to. */
export const ACCOUNT_ID = '000000000000';

/** Resolves after so many milliseconds, without keeping the process alive. */
export function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
