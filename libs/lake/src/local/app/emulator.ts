import { type AppOptions, type StartedApp, startApp } from './start-app.ts';

/** How the bare emulator is started. */
export interface EmulatorOptions extends AppOptions {
  /** For its log and temporary files. */
  readonly runFolder: string;
  /** The Python that has ministack; SLUICE_PYTHON or `.venv` of the checkout unless given. */
  readonly python?: string | undefined;
}

/** An emulator that answers. */
export interface EmulatorPlace {
  readonly endpoint: string;
  readonly pid: number;
  readonly logFile: string;
}

/** Starts the emulator alone on a free port, with no service behind it and nothing deployed: for tests, benchmarks. */
export function startEmulator({ runFolder, python, ...options }: EmulatorOptions): Promise<StartedApp<EmulatorPlace>> {
  const args = [`--run-folder=${runFolder}`, ...(python === undefined ? [] : [`--python=${python}`])];
  return startApp<EmulatorPlace>('emulator', args, options);
}
