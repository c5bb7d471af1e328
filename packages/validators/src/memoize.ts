/**
 * Makes one object for each list of arguments, and keeps it: for formatters of `Intl`, whose construction takes longer than many uses.
 * The number of different arguments must be limited.
 *
 * @param make makes an object from arguments that JSON can express
 */
export function memoize<Arguments extends unknown[], Made>(
  make: (...args: Arguments) => Made,
): (...args: Arguments) => Made {
  const known = new Map<string, Made>();
  return (...args) => {
    const key = JSON.stringify(args);
    const made = known.get(key) ?? make(...args);
    known.set(key, made);
    return made;
  };
}
