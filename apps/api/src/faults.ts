import { AppError, type ErrorCode, type Fault } from '@taktstock/registry';

/** Collects everything that is wrong with a request, so that its caller mends it once. */
export class Faults {
  readonly #faults: Fault[] = [];
  #members: Record<string, unknown> = {};

  /** `members` say more, such as `candidates`: of this fault, and of the problem for callers who know of one person only. */
  add(pointer: string, code: ErrorCode, message: string, members: Record<string, unknown> = {}): void {
    this.#faults.push({ pointer, code, message, ...members });
    this.#members = { ...members, ...this.#members }; // of two persons' candidates those of the first
  }

  addAll(faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  /** Whether something is wrong at this pointer or below it. */
  has(pointer: string): boolean {
    return this.#faults.some((fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`));
  }

  /** Whether something is wrong with the value at this pointer itself. */
  hasExactly(pointer: string): boolean {
    return this.#faults.some((fault) => fault.pointer === pointer);
  }

  /** Throws all faults as one 422: under their code if they share one, else as VALIDATION_FAILED. */
  throwIfAny(): void {
    const [first] = this.#faults;
    if (first === undefined) return;
    const shared = this.#faults.every(({ code }) => code === first.code);
    const detail = this.#faults.length === 1 ? first.message : undefined;
    throw new AppError(shared ? (first.code as ErrorCode) : 'VALIDATION_FAILED', detail, {
      status: 422,
      faults: this.#faults,
      members: this.#members,
    });
  }
}
