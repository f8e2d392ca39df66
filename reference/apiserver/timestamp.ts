const secondsPerDay = 86_400;

let lastSecond = Number.NaN;
let lastText = '';

/** A point in time as Kubernetes writes it: RFC 3339, UTC, whole seconds. */
export function timestampText(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (second !== lastSecond) {
    lastText = formatSecond(second);
    lastSecond = second;
  }
  return lastText;
}

/** The same with microseconds, of which a clock gives the milliseconds: `2026-01-02T03:04:05.678000Z`. */
export function microTime(epochMs: number): string {
  const millis = String(Math.trunc(epochMs) % 1000).padStart(3, '0');
  return timestampText(epochMs).replace('Z', `.${millis}000Z`);
}

function formatSecond(epochSeconds: number): string {
  const days = Math.floor(epochSeconds / secondsPerDay);
  const second = epochSeconds - days * secondsPerDay;
  const { year, month, day } = civilDate(days);
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map(two).join(':');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${clock}Z`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** The Gregorian date of a day counted from 1970-01-01, by eras of 400 years that begin in March. */
function civilDate(epochDays: number): { year: number; month: number; day: number } {
  const shifted = epochDays + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** Milliseconds since the epoch, or undefined where the text is no RFC 3339 time. */
export function parseTimestamp(text: string): number | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const days = daysFromCivil(part(1), part(2), part(3));
  const offsetMinutes = (match[8] === '-' ? -1 : 1) * (part(9) * 60 + part(10));
  const seconds = days * secondsPerDay + part(4) * 3600 + (part(5) - offsetMinutes) * 60 + part(6);
  const valid =
    part(2) >= 1 && part(2) <= 12 && part(3) >= 1 && part(3) <= 31 && part(4) < 24 && part(5) < 60;
  return valid && part(6) < 60
    ? seconds * 1000 + Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000)
    : undefined;
}

function daysFromCivil(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
