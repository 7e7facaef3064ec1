/**
 * Several ordered streams as one. The first page of each is asked for at the same time; a stream that is not read to
 * its end is closed.
 */
export async function* merged<Source, Entry>(
  streams: readonly AsyncGenerator<Source, void, undefined>[],
  orderOf: (source: Source) => string,
  read: (source: Source) => Entry,
): AsyncGenerator<Entry, void, undefined> {
  try {
    const fronts = await Promise.all(streams.map((stream) => stream.next()));
    for (;;) {
      let first = -1;
      let order = '';
      fronts.forEach((front, index) => {
        if (front.done === true) return;
        const own = orderOf(front.value);
        if (first >= 0 && own >= order) return;
        [first, order] = [index, own];
      });
      const [front, stream] = [fronts[first], streams[first]];
      if (front === undefined || front.done === true || stream === undefined) return;
      yield read(front.value);
      fronts[first] = await stream.next();
    }
  } finally {
    await Promise.all(streams.map((stream) => stream.return()));
  }
}
