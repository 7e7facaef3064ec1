import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Seconds of one run, on the wall and of all cores together. */
export interface Timing {
  readonly wall: number;
  readonly cpu: number;
}

/** A contestant that stays alive between rounds and answers one line per order. */
export class Worker {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  #complaints = '';

  constructor(name: string, command: string, args: readonly string[], environment: NodeJS.ProcessEnv = process.env) {
    this.name = name;
    this.#process = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: environment });
    if (this.#process.stdout === null) throw new Error('a worker needs its standard output');
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.#complaints = (this.#complaints + chunk.toString()).slice(-4000);
    });
  }

  /** Do one run. Throws with the worker's last words when it ended instead of answering. */
  async run(order: Readonly<Record<string, string>>): Promise<Timing> {
    this.#process.stdin?.write(`${JSON.stringify(order)}\n`);
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error(`${this.name} ended before it answered:\n${this.#complaints}`);
    return JSON.parse(answer.value) as Timing;
  }

  /** End the worker and wait until it is gone. */
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.stdin?.end();
    await gone;
  }
}
