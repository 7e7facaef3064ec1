/** The loopback AWS that the tests from end to end share. */
export interface Emulator {
  /** What every client of it is made with. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the set-up of the tests tells the emulator's endpoint, which it starts for the first who asks. */
    readonly emulatorDoor: string;
  }
}

/**
 * The emulator of this test run. All files share it: each names its tables, buckets and queues in its own way. For
 * tests alone: the test runner is loaded when it is called, for benchmarks use this door too.
 */
export async function sharedEmulator(): Promise<Emulator> {
  const { inject } = await import('vitest');
  const answer = await fetch(inject('emulatorDoor'));
  const endpoint = await answer.text();
  if (!answer.ok) throw new Error(`there is no emulator: ${endpoint}`);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { client: { endpoint, region: 'us-east-1', credentials } };
}
