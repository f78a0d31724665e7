/** A setting by the names that a user knows: its flag, its variables, and where its value is to be found. */
export type Setting = { flag: string; variables: readonly string[]; find: string };

/** A part of the configuration, or everything that is wrong with it. */
export type Settled<Value> = { ok: true; value: Value } | { ok: false; problems: string[] };

/** Says that a setting was not found, where it was looked for, and where the value is. */
export function missing({ flag, variables, find }: Setting): string {
  const [name, ...others] = variables;
  const also = others.length === 0 ? "" : ` (or ${others.join(", ")})`;
  return `${name}${also} is missing: not in ${flag}, the environment, .env.local or .env. Find it in ${find}.`;
}
