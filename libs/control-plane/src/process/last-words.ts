/**
 * Why a run failed, from the end of its error log: the last coded error of its own, else the last exception, else its
 * last line.
 */
export function lastWordsIn(log: string): string | undefined {
  const lines = log
    .slice(-65_536)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .reverse();
  const coded = lines.flatMap((line) => codedMessage(line) ?? [])[0];
  const exception = lines.find((line) => /^[A-Za-z_][\w.]*(?:Error|Exception|Interrupt)\b/.test(line));
  return (coded ?? exception ?? lines[0])?.slice(0, 1_000);
}

function codedMessage(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { level, event, code, message } = JSON.parse(line) as Record<string, unknown>;
    const isError = event === 'failed' || /^(?:error|critical|fatal)$/i.test(String(level));
    if (!isError || typeof message !== 'string') return undefined;
    return typeof code === 'string' ? `${code}: ${message}` : message;
  } catch {
    return undefined;
  }
}
