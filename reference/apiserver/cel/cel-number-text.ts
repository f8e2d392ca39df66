/** A number with so many digits after the point, groups of three before it set apart by `separator`; halves go to the even digit. */
export function fixedText(value: number, digits: number, separator: string): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
  const [whole = '', fraction] = roundedText(value, Math.min(digits, 100)).split('.');
  const grouped = separator === '' ? whole : whole.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, separator);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function roundedText(value: number, digits: number): string {
  if (Math.abs(value) >= 1e21) {
    const whole = BigInt(value).toString();
    return digits === 0 ? whole : `${whole}.${'0'.repeat(digits)}`;
  }
  const text = value.toFixed(digits);
  const last = text.replace('.', '').at(-1) ?? '0';
  if (Number(last) % 2 === 0 || !liesBetween(value, digits)) return text;
  // Of two that are as near, JavaScript takes the one that is farther from zero.
  return nearerZero(text);
}

/** Whether the number lies right between two with so many digits. */
function liesBetween(value: number, digits: number): boolean {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const power = Number(bits >> 52n);
  const mantissa = (bits & 0xfffffffffffffn) | (power === 0 ? 0n : 0x10000000000000n);
  const shift = BigInt(1075 - Math.max(power, 1));
  if (shift <= 0n) return false;
  const doubled = mantissa * 10n ** BigInt(digits) * 2n;
  const unit = 1n << shift;
  return doubled % unit === 0n && (doubled / unit) % 2n === 1n;
}

function nearerZero(text: string): string {
  const point = text.indexOf('.');
  const number = BigInt(text.replace(/[.-]/g, '')) - 1n;
  const digits = number.toString().padStart(text.replace(/[.-]/g, '').length, '0');
  const decimals = point < 0 ? 0 : text.length - point - 1;
  const whole = digits.slice(0, digits.length - decimals);
  const sign = text.startsWith('-') ? '-' : '';
  return decimals === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-decimals)}`;
}

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number as `1.500000 × 10⁰⁰`; upstream shows six digits, whatever it is asked for. */
export function scientificText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : `     ${value > 0 ? '' : '-'}∞`;
  const [mantissa = '', exponent = '0'] = value.toExponential(6).split('e');
  const power = Number(exponent);
  const digits = Math.abs(power).toString().padStart(2, '0');
  const shown = Array.from(digits, (digit) => raised[Number(digit)] ?? '').join('');
  return `${mantissa}\u202f×\u202f10${power < 0 ? '⁻' : ''}${shown}`;
}
