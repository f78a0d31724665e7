/** A condition over the table `t`; its values are added to those of the statement. */
export type Condition = (values: unknown[]) => string;

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const columnOf = (name: string): string => `t.${identifier(name)}`;
