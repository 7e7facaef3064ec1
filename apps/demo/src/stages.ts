import type { Progress } from '@sluice/terminal';

/** A part of a command, and how long it took. */
export interface Stage {
  readonly name: string;
  readonly seconds: number;
  /** What the line says that stays on the screen; null: none did. */
  readonly summary: string | null;
}

/** The same progress, and a record of how long every step took, for programs and for those who make it faster. */
export function timed(
  progress: Progress,
  now: () => number = () => performance.now(),
): { readonly progress: Progress; readonly stages: readonly Stage[] } {
  const stages: Stage[] = [];
  let current: { readonly name: string; readonly startedAt: number } | undefined;
  const end = (summary: string | null) => {
    if (current !== undefined)
      stages.push({ name: current.name, seconds: Math.round(now() - current.startedAt) / 1000, summary });
    current = undefined;
  };
  return {
    stages,
    progress: {
      ...progress,
      step(name, total) {
        // The same step again knows its total now.
        if (current?.name !== name) {
          end(null);
          current = { name, startedAt: now() };
        }
        progress.step(name, total);
      },
      done(summary) {
        end(summary);
        progress.done(summary);
      },
    },
  };
}
