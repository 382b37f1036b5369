import { type Aggregate, type AnyEvent, heldBy, type SubjectState } from '@notes/kernel';
import { type Claim, claim, claimId } from '@notes/kernel/claims';

type Holder = { readonly subject: string; readonly value: string; readonly eventId: string };

/**
 * Who holds which unique value, and by which claim, as far as the log was read. Partitions come in any order, so a value may seem to have two
 * holders, or a holder no claim, until the others are read as far: what is wrong is only what `suspicions` names again after everything
 * was read that was in the log when it named it first.
 */
export class Holdings {
  /** The claims are an aggregate like the others. */
  static readonly family = claim.family;
  /** By the id of the claim of the value. */
  readonly #holders = new Map<string, readonly Holder[]>();
  readonly #claims = new Map<string, Claim>();
  /** Places that were claimed and not taken yet, and such as were taken and whose claim was not read yet. */
  readonly #claimed = new Set<string>();
  readonly #taken = new Map<string, Holder>();

  /** How many values are held, and how many claims there are. */
  get counts(): { readonly values: number; readonly claims: number } {
    return { values: this.#holders.size, claims: this.#claims.size };
  }

  /** Takes an accepted event, with the states of its subject before and after it. */
  follow(
    aggregate: Aggregate,
    event: AnyEvent,
    before: SubjectState | undefined,
    after: SubjectState | undefined,
  ): void {
    if (aggregate.family === Holdings.family) {
      if (after !== undefined) this.#claim(after as SubjectState & Claim);
      return;
    }
    const { name, unique: field } = aggregate;
    if (field === undefined) return;
    const [gives, takes] = [heldBy(aggregate, before), heldBy(aggregate, after)];
    if (gives === takes) return;
    const idOf = (value: string): string => claimId({ aggregate: name, field }, value);
    if (gives !== null) this.#release(idOf(gives), event.subject);
    if (takes !== null)
      this.#hold(idOf(takes), { subject: event.subject, value: takes, eventId: event.id }, event.previous);
  }

  #claim(state: Claim): void {
    this.#claims.set(state.id, state);
    if (state.deleted_at !== null) return;
    const place = placeOf(state.id, state.holder, state.at);
    if (!this.#taken.delete(place)) this.#claimed.add(place);
  }

  #hold(id: string, holder: Holder, previous: string | undefined): void {
    this.#holders.set(id, [...(this.#holders.get(id) ?? []), holder]);
    const place = placeOf(id, holder.subject, previous ?? null);
    if (!this.#claimed.delete(place)) this.#taken.set(place, holder);
  }

  #release(id: string, subject: string): void {
    const others = this.#holders.get(id)?.filter((holder) => holder.subject !== subject) ?? [];
    if (others.length > 0) this.#holders.set(id, others);
    else this.#holders.delete(id);
  }

  /** What would be wrong if nothing were on its way, in words. */
  suspicions(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const { subject, value, eventId } of this.#taken.values())
      found.add(`${subject} took ${quoted(value)} by ${eventId}, which no claim was made for`);
    for (const [id, holders] of this.#holders) {
      const [{ value } = { value: '' }] = holders;
      const names = holders.map(({ subject, eventId }) => `${subject} since ${eventId}`).join(' and ');
      if (holders.length > 1) found.add(`${quoted(value)} is held by ${names}`);
      const state = this.#claims.get(id);
      const isHis = state?.deleted_at === null && holders.some(({ subject }) => subject === state.holder);
      if (!isHis) found.add(`${quoted(value)} is held by ${names}, but its claim ${id} is ${ownerOf(state)}`);
    }
    return found;
  }
}

const placeOf = (id: string, holder: string, at: string | null): string => `${id} ${holder} ${at}`;

const quoted = (value: string): string => JSON.stringify(value);

function ownerOf(state: Claim | undefined): string {
  if (state === undefined) return 'not made';
  return state.deleted_at === null ? `that of ${state.holder}` : 'released';
}
