import type { Permission } from './actor-role.ts';
import type { Places } from './places.ts';

/** The clock may wake the two functions, and nothing else. */
export function schedulerPermissions({ lambda, dataset }: Places): readonly Permission[] {
  return [
    {
      sid: 'WakeEveryMinute',
      actions: ['lambda:InvokeFunction'],
      resources: [lambda(dataset.dispatchFunction), lambda(dataset.reconcileFunction)],
    },
  ];
}
