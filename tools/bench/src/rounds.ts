/** How a round is called in messages; round 0 warms up and is not counted. */
export const roundName = (round: number, rounds: number): string =>
  round === 0 ? 'warm-up' : `round ${round}/${rounds}`;
