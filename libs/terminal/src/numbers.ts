const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `336,776`. */
export function count(value: number | bigint): string {
  return GROUPED.format(value);
}

/** `1 file`, `365 files`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `812 B`, `1.4 MB`; decimal units, as AWS bills them. */
export function bytes(value: number): string {
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : 1;
  return `${size.toFixed(digits)} ${UNITS[unit]}`;
}

/** `0.4 s`, `41 s`, `2 min 05 s`. */
export function seconds(value: number): string {
  if (value < 9.95) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** How long ago, as people say it: `12 s`, `3 min`, `2 h 05 min`, `4 d`. */
export function age(value: number): string {
  const whole = Math.max(0, Math.round(value));
  if (whole < 90) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.round(minutes / (24 * 60))} d`;
}

/** `2026-01-15 20:14:05`: an ISO instant in UTC, as tables show it. */
export function instant(iso: string): string {
  return iso.replace('T', ' ').slice(0, 19);
}

/** `8.4 %`; `-` when there is nothing to compare with. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((part / whole) * 100).toFixed(1)} %`;
}
