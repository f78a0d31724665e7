/** Nobody agreed to what the command was going to do, so it did nothing. */
export class NotConfirmedError extends Error {
  override readonly name = "NotConfirmedError";
  /** The command that needs no answer. */
  readonly next: string | undefined;

  constructor(message: string, next: string | undefined) {
    super(message);
    this.next = next;
  }
}
