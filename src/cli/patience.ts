import type { Deployment } from "../script/deployment.ts";
import type { RetryTuning } from "../source/retry.ts";
import type { Source } from "../source/source.ts";

/**
 * Before the first answer an address is probably wrong, and a person waits to hear it: a few seconds are enough.
 * After it, the same silence is a hiccup that must not end a long run.
 */
const IMPATIENT: RetryTuning = { retries: 3 };

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
    async call(path, args) {
      if (answered) return patient.call(path, args);
      const answer = impatient.call(path, args);
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

/** A source whose first description has to come soon. */
export function patientSource(sourceWith: (tuning: RetryTuning) => Source): Source {
  const impatient = sourceWith(IMPATIENT);
  const patient = sourceWith({});
  let answered = false;
  return {
    ...patient,
    async describe(table) {
      const description = await (answered ? patient : impatient).describe(table);
      answered = true;
      return description;
    },
  };
}
