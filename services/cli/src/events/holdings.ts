import { type Aggregate, type AnyEvent, heldBy, type SubjectState } from '@notes/kernel';
import { type Claim, claim, claimId } from '@notes/kernel/claims';

/** That a subject has a value: from one event to another, in ms by the clock of whoever stamps records. */
type Holding = {
  readonly subject: string;
  readonly value: string;
  readonly eventId: string;
  readonly since: number;
  until?: number;
  /** The version of the claim that it was taken under; undefined: that was not read yet. */
  under?: number;
};

/**
 * Who holds which unique value, and by which claim, as far as the log was read. Partitions come in any order, so a value may seem to have two
 * holders, or a holder no claim, until the others are read as far: what is wrong is only what `suspicions` names again after everything
 * was read that was in the log when it named it first.
 */
export class Holdings {
  /** The claims are an aggregate like the others. */
  static readonly family = claim.family;
  /** By the id of the claim of the value: those that last, and such as have not been compared with the next one. */
  readonly #holdings = new Map<string, Holding[]>();
  readonly #claims = new Map<string, Claim>();
  /** Places that were claimed and not taken yet, with the version of the claim; and such as were taken before their claim was read. */
  readonly #claimed = new Map<string, number>();
  readonly #taken = new Map<string, Holding>();
  /** Holders of a value at once by the stamps of the records, which tell only as much as the clocks do. */
  readonly overlaps: string[] = [];

  /** How many values are held, and how many claims there are. */
  get counts(): { readonly values: number; readonly claims: number } {
    const held = [...this.#holdings.values()].filter((holdings) => holdings.some(lasts));
    return { values: held.length, claims: this.#claims.size };
  }

  /** Takes an accepted event, with its stamp, and with the states of its subject before and after it. */
  follow(
    aggregate: Aggregate,
    event: AnyEvent,
    stamp: number,
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
    const { subject, id: eventId, previous = null } = event;
    if (gives !== null) this.#release(idOf(gives), subject, stamp);
    if (takes !== null) this.#hold(idOf(takes), { subject, value: takes, eventId, since: stamp }, previous);
  }

  #claim(state: Claim): void {
    this.#claims.set(state.id, state);
    if (state.deleted_at !== null) return;
    const place = placeOf(state.id, state.holder, state.at);
    const holding = this.#taken.get(place);
    if (holding === undefined) this.#claimed.set(place, state.version);
    else {
      this.#taken.delete(place);
      holding.under = state.version;
      this.#compare(state.id);
    }
  }

  #hold(id: string, holding: Holding, previous: string | null): void {
    const place = placeOf(id, holding.subject, previous);
    const version = this.#claimed.get(place);
    if (version === undefined) this.#taken.set(place, holding);
    else {
      this.#claimed.delete(place);
      holding.under = version;
    }
    this.#holdings.set(id, [...(this.#holdings.get(id) ?? []), holding]);
    this.#compare(id);
  }

  #release(id: string, subject: string, stamp: number): void {
    const holding = this.#holdings.get(id)?.find((each) => each.subject === subject && lasts(each));
    if (holding !== undefined) holding.until = stamp;
    this.#compare(id);
  }

  /** Each with the next one, in the order of their claims; the last one is kept, since more may come. */
  #compare(id: string): void {
    const holdings = this.#holdings.get(id) ?? [];
    const known = holdings.filter(({ under }) => under !== undefined).sort((a, b) => (a.under ?? 0) - (b.under ?? 0));
    for (const [i, holding] of known.entries()) {
      const next = known[i + 1];
      if (next === undefined || holding.until === undefined) break;
      if (holding.until > next.since && holding.subject !== next.subject)
        this.overlaps.push(
          `${quoted(holding.value)} was given up by ${holding.subject} ${holding.until - next.since} ms after ${next.subject} had taken it`,
        );
      holdings.splice(holdings.indexOf(holding), 1);
    }
  }

  /** What would be wrong if nothing were on its way, in words. */
  suspicions(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const { subject, value, eventId } of this.#taken.values())
      found.add(`${subject} took ${quoted(value)} by ${eventId}, which no claim was made for`);
    for (const [id, holdings] of this.#holdings) {
      const lasting = holdings.filter(lasts);
      const [{ value } = { value: '' }] = lasting;
      if (lasting.length === 0) continue;
      const names = lasting.map(({ subject, eventId }) => `${subject} since ${eventId}`).join(' and ');
      if (lasting.length > 1) found.add(`${quoted(value)} is held by ${names}`);
      const state = this.#claims.get(id);
      const isHis = state?.deleted_at === null && lasting.some(({ subject }) => subject === state.holder);
      if (!isHis) found.add(`${quoted(value)} is held by ${names}, but its claim ${id} is ${ownerOf(state)}`);
    }
    return found;
  }
}

const lasts = ({ until }: Holding): boolean => until === undefined;

const placeOf = (id: string, holder: string, at: string | null): string => `${id} ${holder} ${at}`;

const quoted = (value: string): string => JSON.stringify(value);

function ownerOf(state: Claim | undefined): string {
  if (state === undefined) return 'not made';
  return state.deleted_at === null ? `that of ${state.holder}` : 'released';
}
