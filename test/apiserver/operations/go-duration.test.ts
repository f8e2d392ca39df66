import { describe, expect, it } from 'vitest';
import { parseGoDuration } from '../../../reference/apiserver/operations/go-duration.ts';

describe('a duration as Go writes it', () => {
  it.each([
    ['0', 0],
    ['5s', 5000],
    ['-5s', -5000],
    ['+1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['1h15m30.918s', 4_530_918],
    ['250us', 0.25],
  ])('%s is %d ms', (text, ms) => {
    expect(parseGoDuration(text)).toBe(ms);
  });

  it.each([
    ['', 'time: invalid duration ""'],
    ['abc', 'time: invalid duration "abc"'],
    ['10', 'time: missing unit in duration "10"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['.s', 'time: invalid duration ".s"'],
    ['1constructor', 'time: unknown unit "constructor" in duration "1constructor"'],
  ])('%s is none', (text, problem) => {
    expect(parseGoDuration(text)).toEqual({ problem });
  });
});
