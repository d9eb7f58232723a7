/** What is asked of one thing again and again, and is the same each time. */
export function once<Subject extends object, T>(of: (subject: Subject) => T): (subject: Subject) => T {
  const known = new WeakMap<Subject, { found: T }>();
  return (subject) => {
    const { found } = known.get(subject) ?? { found: of(subject) };
    known.set(subject, { found });
    return found;
  };
}
