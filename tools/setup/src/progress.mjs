/**
 * Says what takes long, on stderr: one line rewritten on a terminal, plain lines elsewhere (a start, a heartbeat, an
 * end).
 * @typedef {object} Progress
 * @property {(status: string) => void} update
 * @property {() => void} done
 * @property {() => void} stop
 */

const HEARTBEAT_SECONDS = 20;

/**
 * @param {string} title
 * @param {{ isTTY?: boolean, columns?: number, write: (text: string) => unknown }} [out]
 * @returns {Progress}
 */
export function startProgress(title, out = process.stderr) {
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1000).toFixed(0);
  const isTerminal = out.isTTY === true && process.env['TERM'] !== 'dumb';
  let status = '';
  if (!isTerminal) out.write(`${title} ...\n`);
  const paint = () => {
    if (!isTerminal) {
      out.write(`${title}: ${seconds()} s${status === '' ? '' : `, ${status}`}\n`);
      return;
    }
    const line = `${title}  ${seconds()} s  ${status}`;
    out.write(`\r\x1b[2K${line.slice(0, (out.columns ?? 80) - 1)}`);
  };
  const timer = setInterval(paint, isTerminal ? 200 : HEARTBEAT_SECONDS * 1000);
  const stop = () => {
    clearInterval(timer);
    if (isTerminal) out.write('\r\x1b[2K');
  };
  return {
    update: (text) => {
      status = text.replace(/\s+/g, ' ').trim().slice(0, 80);
    },
    done: () => {
      stop();
      out.write(`${title}: done in ${seconds()} s\n`);
    },
    stop,
  };
}
