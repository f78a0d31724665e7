import { type Command, InvalidArgumentError } from "commander";
import { ACCEPTABLE, type Acceptable } from "../shared/finish.ts";
import { type TargetOptions, withTargetOptions } from "./options.ts";

export type FinishOptions = TargetOptions & {
  accept: Acceptable[];
  dropLegacyIds: boolean;
  yes: boolean;
};

export const withFinishOptions = (command: Command): Command =>
  withTargetOptions(command)
    .option(
      "--accept <what>",
      `leave these as they are: ${ACCEPTABLE.join(", ")}, or several with commas between`,
      acceptedIn,
      [],
    )
    .option("--drop-legacy-ids", "clear legacyId too, but for tables with encrypted fields", false)
    .option("--yes", "do not ask before anything is changed", false);

function acceptedIn(text: string, before: Acceptable[]): Acceptable[] {
  const named = text.split(",").map((word) => word.trim());
  const unknown = named.filter((word) => !isAcceptable(word));
  if (unknown.length > 0) {
    throw new InvalidArgumentError(`Allowed choices are ${ACCEPTABLE.join(", ")}, with commas between.`);
  }
  return [...new Set([...before, ...named.filter(isAcceptable)])];
}

const isAcceptable = (word: string): word is Acceptable => ACCEPTABLE.some((each) => each === word);

/** The options that the same `finish` needs again. */
export const finishWords = ({ accept = [], dropLegacyIds = false }: Partial<FinishOptions>): string[] => [
  ...(accept.length === 0 ? [] : ["--accept", accept.join(",")]),
  ...(dropLegacyIds ? ["--drop-legacy-ids"] : []),
];
