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
    const heads = await Promise.all(streams.map((stream) => stream.next()));
    for (;;) {
      let first = -1;
      let order = '';
      heads.forEach((head, index) => {
        if (head.done === true) return;
        const own = orderOf(head.value);
        if (first >= 0 && own >= order) return;
        [first, order] = [index, own];
      });
      const [head, stream] = [heads[first], streams[first]];
      if (head === undefined || head.done === true || stream === undefined) return;
      yield read(head.value);
      heads[first] = await stream.next();
    }
  } finally {
    await Promise.all(streams.map((stream) => stream.return()));
  }
}
