import type { Deployment } from "../script/deployment.ts";
import type { RetryTuning } from "../source/retry.ts";
import type { Source } from "../source/source.ts";

/**
 * Before the first answer an address is probably wrong, and a person waits to hear it: a few seconds are enough.
 * After it, the same silence is a hiccup that must not end a long run.
 */
export const IMPATIENT: RetryTuning = { retries: 3 };

/** A deployment that is given up soon as long as it has never answered. */
export function patientOnceAnswered(connectWith: (tuning: RetryTuning) => Deployment): Deployment {
  const impatient = connectWith(IMPATIENT);
  const patient = connectWith({});
  let answered = false;
  return {
    url: patient.url,
    get calls() {
      return {
        functions: impatient.calls.functions + patient.calls.functions,
        retries: impatient.calls.retries + patient.calls.retries,
      };
    },
    async call(path, args, asked) {
      if (answered) return patient.call(path, args, asked);
      const answer = impatient.call(path, args, asked);
      // A function that refuses is an answer as well, but a run ends there: the first value tells enough.
      answer.then(
        () => {
          answered = true;
        },
        () => {},
      );
      return answer as never;
    },
  };
}

/** A source whose first answer has to come soon, a description or the catalogue. */
export function patientSource<Kind extends Source>(sourceWith: (tuning: RetryTuning) => Kind): Kind {
  const impatient = sourceWith(IMPATIENT);
  const patient = sourceWith({});
  let answered = false;
  const asked = async <Answer>(ask: (source: Kind) => Promise<Answer>): Promise<Answer> => {
    const answer = await ask(answered ? patient : impatient);
    answered = true;
    return answer;
  };
  return {
    ...patient,
    describe: (table) => asked((source) => source.describe(table)),
    catalogue: () => asked((source) => source.catalogue()),
    async close() {
      await Promise.all([impatient.close(), patient.close()]);
    },
  };
}
